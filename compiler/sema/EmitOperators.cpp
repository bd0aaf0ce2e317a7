// Operators: constants are folded, weak numbers meet tensors, trees of one
// structure are combined leaf by leaf.
#include "compiler/sema/Emitter.h"

#include <cmath>

namespace nestor::typed {

using ast::Operator;

// ---- Constants

static int64_t floorDivide(int64_t a, int64_t b) {
  int64_t q = a / b;
  return q * b != a && (a < 0) != (b < 0) ? q - 1 : q;
}

Value Emitter::applyConstants(Operator op, const Value &left,
                              const Value &right, SourceRange range) {
  double a = *constantReal(left), b = *constantReal(right);
  bool integers =
      left.type->is(TypeKind::Integer) && right.type->is(TypeKind::Integer);
  int64_t i = left.type->integer, j = right.type->integer;
  auto truth = [&](bool value) { return Value{types().truth(value), {}}; };
  auto real = [&](double value) { return Value{types().real(value), {}}; };
  int64_t result = 0;
  bool overflow = false;
  switch (op) {
  case Operator::Equal:
    return truth(integers ? i == j : a == b);
  case Operator::NotEqual:
    return truth(integers ? i != j : a != b);
  case Operator::Less:
    return truth(integers ? i < j : a < b);
  case Operator::LessEqual:
    return truth(integers ? i <= j : a <= b);
  case Operator::Greater:
    return truth(integers ? i > j : a > b);
  case Operator::GreaterEqual:
    return truth(integers ? i >= j : a >= b);
  case Operator::Add:
    if (!integers)
      return real(a + b);
    overflow = __builtin_add_overflow(i, j, &result);
    break;
  case Operator::Subtract:
    if (!integers)
      return real(a - b);
    overflow = __builtin_sub_overflow(i, j, &result);
    break;
  case Operator::Multiply:
    if (!integers)
      return real(a * b);
    overflow = __builtin_mul_overflow(i, j, &result);
    break;
  case Operator::Divide:
    return real(a / b);
  case Operator::FloorDivide:
  case Operator::Modulo:
    if (!integers)
      return real(op == Operator::Modulo ? a - b * std::floor(a / b)
                                         : std::floor(a / b));
    if (j == 0) {
      error(DiagnosticKind::DivisionByZero, range);
      return errorValue();
    }
    if (j == -1)
      overflow = op == Operator::FloorDivide &&
                 __builtin_sub_overflow(int64_t(0), i, &result);
    else
      result = op == Operator::FloorDivide ? floorDivide(i, j)
                                           : i - j * floorDivide(i, j);
    break;
  case Operator::Power: {
    if (!integers || j < 0)
      return real(std::pow(a, b));
    result = 1;
    for (int64_t n = 0; n < j && !overflow && n < 64; ++n)
      overflow = __builtin_mul_overflow(result, i, &result);
    if (j > 64 && i != 0 && i != 1 && i != -1)
      overflow = true;
    if (j > 64 && i == -1)
      result = j % 2 ? -1 : 1;
    break;
  }
  default:
    error(DiagnosticKind::BadOperands, range, ast::spelling(op),
          describe(left.type), describe(right.type));
    return errorValue();
  }
  if (overflow) {
    error(DiagnosticKind::IntegerOverflow, range, i, ast::spelling(op), j);
    return errorValue();
  }
  return {types().integer(result), {}};
}

// ---- Tensors

// The numbers of a rectangular list of constants, row-major; false if it is
// none.
static bool collectNumbers(const Type *type, size_t depth, Shape &shape,
                           std::vector<double> &numbers, Element &element) {
  if (!type->is(TypeKind::Tuple)) {
    bool truth = type->is(TypeKind::Truth);
    if (depth != shape.size() || (!type->isScalarNumber() && !truth))
      return false;
    Element own = truth                            ? Element::Bool
                  : type->is(TypeKind::RealNumber) ? Element::Real
                                                   : Element::Int;
    // The first number sets the kind; one real makes all of them real.
    if (numbers.empty())
      element = own;
    if (truth != (element == Element::Bool))
      return false;
    if (own == Element::Real)
      element = own;
    numbers.push_back(own == Element::Real ? type->real
                                           : double(type->integer));
    return true;
  }
  int64_t length = int64_t(type->fields.size());
  if (!type->isList || length == 0)
    return false;
  if (depth == shape.size()) {
    if (!numbers.empty())
      return false; // deeper than the first branch
    shape.push_back(length);
  }
  if (shape[depth] != length)
    return false;
  for (const Field &field : type->fields)
    if (!collectNumbers(field.type, depth + 1, shape, numbers, element))
      return false;
  return true;
}

// A list of numbers takes part in arithmetic as a tensor.
Value Emitter::listAsTensor(const Value &value, SourceRange range) {
  if (!value.type->is(TypeKind::Tuple) || !value.leaves.empty())
    return value;
  Shape shape;
  std::vector<double> numbers;
  Element element = Element::Int;
  if (!collectNumbers(value.type, 0, shape, numbers, element))
    return value;
  return literal(element, shape, numbers, range);
}

static Primitive primitiveOf(Operator op) {
  switch (op) {
  case Operator::Add:
    return Primitive::Add;
  case Operator::Subtract:
    return Primitive::Sub;
  case Operator::Multiply:
    return Primitive::Mul;
  case Operator::Divide:
    return Primitive::Div;
  case Operator::FloorDivide:
    return Primitive::FloorDiv;
  case Operator::Modulo:
    return Primitive::Mod;
  case Operator::And:
    return Primitive::And;
  case Operator::Or:
    return Primitive::Or;
  default:
    return Primitive::Pow;
  }
}

// In the order of ten's predicates.
static int predicateOf(Operator op) {
  switch (op) {
  case Operator::Equal:
    return 0;
  case Operator::NotEqual:
    return 1;
  case Operator::Less:
    return 2;
  case Operator::LessEqual:
    return 3;
  case Operator::Greater:
    return 4;
  case Operator::GreaterEqual:
    return 5;
  default:
    return -1;
  }
}

Value Emitter::applyTensors(Operator op, Value left, Value right,
                            SourceRange range) {
  bool logical = op == Operator::And || op == Operator::Or;
  int predicate = predicateOf(op);
  auto element = commonElement(left, right, range);
  if (!element)
    return errorValue();
  bool isBool = *element == Element::Bool;
  bool equality = op == Operator::Equal || op == Operator::NotEqual;
  if (logical != isBool && !(isBool && equality)) {
    error(DiagnosticKind::BadOperands, range, ast::spelling(op),
          describe(left.type), describe(right.type));
    return errorValue();
  }
  if (*element == Element::U8 && !equality) {
    error(DiagnosticKind::StorageOnly, range, describe(left.type))
        .notes.push_back("convert first: `f32(x)` or `i32(x)`");
    return errorValue();
  }
  // Integer division has no single meaning: `/` is real.
  Element work = *element;
  if (op == Operator::Divide && isInteger(work)) {
    if (work != Element::Int) {
      error(DiagnosticKind::IntegerDivision, range, describe(left.type),
            describe(right.type))
          .notes.push_back("write `//` for the quotient rounded down, or "
                           "convert with `f32(...)`");
      return errorValue();
    }
    work = Element::Real;
  }
  if (op == Operator::Power && work == Element::Int)
    work = Element::Real;
  // A constant integer exponent stays one: x^2 is x * x in every element type.
  left = toElement(left, work, range);
  right = toElement(right, work, range);
  auto shape = broadcastShapes(left, right, range);
  if (!shape)
    return errorValue();
  left = toShape(left, *shape, range);
  right = toShape(right, *shape, range);
  if (predicate >= 0)
    return compare(predicate, left, right, range);
  return tensorValue(emit(primitiveOf(op), {left.leaves[0], right.leaves[0]},
                          types().tensor(work, *shape), range));
}

Value Emitter::compare(int predicate, const Value &a, const Value &b,
                       SourceRange range) {
  return tensorValue(emit(Primitive::Compare, {a.leaves[0], b.leaves[0]},
                          types().tensor(Element::Bool, a.type->shape), range,
                          {predicate}));
}

Value Emitter::apply(Operator op, const Value &left, const Value &right,
                     SourceRange range) {
  if (left.isError() || right.isError())
    return errorValue();
  if (op == Operator::Join)
    return joinLists(left, right, range);
  if (op == Operator::MatMul)
    return matmul(listAsTensor(left, range), listAsTensor(right, range), range);
  if (left.type->isScalarNumber() && right.type->isScalarNumber())
    return applyConstants(op, left, right, range);
  if (left.type->is(TypeKind::Truth) && right.type->is(TypeKind::Truth)) {
    bool a = left.type->integer, b = right.type->integer;
    if (op == Operator::And || op == Operator::Or)
      return {types().truth(op == Operator::And ? a && b : a || b), {}};
    if (op == Operator::Equal || op == Operator::NotEqual)
      return {types().truth((a == b) == (op == Operator::Equal)), {}};
  }
  if (left.type->is(TypeKind::Text) && right.type->is(TypeKind::Text) &&
      (op == Operator::Equal || op == Operator::NotEqual))
    return {types().truth((left.type == right.type) == (op == Operator::Equal)),
            {}};
  Value a = listAsTensor(left, range), b = listAsTensor(right, range);
  return mapLeaves(a, b, range, [&](const Value &x, const Value &y) {
    if (x.type->isScalarNumber() && y.type->isScalarNumber())
      return applyConstants(op, x, y, range);
    return applyTensors(op, x, y, range);
  });
}

} // namespace nestor::typed
