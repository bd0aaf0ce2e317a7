// Linearization of meta.loop: the primal loop stacks what each iteration's
// derivative needs, or only its carries, from which the linear loop computes
// the rest again; the linear loop carries tangents along the stacks. Values
// that do not change between iterations are handed over once.
#include "dialects/meta/transforms/ChooseResiduals.h"
#include "dialects/meta/transforms/Linearize.h"
#include "dialects/meta/transforms/SplitLoop.h"
#include "dialects/ten/Build.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace nestor::meta {

namespace {
// The parts of a loop's block arguments and yielded values.
struct LoopShape {
  size_t flags, carries, scanned, invariants;
  explicit LoopShape(LoopOp op)
      : flags(op.getHasUntil()), carries(op.getCarries().size()),
        scanned(op.getScanned().size()), invariants(op.getInvariants().size()) {
  }
  size_t firstScanned() const { return 1 + carries; }
  size_t firstInvariant() const { return 1 + carries + scanned; }
};
} // namespace

// A carry is active once its tangent can be other than zero in any iteration.
static FailureOr<LinearizedBlock>
settleActive(LoopOp op, const LoopShape &shape, SmallVectorImpl<bool> &active) {
  while (true) {
    auto body = linearizeBlock(op.getBody().front(), active);
    if (failed(body))
      return failure();
    bool changed = false;
    for (size_t i = 0; i < shape.carries; ++i)
      if (body->tangents[shape.flags + i] && !active[1 + i])
        changed = active[1 + i] = true;
    if (!changed)
      return body;
  }
}

// The linear body under a branch on whether the iteration ran: otherwise the
// carries pass, and stacks get zeros. A branch, since residuals of iterations
// that did not run are zeros, and selecting afterwards would leave their
// quotients in the transposed loop, where 0 / 0 meets every sum.
static Block *onlyWhereRan(Block *body, unsigned ran, size_t carries) {
  Operation *yield = body->getTerminator();
  Location loc = yield->getLoc();
  SmallVector<Location> locations(body->getNumArguments(), loc);
  auto *outer = new Block(), *otherwise = new Block();
  for (Block *block : {outer, otherwise})
    block->addArguments(body->getArgumentTypes(), locations);
  OpBuilder builder = builderAtEnd(outer, yield->getContext());
  auto branch = IfOp::create(builder, loc, yield->getOperandTypes(),
                             outer->getArgument(ran), outer->getArguments());
  YieldOp::create(builder, loc, branch.getResults());
  branch.getThenRegion().push_back(body);
  branch.getElseRegion().push_back(otherwise);
  builder.setInsertionPointToEnd(otherwise);
  ten::Build build{builder, loc};
  SmallVector<Value> unchanged;
  for (auto [i, type] : llvm::enumerate(yield->getOperandTypes()))
    unchanged.push_back(i < carries ? otherwise->getArgument(1 + i)
                                    : build.zeros(type));
  YieldOp::create(builder, loc, unchanged);
  return outer;
}

// The identity for the first carries, zero for all else.
static LogicalResult linearizeFirstOrder(LoopOp op, Linearizer &into) {
  IRMapping mapping;
  for (Value operand : op.getOperands())
    mapping.map(operand, into.primalOf(operand));
  Operation *clone = into.primal.clone(*op, mapping);
  for (auto [i, result] : llvm::enumerate(op.getResults()))
    into.bind(result, clone->getResult(i),
              i < op.getWindow() ? into.tangentOf(op.getCarries()[i])
                                 : Value());
  return success();
}

static LogicalResult linearizeIterations(LoopOp op, Linearizer &into,
                                         Recompute recompute);

LogicalResult linearizePlan(LoopOp op, Linearizer &into, bool &isDone) {
  isDone = true;
  if (op.getPlan() == Plan::first_order)
    return linearizeFirstOrder(op, into);
  if (op.getPlan() == Plan::truncated &&
      int64_t(op.getWindow()) < int64_t(op.getTripCount()))
    return into.runInstead(
        op, [&](OpBuilder &builder) { return truncateLoop(op, builder); });
  isDone = false;
  return success();
}

