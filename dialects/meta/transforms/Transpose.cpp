// The transposition engine: operations that do not depend on a linear argument
// are copied, the others are visited backwards.
#include "dialects/meta/transforms/Transpose.h"
#include "dialects/ten/Build.h"

using namespace mlir;

namespace nestor::meta {

// Cotangents pass a check one by one: as a sum that is added to others they
// would be rounded otherwise than without checks.
static Value behindChecks(Value linear) {
  while (auto check = linear.getDefiningOp<CheckFiniteOp>())
    linear = check.getX();
  return linear;
}

Value Transposer::inspect(Value linear, Value cotangent) {
  for (auto check = linear.getDefiningOp<CheckFiniteOp>(); check;
       check = check.getX().getDefiningOp<CheckFiniteOp>())
    cotangent = CheckFiniteOp::create(
        builder, check.getLoc(), cotangent.getType(), cotangent,
        /*steps=*/ValueRange(), check.getSource(), check.getOrder(),
        check.getOperand(), /*backward=*/true, check.getNanOnly(),
        ArrayRef<int64_t>());
  return cotangent;
}

void Transposer::add(Value linear, Value cotangent) {
  cotangent = inspect(linear, cotangent);
  linear = behindChecks(linear);
  Value &slot = cotangents[linear];
  slot = ten::addTangents(builder, cotangent.getLoc(), slot, cotangent);
}

Value Transposer::cotangentOrZeros(Value linear) {
  if (Value cotangent = cotangentOf(linear))
    return cotangent;
  ten::Build build{builder, linear.getLoc()};
  return build.zeros(linear.getType());
}

static LogicalResult transposeOperation(Operation *op, OpBuilder &builder,
                                        ArrayRef<Value> cotangents,
                                        ArrayRef<bool> isLinear,
                                        SmallVectorImpl<Value> &results) {
  if (auto pushforward = dyn_cast<PushforwardOp>(op))
    return transposePushforward(pushforward, builder, cotangents, isLinear,
                                results);
  auto rule = dyn_cast<TransposeOpInterface>(op);
  if (!rule)
    return op->emitError("`") << op->getName() << "` has no transpose rule";
  return rule.transpose(builder, cotangents, isLinear, results);
}

// Reading a part of a tensor whose cotangent is known so far: what comes back
// is added in its place, which costs the part alone. Null for other operations.
static Value addToPart(Operation *op, OpBuilder &builder, Value whole,
                       Value part) {
  Location loc = op->getLoc();
  if (auto slice = dyn_cast<ten::DynamicSliceOp>(op))
    return ten::AccumulateSliceOp::create(builder, loc, whole.getType(), whole,
                                          part, slice.getStarts(),
                                          slice.getAxesAttr());
  if (auto gather = dyn_cast<ten::GatherOp>(op))
    return ten::ScatterAddOp::create(builder, loc, whole.getType(), whole,
                                     gather.getIndices(), part);
  return Value();
}

SmallVector<Value> Transposer::startsOf(Operation *op,
                                        ArrayRef<bool> isLinear) {
  SmallVector<Value> starts(op->getNumOperands());
  size_t first = op->getNumOperands();
  if (auto loop = dyn_cast<LoopOp>(op))
    first = loop.getCarries().size() + loop.getScanned().size();
  if (auto map = dyn_cast<MapOp>(op))
    first = map.getMapped().size();
  if (isa<IfOp>(op))
    first = 1; // behind the condition
  DenseSet<Value> seen;
  for (auto [i, operand] : llvm::enumerate(op->getOperands()))
    if (i >= first && isLinear[i] && seen.insert(operand).second)
      starts[i] = cotangentOf(behindChecks(operand));
  return starts;
}

LogicalResult Transposer::run(Block &block, ArrayRef<Value> linearArguments) {
  DenseSet<Value> dependent(linearArguments.begin(), linearArguments.end());
  SmallVector<Operation *> linear;
  for (Operation &op : block) {
    if (op.hasTrait<OpTrait::IsTerminator>())
      continue;
    bool depends = llvm::any_of(op.getOperands(), [&](Value operand) {
      return dependent.contains(operand);
    });
    if (depends) {
      dependent.insert(op.result_begin(), op.result_end());
      linear.push_back(&op);
    } else {
      builder.clone(op, constants);
    }
  }
  for (Operation *op : llvm::reverse(linear)) {
    SmallVector<Value> results;
    bool any = false;
    for (Value result : op->getResults()) {
      results.push_back(cotangentOf(result));
      any |= bool(results.back());
    }
    if (!any)
      continue;
    SmallVector<bool> isLinear;
    for (Value operand : op->getOperands())
      isLinear.push_back(dependent.contains(operand));
    // A copy whose constant operands are those at the builder's place.
    Operation *copy = op->clone(constants);
    Value first = behindChecks(op->getOperand(0));
    if (Value whole = cotangentOf(first))
      if (Value sum =
              addToPart(copy, builder, whole,
                        inspect(op->getOperand(0), results[0]))) {
        cotangents[first] = sum;
        copy->erase();
        continue;
      }
    SmallVector<Value> operands, starts = startsOf(op, isLinear);
    LogicalResult done = failure();
    if (auto loop = dyn_cast<LoopOp>(copy))
      done =
          transposeLoop(loop, builder, results, isLinear, starts, operands);
    else if (auto branch = dyn_cast<IfOp>(copy))
      done =
          transposeIf(branch, builder, results, isLinear, starts, operands);
    else if (auto map = dyn_cast<MapOp>(copy))
      done = transposeMap(map, builder, results, isLinear, starts, operands);
    else
      done = transposeOperation(copy, builder, results, isLinear, operands);
    copy->erase();
    if (failed(done))
      return op->emitError("`") << op->getName() << "` could not be transposed";
    for (auto [i, start] : llvm::enumerate(starts))
      if (start) // which the sum went on from
        cotangents[behindChecks(op->getOperand(i))] = operands[i];
    for (auto [i, start] : llvm::enumerate(starts))
      if (!start && operands[i])
        add(op->getOperand(i), operands[i]);
  }
  return success();
}

} // namespace nestor::meta
