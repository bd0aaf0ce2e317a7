// Operators: constants are folded, weak numbers meet tensors, trees of one
// structure are combined leaf by leaf.
#include "compiler/sema/Evaluator.h"

#include <cmath>

namespace nestor::typed {

using ast::Operator;

Value Evaluator::evaluateUnary(const ast::Unary &unary) {
  Value value = evaluate(unary.operand);
  if (value.isError())
    return value;
  if (unary.op == Operator::Negate)
    return negate(value, unary.range);
  bool truth = false;
  if (constantTruth(value, truth))
    return {types().truth(!truth), {}};
  if (!value.isTensor() || value.type->element != Element::Bool) {
    error(DiagnosticKind::NotTruth, unary.operand->range, "`not`",
          describe(value.type));
    return errorValue();
  }
  return tensorValue(
      emit(Primitive::Not, value.leaves, value.type, unary.range));
}

Value Evaluator::negate(const Value &value, SourceRange range) {
  if (value.type->is(TypeKind::Integer))
    return {types().integer(-value.type->integer), {}};
  if (value.type->is(TypeKind::RealNumber))
    return {types().real(-value.type->real), {}};
  return overLeaves(value, [&](const Value &leaf) {
    if (leaf.type->element == Element::Bool ||
        leaf.type->element == Element::U8) {
      error(DiagnosticKind::NotNumber, range, describe(leaf.type));
      return errorValue();
    }
    return tensorValue(emit(Primitive::Neg, leaf.leaves, leaf.type, range));
  });
}

Value Evaluator::evaluateChain(const ast::Chain &chain) {
  Value value = evaluate(chain.operands[0]);
  for (size_t i = 0; i < chain.ops.size(); ++i) {
    SourceRange range =
        join(chain.operands[0]->range, chain.operands[i + 1]->range);
    Operator op = chain.ops[i];
    if (op == Operator::Pipe) {
      // a |> f(x) is f(a, x); a |> f is f(a).
      if (value.isError())
        return value;
      const ast::Expr *target = chain.operands[i + 1];
      CallArguments arguments;
      arguments.range = range;
      arguments.items.push_back({"", value, chain.operands[0]->range});
      const ast::Expr *callee = target;
      if (target->kind == ast::ExprKind::Call) {
        auto *call = static_cast<const ast::Call *>(target);
        callee = call->callee;
        for (const ast::Argument &argument : call->arguments)
          arguments.items.push_back({argument.name.text,
                                     evaluate(argument.value),
                                     argument.range});
      }
      Value function = evaluate(callee);
      if (function.isError())
        return function;
      value = call(function, arguments, range, target);
      continue;
    }
    if ((op == Operator::And || op == Operator::Or) &&
        value.type->is(TypeKind::Truth)) {
      // A constant decides without looking at the rest, or drops out.
      bool truth = value.type->integer != 0;
      if (truth == (op == Operator::Or))
        continue;
      value = evaluate(chain.operands[i + 1]);
      continue;
    }
    Value right = evaluate(chain.operands[i + 1]);
    value = apply(op, value, right, range);
  }
  return value;
}

Value Evaluator::evaluateBinary(const ast::Binary &binary) {
  Value left = evaluate(binary.left);
  Value right = evaluate(binary.right);
  if (left.isError() || right.isError())
    return errorValue();
  if (binary.op != Operator::Range)
    return apply(binary.op, left, right, binary.range);
  if (left.type->is(TypeKind::Integer)) {
    auto end = constantInteger(right, binary.right->range,
                               "the end of a range");
    if (!end)
      return errorValue();
    return {types().range(left.type,
                          std::max<int64_t>(0, *end - left.type->integer)),
            {}};
  }
  // i..i + n: a run-time start, a length that the text shows to be constant.
  std::string start(sources_.snippet(binary.left->range));
  if (binary.right->kind == ast::ExprKind::Chain) {
    auto *sum = static_cast<const ast::Chain *>(binary.right);
    if (sum->ops.size() == 1 && sum->ops[0] == Operator::Add &&
        sources_.snippet(sum->operands[0]->range) == start) {
      auto length = constantInteger(evaluate(sum->operands[1]),
                                    sum->operands[1]->range,
                                    "the length of a slice");
      if (!length)
        return errorValue();
      Value from = toElement(left, Element::Int, binary.left->range);
      if (from.isError())
        return from;
      return {types().range(from.type, *length), from.leaves};
    }
  }
  Diagnostic &diagnostic = error(DiagnosticKind::NotConstant,
                                 binary.left->range, "the start of a range",
                                 describe(left.type));
  diagnostic.notes.push_back(
      "a range that starts at a run-time index is written `i..i + n`, with a "
      "constant n");
  return errorValue();
}

// ---- Constants

static int64_t floorDivide(int64_t a, int64_t b) {
  int64_t q = a / b;
  return q * b != a && (a < 0) != (b < 0) ? q - 1 : q;
}

Value Evaluator::applyConstants(Operator op, const Value &left,
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
    return truth(a == b);
  case Operator::NotEqual:
    return truth(a != b);
  case Operator::Less:
    return truth(a < b);
  case Operator::LessEqual:
    return truth(a <= b);
  case Operator::Greater:
    return truth(a > b);
  case Operator::GreaterEqual:
    return truth(a >= b);
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

// ---- Trees

bool Evaluator::isTree(const Value &value) {
  return value.type->is(TypeKind::Tuple) || value.type->is(TypeKind::Instance) ||
         value.type->is(TypeKind::Array);
}

// Arithmetic leaves the plain members of a model alone, but not the parameters
// of a model that is one.
bool Evaluator::moves(const Field &field) {
  if (field.role != Role::Fixed)
    return true;
  for (const Leaf &leaf : types().leaves(field.type))
    if (leaf.role == Role::Param || leaf.role == Role::State)
      return true;
  return false;
}

template <typename F> Value Evaluator::overLeaves(const Value &value, F &&f) {
  if (value.isError())
    return value;
  if (!isTree(value))
    return f(materialize(value, {}));
  if (value.type->is(TypeKind::Array)) {
    Value result{value.type, {}};
    for (Var *leaf : value.leaves) {
      Value out = f(tensorValue(leaf));
      if (out.isError())
        return out;
      result.leaves.push_back(out.leaves[0]);
    }
    return result;
  }
  std::vector<Field> fields = value.type->fields;
  Value result;
  for (size_t i = 0; i < fields.size(); ++i) {
    Value field = fieldOf(value, i);
    bool number = field.isTensor() || field.type->isScalarNumber();
    Value out = moves(fields[i]) && (number || isTree(field))
                    ? overLeaves(field, f)
                    : field;
    if (out.isError())
      return out;
    fields[i].type = out.type;
    result.leaves.insert(result.leaves.end(), out.leaves.begin(),
                         out.leaves.end());
  }
  result.type = value.type->is(TypeKind::Tuple)
                    ? types().tuple(fields, value.type->isList)
                    : types().instance(value.type->declaration, fields);
  return result;
}

template <typename F>
Value Evaluator::overLeaves(const Value &left, const Value &right,
                            SourceRange range, F &&f) {
  if (left.isError() || right.isError())
    return errorValue();
  bool leftTree = isTree(left), rightTree = isTree(right);
  if (!leftTree && !rightTree)
    return f(left, right);
  auto scalar = [&](const Value &value) {
    return value.type->isScalarNumber() ||
           (value.isTensor() && value.type->shape.empty());
  };
  if (!leftTree || !rightTree) {
    const Value &other = leftTree ? right : left;
    if (!scalar(other)) {
      error(DiagnosticKind::TreeMismatch, range, describe(left.type),
            describe(right.type));
      return errorValue();
    }
    return overLeaves(leftTree ? left : right, [&](const Value &leaf) {
      return leftTree ? f(leaf, right) : f(left, leaf);
    });
  }
  const Type *a = left.type, *b = right.type;
  if (a->is(TypeKind::Array) && b->is(TypeKind::Array) &&
      a->integer == b->integer && left.leaves.size() == right.leaves.size()) {
    Value result{a, {}};
    for (size_t i = 0; i < left.leaves.size(); ++i) {
      Value out = f(tensorValue(left.leaves[i]), tensorValue(right.leaves[i]));
      if (out.isError())
        return out;
      result.leaves.push_back(out.leaves[0]);
    }
    return result;
  }
  bool same = a->fields.size() == b->fields.size() && a->kind == b->kind &&
              !a->is(TypeKind::Array);
  for (size_t i = 0; same && i < a->fields.size(); ++i)
    same = a->fields[i].name == b->fields[i].name;
  if (!same) {
    error(DiagnosticKind::TreeMismatch, range, describe(a), describe(b));
    return errorValue();
  }
  std::vector<Field> fields = a->fields;
  Value result;
  for (size_t i = 0; i < fields.size(); ++i) {
    Value x = fieldOf(left, i), y = fieldOf(right, i);
    bool number = x.isTensor() || x.type->isScalarNumber();
    Value out = moves(fields[i]) && (number || isTree(x))
                    ? overLeaves(x, y, range, f)
                    : x;
    if (out.isError())
      return out;
    fields[i].type = out.type;
    result.leaves.insert(result.leaves.end(), out.leaves.begin(),
                         out.leaves.end());
  }
  result.type = a->is(TypeKind::Tuple)
                    ? types().tuple(fields, a->isList)
                    : types().instance(a->declaration, fields);
  return result;
}

Value Evaluator::mapLeaves(const Value &value,
                           const std::function<Value(const Value &)> &f) {
  return overLeaves(value, f);
}

Value Evaluator::mapLeaves(
    const Value &left, const Value &right, SourceRange range,
    const std::function<Value(const Value &, const Value &)> &f) {
  return overLeaves(left, right, range, f);
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
    Element own = truth                              ? Element::Bool
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
Value Evaluator::listAsTensor(const Value &value, SourceRange range) {
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

Value Evaluator::applyTensors(Operator op, Value left, Value right,
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

Value Evaluator::compare(int predicate, const Value &a, const Value &b,
                         SourceRange range) {
  return tensorValue(emit(Primitive::Compare, {a.leaves[0], b.leaves[0]},
                          types().tensor(Element::Bool, a.type->shape), range,
                          {predicate}));
}

Value Evaluator::apply(Operator op, const Value &left, const Value &right,
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
  return overLeaves(a, b, range, [&](const Value &x, const Value &y) {
    if (x.type->isScalarNumber() && y.type->isScalarNumber())
      return applyConstants(op, x, y, range);
    return applyTensors(op, x, y, range);
  });
}

} // namespace nestor::typed
