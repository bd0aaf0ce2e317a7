// Tensors to buffers, and choices of where tensors are computed taken back
// where bufferization could not obey them.
#include "compiler/conversion/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/BitVector.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_BUFFERIZE
#include "compiler/conversion/Passes.h.inc"

namespace {

struct BufferizePass : impl::BufferizeBase<BufferizePass> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isDeclaration())
      return;
    unsigned count = 0;
    function.walk([&](scf::ForOp) { ++count; });
    OwningOpRef<func::FuncOp> owned(function.clone());
    original = *owned;
    BitVector careful(count);
    if (succeeded(attempt(careful, /*isSilent=*/count > 0)))
      return;
    careful.set();
    if (count == 0 || failed(attempt(careful, /*isSilent=*/false)))
      return signalPassFailure();
    findCareful(careful, 0, count);
    if (failed(attempt(careful, /*isSilent=*/false)))
      signalPassFailure();
  }

private:
  /// Begins anew, from the function as it came; `careful` says of each loop
  /// whether its carries are copied before any is written.
  LogicalResult attempt(const BitVector &careful, bool isSilent) {
    func::FuncOp function = getOperation();
    OwningOpRef<func::FuncOp> copy(original.clone());
    function.getBody().takeBody(copy->getBody());
    unsigned number = 0;
    function.walk([&](scf::ForOp loop) {
      if (careful[number++])
        loop->setAttr(copiesCarriesAttrName, UnitAttr::get(&getContext()));
    });
    OpPassManager passes(func::FuncOp::getOperationName());
    // Destinations are chosen while values are still immutable.
    passes.addPass(createMaterializeCarries());
    // Outputs that started as one empty tensor must not share a destination.
    passes.addPass(createSeparateDestinations());
    // Results are computed in the slice or carry where they end up.
    passes.addPass(createPlaceResults());
    std::optional<ScopedDiagnosticHandler> silence;
    if (isSilent)
      silence.emplace(&getContext(), [](Diagnostic &) { return success(); });
    if (failed(runPipeline(passes, function)))
      return failure();
    // A function that takes or gives tensors needs a view of its callers.
    auto isTensor = [](Type type) { return isa<TensorType>(type); };
    if (llvm::any_of(function.getArgumentTypes(), isTensor) ||
        llvm::any_of(function.getResultTypes(), isTensor))
      return success();
    bufferization::OneShotBufferizationOptions options;
    bufferization::BufferizationState state;
    return bufferization::runOneShotBufferize(function, options, state);
  }

  /// Frees all loops of a range whose carries can be written at once; all of
  /// them are careful when it is called.
  void findCareful(BitVector &careful, unsigned begin, unsigned end) {
    BitVector trial = careful;
    trial.reset(begin, end);
    if (succeeded(attempt(trial, /*isSilent=*/true))) {
      careful = trial;
      return;
    }
    if (end - begin == 1)
      return;
    unsigned middle = begin + (end - begin) / 2;
    findCareful(careful, begin, middle);
    findCareful(careful, middle, end);
  }

  func::FuncOp original; // while the pass runs
};

} // namespace
} // namespace nestor
