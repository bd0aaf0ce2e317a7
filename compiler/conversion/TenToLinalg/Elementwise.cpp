// Elementwise ten operations to linalg.generic, or to plain arith at rank 0.
#include "compiler/conversion/TenToLinalg/Patterns.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

template <typename Op> struct ConvertElementwise : Lowering<Op> {
  using Lowering<Op>::Lowering;

  Value lower(Builder &b, Op op, typename Op::Adaptor adaptor) const override {
    auto result = typeOf(op->getResult(0));
    ValueRange operands = adaptor.getOperands();
    if (result.getRank() == 0)
      return computeElement(b, op, operands);
    // Operands that are the same everywhere need no reads.
    SmallVector<Value> inputs, uniform;
    for (Value operand : operands) {
      uniform.push_back(uniformElement(b, operand));
      if (!uniform.back())
        inputs.push_back(operand);
    }
    SmallVector<AffineMap> maps(inputs.size(),
                                b.getMultiDimIdentityMap(result.getRank()));
    return mapElements(b, result, inputs, maps,
                       [&](ImplicitLocOpBuilder &inner, ValueRange elements) {
                         SmallVector<Value> all;
                         for (Value scalar : uniform) {
                           all.push_back(scalar ? scalar : elements.front());
                           elements = scalar ? elements : elements.drop_front();
                         }
                         return computeElement(inner, op, all);
                       });
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
