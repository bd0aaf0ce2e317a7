// The formula of every elementwise ten operation at one point, in arith and
// math.
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

bool isFloat(Value x) { return isa<FloatType>(x.getType()); }

template <typename FloatOp, typename IntOp>
Value either(Builder &b, ValueRange x) {
  if (isFloat(x[0]))
    return FloatOp::create(b, x[0], x[1]);
  return IntOp::create(b, x[0], x[1]);
}

Value compare(Builder &b, ten::Predicate predicate, Value l, Value r) {
  using ten::Predicate;
  if (isFloat(l)) {
    // Ordered but for ne: with a NaN only ne holds.
    static const arith::CmpFPredicate floats[] = {
        arith::CmpFPredicate::OEQ, arith::CmpFPredicate::UNE,
        arith::CmpFPredicate::OLT, arith::CmpFPredicate::OLE,
        arith::CmpFPredicate::OGT, arith::CmpFPredicate::OGE};
    return arith::CmpFOp::create(b, floats[unsigned(predicate)], l, r);
  }
  static const arith::CmpIPredicate signedInts[] = {
      arith::CmpIPredicate::eq,  arith::CmpIPredicate::ne,
      arith::CmpIPredicate::slt, arith::CmpIPredicate::sle,
      arith::CmpIPredicate::sgt, arith::CmpIPredicate::sge};
  // bool and u8 have no sign.
  static const arith::CmpIPredicate unsignedInts[] = {
      arith::CmpIPredicate::eq,  arith::CmpIPredicate::ne,
      arith::CmpIPredicate::ult, arith::CmpIPredicate::ule,
      arith::CmpIPredicate::ugt, arith::CmpIPredicate::uge};
  bool isUnsigned = l.getType().getIntOrFloatBitWidth() <= 8;
  return arith::CmpIOp::create(
      b, (isUnsigned ? unsignedInts : signedInts)[unsigned(predicate)], l, r);
}

Value zeroLike(Builder &b, Value x) {
  return arith::ConstantOp::create(b, b.getZeroAttr(x.getType()));
}

Value constantLike(Builder &b, Value x, int64_t value) {
  if (isFloat(x))
    return floatConstant(b, x.getType(), double(value));
  return intConstant(b, x.getType(), value);
}

Value negate(Builder &b, Value x) {
  if (isFloat(x))
    return arith::NegFOp::create(b, x);
  return arith::SubIOp::create(b, zeroLike(b, x), x);
}

Value sign(Builder &b, Value x) {
  Value zero = zeroLike(b, x);
  Value below = arith::SelectOp::create(
      b, compare(b, ten::Predicate::lt, x, zero), constantLike(b, x, -1), zero);
  return arith::SelectOp::create(b, compare(b, ten::Predicate::gt, x, zero),
                                 constantLike(b, x, 1), below);
}

/// 1 / (1 + e^-x) through e = e^-|x|, which cannot overflow: 1 / (1 + e) for
/// x >= 0, else e / (1 + e).
Value logistic(Builder &b, Value x) {
  Value one = floatConstant(b, x.getType(), 1.0);
  Value magnitude = math::AbsFOp::create(b, x);
  Value e = math::ExpOp::create(b, Value(arith::NegFOp::create(b, magnitude)));
  Value below = compare(b, ten::Predicate::lt, x, zeroLike(b, x));
  Value numerator = arith::SelectOp::create(b, below, e, one);
  Value denominator = arith::AddFOp::create(b, one, e);
  return arith::DivFOp::create(b, numerator, denominator);
}

/// The exact remainder with the sign of r: C's fmod, moved into [0, r).
Value floatMod(Builder &b, Value l, Value r) {
  Value rest = arith::RemFOp::create(b, l, r);
  Value zero = zeroLike(b, l);
  Value nonZero = compare(b, ten::Predicate::ne, rest, zero);
  Value restBelow = compare(b, ten::Predicate::lt, rest, zero);
  Value rBelow = compare(b, ten::Predicate::lt, r, zero);
  Value differ = arith::XOrIOp::create(b, restBelow, rBelow);
  Value move = arith::AndIOp::create(b, nonZero, differ);
  return arith::SelectOp::create(b, move, arith::AddFOp::create(b, rest, r),
                                 rest);
}

