// Indexing: what stands between brackets is evaluated once, then read from a
// tensor, a list or a tree.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

size_t axesOf(const IndexParts &parts) {
  return size_t(std::count_if(parts.begin(), parts.end(), [](auto &part) {
    return part.kind != ast::IndexItem::New &&
           part.kind != ast::IndexItem::Ellipsis;
  }));
}

bool Evaluator::evaluateParts(const std::vector<ast::IndexItem> &items,
                              IndexParts &parts) {
  for (const ast::IndexItem &item : items) {
    IndexPart part;
    part.kind = item.kind;
    part.range = item.range;
    if (item.kind == ast::IndexItem::At) {
      part.at = evaluate(item.first);
      Value list = listAsTensor(part.at, item.range);
      if (list.isTensor())
        part.at = list;
      if (part.at.isError())
        return false;
    }
    auto end = [&](const ast::Expr *expr, std::optional<int64_t> &into) {
      if (expr)
        into =
            constantInteger(evaluate(expr), expr->range, "the end of a slice");
      return !expr || into;
    };
    if (item.kind == ast::IndexItem::Slice &&
        (!end(item.first, part.first) || !end(item.last, part.last)))
      return false;
    parts.push_back(std::move(part));
  }
  return true;
}

Value Evaluator::evaluateIndex(const ast::Index &node) {
  Value base = evaluate(node.base);
  if (base.isError())
    return base;
  if (base.type->is(TypeKind::Distribution)) {
    // D[shape]: that many independent draws.
    auto shape = drawnExtents(node.items);
    if (!shape)
      return errorValue();
    shape->insert(shape->end(), base.type->shape.begin(),
                  base.type->shape.end());
    return {types().repeated(base.type, *shape), base.leaves};
  }
  IndexParts parts;
  if (!evaluateParts(node.items, parts))
    return errorValue();
  return index(base, parts, node.range);
}

// The extents between the brackets of `D[shape]`.
std::optional<Shape>
Evaluator::drawnExtents(const std::vector<ast::IndexItem> &items) {
  Shape shape;
  for (const ast::IndexItem &item : items) {
    if (item.kind != ast::IndexItem::At) {
      error(DiagnosticKind::NotShape, item.range, "a slice");
      return std::nullopt;
    }
    auto extent =
        constantInteger(evaluate(item.first), item.range, "a number of draws");
    if (extent && *extent < 0)
      error(DiagnosticKind::NegativeExtent, item.range, *extent);
    if (!extent || *extent < 0)
      return std::nullopt;
    shape.push_back(*extent);
  }
  return shape;
}

Value Evaluator::index(const Value &base, const IndexParts &parts,
                       SourceRange range) {
  const Type *type = base.type;
  if (type->is(TypeKind::Tensor))
    return indexTensor(base, parts, range);
  // x[i] with a tensor of indices: rows by number, of every leaf.
  if (parts.size() == 1 && parts[0].isMany() && !type->is(TypeKind::Range)) {
    bool list = type->is(TypeKind::Tuple) && base.leaves.empty();
    int64_t extent = lengthOf(base);
    for (Var *leaf : base.leaves)
      extent = leaf->type->shape.empty() ? 0 : leaf->type->shape[0];
    return gatherRows(
        list ? listAsTensor(base, range) : base,
        checkedIndices(extent, parts[0].at, FromEnd::Allowed, parts[0].range),
        range);
  }
  bool record = type->is(TypeKind::Tuple) && !type->fields.empty() &&
                !type->fields[0].name.empty();
  if (type->is(TypeKind::Tuple) && parts.size() > 1)
    if (Value tensor = listAsTensor(base, range); tensor.isTensor())
      return indexTensor(tensor, parts, range);
  if (type->is(TypeKind::Tuple) && !record && parts.size() == 1) {
    Value part = indexList(base, parts[0], range);
    if (!part.type->is(TypeKind::Unit))
      return part;
  }
  bool array = type->is(TypeKind::Array);
  if ((array || type->is(TypeKind::Instance) || type->is(TypeKind::Tuple)) &&
      parts.size() == 1 && !base.leaves.empty()) {
    Value part = indexRecord(base, parts, range);
    if (!part.type->is(TypeKind::Unit))
      return part;
  }
  error(DiagnosticKind::NotIndexable, range, describe(type));
  return errorValue();
}

Value Emitter::indexTensor(const Value &base, const IndexParts &parts,
                           SourceRange range) {
  bool many = std::any_of(parts.begin(), parts.end(),
                          [](const IndexPart &part) { return part.isMany(); });
  return many ? indexRows(base, parts, range) : indexLeaf(base, parts, range);
}

// A compile-time tuple: a constant index or slice picks; a run-time index makes
// a tensor of it, or chooses among callables. Unit where none of it fits.
Value Evaluator::indexList(const Value &base, const IndexPart &part,
                           SourceRange range) {
  const Type *type = base.type;
  int64_t n = int64_t(type->fields.size());
  if (part.kind == ast::IndexItem::At && part.at.type->is(TypeKind::Integer)) {
    int64_t i = part.at.type->integer;
    if (i >= -n && i < n)
      return fieldOf(base, size_t(i < 0 ? i + n : i));
    error(DiagnosticKind::IndexOutOfRange, part.range, i, n);
    return errorValue();
  }
  if (part.kind == ast::IndexItem::Slice) {
    auto block = axisBlock(part, n);
    if (!block)
      return errorValue();
    Value result;
    auto first = type->fields.begin() + block->start;
    std::vector<Field> fields(first, first + block->length);
    for (int64_t i = block->start; i < block->start + block->length; ++i) {
      Value field = fieldOf(base, size_t(i));
      result.leaves.insert(result.leaves.end(), field.leaves.begin(),
                           field.leaves.end());
    }
    result.type = types().tuple(fields, type->isList);
    return result;
  }
  Value tensor = listAsTensor(base, range);
  if (tensor.isTensor())
    return indexLeaf(tensor, {part}, range);
  if (part.kind != ast::IndexItem::At || !part.at.isTensor())
    return {types().unit(), {}};
  const Value &at = part.at;
  bool callables = n > 0;
  for (const Field &field : type->fields)
    callables &= isCallable(field.type);
  if (callables && at.type->shape.empty() && isInteger(at.type->element) &&
      !loopNumbers_.count(at.leaves[0]))
    return choice(base, at, part.range);
  error(DiagnosticKind::NotConstant, part.range,
        "an index into values of unlike types", describe(at.type));
  return errorValue();
}

// By the first axis that all leaves have in common. Unit where they have none.
Value Evaluator::indexRecord(const Value &base, const IndexParts &parts,
                             SourceRange range) {
  const Type *type = base.type;
  int64_t n = -1;
  for (Var *leaf : base.leaves) {
    if (leaf->type->shape.empty() || (n >= 0 && n != leaf->type->shape[0]))
      return {types().unit(), {}};
    n = leaf->type->shape[0];
  }
  Value result{type, {}};
  int64_t length = -1;
  for (Var *leaf : base.leaves) {
    Value part = indexLeaf(tensorValue(leaf), parts, range);
    if (part.isError())
      return part;
    if (part.type->shape.size() == leaf->type->shape.size())
      length = part.type->shape[0];
    result.leaves.push_back(part.leaves[0]);
  }
  if (!type->is(TypeKind::Array))
    result.type = retyped(type, result.leaves);
  else if (length < 0)
    result.type = type->fields[0].type;
  else
    result.type = types().array(type->fields[0].type, length);
  return result;
}

} // namespace nestor::typed
