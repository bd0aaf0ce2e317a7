// Matrix products and the joining of lists and tensors.
#include "compiler/sema/Emitter.h"

#include <algorithm>

namespace nestor::typed {

Value Emitter::contract(const Value &left, const Value &right, size_t batch,
                        std::vector<int64_t> leftAxes,
                        std::vector<int64_t> rightAxes, SourceRange range) {
  Shape shape(left.type->shape.begin(), left.type->shape.begin() + batch);
  auto addFree = [&](const Value &value, const std::vector<int64_t> &axes) {
    for (size_t i = batch; i < value.type->shape.size(); ++i)
      if (std::find(axes.begin(), axes.end(), int64_t(i)) == axes.end())
        shape.push_back(value.type->shape[i]);
  };
  addFree(left, leftAxes);
  addFree(right, rightAxes);
  Var *result = emit(Primitive::Contract, {left.leaves[0], right.leaves[0]},
                     types().tensor(left.type->element, shape), range, leftAxes,
                     rightAxes);
  region_->nodes.back()->numbers = {double(batch)};
  return tensorValue(result);
}

Value Emitter::matmul(const Value &left, const Value &right,
                      SourceRange range) {
  auto element = commonElement(left, right, range);
  if (!element)
    return errorValue();
  if (!isFloating(*element)) {
    error(DiagnosticKind::BadOperands, range, "@", describe(left.type),
          describe(right.type));
    return errorValue();
  }
  Value a = toElement(left, *element, range);
  Value b = toElement(right, *element, range);
  const Shape x = a.type->shape, y = b.type->shape;
  if (x.empty() || y.empty()) {
    error(DiagnosticKind::RankTooLow, range, "`@`", 1,
          describe(x.empty() ? a.type : b.type));
    return errorValue();
  }
  size_t inner = y.size() == 1 ? 0 : y.size() - 2;
  if (x.back() != y[inner]) {
    error(DiagnosticKind::InnerMismatch, range, x.back(), y[inner],
          describe(a.type), describe(b.type));
    return errorValue();
  }
  // Leading axes of both are a batch; of one alone they are free.
  size_t batch = 0;
  if (x.size() > 2 && y.size() > 2) {
    batch = x.size() - 2;
    if (x.size() != y.size() ||
        !std::equal(x.begin(), x.end() - 2, y.begin())) {
      error(DiagnosticKind::ShapeMismatch, range, describe(a.type),
            describe(b.type))
          .notes.push_back("`@` needs equal leading axes on both sides, or on "
                           "one side only");
      return errorValue();
    }
  }
  Value product =
      contract(a, b, batch, {int64_t(x.size()) - 1}, {int64_t(inner)}, range);
  if (y.size() <= 2 || batch)
    return product;
  // [m, k] @ [b..., k, n]: the rows move behind the batch.
  size_t lead = y.size() - 2, rows = x.size() - 1;
  std::vector<int64_t> perm;
  Shape shape;
  for (size_t i = 0; i < lead; ++i)
    perm.push_back(int64_t(rows + i));
  for (size_t i = 0; i < rows; ++i)
    perm.push_back(int64_t(i));
  perm.push_back(int64_t(lead + rows));
  for (int64_t p : perm)
    shape.push_back(product.type->shape[p]);
  return tensorValue(emit(Primitive::Transpose, product.leaves,
                          types().tensor(*element, shape), range, perm));
}

Value Emitter::concat(const std::vector<Value> &parts, int64_t axis,
                      SourceRange range) {
  std::vector<Var *> operands;
  Shape shape = parts[0].type->shape;
  shape[axis] = 0;
  for (const Value &part : parts) {
    Shape other = part.type->shape;
    int64_t extent = other.size() == shape.size() ? other[axis] : 0;
    if (other.size() == shape.size())
      other[axis] = shape[axis];
    if (other != shape) {
      error(DiagnosticKind::ShapeMismatch, range, describe(parts[0].type),
            describe(part.type))
          .notes.push_back(fmt::format(
              "joined along axis {}, all other extents must be equal", axis));
      return errorValue();
    }
    shape[axis] += extent;
    operands.push_back(part.leaves[0]);
  }
  if (operands.size() == 1)
    return parts[0];
  return tensorValue(emit(Primitive::Concat, operands,
                          types().tensor(parts[0].type->element, shape), range,
                          {axis}));
}

Value Emitter::joinLists(const Value &left, const Value &right,
                         SourceRange range) {
  const Type *a = left.type, *b = right.type;
  if (a->is(TypeKind::Text) && b->is(TypeKind::Text))
    return {types().text(a->text + b->text), {}};
  if (a->is(TypeKind::Tuple) && b->is(TypeKind::Tuple)) {
    std::vector<Field> fields = a->fields;
    fields.insert(fields.end(), b->fields.begin(), b->fields.end());
    Value result{types().tuple(fields, a->isList || b->isList), left.leaves};
    result.leaves.insert(result.leaves.end(), right.leaves.begin(),
                         right.leaves.end());
    return result;
  }
  if (a->is(TypeKind::Array) || b->is(TypeKind::Array)) {
    // Elements one by one: of one type they stack again.
    int64_t n = lengthOf(left), m = lengthOf(right);
    if (n >= 0 && m >= 0) {
      std::vector<Value> items;
      for (int64_t i = 0; i < n; ++i)
        items.push_back(elementOf(left, i, range));
      for (int64_t i = 0; i < m; ++i)
        items.push_back(elementOf(right, i, range));
      return makeList(items, range);
    }
  }
  Value x = listAsTensor(left, range), y = listAsTensor(right, range);
  if (!x.isTensor() || !y.isTensor() || x.type->shape.empty() ||
      y.type->shape.empty()) {
    error(DiagnosticKind::BadOperands, range, "++", describe(a), describe(b));
    return errorValue();
  }
  auto element = commonElement(x, y, range);
  if (!element)
    return errorValue();
  return concat({toElement(x, *element, range), toElement(y, *element, range)},
                0, range);
}

Value Emitter::reduce(Primitive primitive, const Value &x,
                      const std::vector<int64_t> &axes, bool keep,
                      SourceRange range) {
  Shape shape, kept = x.type->shape;
  for (size_t i = 0; i < kept.size(); ++i)
    if (!std::binary_search(axes.begin(), axes.end(), int64_t(i)))
      shape.push_back(kept[i]);
    else
      kept[i] = 1;
  Element element = x.type->element;
  Var *var = x.leaves[0];
  if (!axes.empty())
    var = emit(primitive, {var}, types().tensor(element, shape), range, axes);
  if (keep && kept != shape)
    var = emit(Primitive::Reshape, {var}, types().tensor(element, kept), range);
  return tensorValue(var);
}

} // namespace nestor::typed
