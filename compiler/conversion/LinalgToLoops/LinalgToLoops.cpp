// The pass linalg-to-loops: no linalg operation is left afterwards.
#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"
#include "compiler/conversion/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_LINALGTOLOOPS
#include "compiler/conversion/Passes.h.inc"

namespace {

/// A body that yields its outputs as they are, as a sum of zeros folds to.
bool changesNothing(linalg::GenericOp op) {
  Operation *yield = op.getBody()->getTerminator();
  for (auto [i, value] : llvm::enumerate(yield->getOperands()))
    if (value != op.getMatchingBlockArgument(op.getDpsInitOperand(i)))
      return false;
  return true;
}

/// The fill of a reduction's output right before it, or null. Then the reduction
/// writes every element without having read it.
linalg::FillOp fillBefore(linalg::GenericOp op) {
  if (op.getNumReductionLoops() == 0 || op.getNumDpsInits() != 1 ||
      readsWindows(op))
    return {};
  OpOperand *output = op.getDpsInitOperand(0);
  Operation *before = op->getPrevNode();
  while (before && isMemoryEffectFree(before))
    before = before->getPrevNode();
  auto fill = dyn_cast_or_null<linalg::FillOp>(before);
  if (!fill || fill.getOutputs()[0] != output->get() ||
      fill.getInputs()[0].getType() != getElementTypeOrSelf(output->get()) ||
      !op.getMatchingIndexingMap(output).isProjectedPermutation())
    return {};
  for (OpOperand *input : op.getDpsInputOperands())
    if (input->get() == output->get())
      return {};
  return fill;
}

LogicalResult emitLoops(linalg::GenericOp op, IRRewriter &rewriter) {
  if (changesNothing(op)) {
    rewriter.eraseOp(op);
    return success();
  }
  Value start;
  if (linalg::FillOp fill = fillBefore(op)) {
    start = fill.getInputs()[0];
    rewriter.eraseOp(fill);
  }
  op = collapseIterators(op, rewriter);
  rewriter.setInsertionPoint(op);
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  LogicalResult result = success();
  bool isElementwise =
      !llvm::is_contained(iterators, utils::IteratorType::reduction);
  if (isElementwise)
    result = emitElementwiseLoops(op, b);
  else if (iterators.back() == utils::IteratorType::reduction)
    result = emitLaneLoops(op, start, b);
  else if (readsWindows(op))
    result = emitWindowedLoops(op, b);
  else
    result = emitSequentialLoops(op, start, b);
  if (succeeded(result))
    rewriter.eraseOp(op);
  return result;
}

struct LinalgToLoopsPass : impl::LinalgToLoopsBase<LinalgToLoopsPass> {
  using Base::Base;

  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    copiesToLinalg(getOperation());
    // Reductions first, while the fills that they start from are there.
    SmallVector<linalg::GenericOp> reductions;
    getOperation().walk([&](linalg::GenericOp op) {
      if (op.getNumReductionLoops() > 0)
        reductions.push_back(op);
    });
    for (linalg::GenericOp op : reductions)
      if (failed(emitLoops(op, rewriter)))
        return signalPassFailure();
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops) {
      rewriter.setInsertionPoint(op);
      auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
      if (!generic) {
        FailureOr<linalg::GenericOp> named =
            linalg::generalizeNamedOp(rewriter, op);
        if (failed(named))
          return signalPassFailure();
        generic = *named;
      }
      if (failed(emitLoops(generic, rewriter)))
        return signalPassFailure();
    }
  }
};

} // namespace
} // namespace nestor
