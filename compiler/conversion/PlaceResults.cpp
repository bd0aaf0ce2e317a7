// Computes tensors where they end up: an empty tensor that a chain of linalg
// operations starts from is replaced by the slice or carry that the chain's
// result is put into.
#include "compiler/conversion/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_PLACERESULTS
#include "compiler/conversion/Passes.h.inc"

namespace {

/// Every operation from `value` back to `first` is a linalg operation that
/// writes into what the one before it gave.
bool isChainFrom(Operation *first, Value value) {
  while (auto op = value.getDefiningOp<linalg::LinalgOp>()) {
    if (op == first)
      return true;
    value =
        op.getDpsInitOperand(cast<OpResult>(value).getResultNumber())->get();
  }
  return false;
}

/// A branch that puts `source` into a carry may put something else there in its
/// other arm: what was computed before the branch is then gone for those who
/// read it in that arm or later.
bool isReadBeside(Operation *placement, Value source) {
  for (Block *arm = placement->getBlock(); arm != source.getParentBlock();
       arm = arm->getParentOp()->getBlock()) {
    Operation *branch = arm->getParentOp();
    bool isRead = llvm::any_of(source.getUsers(), [&](Operation *user) {
      Operation *beside = branch->getBlock()->findAncestorOpInBlock(*user);
      bool isInArm = arm->findAncestorOpInBlock(*user) != nullptr;
      return !isInArm && (!beside || !beside->isBeforeInBlock(branch));
    });
    if (isRead || !isa<scf::IfOp>(branch))
      return true;
  }
  return false;
}

/// A carry is a destination that bufferization must obey, so that only a value
/// which surely is the carry's memory may start from it. What comes out of a
/// loop or a branch may be other memory.
Value destinationFor(RewriterBase &rewriter, SubsetInsertionOpInterface op,
                     tensor::EmptyOp empty, Operation *user) {
  auto placed = dyn_cast<bufferization::MaterializeInDestinationOp>(*op);
  if (placed && (!isChainFrom(user, placed.getSource()) ||
                 isReadBeside(placed, placed.getSource())))
    return {};
  return bufferization::buildSubsetExtraction(rewriter, op, empty, user);
}

struct PlaceResultsPass : impl::PlaceResultsBase<PlaceResultsPass> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isDeclaration())
      return;
    bufferization::OneShotBufferizationOptions options;
    options.allowReturnAllocsFromLoops = true;
    bufferization::OneShotAnalysisState state(function, options);
    IRRewriter rewriter(&getContext());
    if (failed(bufferization::analyzeOp(function, state)) ||
        failed(bufferization::eliminateEmptyTensors(rewriter, function, state,
                                                    destinationFor)))
      signalPassFailure();
  }
};

} // namespace
} // namespace nestor
