// lhs ^ rhs: repeated multiplication for constant whole exponents, the C
// library otherwise.
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"

#include <cmath>
#include <optional>

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

/// Exponents of greater magnitude go to the C library: at 64 the chain has 6
/// squarings and its rounding error is still below 64 units in the last place.
constexpr int64_t maxMultiplications = 64;

/// The number that every element of `x` is known to be.
std::optional<double> knownNumber(Value x) {
  while (Operation *op = x.getDefiningOp()) {
    if (!isa<ten::BroadcastOp, ten::ReshapeOp>(op))
      break;
    x = op->getOperand(0);
  }
  DenseElementsAttr dense;
  if (!matchPattern(x, m_Constant(&dense)) || !dense.isSplat())
    return std::nullopt;
  if (isa<FloatType>(dense.getElementType()))
    return dense.getSplatValue<APFloat>().convertToDouble();
  return double(dense.getSplatValue<APInt>().getSExtValue());
}

Value multiply(Builder &b, Value l, Value r) {
  if (isa<FloatType>(l.getType()))
    return arith::MulFOp::create(b, l, r);
  return arith::MulIOp::create(b, l, r);
}

Value one(Builder &b, Type type) {
  if (isa<FloatType>(type))
    return floatConstant(b, type, 1.0);
  return intConstant(b, type, 1);
}

/// x^n, n >= 0, by squaring from the lowest bit of n: the order is fixed.
Value power(Builder &b, Value x, uint64_t n) {
  Value result;
  for (Value square = x; n; n >>= 1) {
    if (n & 1)
      result = result ? multiply(b, result, square) : square;
    if (n > 1)
      square = multiply(b, square, square);
  }
  return result ? result : one(b, x.getType());
}

/// Integer x^n for any n, wrapping. A negative n rounds 1 / x^-n towards 0:
/// only 1 and -1 survive (0 does not: 0^-1 is 0 here).
Value integerPower(Builder &b, Value x, Value n) {
  Type type = x.getType();
  Value zero = intConstant(b, type, 0), unit = intConstant(b, type, 1);
  Value negative = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, n, zero);
  Value magnitude = arith::SelectOp::create(
      b, negative, Value(arith::SubIOp::create(b, zero, n)), n);
  Value result = unit, square = x;
  unsigned width = type.getIntOrFloatBitWidth();
  for (unsigned bit = 0; bit + 1 < width; ++bit) {
    Value shifted =
        arith::ShRUIOp::create(b, magnitude, intConstant(b, type, bit));
    Value isSet = arith::TruncIOp::create(b, b.getI1Type(), shifted);
    result =
        arith::SelectOp::create(b, isSet, multiply(b, result, square), result);
    square = multiply(b, square, square);
  }
  Value isOne = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, x, unit);
  Value isMinusOne = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, x,
                                           intConstant(b, type, -1));
  Value survives = arith::OrIOp::create(b, isOne, isMinusOne);
  Value inverse = arith::SelectOp::create(b, survives, result, zero);
  return arith::SelectOp::create(b, negative, inverse, result);
}

} // namespace

Value computePower(Builder &b, ten::PowOp op, Value base, Value exponent) {
  bool isFloat = isa<FloatType>(base.getType());
  std::optional<double> known = knownNumber(op.getRhs());
  bool whole = known && *known == std::trunc(*known) &&
               std::fabs(*known) <= maxMultiplications;
  if (whole && (isFloat || *known >= 0)) {
    Value result = power(b, base, uint64_t(std::fabs(*known)));
    if (*known >= 0)
      return result;
    return arith::DivFOp::create(b, one(b, base.getType()), result);
  }
  if (!isFloat)
    return integerPower(b, base, exponent);
  // C's pow has 0^0 = 1.
  return math::PowFOp::create(b, base, exponent);
}

} // namespace nestor
