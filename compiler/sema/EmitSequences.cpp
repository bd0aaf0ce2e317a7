// What can be walked: lists, ranges, tensors and records by their first axis.
#include "compiler/sema/Emitter.h"

namespace nestor::typed {

// The slice [index] of a leaf's first axis, which drops out.
static Shape withoutFirst(const Shape &shape) {
  return Shape(shape.begin() + 1, shape.end());
}

int64_t Emitter::lengthOf(const Value &value) {
  switch (value.type->kind) {
  case TypeKind::Tensor:
    return value.type->shape.empty() ? -1 : value.type->shape[0];
  case TypeKind::Range:
  case TypeKind::Array:
    return value.type->integer;
  case TypeKind::Tuple:
    return int64_t(value.type->fields.size());
  default:
    return -1;
  }
}

Value Emitter::elementOf(const Value &base, int64_t index, SourceRange range) {
  const Type *type = base.type;
  if (type->is(TypeKind::Tuple))
    return fieldOf(base, size_t(index));
  if (type->is(TypeKind::Range)) {
    const Type *start = type->fields[0].type;
    if (start->is(TypeKind::Integer))
      return {types().integer(start->integer + index), {}};
    return apply(ast::Operator::Add, fieldOf(base, 0),
                 {types().integer(index), {}}, range);
  }
  Value result{type->is(TypeKind::Array)
                   ? type->fields[0].type
                   : types().tensor(type->element, withoutFirst(type->shape)),
               {}};
  for (Var *leaf : base.leaves) {
    const Shape &shape = leaf->type->shape;
    Shape one = shape;
    one[0] = 1;
    std::vector<int64_t> offsets(shape.size(), 0), strides(shape.size(), 1);
    offsets[0] = index;
    Element element = leaf->type->element;
    Var *slice = emit(Primitive::Slice, {leaf}, types().tensor(element, one),
                      range, offsets, strides);
    result.leaves.push_back(emit(Primitive::Reshape, {slice},
                                 types().tensor(element, withoutFirst(shape)),
                                 range));
  }
  return result;
}

Value Emitter::makeList(const std::vector<Value> &items, SourceRange range) {
  const Type *common = items.empty() ? nullptr : items[0].type;
  bool constant = true;
  for (const Value &item : items) {
    constant &= item.type->leafCount == 0;
    if (common)
      common = commonType(common, item.type);
  }
  if (constant || !common) {
    Value result;
    std::vector<Field> fields;
    for (const Value &item : items) {
      fields.push_back({"", item.type, Role::Plain});
      result.leaves.insert(result.leaves.end(), item.leaves.begin(),
                           item.leaves.end());
    }
    result.type = types().tuple(std::move(fields), /*isList=*/true);
    return result;
  }
  // One type: stacked along a new first axis, leaf by leaf.
  std::vector<Value> converted;
  for (const Value &item : items)
    converted.push_back(convertTo(item, common, range));
  Value result{types().array(common, int64_t(items.size())), {}};
  std::vector<Leaf> leaves = types().leaves(common);
  for (size_t i = 0; i < leaves.size(); ++i) {
    Element element = leaves[i].type->element;
    Shape row = {1};
    row.insert(row.end(), leaves[i].type->shape.begin(),
               leaves[i].type->shape.end());
    std::vector<Var *> rows;
    for (const Value &item : converted)
      rows.push_back(emit(Primitive::Reshape, {item.leaves[i]},
                          types().tensor(element, row), range));
    row[0] = int64_t(items.size());
    result.leaves.push_back(
        rows.size() == 1 ? rows[0]
                         : emit(Primitive::Concat, rows,
                                types().tensor(element, row), range, {0}));
  }
  return result;
}

// A record whose leaves have one first axis, as an array of records.
Value Emitter::rowsOf(const Value &record, SourceRange range) {
  int64_t rows = -1;
  for (Var *leaf : record.leaves) {
    const Shape &shape = leaf->type->shape;
    if (shape.empty() || (rows >= 0 && rows != shape[0])) {
      error(DiagnosticKind::NotIterable, range, describe(record.type));
      return errorValue();
    }
    rows = shape[0];
  }
  if (rows < 0) {
    error(DiagnosticKind::NotIterable, range, describe(record.type));
    return errorValue();
  }
  std::vector<Var> slices;
  std::vector<Var *> shapes;
  slices.reserve(record.leaves.size());
  for (Var *leaf : record.leaves) {
    Shape inner(leaf->type->shape.begin() + 1, leaf->type->shape.end());
    slices.push_back({0, types().tensor(leaf->type->element, inner), ""});
    shapes.push_back(&slices.back());
  }
  return {types().array(retyped(record.type, shapes), rows), record.leaves};
}

} // namespace nestor::typed
