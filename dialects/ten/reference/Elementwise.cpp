// Reference evaluation of elementwise operations, comparison, selection and
// conversion.
#include "dialects/ten/reference/Reference.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;

namespace nestor::ten::reference {

using Unary = Dual (*)(const Dual &);
using Binary = Dual (*)(const Dual &, const Dual &);

// Functions of the value alone: their derivative is 0.
static Dual sign(const Dual &x) { return (x.value() > 0) - (x.value() < 0); }
static Dual floor(const Dual &x) { return std::floor(x.value()); }
static Dual ceil(const Dual &x) { return std::ceil(x.value()); }
// Ties go to even: the default rounding mode.
static Dual nearest(const Dual &x) { return std::nearbyint(x.value()); }
static Dual floorDivided(const Dual &x, const Dual &y) {
  return std::floor(x.value() / y.value());
}
static Dual opposite(const Dual &x) { return x.value() == 0; }
static Dual both(const Dual &x, const Dual &y) {
  return x.value() != 0 && y.value() != 0;
}
static Dual either(const Dual &x, const Dual &y) {
  return x.value() != 0 || y.value() != 0;
}

static Dual negated(const Dual &x) { return -x; }
static Dual sum(const Dual &x, const Dual &y) { return x + y; }
static Dual difference(const Dual &x, const Dual &y) { return x - y; }
static Dual product(const Dual &x, const Dual &y) { return x * y; }
static Dual quotient(const Dual &x, const Dual &y) { return x / y; }

static Unary unaryOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, Unary>(op)
      .Case<NegOp>([](auto) { return negated; })
      .Case<AbsOp>([](auto) { return Unary(abs); })
      .Case<SignOp>([](auto) { return sign; })
      .Case<ExpOp>([](auto) { return Unary(exp); })
      .Case<LogOp>([](auto) { return Unary(log); })
      .Case<Log1pOp>([](auto) { return Unary(log1p); })
      .Case<Expm1Op>([](auto) { return Unary(expm1); })
      .Case<SqrtOp>([](auto) { return Unary(sqrt); })
      .Case<RsqrtOp>([](auto) { return rsqrt; })
      .Case<SinOp>([](auto) { return Unary(sin); })
      .Case<CosOp>([](auto) { return Unary(cos); })
      .Case<TanhOp>([](auto) { return Unary(tanh); })
      .Case<LogisticOp>([](auto) { return logistic; })
      .Case<FloorOp>([](auto) { return Unary(floor); })
      .Case<CeilOp>([](auto) { return Unary(ceil); })
      .Case<RoundOp>([](auto) { return nearest; })
      .Case<NotOp>([](auto) { return opposite; })
      .Default(Unary());
}

static Binary binaryOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, Binary>(op)
      .Case<AddOp>([](auto) { return sum; })
      .Case<SubOp>([](auto) { return difference; })
      .Case<MulOp>([](auto) { return product; })
      .Case<DivOp>([](auto) { return quotient; })
      .Case<PowOp>([](auto) { return Binary(pow); })
      .Case<MaxOp>([](auto) { return Binary(max); })
      .Case<MinOp>([](auto) { return Binary(min); })
      .Case<FloorDivOp>([](auto) { return floorDivided; })
      .Case<ModOp>([](auto) { return mod; })
      .Case<AndOp>([](auto) { return both; })
      .Case<OrOp>([](auto) { return either; })
      .Default(Binary());
}

static bool holds(Predicate predicate, double x, double y) {
  switch (predicate) {
  case Predicate::eq:
    return x == y;
  case Predicate::ne:
    return x != y;
  case Predicate::lt:
    return x < y;
  case Predicate::le:
    return x <= y;
  case Predicate::gt:
    return x > y;
  case Predicate::ge:
    return x >= y;
  }
  llvm_unreachable("every predicate has a case");
}

static Dual converted(const Dual &x, Type to) {
  if (isa<FloatType>(to))
    return x;
  if (to.isInteger(1))
    return x.value() != 0;
  double whole = std::trunc(x.value());
  constexpr double byteValues = 256; // i8 holds unsigned bytes
  return to.isInteger(8) ? whole - byteValues * std::floor(whole / byteValues)
                         : whole;
}

std::optional<Array> evaluateElementwise(Operation *op,
                                         ArrayRef<Array> operands) {
  auto each = [&](auto &&value) {
    Array result(resultShape(op));
    for (size_t i = 0; i < result.values.size(); ++i)
      result.values[i] = value(i);
    return result;
  };
  auto operand = [&](size_t number, size_t i) -> const Dual & {
    return operands[number].values[i];
  };
  if (Unary function = unaryOf(op))
    return each([&](size_t i) { return function(operand(0, i)); });
  if (Binary function = binaryOf(op))
    return each(
        [&](size_t i) { return function(operand(0, i), operand(1, i)); });
  if (auto compare = dyn_cast<CompareOp>(op))
    return each([&](size_t i) {
      return holds(compare.getPredicate(), operand(0, i).value(),
                   operand(1, i).value());
    });
  if (isa<SelectOp>(op))
    return each([&](size_t i) {
      return operand(0, i).value() != 0 ? operand(1, i) : operand(2, i);
    });
  if (auto convert = dyn_cast<ConvertOp>(op)) {
    Type to = cast<RankedTensorType>(convert.getType()).getElementType();
    return each([&](size_t i) { return converted(operand(0, i), to); });
  }
  return std::nullopt;
}

} // namespace nestor::ten::reference
