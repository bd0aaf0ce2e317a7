// The pass ten-to-linalg: no ten operation is left afterwards.
#include "compiler/conversion/Passes.h"
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_TENTOLINALG
#include "compiler/conversion/Passes.h.inc"

namespace {

/// Tensors of rank 0 are scalars; tensor.from_elements and tensor.extract
/// bridge to operations that keep them (effects, function arguments).
struct ScalarTypeConverter : TypeConverter {
  ScalarTypeConverter() {
    addConversion([](Type type) { return type; });
    addConversion([](RankedTensorType type) -> std::optional<Type> {
      if (type.getRank() == 0)
        return type.getElementType();
      return std::nullopt;
    });
    addTargetMaterialization(
        [](OpBuilder &b, Type, ValueRange inputs, Location loc) -> Value {
          return tensor::ExtractOp::create(b, loc, inputs[0], ValueRange{});
        });
    addSourceMaterialization([](OpBuilder &b, RankedTensorType type,
                                ValueRange inputs, Location loc) -> Value {
      return tensor::FromElementsOp::create(b, loc, type, inputs);
    });
  }
};

struct TenToLinalgPass : impl::TenToLinalgBase<TenToLinalgPass> {
  using Base::Base;

  void runOnOperation() override {
    ScalarTypeConverter converter;
    RewritePatternSet patterns(&getContext());
    populateElementwiseToLinalgPatterns(converter, patterns);
    populateShapeToLinalgPatterns(converter, patterns);
    populateReduceToLinalgPatterns(converter, patterns);
    populateContractToLinalgPatterns(converter, patterns);
    populateGatherToLinalgPatterns(converter, patterns);
    populateCumulativeToLinalgPatterns(converter, patterns);
    populateOrderToLinalgPatterns(converter, patterns);
    populateFactorToLinalgPatterns(converter, patterns);
    populateConvolveToLinalgPatterns(converter, patterns);
    populateWindowToLinalgPatterns(converter, patterns);
    populateRandomToLinalgPatterns(converter, patterns);

    ConversionTarget target(getContext());
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    target.addIllegalDialect<ten::TenDialect>();
    scf::populateSCFStructuralTypeConversionsAndLegality(converter, patterns,
                                                         target);
    if (failed(
            applyFullConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace nestor
