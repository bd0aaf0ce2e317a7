// Functional assignment to a part: `x[i] = v` makes another x.
#include "compiler/sema/Emitter.h"

namespace nestor::typed {

// What is assigned, as a tensor of `shape` with the element of `whole`. A weak
// `whole` takes the element of what is assigned.
Value Emitter::fitted(Value &whole, const Value &value, const Shape &shape,
                      SourceRange range) {
  Value update = listAsTensor(value, range);
  auto element = commonElement(whole, update, range);
  if (!element)
    return errorValue();
  if (*element != whole.type->element) {
    error(DiagnosticKind::ElementMismatch, range, describe(whole.type),
          describe(value.type));
    return errorValue();
  }
  update = toElement(update, *element, range);
  Value target{types().tensor(*element, shape), {}};
  auto common = broadcastShapes(update, target, range);
  if (!common)
    return errorValue();
  if (*common != shape) {
    error(DiagnosticKind::ShapeMismatch, range, describe(target.type),
          describe(update.type));
    return errorValue();
  }
  return toShape(update, shape, range);
}

Value Emitter::assignIndex(const Value &base, const IndexParts &parts,
                           const Value &value, SourceRange range) {
  if (base.isError() || value.isError())
    return errorValue();
  Value whole = listAsTensor(base, range);
  if (!whole.isTensor()) {
    error(DiagnosticKind::NotIndexable, range, describe(base.type));
    return errorValue();
  }
  Value update = listAsTensor(value, range);
  if (isWeak(whole.type->element) && update.isTensor() &&
      !isWeak(update.type->element))
    whole = toElement(whole, update.type->element, range);
  bool many = std::any_of(parts.begin(), parts.end(),
                          [](const IndexPart &part) { return part.isMany(); });
  if (many)
    return assignRows(whole, parts, value, range);
  std::vector<AxisBlock> blocks;
  Shape result;
  if (!resolveIndex(whole.type->shape, parts, blocks, result, range))
    return errorValue();
  update = fitted(whole, value, result, range);
  return update.isError() ? update : assignBlocks(whole, blocks, update, range);
}

// `update` has the shape of the blocks, but for axes that drop or are new.
Value Emitter::assignBlocks(const Value &whole,
                            const std::vector<AxisBlock> &blocks,
                            const Value &update, SourceRange range) {
  Shape block;
  std::vector<Var *> operands = {whole.leaves[0], nullptr};
  std::vector<int64_t> axes;
  for (size_t i = 0; i < blocks.size(); ++i) {
    block.push_back(blocks[i].length);
    Var *start = blocks[i].runtimeStart;
    if (!start && blocks[i].start != 0)
      start =
          literal(Element::Int, {}, {double(blocks[i].start)}, range).leaves[0];
    if (start) {
      axes.push_back(int64_t(i));
      operands.push_back(start);
    }
  }
  operands[1] = reshaped(update, block, range).leaves[0];
  return tensorValue(
      emit(Primitive::UpdateSlice, operands, whole.type, range, axes));
}

// x[.., numbers] = rows: where numbers are equal, the last row stays.
Value Emitter::assignRows(Value whole, const IndexParts &parts,
                          const Value &value, SourceRange range) {
  Rows rows;
  std::vector<AxisBlock> blocks;
  Shape others;
  if (!resolveRows(whole, parts, rows, range) ||
      !resolveIndex(whole.type->shape, rows.others, blocks, others, range))
    return errorValue();
  const Shape &lanes = rows.numbers.type->shape;
  size_t place = rows.axes[0];
  Shape kept, result;
  for (size_t axis = 0; axis < others.size(); ++axis)
    if (!std::count(rows.axes.begin(), rows.axes.end(), axis))
      kept.push_back(others[axis]);
  result = kept;
  result.insert(result.begin() + long(place), lanes.begin(), lanes.end());
  Value update = fitted(whole, value, result, range);
  if (update.isError())
    return update;
  update = withAxesMoved(update, place, lanes.size(), 0, range);
  Value set = tensorValue(
      emit(Primitive::ScatterSet,
           {rows.table.leaves[0], rows.numbers.leaves[0], update.leaves[0]},
           rows.table.type, range));
  // Back to the order of the axes of the block.
  Shape front;
  std::vector<int64_t> back(others.size());
  size_t next = 0;
  for (size_t axis : rows.axes) {
    front.push_back(others[axis]);
    back[axis] = int64_t(next++);
  }
  front.insert(front.end(), kept.begin(), kept.end());
  for (size_t axis = 0; axis < others.size(); ++axis)
    if (!std::count(rows.axes.begin(), rows.axes.end(), axis))
      back[axis] = int64_t(next++);
  set = transposed(reshaped(set, front, range), back, range);
  return set.type->shape == whole.type->shape
             ? set
             : assignBlocks(whole, blocks, set, range);
}

Value Emitter::assignTreeElement(const Value &base, const IndexParts &parts,
                                 const Value &value, SourceRange range) {
  if (base.type->is(TypeKind::Tuple) && parts.size() == 1 &&
      parts[0].kind == ast::IndexItem::At) {
    const Value &at = parts[0].at;
    int64_t n = int64_t(base.type->fields.size());
    if (at.type->is(TypeKind::Integer)) {
      int64_t i =
          at.type->integer < 0 ? at.type->integer + n : at.type->integer;
      if (i < 0 || i >= n) {
        error(DiagnosticKind::IndexOutOfRange, parts[0].range, at.type->integer,
              n);
        return errorValue();
      }
      return withField(base, size_t(i), value);
    }
    Value tensor = listAsTensor(base, range);
    if (tensor.isTensor())
      return assignIndex(tensor, parts, value, range);
  }
  if (base.leaves.size() != value.leaves.size()) {
    error(DiagnosticKind::TreeMismatch, range, describe(base.type),
          describe(value.type));
    return errorValue();
  }
  Value result{base.type, {}};
  for (size_t i = 0; i < base.leaves.size(); ++i) {
    Value leaf = assignIndex(tensorValue(base.leaves[i]), parts,
                             tensorValue(value.leaves[i]), range);
    if (leaf.isError())
      return leaf;
    result.leaves.push_back(leaf.leaves[0]);
  }
  return result;
}

} // namespace nestor::typed
