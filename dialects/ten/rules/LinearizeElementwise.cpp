// Partial derivatives of the elementwise operations: the formula stands beside
// its code. Conventions at points without a derivative: docs/decisions.md, D12.
#include "dialects/ten/Build.h"

using namespace mlir;
using namespace nestor::ten;

using Tangents = ArrayRef<Value>;
using Results = SmallVectorImpl<Value>;

// y = f(x): dy = partial * dx, where `partial` is built only if dx is not zero.
template <typename F>
static LogicalResult unary(OpBuilder &builder, Operation *op, Tangents tangents,
                           Results &results, F &&partial) {
  Build b{builder, op->getLoc()};
  if (!tangents[0])
    results.push_back(Value());
  else
    results.push_back(
        b.mul(partial(b, op->getOperand(0), op->getResult(0)), tangents[0]));
  return success();
}

#define UNARY(OP, FORMULA)                                                     \
  LogicalResult OP::linearize(OpBuilder &builder, Tangents tangents,           \
                              Results &results) {                              \
    return unary(builder, *this, tangents, results,                            \
                 [](Build &b, Value x, Value y) -> Value {                     \
                   (void)b, (void)x, (void)y;                                  \
                   return FORMULA;                                             \
                 });                                                           \
  }

// |x|' = sign x, 0 at 0
UNARY(AbsOp, b.like<SignOp>(x, x))
// (e^x)' = e^x
UNARY(ExpOp, y)
// (ln x)' = 1 / x
UNARY(LogOp, b.div(b.constant(x, 1), x))
// (ln(1 + x))' = 1 / (1 + x)
UNARY(Log1pOp, b.div(b.constant(x, 1), b.add(b.constant(x, 1), x)))
// (e^x - 1)' = e^x = y + 1
UNARY(Expm1Op, b.add(y, b.constant(y, 1)))
// (sqrt x)' = 1 / (2 sqrt x), and 0 at 0: right for the first step of Adam.
// The divisor is 1 where x is 0, so that no infinity appears in higher orders;
// below 0 the derivative is no number, as the root.
static Value rootPartial(Build &b, Value x) {
  Value moves = b.compare(Predicate::ne, x, b.constant(x, 0));
  Value root = b.like<SqrtOp>(x, b.select(moves, x, b.constant(x, 1)));
  return b.select(moves, b.div(b.constant(x, 0.5), root), b.constant(x, 0));
}
UNARY(SqrtOp, rootPartial(b, x))
// (1 / sqrt x)' = -y^3 / 2
UNARY(RsqrtOp, b.mul(b.constant(y, -0.5), b.mul(y, b.mul(y, y))))
// (sin x)' = cos x
UNARY(SinOp, b.like<CosOp>(x, x))
// (cos x)' = -sin x
UNARY(CosOp, b.neg(b.like<SinOp>(x, x)))
// (tanh x)' = 1 - y^2
UNARY(TanhOp, b.sub(b.constant(y, 1), b.mul(y, y)))
// (1 / (1 + e^-x))' = y (1 - y)
UNARY(LogisticOp, b.mul(y, b.sub(b.constant(y, 1), y)))
#undef UNARY

LogicalResult NegOp::linearize(OpBuilder &builder, Tangents tangents,
                               Results &results) {
  Build b{builder, getLoc()};
  results.push_back(tangents[0] ? b.neg(tangents[0]) : Value());
  return success();
}

// ---- Two operands

LogicalResult AddOp::linearize(OpBuilder &builder, Tangents tangents,
                               Results &results) {
  results.push_back(addTangents(builder, getLoc(), tangents[0], tangents[1]));
  return success();
}

LogicalResult SubOp::linearize(OpBuilder &builder, Tangents tangents,
                               Results &results) {
  Build b{builder, getLoc()};
  if (!tangents[1])
    results.push_back(tangents[0]);
  else if (!tangents[0])
    results.push_back(b.neg(tangents[1]));
  else
    results.push_back(b.sub(tangents[0], tangents[1]));
  return success();
}

// Sums the contributions of both operands; `left` and `right` build them.
template <typename L, typename R>
static LogicalResult binary(OpBuilder &builder, Operation *op,
                            Tangents tangents, Results &results, L &&left,
                            R &&right) {
  Build b{builder, op->getLoc()};
  Value x = op->getOperand(0), y = op->getOperand(1), z = op->getResult(0);
  Value dx = tangents[0] ? left(b, x, y, z, tangents[0]) : Value();
  Value dy = tangents[1] ? right(b, x, y, z, tangents[1]) : Value();
  results.push_back(addTangents(builder, op->getLoc(), dx, dy));
  return success();
}

