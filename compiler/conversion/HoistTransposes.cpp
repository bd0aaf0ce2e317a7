// Moves copies of loop-invariant tensors with exchanged axes, which products
// ask for, out of loops. What else is invariant left its loop before
// (meta-simplify-regions).
#include "compiler/conversion/Passes.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_HOISTTRANSPOSES
#include "compiler/conversion/Passes.h.inc"

namespace {

/// As large as what it copies.
bool isTranspose(linalg::GenericOp op) {
  if (op.getNumDpsInputs() != 1 || op.getNumDpsInits() != 1 ||
      op.getNumReductionLoops() > 0)
    return false;
  OpOperand *input = op.getDpsInputOperand(0);
  return op.getMatchingIndexingMap(input).isPermutation() &&
         op.getBody()->getTerminator()->getOperand(0) ==
             op.getMatchingBlockArgument(input) &&
         op.getDpsInitOperand(0)->get().getDefiningOp<tensor::EmptyOp>();
}

struct HoistTransposesPass : impl::HoistTransposesBase<HoistTransposesPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<linalg::GenericOp> copies;
    getOperation().walk([&](linalg::GenericOp op) {
      if (isTranspose(op))
        copies.push_back(op);
    });
    for (linalg::GenericOp op : copies)
      while (auto loop = dyn_cast<scf::ForOp>(op->getParentOp())) {
        if (!loop.isDefinedOutsideOfLoop(op.getDpsInputOperand(0)->get()))
          break;
        OpBuilder b(loop);
        OpOperand &init = *op.getDpsInitOperand(0);
        init.set(b.clone(*init.get().getDefiningOp())->getResult(0));
        op->moveBefore(loop);
      }
  }
};

} // namespace
} // namespace nestor
