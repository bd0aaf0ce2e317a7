// meta.grad becomes straight code: the primal part of its region, then the
// transposed linear part, applied to a cotangent of 1. True afterwards: no
// meta.grad is left, no meta.custom_gradient, and no loop has a plan.
#include "dialects/meta/transforms/Linearize.h"
#include "dialects/meta/transforms/Passes.h"
#include "dialects/meta/transforms/Transpose.h"
#include "dialects/ten/Build.h"

using namespace mlir;

namespace nestor::meta {

#define GEN_PASS_DEF_EXPANDGRAD
#include "dialects/meta/transforms/Passes.h.inc"

static LogicalResult expand(GradOp op) {
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
    for (GradOp op : grads)
      if (failed(expand(op)))
        return signalPassFailure();
    getOperation()->walk([](CustomGradientOp op) { inlineCustomGradient(op); });
    getOperation()->walk([](LoopOp op) { op.dropPlan(); });
  }
};
} // namespace

} // namespace nestor::meta