#define BINARY(OP, LEFT, RIGHT)                                                \
  LogicalResult OP::linearize(OpBuilder &builder, Tangents tangents,           \
                              Results &results) {                              \
    return binary(                                                             \
        builder, *this, tangents, results,                                     \
        [](Build &b, Value x, Value y, Value z, Value d) -> Value {            \
          (void)b, (void)x, (void)y, (void)z;                                  \
          return LEFT;                                                         \
        },                                                                     \
        [](Build &b, Value x, Value y, Value z, Value d) -> Value {            \
          (void)b, (void)x, (void)y, (void)z;                                  \
          return RIGHT;                                                        \
        });                                                                    \
  }

// d(x y) = y dx + x dy
BINARY(MulOp, b.mul(y, d), b.mul(x, d))
// d(x / y) = dx / y - (x / y) / y dy
BINARY(DivOp, b.div(d, y), b.mul(b.neg(b.div(z, y)), d))

// The share of the winner: 1, or 1/2 where both are equal.
static Value share(Build &b, Predicate wins, Value mine, Value other) {
  Value tie = b.select(b.compare(Predicate::eq, mine, other),
                       b.constant(mine, 0.5), b.constant(mine, 0));
  return b.select(b.compare(wins, mine, other), b.constant(mine, 1), tie);
}
BINARY(MaxOp, b.mul(share(b, Predicate::gt, x, y), d),
       b.mul(share(b, Predicate::gt, y, x), d))
BINARY(MinOp, b.mul(share(b, Predicate::lt, x, y), d),
       b.mul(share(b, Predicate::lt, y, x), d))
// x mod y = x - y floor(x / y)
BINARY(ModOp, d, b.mul(b.neg(b.like<FloorDivOp>(x, x, y)), d))

// d/dx x^y = y x^(y - 1), and 0 where x and y are 0. Elsewhere y = 0 is no
// exception: there the derivative of this to y is 1 / x.
static Value powerPartial(Build &b, Value x, Value y) {
  if (auto exponent = splatOf(y)) {
    if (*exponent == 0)
      return b.constant(x, 0);
    if (*exponent == 1)
      return b.constant(x, 1);
    if (*exponent == 2)
      return b.mul(b.constant(x, 2), x);
    return b.mul(y, b.like<PowOp>(x, x, b.constant(y, *exponent - 1)));
  }
  Value noBase = b.compare(Predicate::eq, x, b.constant(x, 0));
  Value noExponent = b.compare(Predicate::eq, y, b.constant(y, 0));
  Value zero = b.like<AndOp>(noBase, noBase, noExponent);
  Value less = b.select(zero, b.constant(y, 1), b.sub(y, b.constant(y, 1)));
  return b.select(zero, b.constant(x, 0), b.mul(y, b.like<PowOp>(x, x, less)));
}
// d/dy x^y = x^y ln x, and 0 at x = 0. The power is built once more on a base
// that is 1 there, so that 0^y = infinity for y < 0 meets no zero.
static Value exponentPartial(Build &b, Value x, Value y) {
  Value positive = b.compare(Predicate::ne, x, b.constant(x, 0));
  Value safe = b.select(positive, x, b.constant(x, 1));
  return b.mul(b.like<PowOp>(x, safe, y), b.like<LogOp>(x, safe));
}
BINARY(PowOp, b.mul(powerPartial(b, x, y), d),
       b.mul(exponentPartial(b, x, y), d))
#undef BINARY

// ---- Selection and conversion

LogicalResult SelectOp::linearize(OpBuilder &builder, Tangents tangents,
                                  Results &results) {
  Build b{builder, getLoc()};
  Value onTrue = tangents[1], onFalse = tangents[2];
  if (!onTrue && !onFalse) {
    results.push_back(Value());
    return success();
  }
  if (!onTrue)
    onTrue = b.zeros(getType());
  if (!onFalse)
    onFalse = b.zeros(getType());
  results.push_back(b.select(getCondition(), onTrue, onFalse));
  return success();
}

LogicalResult ConvertOp::linearize(OpBuilder &builder, Tangents tangents,
                                   Results &results) {
  Type to = cast<RankedTensorType>(getType()).getElementType();
  Type from = cast<RankedTensorType>(getX().getType()).getElementType();
  bool linear = isa<FloatType>(to) && isa<FloatType>(from);
  Build b{builder, getLoc()};
  results.push_back(linear && tangents[0] ? b.convert(tangents[0], to)
                                          : Value());
  return success();
}
