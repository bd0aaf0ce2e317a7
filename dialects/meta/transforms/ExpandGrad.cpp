// meta.grad becomes straight code: the primal part of its region, then the
// transposed linear part, applied to a cotangent of 1, or both parts side by
// side in forward mode. True afterwards: no
// meta.grad is left, no meta.custom_gradient, and no loop has a plan.
#include "dialects/meta/transforms/ExpandGrad.h"
#include "dialects/meta/transforms/Linearize.h"
#include "dialects/meta/transforms/Passes.h"
#include "dialects/meta/transforms/Transpose.h"
#include "dialects/ten/Build.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace nestor::meta {

#define GEN_PASS_DEF_EXPANDGRAD
#include "dialects/meta/transforms/Passes.h.inc"

static int64_t numbersIn(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getNumElements();
}

template <typename Op> static bool holds(GradOp op) {
  return op.getBody()
      .walk([](Op) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

bool hasRule(GradOp op) { return holds<CustomGradientOp>(op); }

bool goesForward(GradOp op) {
  if (op.getMode() != Mode::automatic)
    return op.getMode() == Mode::forward;
  return holds<LoopOp>(op) && !hasRule(op) && op.getTargets().size() == 1 &&
         numbersIn(op.getTargets()[0]) == 1;
}

// The values of the region and the tangent of the first, for the tangents that
// the targets get; null for zero.
static FailureOr<SmallVector<Value>> pushForward(Block &body, OpBuilder builder,
                                                 ValueRange arguments,
                                                 ArrayRef<Value> tangents) {
  Linearizer linearizer(builder);
  for (auto [i, argument] : llvm::enumerate(body.getArguments()))
    linearizer.bind(argument, arguments[i],
                    i < tangents.size() ? tangents[i] : Value());
  if (failed(linearizer.run(body)))
    return failure();
  ValueRange yielded = body.getTerminator()->getOperands();
  SmallVector<Value> values;
  for (Value value : yielded)
    values.push_back(linearizer.primalOf(value));
  values.push_back(linearizer.tangentOf(yielded[0]));
  return values;
}

// A lane for each number of the targets, whose tangent is 1 there. Gives the
// tangents of the loss, one a lane.
static FailureOr<Value> pushForwardEach(GradOp op, OpBuilder &builder) {
  Location loc = op.getLoc();
  Block &body = op.getBody().front();
  auto lossType = cast<RankedTensorType>(op.getResult(0).getType());
  auto index = RankedTensorType::get({}, builder.getI64Type());
  int64_t count = 0;
  for (Value target : op.getTargets())
    count += numbersIn(target);
  auto lanes = MapOp::create(builder, loc, TypeRange{stackOf(lossType, count)},
                             builder.getI64IntegerAttr(count), ValueRange(),
                             op->getOperands());
  auto *block = new Block();
  lanes.getBody().push_back(block);
  Value lane = block->addArgument(index, loc);
  SmallVector<Value> arguments, tangents;
  for (Value operand : op->getOperands())
    arguments.push_back(block->addArgument(operand.getType(), loc));
  OpBuilder inside = builderAtEnd(block, op.getContext());
  ten::Build build{inside, loc};
  int64_t first = 0;
  for (Value target : op.getTargets()) {
    auto type = cast<RankedTensorType>(target.getType());
    auto flat = RankedTensorType::get({type.getNumElements()}, index.getElementType());
    Value number = ten::IotaOp::create(inside, loc, flat, /*axis=*/0);
    number = build.add(number, build.constant(number, double(first)));
    Value isHere = build.compare(ten::Predicate::eq, number,
                                 build.broadcast(lane, flat, {}));
    Value tangent = build.convert(isHere, type.getElementType());
    tangents.push_back(ten::ReshapeOp::create(inside, loc, type, tangent));
    first += type.getNumElements();
  }
  auto values = pushForward(body, inside, arguments, tangents);
  if (failed(values))
    return failure();
  Value tangent = values->back();
  YieldOp::create(inside, loc, tangent ? tangent : build.zeros(lossType));
  return lanes.getResult(0);
}

static LogicalResult expandForward(GradOp op) {
  Block &body = op.getBody().front();
  OpBuilder builder(op);
  Location loc = op.getLoc();
  ten::Build build{builder, loc};
  SmallVector<Value> one;
  bool single = op.getTargets().size() == 1 && numbersIn(op.getTargets()[0]) == 1;
  if (single)
    one.push_back(build.constant(op.getTargets()[0], 1));
  auto values = pushForward(body, builder, op->getOperands(), one);
  if (failed(values))
    return failure();
  Value tangents = values->pop_back_val();
  if (!single) {
    auto each = pushForwardEach(op, builder);
    if (failed(each))
      return failure();
    tangents = *each;
  } else if (tangents) {
    auto type = cast<RankedTensorType>(tangents.getType());
    tangents = ten::ReshapeOp::create(
        builder, loc, RankedTensorType::get({1}, type.getElementType()),
        tangents);
  }
  SmallVector<Value> results = {values->front()};
  int64_t first = 0;
  for (Value target : op.getTargets()) {
    auto type = cast<RankedTensorType>(target.getType());
    int64_t count = type.getNumElements();
    if (!tangents) {
      results.push_back(build.zeros(type));
      continue;
    }
    Value own = ten::SliceOp::create(
        builder, loc,
        RankedTensorType::get({count}, getElementTypeOrSelf(tangents.getType())),
        tangents, ArrayRef<int64_t>{first}, ArrayRef<int64_t>{1});
    own = build.convert(own, type.getElementType());
    results.push_back(ten::ReshapeOp::create(builder, loc, type, own));
    first += count;
  }
  llvm::append_range(results, ArrayRef<Value>(*values).drop_front());
  op->replaceAllUsesWith(results);
  op->erase();
  return success();
}

static LogicalResult expand(GradOp op) {
  if (goesForward(op))
    return expandForward(op);
  Block &body = op.getBody().front();
  Block linear;
  OpBuilder builder(op);
  {
    Linearizer linearizer(builder, linear);
    SmallVector<Value> linearArguments;
    size_t targets = op.getTargets().size();
    for (auto [i, argument] : llvm::enumerate(body.getArguments())) {
      Value tangent;
      if (i < targets) {
        tangent = linear.addArgument(argument.getType(), op.getLoc());
        linearArguments.push_back(tangent);
      }
      linearizer.bind(argument, op->getOperand(i), tangent);
    }
    if (failed(linearizer.run(body)))
      return failure();

    ValueRange yielded = body.getTerminator()->getOperands();
    Value loss = linearizer.primalOf(yielded[0]);
    Transposer transposer(builder);
    if (Value tangent = linearizer.tangentOf(yielded[0])) {
      ten::Build build{builder, op.getLoc()};
      transposer.add(tangent, build.constant(loss, 1));
      if (failed(transposer.run(linear, linearArguments)))
        return failure();
    }
    SmallVector<Value> results = {loss};
    for (Value argument : linearArguments)
      results.push_back(transposer.cotangentOrZeros(argument));
    for (Value aux : yielded.drop_front())
      results.push_back(linearizer.primalOf(aux));
    op->replaceAllUsesWith(results);
  }
  // The linear operations were a description; uses among them go backwards.
  for (Operation &dead : llvm::make_early_inc_range(llvm::reverse(linear)))
    dead.erase();
  op->erase();
  return success();
}

namespace {
struct ExpandGrad : impl::ExpandGradBase<ExpandGrad> {
  using Base::Base;
  void runOnOperation() override {
    SmallVector<GradOp> grads;
    // Post-order: what is nested comes first.
    getOperation()->walk([&](GradOp op) { grads.push_back(op); });
    for (GradOp op : grads) {
      if (forward)
        op.setMode(Mode::forward);
      if (failed(expand(op)))
        return signalPassFailure();
    }
    getOperation()->walk([](CustomGradientOp op) { inlineCustomGradient(op); });
    getOperation()->walk([](LoopOp op) { op.dropPlan(); });
  }
};
} // namespace

} // namespace nestor::meta
