// meta.minimize becomes a loop whose body takes the gradient of the loss, the
// update, and what is observed. True afterwards: no meta.minimize is left.
#include "dialects/meta/transforms/InlineRegion.h"
#include "dialects/meta/transforms/Passes.h"

using namespace mlir;

namespace nestor::meta {

#define GEN_PASS_DEF_EXPANDMINIMIZE
#include "dialects/meta/transforms/Passes.h.inc"

using Values = SmallVector<Value>;

static void append(Values &to, ValueRange values) {
  llvm::append_range(to, values);
}

static void expand(MinimizeOp op) {
  Location loc = op.getLoc();
  OpBuilder builder(op);
  Values carries(op.getTargets());
  append(carries, op.getStates());
  append(carries, op.getCarries());
  size_t targets = op.getTargets().size(), states = op.getStates().size(),
         carried = op.getCarries().size(), scanned = op.getScanned().size();
  auto loop = LoopOp::create(builder, loc, op.getResultTypes(),
                             op.getTripCountAttr(), op.getHasUntilAttr(),
                             /*reversed=*/nullptr, carries, op.getScanned(),
                             op.getInvariants(), op.getTopLevelAttr());
  loop.setPlan(op.getPlan());
  loop.setWindow(op.getPlan() == Plan::first_order ? op.getTargets().size()
                                                   : op.getWindow());
  loop.setStorageAttr(op.getStorageAttr());
  loop.setSlots(op.getSlots());
  if (Attribute names = op->getAttr(namesAttrName))
    loop->setAttr(namesAttrName, names);
  Block *block = builder.createBlock(&loop.getBody());
  Value step =
      block->addArgument(RankedTensorType::get({}, builder.getI64Type()), loc);
  auto addArguments = [&](ValueRange like, bool row) {
    Values arguments;
    for (Value value : like) {
      auto type = cast<RankedTensorType>(value.getType());
      if (row)
        type = RankedTensorType::get(type.getShape().drop_front(),
                                     type.getElementType());
      arguments.push_back(block->addArgument(type, loc));
    }
    return arguments;
  };
  Values p = addArguments(op.getTargets(), false);
  Values s = addArguments(op.getStates(), false);
  Values c = addArguments(op.getCarries(), false);
  Values rows = addArguments(op.getScanned(), true);
  Values invariants = addArguments(op.getInvariants(), false);
  (void)states, (void)scanned;

  // The gradient of the loss.
  Block &lossBlock = op.getLoss().front();
  Values captures = {step};
  append(captures, c);
  append(captures, rows);
  append(captures, invariants);
  ValueRange yielded = lossBlock.getTerminator()->getOperands();
  SmallVector<Type> types = {yielded[0].getType()};
  llvm::append_range(types, op.getTargets().getTypes());
  llvm::append_range(types, yielded.drop_front().getTypes());
  auto grad = GradOp::create(builder, loc, types, p, captures);
  {
    OpBuilder::InsertionGuard guard(builder);
    Block *body = builder.createBlock(&grad.getBody());
    Values inner;
    for (Value target : p)
      inner.push_back(body->addArgument(target.getType(), loc));
    // The loss region takes the step first, then the targets.
    Value innerStep = body->addArgument(step.getType(), loc);
    Values arguments = {innerStep};
    append(arguments, inner);
    for (Value capture : ArrayRef<Value>(captures).drop_front())
      arguments.push_back(body->addArgument(capture.getType(), loc));
    YieldOp::create(builder, loc,
                    inlineRegion(builder, op.getLoss(), arguments));
  }
  Value loss = grad.getResult(0);
  ValueRange gradients = grad.getResults().slice(1, targets);
  ValueRange nextCarries = grad.getResults().slice(1 + targets, carried);
  ValueRange aux = grad.getResults().drop_front(1 + targets + carried);

  // The update.
  Values arguments = {step};
  append(arguments, p);
  append(arguments, gradients);
  arguments.push_back(loss);
  append(arguments, s);
  append(arguments, c);
  append(arguments, rows);
  append(arguments, invariants);
  Values next = inlineRegion(builder, op.getUpdate(), arguments);
  auto watched = op->getAttrOfType<IntegerAttr>(watchedAttrName);
  if (watched || int64_t(op.getTopLevel()) >= 0)
    LossOp::create(builder, loc, op.getTopLevelAttr(), watched, step, loss);

  // What is observed.
  arguments = {step};
  append(arguments, ValueRange(next).take_front(targets));
  append(arguments, gradients);
  arguments.push_back(loss);
  append(arguments, aux);
  append(arguments, nextCarries);
  append(arguments, ValueRange(next).drop_front(targets));
  append(arguments, rows);
  append(arguments, invariants);
  Values results = inlineRegion(builder, op.getObserve(), arguments);

  append(results, next);
  append(results, nextCarries);
  if (op.getTraced()) {
    results.push_back(loss);
    append(results, aux);
  }
  YieldOp::create(builder, loc, results);
  op.replaceAllUsesWith(loop.getResults());
  op.erase();
}

namespace {
struct ExpandMinimize : impl::ExpandMinimizeBase<ExpandMinimize> {
  using Base::Base;
  void runOnOperation() override {
    SmallVector<MinimizeOp> loops;
    getOperation()->walk([&](MinimizeOp op) { loops.push_back(op); });
    for (MinimizeOp op : loops)
      expand(op);
  }
};
} // namespace

} // namespace nestor::meta
