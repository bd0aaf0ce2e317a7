// Rows by number: tensors of run-time indices, each checked once for all of its
// numbers.
#include "compiler/sema/Emitter.h"

namespace nestor::typed {

// The rows of every leaf of `base` that `indices` (in range) name.
Value Emitter::gatherRows(const Value &base, const Value &indices,
                          SourceRange range) {
  if (base.isError() || indices.isError())
    return errorValue();
  Value result{base.type, {}};
  const Shape &lanes = indices.type->shape;
  for (Var *leaf : base.leaves) {
    if (leaf->type->shape.empty()) {
      error(DiagnosticKind::NotIndexable, range, describe(base.type));
      return errorValue();
    }
    Shape shape = lanes;
    shape.insert(shape.end(), leaf->type->shape.begin() + 1,
                 leaf->type->shape.end());
    result.leaves.push_back(emit(Primitive::Gather, {leaf, indices.leaves[0]},
                                 types().tensor(leaf->type->element, shape),
                                 range));
  }
  if (base.isTensor())
    result.type = result.leaves[0]->type;
  else if (base.type->is(TypeKind::Array)) {
    const Type *element = base.type->fields[0].type;
    for (auto it = lanes.rbegin(); it != lanes.rend(); ++it)
      element = types().array(element, *it);
    result.type = element;
  } else {
    result.type = retyped(base.type, result.leaves);
  }
  return result;
}

// Rows that parts with tensors of indices name. Several tensors are read side
// by side, element by element: x[i, j] with i and j of n numbers is n elements.
bool Emitter::resolveRows(const Value &base, const IndexParts &parts,
                          Rows &rows, SourceRange range) {
  std::vector<const IndexPart *> many;
  size_t axis = 0, taken = axesOf(parts), rank = base.type->shape.size();
  rows.others = parts;
  for (size_t i = 0; i < parts.size(); ++i) {
    const IndexPart &part = parts[i];
    if (part.isMany()) {
      rows.axes.push_back(axis);
      many.push_back(&part);
      rows.others[i].kind = ast::IndexItem::Whole;
    }
    if (part.kind == ast::IndexItem::Ellipsis)
      axis += rank - std::min(rank, taken);
    else
      axis += part.kind != ast::IndexItem::At || part.isMany() ||
              part.at.type->is(TypeKind::Range);
  }
  Value block = indexLeaf(base, rows.others, range);
  if (block.isError())
    return false;
  // The axes that are read side by side become one, in front.
  std::vector<int64_t> order;
  Shape table = {1};
  for (size_t a : rows.axes) {
    order.push_back(int64_t(a));
    table[0] *= block.type->shape[a];
  }
  for (size_t a = 0; a < block.type->shape.size(); ++a)
    if (!std::count(rows.axes.begin(), rows.axes.end(), a)) {
      order.push_back(int64_t(a));
      table.push_back(block.type->shape[a]);
    }
  rows.table = reshaped(transposed(block, order, range), table, range);
  // i * extent of j + j
  for (size_t n = 0; n < many.size(); ++n) {
    int64_t extent = block.type->shape[rows.axes[n]];
    Value at =
        checkedIndices(extent, many[n]->at, FromEnd::Allowed, many[n]->range);
    if (n == 0) {
      rows.numbers = at;
      continue;
    }
    Value width = literal(Element::Int, {}, {double(extent)}, many[n]->range);
    rows.numbers = apply(
        ast::Operator::Add,
        apply(ast::Operator::Multiply, rows.numbers, width, range), at, range);
    if (rows.numbers.isError())
      return false;
  }
  return true;
}

// x[.., numbers, 0]: the axes of the numbers stand in the place of the first
// axis that they name.
Value Emitter::indexRows(const Value &base, const IndexParts &parts,
                         SourceRange range) {
  Rows rows;
  if (!resolveRows(base, parts, rows, range))
    return errorValue();
  return withAxesMoved(gatherRows(rows.table, rows.numbers, range), 0,
                       rows.numbers.type->shape.size(), rows.axes[0], range);
}

// `count` axes from `from` on stand at `to` in the result.
Value Emitter::withAxesMoved(const Value &x, size_t from, size_t count,
                             size_t to, SourceRange range) {
  if (x.isError() || from == to)
    return x;
  std::vector<int64_t> order, moved;
  for (size_t i = 0; i < x.type->shape.size(); ++i)
    (i >= from && i < from + count ? moved : order).push_back(int64_t(i));
  order.insert(order.begin() + long(to), moved.begin(), moved.end());
  return transposed(x, order, range);
}

// Axis order[i] of a tensor stands at i in the result.
Value Emitter::transposed(const Value &x, const std::vector<int64_t> &order,
                          SourceRange range) {
  if (std::is_sorted(order.begin(), order.end()))
    return x;
  Shape shape;
  for (int64_t axis : order)
    shape.push_back(x.type->shape[size_t(axis)]);
  return tensorValue(emit(Primitive::Transpose, x.leaves,
                          types().tensor(x.type->element, shape), range,
                          order));
}

Value Emitter::reshaped(const Value &x, const Shape &shape, SourceRange range) {
  if (x.type->shape == shape)
    return x;
  return tensorValue(emit(Primitive::Reshape, x.leaves,
                          types().tensor(x.type->element, shape), range));
}

// Indices that were checked against an extent, counted from the start.
Value Emitter::checkedIndices(int64_t extent, const Value &indices,
                              FromEnd fromEnd, SourceRange range) {
  bool forward = fromEnd == FromEnd::Outside;
  unsigned line = scriptLine(range);
  Value wide = toElement(indices, Element::Int, range);
  std::vector<int64_t> axes;
  for (size_t i = 0; i < wide.type->shape.size(); ++i)
    axes.push_back(int64_t(i));
  if (elementCount(wide.type->shape) == 0)
    return wide;
  for (Primitive extreme : {Primitive::ReduceMin, Primitive::ReduceMax}) {
    Node *check = emitNode(NodeKind::CheckIndex, range);
    region_->nodes.pop_back();
    Value one = reduce(extreme, wide, axes, /*keep=*/false, range);
    region_->nodes.push_back(check);
    check->operands = one.leaves;
    check->axes = {extent, 1, int64_t(line), forward};
    check->results = {makeVar(types().tensor(Element::Int))};
  }
  if (forward)
    return wide;
  // A negative index counts from the end.
  Value zero = literal(Element::Int, wide.type->shape, {0}, range);
  Value count =
      literal(Element::Int, wide.type->shape, {double(extent)}, range);
  Value behind = compare(/*lt*/ 2, wide, zero, range);
  Value shifted = tensorValue(emit(
      Primitive::Add, {wide.leaves[0], count.leaves[0]}, wide.type, range));
  return tensorValue(emit(Primitive::Select,
                          {behind.leaves[0], shifted.leaves[0], wide.leaves[0]},
                          wide.type, range));
}

// The same structure with the types of other leaves.
const Type *Emitter::retyped(const Type *type,
                             const std::vector<Var *> &leaves) {
  size_t next = 0;
  std::function<const Type *(const Type *)> walk =
      [&](const Type *t) -> const Type * {
    if (t->is(TypeKind::Tensor))
      return leaves[next++]->type;
    if (t->leafCount == 0)
      return t;
    std::vector<Field> fields = t->fields;
    if (t->is(TypeKind::Array)) {
      // The lanes are in front of every leaf inside.
      size_t begin = next;
      next += t->leafCount;
      std::vector<Var> rows;
      std::vector<Var *> inner;
      rows.reserve(t->leafCount);
      for (size_t i = begin; i < next; ++i) {
        const Shape &shape = leaves[i]->type->shape;
        rows.push_back({0,
                        types().tensor(leaves[i]->type->element,
                                       Shape(shape.begin() + 1, shape.end())),
                        ""});
        inner.push_back(&rows.back());
      }
      return types().array(retyped(fields[0].type, inner), t->integer);
    }
    for (Field &field : fields)
      field.type = walk(field.type);
    return types().withFields(t, std::move(fields));
  };
  return walk(type);
}

} // namespace nestor::typed
