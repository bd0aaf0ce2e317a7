// Rows by number: tensors of run-time indices, checked once for all of them.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

// The rows of every leaf of `base` that `indices` (in range) name.
Value Evaluator::gatherRows(const Value &base, const Value &indices,
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
    result.leaves.push_back(
        emit(Primitive::Gather, {leaf, indices.leaves[0]},
             types().tensor(leaf->type->element, shape), range));
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

// x[.., numbers, 0]: one tensor of numbers beside other indices. The others are
// applied first; the axis of the numbers goes to the front, and the axes of the
// numbers come back to its place. Unit where there is no such tensor.
Value Evaluator::rowsBeside(const Value &base,
                            const std::vector<ast::IndexItem> &items,
                            SourceRange range) {
  Value none{types().unit(), {}}, numbers = none;
  size_t place = 0, taken = 0; // axes that the items name, but for `...`
  for (const ast::IndexItem &item : items)
    taken += item.kind != ast::IndexItem::New &&
             item.kind != ast::IndexItem::Ellipsis;
  std::vector<ast::IndexItem> others = items;
  size_t axis = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    const ast::IndexItem &item = items[i];
    bool open = !numbers.isTensor();
    if (item.kind == ast::IndexItem::Ellipsis && open &&
        base.type->shape.size() >= taken)
      axis += base.type->shape.size() - taken;
    if (item.kind != ast::IndexItem::At) {
      axis += open && item.kind != ast::IndexItem::Ellipsis;
      continue;
    }
    if (item.first->kind == ast::ExprKind::Number)
      continue;
    Value at = listAsTensor(evaluate(item.first), item.range);
    if (at.isError())
      return at;
    bool several = at.isTensor() && !at.type->shape.empty() &&
                   isInteger(at.type->element);
    if (!several) {
      axis += open && at.type->is(TypeKind::Range);
      continue;
    }
    if (!open) {
      error(DiagnosticKind::NotYet, item.range,
            "a second tensor of indices in one pair of brackets");
      return errorValue();
    }
    numbers = at;
    place = i;
    others[i].kind = ast::IndexItem::Whole;
  }
  if (!numbers.isTensor())
    return none;
  Value rest = indexLeaf(base, others, range);
  if (rest.isError())
    return rest;
  numbers = checkedIndices(rest.type->shape[axis], numbers, FromEnd::Allowed,
                           items[place].range);
  Value rows = gatherRows(withAxisMoved(rest, axis, 1, 0, range), numbers, range);
  return withAxisMoved(rows, 0, numbers.type->shape.size(), axis, range);
}

// `count` axes from `from` on stand at `to` in the result.
Value Evaluator::withAxisMoved(const Value &x, size_t from, size_t count,
                               size_t to, SourceRange range) {
  if (x.isError() || from == to)
    return x;
  std::vector<int64_t> order, moved;
  for (size_t i = 0; i < x.type->shape.size(); ++i)
    (i >= from && i < from + count ? moved : order).push_back(int64_t(i));
  order.insert(order.begin() + long(to), moved.begin(), moved.end());
  Shape shape;
  for (int64_t axis : order)
    shape.push_back(x.type->shape[size_t(axis)]);
  return tensorValue(emit(Primitive::Transpose, x.leaves,
                          types().tensor(x.type->element, shape), range,
                          order));
}

// The tensor of numbers where one stands alone in the brackets, else nothing.
Value Evaluator::rowNumbers(const std::vector<ast::IndexItem> &items) {
  Value none{types().unit(), {}};
  if (items.size() != 1 || items[0].kind != ast::IndexItem::At)
    return none;
  Value at = listAsTensor(evaluate(items[0].first), items[0].range);
  bool several = at.isTensor() && !at.type->shape.empty() &&
                 isInteger(at.type->element);
  return several ? at : none;
}

// Indices that were checked against an extent, counted from the start.
Value Evaluator::checkedIndices(int64_t extent, const Value &indices,
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
  Value shifted = tensorValue(emit(Primitive::Add,
                                   {wide.leaves[0], count.leaves[0]},
                                   wide.type, range));
  return tensorValue(
      emit(Primitive::Select,
           {behind.leaves[0], shifted.leaves[0], wide.leaves[0]}, wide.type,
           range));
}

// The same structure with the types of other leaves.
const Type *Evaluator::retyped(const Type *type,
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
