// Splits a loop that may stop early into segments that may stop early.
#include "dialects/meta/transforms/Linearize.h"
#include "dialects/meta/transforms/SplitLoop.h"
#include "dialects/ten/Build.h"

using namespace mlir;

namespace nestor::meta {

using Values = SmallVector<Value>;

static RankedTensorType withRows(Value stack, int64_t rows) {
  auto type = cast<RankedTensorType>(stack.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape[0] = rows;
  return RankedTensorType::get(shape, type.getElementType());
}

// [rows, ...] as [segments, length, ...]; rows behind the loop's own are zeros,
// which nobody reads.
static Value inSegments(Value stack, int64_t segments, int64_t length,
                        OpBuilder &b, Location loc) {
  auto type = cast<RankedTensorType>(stack.getType());
  int64_t behind = segments * length - type.getDimSize(0);
  if (behind > 0) {
    ten::Build build{b, loc};
    Values parts = {stack, build.zeros(withRows(stack, behind))};
    stack = ten::ConcatOp::create(b, loc, withRows(stack, segments * length),
                                  parts, b.getI64IntegerAttr(0));
  }
  SmallVector<int64_t> shape = {segments, length};
  llvm::append_range(shape, type.getShape().drop_front());
  return ten::ReshapeOp::create(
      b, loc, RankedTensorType::get(shape, type.getElementType()), stack);
}

// [segments, length, ...] as the loop's own rows.
static Value inOneStack(Value stack, Type wanted, OpBuilder &b, Location loc) {
  auto type = cast<RankedTensorType>(stack.getType());
  auto own = cast<RankedTensorType>(wanted);
  SmallVector<int64_t> shape(type.getShape().drop_front());
  shape[0] *= type.getDimSize(0);
  auto flat = RankedTensorType::get(shape, type.getElementType());
  Value rows = ten::ReshapeOp::create(b, loc, flat, stack);
  if (flat == own)
    return rows;
  SmallVector<int64_t> offsets(shape.size(), 0), strides(shape.size(), 1);
  return ten::SliceOp::create(b, loc, own, rows, offsets, strides);
}

Values splitUntilLoop(LoopOp op, OpBuilder &b, int64_t length,
                      DenseI64ArrayAttr inside, DenseI64ArrayAttr outside) {
  Location loc = op.getLoc();
  int64_t total = op.getTripCount(),
          segments = llvm::divideCeil(total, length);
  size_t carries = op.getCarries().size();
  Block &source = op.getBody().front();
  Operation *sourceYield = source.getTerminator();
  auto index = RankedTensorType::get({}, b.getI64Type());
  auto flag = RankedTensorType::get({}, b.getI1Type());
  auto number = [&](OpBuilder &at, int64_t value) -> Value {
    return ten::ConstantOp::create(
        at, loc,
        cast<ElementsAttr>(
            DenseElementsAttr::get(index, at.getI64IntegerAttr(value))));
  };
  auto addArguments = [&](Block *block, ValueRange like, bool rows) {
    Values arguments;
    for (Value value : like)
      arguments.push_back(block->addArgument(
          rows ? rowOf(value.getType()) : value.getType(), loc));
    return arguments;
  };
  Values scanned;
  for (Value stack : op.getScanned())
    scanned.push_back(inSegments(stack, segments, length, b, loc));

  // The body of the loop over segments.
  auto *outerBody = new Block();
  Value segment = outerBody->addArgument(index, loc);
  Values outerCarries = addArguments(outerBody, op.getCarries(), false);
  Values outerRows = addArguments(outerBody, scanned, true);
  Values outerInvariants = addArguments(outerBody, op.getInvariants(), false);
  OpBuilder outer = builderAtEnd(outerBody, op.getContext());
  ten::Build build{outer, loc};
  Value start = build.mul(segment, number(outer, length));

  // That of a segment: the iteration, and a carry that tells whether it is the
  // last there is.
  auto *innerBody = new Block();
  IRMapping mapping;
  Value turn = innerBody->addArgument(index, loc);
  mapping.map(source.getArguments().slice(1, carries),
              addArguments(innerBody, op.getCarries(), false));
  innerBody->addArgument(flag, loc);
  mapping.map(source.getArguments().slice(1 + carries, scanned.size()),
              addArguments(innerBody, outerRows, true));
  mapping.map(source.getArguments().drop_front(1 + carries + scanned.size()),
              addArguments(innerBody, op.getInvariants(), false));
  OpBuilder inner = builderAtEnd(innerBody, op.getContext());
  ten::Build buildInner{inner, loc};
  Value iteration =
      buildInner.add(turn, innerBody->addArgument(index, loc));
  mapping.map(source.getArgument(0), iteration);
  for (Operation &inside : source.without_terminator())
    inner.clone(inside, mapping);
  Values yielded;
  for (Value value : sourceYield->getOperands())
    yielded.push_back(mapping.lookup(value));
  if (segments * length > total)
    yielded[0] = ten::OrOp::create(
        inner, loc, flag, yielded[0],
        buildInner.compare(ten::Predicate::eq, iteration,
                           number(inner, total - 1)));
  yielded.insert(yielded.begin() + 1 + long(carries), yielded[0]);
  YieldOp::create(inner, loc, yielded);

  Values starts(outerCarries), invariants(outerInvariants);
  starts.push_back(ten::ConstantOp::create(
      outer, loc, cast<ElementsAttr>(DenseElementsAttr::get(flag, false))));
  invariants.push_back(start);
  SmallVector<Type> types;
  for (Value value : ArrayRef<Value>(yielded).slice(1, carries + 1))
    types.push_back(value.getType());
  for (Value value : ArrayRef<Value>(yielded).drop_front(carries + 2))
    types.push_back(stackOf(value.getType(), length));
  auto piece = LoopOp::create(outer, loc, types, outer.getI64IntegerAttr(length),
                              outer.getUnitAttr(), /*reversed=*/nullptr, starts,
                              outerRows, invariants,
                              outer.getI64IntegerAttr(-1));
  piece.setStorageAttr(inside);
  piece.getBody().push_back(innerBody);
  Values given = {piece.getResult(carries)};
  llvm::append_range(given, piece.getResults().take_front(carries));
  llvm::append_range(given, piece.getResults().drop_front(carries + 1));
  YieldOp::create(outer, loc, given);

  types.assign(op.getCarries().getTypes().begin(),
               op.getCarries().getTypes().end());
  for (Value stack : piece.getResults().drop_front(carries + 1))
    types.push_back(stackOf(stack.getType(), segments));
  auto whole = LoopOp::create(b, loc, types, b.getI64IntegerAttr(segments),
                              b.getUnitAttr(), /*reversed=*/nullptr,
                              op.getCarries(), scanned, op.getInvariants(),
                              b.getI64IntegerAttr(-1));
  whole.setStorageAttr(outside);
  whole.getBody().push_back(outerBody);
  Values results(whole.getResults().take_front(carries));
  for (auto [own, stack] :
       llvm::zip(op.getResults().drop_front(carries),
                 whole.getResults().drop_front(carries)))
    results.push_back(inOneStack(stack, own.getType(), b, loc));
  return results;
}

} // namespace nestor::meta
