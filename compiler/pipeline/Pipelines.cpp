// Which passes make up a stage, and why in this order.
#include "compiler/pipeline/Pipelines.h"

#include "compiler/conversion/Passes.h"
#include "dialects/meta/transforms/Passes.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace nestor {

static void addCleanUp(OpPassManager &passes) {
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
}

static void buildFirstOrder(OpPassManager &passes) {
  // Derivatives are taken of regions, never through calls.
  passes.addPass(createInlinerPass());
  // Costs are constants from here on.
  passes.addPass(createMeasureCosts());
  // What is constant or computed twice need not be differentiated.
  addCleanUp(passes);
  passes.addPass(createSymbolDCEPass());
  // A learning loop is a loop around a gradient: first the gradients appear,
  passes.addPass(meta::createExpandMinimize());
  // then they are expanded, inner ones first,
  passes.addPass(meta::createExpandGrad());
  // then batches, so that derivative code is batched with its primal.
  passes.addPass(meta::createExpandMap());
  // Transposed loops were handed more than they use.
  addCleanUp(passes);
  passes.addPass(meta::createSimplifyRegions());
  // Lanes and their derivatives are one loop by now, so that pairs stand together.
  passes.addPass(meta::createStoreInSlots());
  // Derivative rules leave zeros, ones and equal terms behind.
  addCleanUp(passes);
  passes.addPass(createVerifyFirstOrder());
}

static void buildLinalg(OpPassManager &passes) {
  // Loops first: the type conversion to scalars knows scf's regions.
  passes.addPass(createMetaToScf());
  passes.addPass(createTenToLinalg());
  // Folds the bridges between tensors of rank 0 and scalars, so that effects
  // see the scalars.
  addCleanUp(passes);
  passes.addPass(createEffectsToRuntime());
  passes.addPass(createFuncToCAbi());
  // Before the clean-up, which keeps one of equal copies.
  passes.addNestedPass<func::FuncOp>(createHoistTransposes());
  addCleanUp(passes);
  passes.addNestedPass<func::FuncOp>(createFuseElementwise());
  // Fusion repeats reads and constants.
  addCleanUp(passes);
  passes.addPass(createVerifyLinalg());
}

static void buildBuffers(OpPassManager &passes) {
  passes.addNestedPass<func::FuncOp>(createBufferize());
  // Functions that take or give tensors.
  bufferization::OneShotBufferizePassOptions options;
  options.bufferizeFunctionBoundaries = true;
  options.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  passes.addPass(bufferization::createOneShotBufferizePass(options));
  // Removes copies onto themselves and buffers that nobody reads, which the
  // plan would make room for.
  addCleanUp(passes);
  // Once all buffers are there, before they are taken for elements of a vector.
  passes.addPass(createBoolsToBytes());
  passes.addNestedPass<func::FuncOp>(createPlanMemory());
  addCleanUp(passes);
  passes.addPass(createVerifyBuffers());
}

static void buildLoops(OpPassManager &passes) {
  // What is equal is vectorized and compiled once.
  passes.addPass(createOutlineKernels());
  passes.addNestedPass<func::FuncOp>(createLinalgToLoops());
  // Address arithmetic is repeated at each access.
  addCleanUp(passes);
  passes.addPass(createLoopInvariantCodeMotionPass());
  // On vectors: one polynomial for sixteen elements.
  passes.addPass(createApproximateMath());
  addCleanUp(passes);
  passes.addPass(createVerifyLoops());
}

static void buildLlvm(OpPassManager &passes) {
  passes.addPass(createSCFToControlFlowPass());
  // Needs plain control flow to branch to a return.
  passes.addNestedPass<func::FuncOp>(createReturnOnInterrupt());
  // Views become arithmetic on offsets, which lower-affine then writes out.
  passes.addPass(memref::createExpandStridedMetadataPass());
  passes.addPass(createLowerAffinePass());
  passes.addPass(createConvertVectorToLLVMPass());
  passes.addPass(createConvertMathToLLVMPass());
  passes.addPass(createArithToLLVMConversionPass());
  passes.addPass(createConvertIndexToLLVMPass());
  passes.addPass(createUBToLLVMConversionPass());
  passes.addPass(createFinalizeMemRefToLLVMConversionPass());
  // C passes bare pointers.
  ConvertFuncToLLVMPassOptions options;
  options.useBarePtrCallConv = true;
  passes.addPass(createConvertFuncToLLVMPass(options));
  passes.addPass(createConvertControlFlowToLLVMPass());
  passes.addPass(createReconcileUnrealizedCastsPass());
  addCleanUp(passes);
  passes.addPass(createVerifyLlvm());
}

StringRef stageName(IrStage stage) {
  static const StringRef names[] = {"meta",    "first-order", "linalg",
                                    "buffers", "loops",       "llvm"};
  return names[unsigned(stage)];
}

void buildStage(OpPassManager &passes, IrStage stage) {
  switch (stage) {
  case IrStage::Meta:
    return;
  case IrStage::FirstOrder:
    return buildFirstOrder(passes);
  case IrStage::Linalg:
    return buildLinalg(passes);
  case IrStage::Buffers:
    return buildBuffers(passes);
  case IrStage::Loops:
    return buildLoops(passes);
  case IrStage::Llvm:
    return buildLlvm(passes);
  }
}

void registerPasses() {
  registerConversionPasses();
  registerPipelinePasses();
  meta::registerMetaPasses();
  static const std::pair<const char *, IrStage> stages[] = {
      {"nestor-first-order", IrStage::FirstOrder},
      {"nestor-linalg", IrStage::Linalg},
      {"nestor-buffers", IrStage::Buffers},
      {"nestor-loops", IrStage::Loops},
      {"nestor-llvm", IrStage::Llvm}};
  for (auto [name, stage] : stages)
    PassPipelineRegistration<>(
        name, "from the stage before to " + stageName(stage).str(),
        [stage = stage](OpPassManager &passes) { buildStage(passes, stage); });
}

} // namespace nestor
