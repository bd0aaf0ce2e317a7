// Reference evaluation of elementwise operations, comparison, selection and
// conversion.
#include "dialects/ten/reference/Reference.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;

namespace nestor::ten::reference {

using Unary = double (*)(double);
using Binary = double (*)(double, double);

static bool anyNan(double a, double b) {
  return std::isnan(a) || std::isnan(b);
}

static double sign(double x) { return (x > 0) - (x < 0); }

// Ties go to even: the default rounding mode.
static double nearest(double x) { return std::nearbyint(x); }

static Unary unaryOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, Unary>(op)
      .Case<NegOp>([](auto) { return [](double x) { return -x; }; })
      .Case<AbsOp>([](auto) { return [](double x) { return std::abs(x); }; })
      .Case<SignOp>([](auto) { return sign; })
      .Case<ExpOp>([](auto) { return [](double x) { return std::exp(x); }; })
      .Case<LogOp>([](auto) { return [](double x) { return std::log(x); }; })
      .Case<Log1pOp>(
          [](auto) { return [](double x) { return std::log1p(x); }; })
      .Case<Expm1Op>(
          [](auto) { return [](double x) { return std::expm1(x); }; })
      .Case<SqrtOp>([](auto) { return [](double x) { return std::sqrt(x); }; })
      .Case<RsqrtOp>(
          [](auto) { return [](double x) { return 1 / std::sqrt(x); }; })
      .Case<SinOp>([](auto) { return [](double x) { return std::sin(x); }; })
      .Case<CosOp>([](auto) { return [](double x) { return std::cos(x); }; })
      .Case<TanhOp>([](auto) { return [](double x) { return std::tanh(x); }; })
      .Case<LogisticOp>(
          [](auto) { return [](double x) { return 1 / (1 + std::exp(-x)); }; })
      .Case<FloorOp>(
          [](auto) { return [](double x) { return std::floor(x); }; })
      .Case<CeilOp>([](auto) { return [](double x) { return std::ceil(x); }; })
      .Case<RoundOp>([](auto) { return nearest; })
      .Case<NotOp>([](auto) { return [](double x) { return double(x == 0); }; })
      .Default(Unary());
}

static Binary binaryOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, Binary>(op)
      .Case<AddOp>(
          [](auto) { return [](double x, double y) { return x + y; }; })
      .Case<SubOp>(
          [](auto) { return [](double x, double y) { return x - y; }; })
      .Case<MulOp>(
          [](auto) { return [](double x, double y) { return x * y; }; })
      .Case<DivOp>(
          [](auto) { return [](double x, double y) { return x / y; }; })
      .Case<PowOp>([](auto) {
        return [](double x, double y) { return std::pow(x, y); };
      })
      .Case<MaxOp>([](auto) {
        return [](double x, double y) {
          return anyNan(x, y) ? std::nan("") : std::max(x, y);
        };
      })
      .Case<MinOp>([](auto) {
        return [](double x, double y) {
          return anyNan(x, y) ? std::nan("") : std::min(x, y);
        };
      })
      .Case<FloorDivOp>([](auto) {
        return [](double x, double y) { return std::floor(x / y); };
      })
      .Case<ModOp>([](auto) {
        return [](double x, double y) { return x - y * std::floor(x / y); };
      })
      .Case<AndOp>([](auto) {
        return [](double x, double y) { return double(x != 0 && y != 0); };
      })
      .Case<OrOp>([](auto) {
        return [](double x, double y) { return double(x != 0 || y != 0); };
      })
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

static double converted(double x, Type to) {
  if (isa<FloatType>(to))
    return x;
  if (to.isInteger(1))
    return x != 0;
  double whole = std::trunc(x);
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
  auto operand = [&](size_t number, size_t i) {
    return operands[number].values[i];
  };
  if (Unary function = unaryOf(op))
    return each([&](size_t i) { return function(operand(0, i)); });
  if (Binary function = binaryOf(op))
    return each(
        [&](size_t i) { return function(operand(0, i), operand(1, i)); });
  if (auto compare = dyn_cast<CompareOp>(op))
    return each([&](size_t i) {
      return double(
          holds(compare.getPredicate(), operand(0, i), operand(1, i)));
    });
  if (isa<SelectOp>(op))
    return each([&](size_t i) {
      return operand(0, i) != 0 ? operand(1, i) : operand(2, i);
    });
  if (auto convert = dyn_cast<ConvertOp>(op)) {
    Type to = cast<RankedTensorType>(convert.getType()).getElementType();
    return each([&](size_t i) { return converted(operand(0, i), to); });
  }
  return std::nullopt;
}

} // namespace nestor::ten::reference
