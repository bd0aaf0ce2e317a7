// Splits a loop into a head and a loop over segments: the same iterations in
// the same order, so that no number changes.
#include "dialects/meta/transforms/SplitLoop.h"
#include "dialects/meta/transforms/Linearize.h"
#include "dialects/ten/Build.h"

using namespace mlir;

namespace nestor::meta {

using Values = SmallVector<Value>;

namespace {

class Splitter {
public:
  Splitter(LoopOp op, OpBuilder &builder)
      : op(op), builder(builder), loc(op.getLoc()) {}

  /// Iterations of the loop over the given rows. `first`, a tensor<i64>, is the
  /// index of the first row; null for 0.
  LoopOp piece(int64_t count, ValueRange carries, ValueRange scanned,
               ValueRange invariants, Value first,
               DenseI64ArrayAttr storage) {
    Values captured(invariants);
    if (first)
      captured.push_back(first);
    SmallVector<Type> types(carries.getTypes());
    Operation *yield = op.getBody().front().getTerminator();
    for (Value row : yield->getOperands().drop_front(carries.size()))
      types.push_back(stackOf(row.getType(), count));
    auto loop = LoopOp::create(
        builder, loc, types, builder.getI64IntegerAttr(count),
        /*hasUntil=*/nullptr, op.getReversedAttr(), carries, scanned, captured,
        builder.getI64IntegerAttr(-1));
    loop.setStorageAttr(storage);
    loop.setSlots(op.getSlots());
    auto *body = new Block();
    loop.getBody().push_back(body);
    IRMapping mapping;
    for (BlockArgument argument : op.getBody().getArguments())
      mapping.map(argument, body->addArgument(argument.getType(), loc));
    OpBuilder inside = builderAtEnd(body, op.getContext());
    if (first) {
      ten::Build build{inside, loc};
      mapping.map(op.getBody().getArgument(0),
                  build.add(body->getArgument(0),
                            body->addArgument(first.getType(), loc)));
    }
    for (Operation &inner : op.getBody().front())
      inside.clone(inner, mapping);
    return loop;
  }

  Value index(int64_t number) {
    auto type = cast<ShapedType>(op.getBody().getArgument(0).getType());
    return ten::ConstantOp::create(
        builder, loc,
        cast<ElementsAttr>(DenseElementsAttr::get(
            type, builder.getI64IntegerAttr(number))));
  }

  /// Rows [first, first + count) of every stack that the loop walks.
  Values rows(int64_t first, int64_t count) {
    Values parts;
    for (Value stack : op.getScanned()) {
      auto type = cast<RankedTensorType>(stack.getType());
      SmallVector<int64_t> shape(type.getShape());
      SmallVector<int64_t> offsets(shape.size(), 0), strides(shape.size(), 1);
      shape[0] = count;
      offsets[0] = first;
      parts.push_back(ten::SliceOp::create(
          builder, loc, RankedTensorType::get(shape, type.getElementType()),
          stack, builder.getDenseI64ArrayAttr(offsets),
          builder.getDenseI64ArrayAttr(strides)));
    }
    return parts;
  }

  Values constants(ValueRange values) {
    Values stopped;
    for (Value value : values)
      stopped.push_back(
          isa<FloatType>(cast<RankedTensorType>(value.getType()).getElementType())
              ? StopGradientOp::create(builder, loc, value.getType(), value)
              : value);
    return stopped;
  }

  /// A loop over segments; its stacks come back as rows, one after another.
  Values segments(int64_t count, int64_t first, ValueRange carries,
                  const LoopSegments &spec);

