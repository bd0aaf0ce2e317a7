// Gives every use of an empty tensor one of its own, right before it: the
// choice of destinations that follows takes one empty tensor for one buffer,
// and CSE merges them. One that stood outside a loop would be a buffer that the
// loop might yield, and bufferization would copy what it yields to be safe.
#include "compiler/conversion/Passes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_SEPARATEDESTINATIONS
#include "compiler/conversion/Passes.h.inc"

namespace {

struct SeparateDestinations
    : impl::SeparateDestinationsBase<SeparateDestinations> {
  using Base::Base;
  void runOnOperation() override {
    SmallVector<tensor::EmptyOp> empties;
    getOperation()->walk([&](tensor::EmptyOp op) { empties.push_back(op); });
    for (tensor::EmptyOp op : empties) {
      for (OpOperand &use : llvm::make_early_inc_range(op->getUses())) {
        OpBuilder builder(use.getOwner());
        use.set(builder.clone(*op)->getResult(0));
      }
      op.erase();
    }
  }
};

} // namespace
} // namespace nestor
