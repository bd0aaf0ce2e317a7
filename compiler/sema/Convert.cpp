// Conversions that the language makes by itself: weak numbers meet tensors,
// shapes broadcast, constants become run-time values; and the demands for
// values that must be known when the program is compiled.
#include "compiler/sema/Evaluator.h"

#include <cmath>

namespace nestor::typed {

Element Emitter::strong(Element element) {
  return element == Element::F32 ? precision_ : element;
}

// Inside `with precision = f64` everything from outside is converted on the
// way in.
Value Emitter::enterPrecision(const Value &value) {
  bool narrow = false;
  for (Var *leaf : value.leaves)
    narrow |= leaf->type->element == Element::F32;
  if (precision_ != Element::F64 || !narrow)
    return value;
  Value result = value;
  for (Var *&leaf : result.leaves)
    if (leaf->type->element == Element::F32)
      leaf = emit(Primitive::Convert, {leaf},
                  types().tensor(Element::F64, leaf->type->shape), {});
  result.type = retyped(value.type, result.leaves);
  return result;
}

Value Emitter::literal(Element element, Shape shape,
                       std::vector<double> numbers, SourceRange range) {
  Node *node = emitNode(NodeKind::Literal, range);
  node->numbers = std::move(numbers);
  node->results = {makeVar(types().tensor(element, std::move(shape)))};
  if (isWeak(element) && node->results[0]->type->shape.empty())
    loopNumbers_.insert(node->results[0]);
  return tensorValue(node->results[0]);
}

// ---- Elements

static std::optional<Element> elementOfType(const Type *type) {
  switch (type->kind) {
  case TypeKind::Tensor:
    return type->element;
  case TypeKind::Integer:
    return Element::Int;
  case TypeKind::RealNumber:
    return Element::Real;
  case TypeKind::Truth:
    return Element::Bool;
  default:
    return std::nullopt;
  }
}

std::optional<Element> Emitter::commonElement(const Value &a, const Value &b,
                                              SourceRange range) {
  auto left = elementOfType(a.type), right = elementOfType(b.type);
  if (!left || !right) {
    if (!a.isError() && !b.isError())
      error(DiagnosticKind::NotNumbers, range, describe(a.type),
            describe(b.type));
    return std::nullopt;
  }
  if (*left == *right)
    return left;
  // A weak number takes the other's element; an integer may become real.
  if (*right == Element::Int && *left != Element::Bool)
    return left;
  if (*left == Element::Int && *right != Element::Bool)
    return right;
  if (*right == Element::Real && isFloating(*left))
    return left;
  if (*left == Element::Real && isFloating(*right))
    return right;
  Diagnostic &diagnostic = error(DiagnosticKind::ElementMismatch, range,
                                 describe(a.type), describe(b.type));
  Element wanted = isFloating(*left) ? *left : *right;
  if (!isWeak(wanted) && isFloating(wanted))
    diagnostic.notes.push_back(fmt::format(
        "tensors are never converted by themselves: write `{}(...)`",
        spelling(wanted)));
  return std::nullopt;
}

Value Emitter::toElement(const Value &value, Element element,
                         SourceRange range) {
  if (value.isError())
    return value;
  const Type *type = value.type;
  switch (type->kind) {
  case TypeKind::Integer:
    // Constants of tensors are held as reals.
    if (isInteger(element) &&
        (long double)(double(type->integer)) != (long double)(type->integer)) {
      error(DiagnosticKind::BadNumber, range, type->integer);
      return errorValue();
    }
    [[fallthrough]];
  case TypeKind::Truth:
    return literal(element, {}, {double(type->integer)}, range);
  case TypeKind::RealNumber:
    return literal(element, {}, {type->real}, range);
  case TypeKind::Tensor:
    break;
  default:
    error(DiagnosticKind::NotNumber, range, describe(type));
    return errorValue();
  }
  if (type->element == element)
    return value;
  return tensorValue(emit(Primitive::Convert, value.leaves,
                          types().tensor(element, type->shape), range));
}

Value Emitter::materialize(const Value &value, SourceRange range) {
  switch (value.type->kind) {
  case TypeKind::Integer:
    return toElement(value, Element::Int, range);
  case TypeKind::RealNumber:
    return toElement(value, Element::Real, range);
  case TypeKind::Truth:
    return toElement(value, Element::Bool, range);
  default:
    return withPresentStates(value);
  }
}

// ---- Shapes

std::optional<Shape> Emitter::broadcastShapes(const Value &a, const Value &b,
                                              SourceRange range) {
  const Shape &x = a.type->shape, &y = b.type->shape;
  if (x == y)
    return x;
  auto mismatch = [&]() -> Diagnostic & {
    return error(DiagnosticKind::ShapeMismatch, range, describe(a.type),
                 describe(b.type));
  };
  if (x.size() == y.size()) {
    Shape result;
    for (size_t i = 0; i < x.size(); ++i) {
      if (x[i] != y[i] && x[i] != 1 && y[i] != 1) {
        mismatch().notes.push_back(fmt::format(
            "axis {} has extents {} and {}; only an extent of 1 stretches", i,
            x[i], y[i]));
        return std::nullopt;
      }
      result.push_back(x[i] == 1 ? y[i] : x[i]); // 1 stretches to 0, too
    }
    return result;
  }
  const Shape &low = x.size() < y.size() ? x : y;
  const Shape &high = x.size() < y.size() ? y : x;
  if (std::equal(low.begin(), low.end(), high.end() - low.size()))
    return high;
  Diagnostic &diagnostic = mismatch();
  diagnostic.notes.push_back(
      fmt::format("a tensor of lower rank must have exactly the trailing "
                  "extents {} of the other",
                  print(Shape(high.end() - low.size(), high.end()))));
  if (low.size() == 1 && high.size() == 2 && high[0] == low[0])
    diagnostic.notes.push_back(fmt::format(
        "write `[.., new]` behind the first to make it [{}, 1]", low[0]));
  return std::nullopt;
}

Value Emitter::toShape(const Value &value, const Shape &shape,
                       SourceRange range) {
  if (value.isError() || value.type->shape == shape)
    return value;
  // Extents of 1 that stretch drop out first; what is left is repeated.
  const Shape &from = value.type->shape;
  size_t shift = shape.size() - from.size();
  Shape kept;
  std::vector<int64_t> dims;
  for (size_t i = 0; i < from.size(); ++i) {
    if (from[i] != shape[i + shift])
      continue;
    kept.push_back(from[i]);
    dims.push_back(int64_t(i + shift));
  }
  Element element = value.type->element;
  Var *var = value.leaves[0];
  if (kept != from)
    var = emit(Primitive::Reshape, {var}, types().tensor(element, kept), range);
  if (kept == shape)
    return tensorValue(var);
  return tensorValue(emit(Primitive::Broadcast, {var},
                          types().tensor(element, shape), range, dims));
}

// ---- Types that two values share

const Type *Emitter::commonType(const Type *a, const Type *b) {
  if (a == b)
    return a;
  if (a->is(TypeKind::Error) || b->is(TypeKind::Error))
    return types().error();
  auto left = elementOfType(a), right = elementOfType(b);
  if (left && right) {
    if (a->shape != b->shape)
      return nullptr;
    if (*left == *right)
      return types().tensor(*left, a->shape);
    if (isWeak(*left) && isFloating(*right))
      return types().tensor(*right, a->shape);
    if (isWeak(*right) && isFloating(*left))
      return types().tensor(*left, a->shape);
    if (*left == Element::Int && isInteger(*right))
      return types().tensor(*right, a->shape);
    if (*right == Element::Int && isInteger(*left))
      return types().tensor(*left, a->shape);
    return nullptr;
  }
  if (a->kind != b->kind || a->fields.size() != b->fields.size() ||
      a->declaration != b->declaration || a->function != b->function ||
      a->integer != b->integer)
    return nullptr;
  if (!a->is(TypeKind::Tuple) && !a->is(TypeKind::Instance) &&
      !a->is(TypeKind::Array))
    return nullptr;
  std::vector<Field> fields;
  for (size_t i = 0; i < a->fields.size(); ++i) {
    const Type *type = commonType(a->fields[i].type, b->fields[i].type);
    if (!type || a->fields[i].name != b->fields[i].name)
      return nullptr;
    fields.push_back({a->fields[i].name, type, a->fields[i].role});
  }
  if (a->is(TypeKind::Tuple))
    return types().tuple(fields, a->isList);
  if (a->is(TypeKind::Instance))
    return types().instance(a->declaration, fields);
  return types().array(fields[0].type, a->integer);
}

Value Emitter::convertTo(const Value &value, const Type *type,
                         SourceRange range) {
  if (value.type == type || value.isError())
    return value;
  if (type->is(TypeKind::Tensor))
    return toElement(value, type->element, range);
  Value result{type, {}};
  for (size_t i = 0; i < type->fields.size(); ++i) {
    Value field = convertTo(fieldOf(value, i), type->fields[i].type, range);
    result.leaves.insert(result.leaves.end(), field.leaves.begin(),
                         field.leaves.end());
  }
  return result;
}

// ---- Compile-time demands

/// Elements of the largest tensor: 32 GiB of f32.
static constexpr double mostElements = double(int64_t{1} << 33);

std::optional<int64_t> Emitter::constantInteger(const Value &value,
                                                SourceRange range,
                                                const char *what) {
  if (value.type->is(TypeKind::Integer))
    return value.type->integer;
  if (value.type->is(TypeKind::RealNumber) &&
      std::floor(value.type->real) == value.type->real &&
      std::fabs(value.type->real) < 9e15)
    return int64_t(value.type->real);
  bool isKnown = value.type->leafCount == 0 && !value.isTensor();
  if (isKnown && !value.isError()) {
    error(DiagnosticKind::NotInteger, range, what, describe(value.type));
  } else if (!value.isError()) {
    Diagnostic &diagnostic =
        error(DiagnosticKind::NotConstant, range, what, describe(value.type));
    if (value.isTensor() && value.type->element == Element::Real)
      diagnostic.notes.push_back(
          "a `hyper` is a run-time number; declare it `const` if it decides "
          "shapes or counts");
  }
  return std::nullopt;
}

std::optional<double> Emitter::constantReal(const Value &value) {
  if (value.type->is(TypeKind::Integer))
    return double(value.type->integer);
  if (value.type->is(TypeKind::RealNumber))
    return value.type->real;
  return std::nullopt;
}

bool Emitter::constantTruth(const Value &value, bool &truth) {
  if (!value.type->is(TypeKind::Truth))
    return false;
  truth = value.type->integer != 0;
  return true;
}

std::optional<Shape> Emitter::constantShape(const Value &value,
                                            SourceRange range) {
  Shape shape;
  if (value.type->is(TypeKind::Integer)) {
    shape.push_back(value.type->integer);
  } else if (value.type->is(TypeKind::Tuple)) {
    for (size_t i = 0; i < value.type->fields.size(); ++i) {
      auto extent = constantInteger(fieldOf(value, i), range, "an extent");
      if (!extent)
        return std::nullopt;
      shape.push_back(*extent);
    }
  } else if (value.isTensor() && value.type->shape.size() == 1) {
    // A list with a run-time number in it.
    Value one{types().tensor(value.type->element), {}};
    return constantInteger(one, range, "an extent"), std::nullopt;
  } else {
    if (!value.isError())
      error(DiagnosticKind::NotShape, range, describe(value.type));
    return std::nullopt;
  }
  double count = 1;
  for (int64_t extent : shape) {
    if (extent < 0) {
      error(DiagnosticKind::NegativeExtent, range, extent);
      return std::nullopt;
    }
    count *= double(extent);
  }
  if (count > mostElements) {
    error(DiagnosticKind::TensorTooLarge, range, print(shape), count);
    return std::nullopt;
  }
  return shape;
}

} // namespace nestor::typed