LogicalResult linearizeLoop(LoopOp op, Linearizer &into) {
  int64_t count = op.getTripCount();
  bool isDone = false;
  if (failed(linearizePlan(op, into, isDone)))
    return failure();
  if (isDone)
    return success();
  if (op.getSlots() > 0)
    return linearizeIterations(op, into, Recompute::FromArguments);
  ArrayRef<int64_t> storage = op.getStorage().value_or(ArrayRef<int64_t>());
  // Segments that hold the whole loop are none.
  while (!storage.empty() && storage[0] >= count)
    storage = storage.drop_front();
  // Scripts have no loop that runs backwards and stops early.
  bool segments = !storage.empty() && storage[0] > 1 &&
                  !(op.getHasUntil() && op.getReversed());
  if (segments && op.getHasUntil())
    return into.runInstead(op, [&](OpBuilder &builder) {
      return splitUntilLoop(
          op, builder, storage[0],
          builder.getDenseI64ArrayAttr(storage.drop_front()),
          builder.getDenseI64ArrayAttr({1}));
    });
  if (!segments)
    return linearizeIterations(
        op, into, storage.empty() ? Recompute::Cheap : Recompute::All);
  return into.runInstead(op, [&](OpBuilder &builder) {
    return splitLoop(op, builder,
                     {count % storage[0], storage[0], /*cut=*/false,
                      builder.getDenseI64ArrayAttr(storage.drop_front()),
                      builder.getDenseI64ArrayAttr({1})});
  });
}