/// floor of the exact quotient: (l - mod) / r is an integer up to rounding.
Value floatFloorDiv(Builder &b, Value l, Value r) {
  Value whole = arith::SubFOp::create(b, l, floatMod(b, l, r));
  Value quotient = arith::DivFOp::create(b, whole, r);
  return math::RoundEvenOp::create(b, quotient);
}

/// Integer quotient and remainder, rounded down. The machine's division traps
/// for a divisor 0 and for the least number by -1, so both get another divisor
/// first: x // 0 = 0 and x % 0 = x; x // -1 = -x (wrapping) and x % -1 = 0.
struct IntDivision {
  Value quotient, remainder;

  IntDivision(Builder &b, Value l, Value r) {
    Value zero = zeroLike(b, l), one = constantLike(b, l, 1);
    Value byZero = compare(b, ten::Predicate::eq, r, zero);
    Value byMinusOne =
        compare(b, ten::Predicate::eq, r, constantLike(b, l, -1));
    Value special = arith::OrIOp::create(b, byZero, byMinusOne);
    Value divisor = arith::SelectOp::create(b, special, one, r);
    Value q = arith::DivSIOp::create(b, l, divisor);
    Value rest = arith::SubIOp::create(
        b, l, Value(arith::MulIOp::create(b, q, divisor)));
    Value nonZero = compare(b, ten::Predicate::ne, rest, zero);
    Value differ =
        arith::XOrIOp::create(b, compare(b, ten::Predicate::lt, rest, zero),
                              compare(b, ten::Predicate::lt, divisor, zero));
    Value move = arith::AndIOp::create(b, nonZero, differ);
    q = arith::SelectOp::create(b, move, arith::SubIOp::create(b, q, one), q);
    rest = arith::SelectOp::create(
        b, move, arith::AddIOp::create(b, rest, divisor), rest);
    q = arith::SelectOp::create(b, byMinusOne, negate(b, l), q);
    quotient = arith::SelectOp::create(b, byZero, zero, q);
    remainder = arith::SelectOp::create(b, byZero, l, rest);
  }
};

/// Rounds towards 0 into [low, high]; NaN gives 0. Limits are numbers of x's
/// type, so that the machine's conversion never leaves its range.
Value floatToInt(Builder &b, Value x, IntegerType to) {
  unsigned width = to.getWidth();
  bool isUnsigned = width == 8;
  unsigned mantissa = cast<FloatType>(x.getType()).getFPMantissaWidth();
  unsigned bits = isUnsigned ? width : width - 1;
  double limit = std::ldexp(1.0, int(bits));
  // The largest number of x's type below 2^bits, or 2^bits - 1.
  double high =
      limit - (bits > mantissa ? std::ldexp(1.0, int(bits - mantissa)) : 1.0);
  double low = isUnsigned ? 0.0 : -limit;
  Value clamped = arith::MinNumFOp::create(
      b,
      Value(arith::MaxNumFOp::create(b, x, floatConstant(b, x.getType(), low))),
      floatConstant(b, x.getType(), high));
  Value ordered = compare(b, ten::Predicate::eq, x, x);
  clamped = arith::SelectOp::create(b, ordered, clamped, zeroLike(b, x));
  if (isUnsigned)
    return arith::FPToUIOp::create(b, to, clamped);
  return arith::FPToSIOp::create(b, to, clamped);
}

Value convert(Builder &b, Value x, Type to) {
  Type from = x.getType();
  if (from == to)
    return x;
  if (to.isInteger(1))
    return compare(b, ten::Predicate::ne, x, zeroLike(b, x));
  bool isUnsigned = from.getIntOrFloatBitWidth() <= 8;
  if (isa<FloatType>(from) && isa<FloatType>(to)) {
    if (from.getIntOrFloatBitWidth() < to.getIntOrFloatBitWidth())
      return arith::ExtFOp::create(b, to, x);
    return arith::TruncFOp::create(b, to, x);
  }
  if (isa<FloatType>(from))
    return floatToInt(b, x, cast<IntegerType>(to));
  if (isa<FloatType>(to)) {
    if (isUnsigned)
      return arith::UIToFPOp::create(b, to, x);
    return arith::SIToFPOp::create(b, to, x);
  }
  if (from.getIntOrFloatBitWidth() > to.getIntOrFloatBitWidth())
    return arith::TruncIOp::create(b, to, x);
  if (isUnsigned)
    return arith::ExtUIOp::create(b, to, x);
  return arith::ExtSIOp::create(b, to, x);
}

