// Sine and cosine of f32: the argument is reduced in f64, then a polynomial of
// the Cephes library (Moshier 1989, sinf.c) is evaluated with fused
// multiply-adds.
//
//   k = round(x 2/pi),  r = x - k pi/2 in [-pi/4, pi/4],  z = r^2
//   sin r = r + r z (S0 + z (S1 + z S2))
//   cos r = 1 - z/2 + z^2 (C0 + z (C1 + z C2))
//
// and k mod 4 says which of sin r, cos r, -sin r, -cos r is the result.
#include "compiler/conversion/ApproximateSine.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace nestor {

namespace {

// pi/2 as a sum of two f64: the first has all of its 53 bits.
constexpr double halfPiHigh = 0x1.921fb54442d18p+0;
constexpr double halfPiLow = 0x1.1a62633145c07p-54;
constexpr double twoOverPi = 0x1.45f306dc9c883p-1;
/// Slightly more than pi/4: what the reduction yields while it is accurate.
constexpr double reducedLimit = 0.8;

constexpr double sineTerms[] = {-1.6666654611e-1, 8.3321608736e-3,
                                -1.9515295891e-4};
constexpr double cosineTerms[] = {4.166664568298827e-2, -1.388731625493765e-3,
                                  2.443315711809948e-5};

/// Arithmetic on f32 or f64 of one shape.
struct Emitter {
  ImplicitLocOpBuilder &b;
  Type f32;

  Type as(Type element) const {
    if (auto vector = dyn_cast<VectorType>(f32))
      return vector.clone(element);
    return element;
  }
  Value constant(Type type, double value) {
    TypedAttr scalar = b.getFloatAttr(getElementTypeOrSelf(type), value);
    if (auto vector = dyn_cast<VectorType>(type))
      return arith::ConstantOp::create(b,
                                       DenseElementsAttr::get(vector, scalar));
    return arith::ConstantOp::create(b, scalar);
  }
  Value fma(Value x, Value y, Value z) {
    return math::FmaOp::create(b, x, y, z);
  }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, x, y); }
  Value polynomial(Value z, ArrayRef<double> terms) {
    Value sum = constant(f32, terms.back());
    for (double term : llvm::reverse(terms.drop_back()))
      sum = fma(sum, z, constant(f32, term));
    return sum;
  }
  Value equals(Value x, double value) {
    return arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, x,
                                 constant(x.getType(), value));
  }
};

/// `firstQuadrant` is 0 for the sine and 1 for the cosine.
template <typename Op, int firstQuadrant>
struct ApproximateSine : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getType();
    if (!getElementTypeOrSelf(type).isF32())
      return rewriter.notifyMatchFailure(op, "only f32 has a polynomial");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Emitter e{b, type};
    Type f64 = e.as(b.getF64Type());
    Value x = arith::ExtFOp::create(b, f64, op.getOperand());
    Value k =
        math::RoundEvenOp::create(b, e.mul(x, e.constant(f64, twoOverPi)));
    Value minusK = arith::NegFOp::create(b, k);
    Value wide = e.fma(minusK, e.constant(f64, halfPiHigh), x);
    wide = e.fma(minusK, e.constant(f64, halfPiLow), wide);
    wide = arith::MinimumFOp::create(b, wide, e.constant(f64, reducedLimit));
    wide = arith::MaximumFOp::create(b, wide, e.constant(f64, -reducedLimit));
    Value r = arith::TruncFOp::create(b, type, wide);
    Value z = e.mul(r, r);
    Value sine = e.fma(e.mul(r, z), e.polynomial(z, sineTerms), r);
    Value cosine =
        e.fma(e.mul(z, z), e.polynomial(z, cosineTerms),
              e.fma(z, e.constant(type, -0.5), e.constant(type, 1.0)));

    // Quadrant (k + firstQuadrant) mod 4, exact in f64.
    Value shifted = arith::AddFOp::create(b, k, e.constant(f64, firstQuadrant));
    Value turns =
        math::FloorOp::create(b, e.mul(shifted, e.constant(f64, 0.25)));
    Value quadrant = e.fma(turns, e.constant(f64, -4.0), shifted);
    Value isOne = e.equals(quadrant, 1), isTwo = e.equals(quadrant, 2);
    Value isThree = e.equals(quadrant, 3);
    Value isOdd = arith::OrIOp::create(b, isOne, isThree);
    Value isNegative = arith::OrIOp::create(b, isTwo, isThree);
    Value value = arith::SelectOp::create(b, isOdd, cosine, sine);
    Value negated = arith::NegFOp::create(b, value);
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, isNegative, negated,
                                                 value);
    return success();
  }
};

} // namespace

void populateApproximateSinePatterns(RewritePatternSet &patterns) {
  patterns
      .add<ApproximateSine<math::SinOp, 0>, ApproximateSine<math::CosOp, 1>>(
          patterns.getContext());
}

} // namespace nestor