  LoopOp op;
  OpBuilder &builder;
  Location loc;
};

} // namespace

Values Splitter::segments(int64_t count, int64_t first, ValueRange carries,
                          const LoopSegments &spec) {
  Values scanned;
  for (Value stack : rows(first, count * spec.length)) {
    auto type = cast<RankedTensorType>(stack.getType());
    SmallVector<int64_t> shape = {count, spec.length};
    llvm::append_range(shape, type.getShape().drop_front());
    scanned.push_back(ten::ReshapeOp::create(
        builder, loc, RankedTensorType::get(shape, type.getElementType()),
        stack));
  }
  auto *body = new Block();
  Values arguments[3];
  Value segment =
      body->addArgument(op.getBody().getArgument(0).getType(), loc);
  for (Value carry : carries)
    arguments[0].push_back(body->addArgument(carry.getType(), loc));
  for (Value stack : scanned) {
    auto type = cast<RankedTensorType>(stack.getType());
    arguments[1].push_back(body->addArgument(
        RankedTensorType::get(type.getShape().drop_front(),
                              type.getElementType()),
        loc));
  }
  for (Value invariant : op.getInvariants())
    arguments[2].push_back(body->addArgument(invariant.getType(), loc));

  OpBuilder inside = builderAtEnd(body, op.getContext());
  Splitter inner(op, inside);
  ten::Build build{inside, loc};
  Value start = build.add(build.mul(segment, inner.index(spec.length)),
                          inner.index(first));
  auto loop =
      inner.piece(spec.length,
                  spec.cut ? inner.constants(arguments[0]) : arguments[0],
                  arguments[1], arguments[2], start, spec.inside);
  YieldOp::create(inside, loc, loop.getResults());

  SmallVector<Type> types(carries.getTypes());
  for (Value stack : loop.getResults().drop_front(carries.size()))
    types.push_back(stackOf(stack.getType(), count));
  auto outer = LoopOp::create(
      builder, loc, types, builder.getI64IntegerAttr(count),
      /*hasUntil=*/nullptr, op.getReversedAttr(), carries, scanned,
      op.getInvariants(), builder.getI64IntegerAttr(-1));
  outer.setStorageAttr(spec.outside);
  outer.getBody().push_back(body);

  Values results(outer.getResults().take_front(carries.size()));
  for (Value stack : outer.getResults().drop_front(carries.size())) {
    auto type = cast<RankedTensorType>(stack.getType());
    SmallVector<int64_t> shape(type.getShape().drop_front());
    shape[0] *= count;
    results.push_back(ten::ReshapeOp::create(
        builder, loc, RankedTensorType::get(shape, type.getElementType()),
        stack));
  }
  return results;
}

Values splitLoop(LoopOp op, OpBuilder &builder, const LoopSegments &spec) {
  Splitter splitter(op, builder);
  int64_t total = op.getTripCount(), head = spec.head;
  int64_t rest = total - head, carryCount = op.getCarries().size();
  // The head is what comes first in the order of iterations.
  int64_t headRow = op.getReversed() ? rest : 0;
  int64_t restRow = op.getReversed() ? 0 : head;
  Values carries(op.getCarries()), headStacks;
  if (head > 0) {
    auto loop = splitter.piece(
        head, carries, splitter.rows(headRow, head), op.getInvariants(),
        headRow ? splitter.index(headRow) : Value(), spec.inside);
    carries.assign(loop.getResults().begin(),
                   loop.getResults().begin() + carryCount);
    headStacks.assign(loop.getResults().begin() + carryCount,
                      loop.getResults().end());
  }
  if (rest == 0) {
    llvm::append_range(carries, headStacks);
    return carries;
  }
  Values results =
      splitter.segments(rest / spec.length, restRow, carries, spec);
  for (auto [i, stack] : llvm::enumerate(headStacks)) {
    Value &row = results[carryCount + i];
    Values parts = {stack, row};
    if (op.getReversed())
      std::swap(parts[0], parts[1]);
    row = ten::ConcatOp::create(builder, op.getLoc(),
                                op.getResult(carryCount + i).getType(), parts,
                                builder.getI64IntegerAttr(0));
  }
  return results;
}

Values truncateLoop(LoopOp op, OpBuilder &builder) {
  int64_t total = op.getTripCount(), window = op.getWindow();
  if (op.getNumResults() > op.getCarries().size()) {
    // Each row's derivative reaches to where its window begins.
    int64_t head = total % window ? total % window : window;
    return splitLoop(op, builder,
                     {head, window, /*cut=*/true, op.getStorageAttr(), {}});
  }
  // Only the end is seen: what comes before the last window is a constant.
  Splitter splitter(op, builder);
  auto before = splitter.piece(total - window, op.getCarries(),
                               splitter.rows(0, total - window),
                               op.getInvariants(), Value(), {});
  auto last = splitter.piece(
      window, splitter.constants(before.getResults()),
      splitter.rows(total - window, window), op.getInvariants(),
      splitter.index(total - window), op.getStorageAttr());
  return Values(last.getResults());
}

} // namespace nestor::meta
