// Elementwise ten operations to linalg.generic, or to plain arith at rank 0.
#include "compiler/conversion/TenToLinalg/Patterns.h"

using namespace mlir;

namespace nestor {

namespace {

template <typename Op> struct ConvertElementwise : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    auto result = cast<RankedTensorType>(op->getResult(0).getType());
    ValueRange operands = adaptor.getOperands();
    if (result.getRank() == 0) {
      rewriter.replaceOp(op, computeElement(b, op, operands));
      return success();
    }
    // Operands that are the same everywhere need no reads.
    SmallVector<Value> inputs, uniform;
    for (Value operand : operands) {
      uniform.push_back(uniformElement(b, operand));
      if (!uniform.back())
        inputs.push_back(operand);
    }
    SmallVector<AffineMap> maps(inputs.size(),
                                b.getMultiDimIdentityMap(result.getRank()));
    Value value =
        mapElements(b, result, inputs, maps,
                    [&](ImplicitLocOpBuilder &inner, ValueRange elements) {
                      SmallVector<Value> all;
                      for (Value scalar : uniform) {
                        all.push_back(scalar ? scalar : elements.front());
                        elements = scalar ? elements : elements.drop_front();
                      }
                      return computeElement(inner, op, all);
                    });
    rewriter.replaceOp(op, value);
    return success();
  }
};

} // namespace

void populateElementwiseToLinalgPatterns(TypeConverter &converter,
                                         RewritePatternSet &patterns) {
  patterns.add<
      ConvertElementwise<ten::NegOp>, ConvertElementwise<ten::AbsOp>,
      ConvertElementwise<ten::SignOp>, ConvertElementwise<ten::ExpOp>,
      ConvertElementwise<ten::LogOp>, ConvertElementwise<ten::Log1pOp>,
      ConvertElementwise<ten::Expm1Op>, ConvertElementwise<ten::SqrtOp>,
      ConvertElementwise<ten::RsqrtOp>, ConvertElementwise<ten::SinOp>,
      ConvertElementwise<ten::CosOp>, ConvertElementwise<ten::TanhOp>,
      ConvertElementwise<ten::LogisticOp>, ConvertElementwise<ten::FloorOp>,
      ConvertElementwise<ten::CeilOp>, ConvertElementwise<ten::RoundOp>,
      ConvertElementwise<ten::AddOp>, ConvertElementwise<ten::SubOp>,
      ConvertElementwise<ten::MulOp>, ConvertElementwise<ten::DivOp>,
      ConvertElementwise<ten::PowOp>, ConvertElementwise<ten::MaxOp>,
      ConvertElementwise<ten::MinOp>, ConvertElementwise<ten::FloorDivOp>,
      ConvertElementwise<ten::ModOp>, ConvertElementwise<ten::CompareOp>,
      ConvertElementwise<ten::AndOp>, ConvertElementwise<ten::OrOp>,
      ConvertElementwise<ten::NotOp>, ConvertElementwise<ten::SelectOp>,
      ConvertElementwise<ten::ConvertOp>>(converter, patterns.getContext());
}

} // namespace nestor