Value reciprocalRoot(Builder &b, Value x) {
  Value root = math::SqrtOp::create(b, x);
  return arith::DivFOp::create(b, floatConstant(b, x.getType(), 1.0), root);
}

Value formula(Builder &b, Operation *op, ValueRange x) {
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case([&](ten::NegOp) { return negate(b, x[0]); })
      .Case([&](ten::AbsOp) -> Value {
        if (isFloat(x[0]))
          return math::AbsFOp::create(b, x[0]);
        return math::AbsIOp::create(b, x[0]);
      })
      .Case([&](ten::SignOp) { return sign(b, x[0]); })
      .Case([&](ten::ExpOp) { return math::ExpOp::create(b, x[0]); })
      .Case([&](ten::LogOp) { return math::LogOp::create(b, x[0]); })
      .Case([&](ten::Log1pOp) { return math::Log1pOp::create(b, x[0]); })
      .Case([&](ten::Expm1Op) { return math::ExpM1Op::create(b, x[0]); })
      .Case([&](ten::SqrtOp) { return math::SqrtOp::create(b, x[0]); })
      .Case([&](ten::RsqrtOp) { return reciprocalRoot(b, x[0]); })
      .Case([&](ten::SinOp) { return math::SinOp::create(b, x[0]); })
      .Case([&](ten::CosOp) { return math::CosOp::create(b, x[0]); })
      .Case([&](ten::TanhOp) { return math::TanhOp::create(b, x[0]); })
      .Case([&](ten::LogisticOp) { return logistic(b, x[0]); })
      .Case([&](ten::FloorOp) { return math::FloorOp::create(b, x[0]); })
      .Case([&](ten::CeilOp) { return math::CeilOp::create(b, x[0]); })
      .Case([&](ten::RoundOp) { return math::RoundEvenOp::create(b, x[0]); })
      .Case([&](ten::AddOp) {
        return either<arith::AddFOp, arith::AddIOp>(b, x);
      })
      .Case([&](ten::SubOp) {
        return either<arith::SubFOp, arith::SubIOp>(b, x);
      })
      .Case([&](ten::MulOp) {
        return either<arith::MulFOp, arith::MulIOp>(b, x);
      })
      .Case([&](ten::DivOp) -> Value {
        if (isFloat(x[0]))
          return arith::DivFOp::create(b, x[0], x[1]);
        return IntDivision(b, x[0], x[1]).quotient;
      })
      .Case([&](ten::PowOp pow) { return computePower(b, pow, x[0], x[1]); })
      .Case([&](ten::MaxOp) {
        return either<arith::MaximumFOp, arith::MaxSIOp>(b, x);
      })
      .Case([&](ten::MinOp) {
        return either<arith::MinimumFOp, arith::MinSIOp>(b, x);
      })
      .Case([&](ten::FloorDivOp) -> Value {
        if (isFloat(x[0]))
          return floatFloorDiv(b, x[0], x[1]);
        return IntDivision(b, x[0], x[1]).quotient;
      })
      .Case([&](ten::ModOp) -> Value {
        if (isFloat(x[0]))
          return floatMod(b, x[0], x[1]);
        return IntDivision(b, x[0], x[1]).remainder;
      })
      .Case([&](ten::CompareOp cmp) {
        return compare(b, cmp.getPredicate(), x[0], x[1]);
      })
      .Case([&](ten::AndOp) { return arith::AndIOp::create(b, x[0], x[1]); })
      .Case([&](ten::OrOp) { return arith::OrIOp::create(b, x[0], x[1]); })
      .Case([&](ten::NotOp) {
        return arith::XOrIOp::create(b, x[0], intConstant(b, b.getI1Type(), 1));
      })
      .Case([&](ten::SelectOp) {
        return arith::SelectOp::create(b, x[0], x[1], x[2]);
      });
}

} // namespace

Value computeElement(Builder &b, Operation *op, ValueRange operands) {
  Type result = cast<ShapedType>(op->getResult(0).getType()).getElementType();
  if (isa<ten::ConvertOp>(op))
    return convert(b, operands[0], result);
  if (isa<ten::SelectOp>(op))
    return formula(b, op, operands);
  // f32 has more than twice the digits of bf16, so rounding twice is harmless.
  SmallVector<Value> wide;
  for (Value x : operands)
    wide.push_back(x.getType().isBF16() ? convert(b, x, b.getF32Type()) : x);
  return convert(b, formula(b, op, wide), result);
}

} // namespace nestor