static LogicalResult linearizeIterations(LoopOp op, Linearizer &into,
                                         Recompute recompute) {
  Location loc = op.getLoc();
  LoopShape shape(op);
  SmallVector<bool> active = {false}; // the iteration number
  for (Value operand : op.getOperands())
    active.push_back(bool(into.tangentOf(operand)));
  auto settled = settleActive(op, shape, active);
  if (failed(settled))
    return failure();
  LinearizedBlock &body = *settled;
  int64_t count = op.getTripCount();

  Block *block = body.primal.get();
  auto [residuals, again] = chooseResiduals(
      *block, body.residuals,
      [&](BlockArgument argument) {
        unsigned number = argument.getArgNumber();
        return number == 0 || number >= shape.firstScanned();
      },
      recompute);

  // Where each residual comes from in the linear loop.
  SmallVector<Value> stacked;          // residuals of one iteration
  SmallVector<Value> scannedResiduals; // rows of what the loop walks
  SmallVector<Value> invariantResiduals;
  for (Value residual : residuals) {
    auto argument = dyn_cast<BlockArgument>(residual);
    size_t number = argument ? argument.getArgNumber() : 0;
    if (argument && number == 0)
      continue;
    if (argument && number >= shape.firstInvariant())
      invariantResiduals.push_back(residual);
    else if (argument && number >= shape.firstScanned())
      scannedResiduals.push_back(residual);
    else
      stacked.push_back(residual);
  }

  // The primal loop.
  SmallVector<Type> types(op.getResultTypes());
  OpBuilder builder = builderAtEnd(block, op.getContext());
  SmallVector<Value> yielded(body.results);
  Value ran; // rows of iterations behind the stop stay zero, that is false
  if (op.getHasUntil()) {
    auto type = RankedTensorType::get({}, builder.getI1Type());
    ran = ten::ConstantOp::create(builder, loc,
                                  DenseElementsAttr::get(type, true));
  }
  for (Value residual : stacked) {
    yielded.push_back(residual);
    types.push_back(stackOf(residual.getType(), count));
  }
  if (ran) {
    yielded.push_back(ran);
    types.push_back(stackOf(ran.getType(), count));
  }
  YieldOp::create(builder, loc, yielded);
  SmallVector<Value> operands;
  for (Value operand : op.getOperands())
    operands.push_back(into.primalOf(operand));
  ArrayRef<Value> all(operands);
  auto primal = LoopOp::create(
      into.primal, loc, types, op.getTripCountAttr(), op.getHasUntilAttr(),
      op.getReversedAttr(), all.take_front(shape.carries),
      all.slice(shape.carries, shape.scanned),
      all.drop_front(shape.carries + shape.scanned), op.getTopLevelAttr());
  primal.copyPlan(op);
  body.primal.release();
  primal.getBody().push_back(block);
  for (auto [source, clone] : llvm::zip(op.getResults(), primal.getResults()))
    into.bind(source, clone, Value());

  // Operands and arguments of the linear loop, in step.
  ten::Build outside{into.linear, loc};
  auto *linear = new Block();
  IRMapping mapping;
  Value index = linear->addArgument(block->getArgument(0).getType(), loc);
  mapping.map(block->getArgument(0), index);
  SmallVector<Value> carries, scanned, invariants;
  SmallVector<Value> tangentArguments; // of the source's active arguments
  size_t next = 0;
  auto linearArgument = [&] { return body.linear->getArgument(next++); };
  for (size_t i = 0; i < shape.carries; ++i) {
    if (!active[1 + i])
      continue;
    Value start = op.getCarries()[i];
    Value tangent = into.tangentOf(start);
    carries.push_back(tangent ? tangent : outside.zeros(start.getType()));
    mapping.map(linearArgument(), linear->addArgument(start.getType(), loc));
  }
  auto scan = [&](Value stack, Value row) {
    scanned.push_back(stack);
    return linear->addArgument(row.getType(), loc);
  };
  size_t firstStack = op.getNumResults();
  for (auto [i, residual] : llvm::enumerate(stacked))
    mapping.map(residual, scan(primal.getResult(firstStack + i), residual));
  Value ranRow;
  if (ran)
    ranRow = scan(primal.getResult(firstStack + stacked.size()), ran);
  for (Value residual : scannedResiduals) {
    size_t number = cast<BlockArgument>(residual).getArgNumber();
    mapping.map(
        residual,
        scan(primal.getScanned()[number - shape.firstScanned()], residual));
  }
  for (size_t i = 0; i < shape.scanned; ++i)
    if (active[shape.firstScanned() + i]) {
      Value argument = linearArgument();
      mapping.map(argument, scan(into.tangentOf(op.getScanned()[i]), argument));
    }
  for (Value residual : invariantResiduals) {
    size_t number = cast<BlockArgument>(residual).getArgNumber();
    invariants.push_back(
        primal.getInvariants()[number - shape.firstInvariant()]);
    mapping.map(residual, linear->addArgument(residual.getType(), loc));
  }
  for (size_t i = 0; i < shape.invariants; ++i)
    if (active[shape.firstInvariant() + i]) {
      Value argument = linearArgument();
      invariants.push_back(into.tangentOf(op.getInvariants()[i]));
      mapping.map(argument, linear->addArgument(argument.getType(), loc));
    }

  // Its body.
  OpBuilder inside = builderAtEnd(linear, op.getContext());
  ten::Build build{inside, loc};
  for (Operation *primalOp : again)
    inside.clone(*primalOp, mapping);
  inlineLinear(body, inside, mapping);
  SmallVector<Value> results;
  SmallVector<Type> resultTypes;
  SmallVector<Value> sources; // results of op whose tangents come out
  for (size_t i = 0; i < shape.carries; ++i) {
    if (!active[1 + i])
      continue;
    Value tangent = body.tangents[shape.flags + i];
    Value after = tangent ? mapping.lookup(tangent)
                          : build.zeros(op.getResult(i).getType());
    results.push_back(after);
    resultTypes.push_back(op.getResult(i).getType());
    sources.push_back(op.getResult(i));
  }
  for (size_t i = shape.carries; i < op.getNumResults(); ++i) {
    Value tangent = body.tangents[shape.flags + i];
    if (!tangent)
      continue;
    results.push_back(mapping.lookup(tangent));
    resultTypes.push_back(op.getResult(i).getType());
    sources.push_back(op.getResult(i));
  }
  YieldOp::create(inside, loc, results);
  if (results.empty()) {
    delete linear;
    return success();
  }
  if (ranRow)
    linear = onlyWhereRan(linear, cast<BlockArgument>(ranRow).getArgNumber(),
                          carries.size());
  auto tangents =
      LoopOp::create(into.linear, loc, resultTypes, op.getTripCountAttr(),
                     /*hasUntil=*/nullptr, op.getReversedAttr(), carries,
                     scanned, invariants, into.linear.getI64IntegerAttr(-1));
  // The tangents' own derivative walks forwards again, where no slot helps.
  tangents.setStorageAttr(op.getSlots() > 0 ? builder.getDenseI64ArrayAttr({1})
                                            : op.getStorageAttr());
  tangents.getBody().push_back(linear);
  for (auto [source, tangent] : llvm::zip(sources, tangents.getResults()))
    into.bind(source, into.primalOf(source), tangent);
  return success();
}

} // namespace nestor::meta
