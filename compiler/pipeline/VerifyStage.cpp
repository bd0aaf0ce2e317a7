// One pass a stage that fails, naming the operation, if the stage does not keep
// its promise.
#include "compiler/pipeline/Pipelines.h"
#include "dialects/meta/Meta.h"
#include "dialects/ten/Ten.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_VERIFYFIRSTORDER
#define GEN_PASS_DEF_VERIFYLINALG
#define GEN_PASS_DEF_VERIFYBUFFERS
#define GEN_PASS_DEF_VERIFYLOOPS
#define GEN_PASS_DEF_VERIFYLLVM
#include "compiler/pipeline/Passes.h.inc"

namespace {

/// Fails at the first operation that `isLeftOver` holds for.
LogicalResult rejectLeftOvers(ModuleOp module, StringRef stage,
                              function_ref<bool(Operation *)> isLeftOver) {
  WalkResult result = module.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!isLeftOver(op))
      return WalkResult::advance();
    op->emitOpError("is left after the stage ") << stage;
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

template <typename DialectType> bool isFrom(Operation *op) {
  return isa_and_nonnull<DialectType>(op->getDialect());
}

bool hasTensor(Operation *op) {
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  return llvm::any_of(op->getOperandTypes(), isTensor) ||
         llvm::any_of(op->getResultTypes(), isTensor);
}

struct VerifyFirstOrderPass : impl::VerifyFirstOrderBase<VerifyFirstOrderPass> {
  void runOnOperation() override {
    auto isLeftOver = [](Operation *op) {
      return isa<meta::MinimizeOp, meta::GradOp, meta::MapOp,
                 meta::CustomGradientOp, func::CallOp>(op);
    };
    if (failed(rejectLeftOvers(getOperation(), "first-order", isLeftOver)))
      signalPassFailure();
  }
};

struct VerifyLinalgPass : impl::VerifyLinalgBase<VerifyLinalgPass> {
  void runOnOperation() override {
    auto isLeftOver = [](Operation *op) {
      return isFrom<ten::TenDialect>(op) || isFrom<meta::MetaDialect>(op);
    };
    if (failed(rejectLeftOvers(getOperation(), "linalg", isLeftOver)))
      signalPassFailure();
  }
};

struct VerifyBuffersPass : impl::VerifyBuffersBase<VerifyBuffersPass> {
  void runOnOperation() override {
    auto isLeftOver = [](Operation *op) {
      return hasTensor(op) || isa<memref::AllocOp>(op) ||
             isFrom<bufferization::BufferizationDialect>(op);
    };
    if (failed(rejectLeftOvers(getOperation(), "buffers", isLeftOver)))
      signalPassFailure();
  }
};

struct VerifyLoopsPass : impl::VerifyLoopsBase<VerifyLoopsPass> {
  void runOnOperation() override {
    if (failed(rejectLeftOvers(getOperation(), "loops",
                               isFrom<linalg::LinalgDialect>)))
      signalPassFailure();
  }
};

struct VerifyLlvmPass : impl::VerifyLlvmBase<VerifyLlvmPass> {
  void runOnOperation() override {
    auto isLeftOver = [](Operation *op) {
      return !isa<ModuleOp>(op) && !isFrom<LLVM::LLVMDialect>(op);
    };
    if (failed(rejectLeftOvers(getOperation(), "llvm", isLeftOver)))
      signalPassFailure();
  }
};

} // namespace
} // namespace nestor
