// Elementary functions: f32 to polynomials, the rest to the C library.
#include "compiler/conversion/ApproximateSine.h"
#include "compiler/conversion/Passes.h"

#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/DialectConversion.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_APPROXIMATEMATH
#include "compiler/conversion/Passes.h.inc"

namespace {

/// The polynomial of exp scales by a power of two, an integer that is bounded by
/// a comparison which lets a NaN pass. As an integer that is no value, and LLVM
/// may take any in its place for all of the product: the bound stands in.
void keepNanFromIntegers(arith::FPToSIOp toInteger) {
  auto bounded = toInteger.getIn().getDefiningOp<arith::SelectOp>();
  auto compare =
      bounded ? bounded.getCondition().getDefiningOp<arith::CmpFOp>() : nullptr;
  if (compare && compare.getPredicate() == arith::CmpFPredicate::ULE)
    compare.setPredicate(arith::CmpFPredicate::OLE);
}

struct ApproximateMathPass : impl::ApproximateMathBase<ApproximateMathPass> {
  using Base::Base;

  void runOnOperation() override {
    auto isElementary = [](StringRef name) {
      static const StringRef names[] = {
          math::ExpOp::getOperationName(), math::ExpM1Op::getOperationName(),
          math::LogOp::getOperationName(), math::Log1pOp::getOperationName(),
          math::TanhOp::getOperationName()};
      return llvm::is_contained(names, name);
    };
    RewritePatternSet polynomials(&getContext());
    populateMathPolynomialApproximationPatterns(polynomials, isElementary);
    populateApproximateSinePatterns(polynomials);
    if (failed(applyPatternsGreedily(getOperation(), std::move(polynomials))))
      return signalPassFailure();

    getOperation()->walk(keepNanFromIntegers);

    RewritePatternSet calls(&getContext());
    populateMathToLibmConversionPatterns(calls);
    ConversionTarget target(getContext());
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    target.addIllegalOp<math::ExpOp, math::ExpM1Op, math::LogOp, math::Log1pOp,
                        math::SinOp, math::CosOp, math::TanhOp, math::PowFOp>();
    if (failed(applyFullConversion(getOperation(), target, std::move(calls))))
      signalPassFailure();
  }
};

} // namespace
} // namespace nestor
