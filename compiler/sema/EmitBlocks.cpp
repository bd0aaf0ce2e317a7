// Blocks of a tensor: indices and slices that are resolved against its shape.
#include "compiler/sema/Emitter.h"

namespace nestor::typed {

// A start that was checked, so that `length` elements from it on lie within.
Var *Emitter::checkedStart(const Value &start, int64_t length, int64_t extent,
                           SourceRange range) {
  Value wide = start;
  if (start.type->element != Element::Int)
    wide = tensorValue(emit(Primitive::Convert, start.leaves,
                            types().tensor(Element::Int), range));
  Node *check = emitNode(NodeKind::CheckIndex, range);
  check->operands = wide.leaves;
  check->axes = {extent, length, int64_t(scriptLine(range)), /*forward=*/0};
  check->results = {makeVar(types().tensor(Element::Int))};
  return check->results[0];
}

// The block that one part names on an axis of `extent` elements.
std::optional<AxisBlock> Emitter::axisBlock(const IndexPart &part,
                                            int64_t extent) {
  auto within = [&](int64_t first, int64_t last) -> std::optional<AxisBlock> {
    if (first >= 0 && last <= extent && first <= last)
      return AxisBlock{first, nullptr, last - first, false};
    error(DiagnosticKind::SliceOutOfRange, part.range, first, last, extent);
    return std::nullopt;
  };
  if (part.kind == ast::IndexItem::Slice) {
    // counted from the end if negative
    int64_t first = part.first.value_or(0), last = part.last.value_or(extent);
    return within(first < 0 ? first + extent : first,
                  last < 0 ? last + extent : last);
  }
  const Value &at = part.at;
  if (at.type->is(TypeKind::Range)) {
    Value start = fieldOf(at, 0);
    int64_t length = at.type->integer;
    if (start.isTensor())
      return AxisBlock{0, checkedStart(start, length, extent, part.range),
                       length, false};
    return within(start.type->integer, start.type->integer + length);
  }
  if (at.isTensor() && at.type->shape.empty() && isInteger(at.type->element))
    return AxisBlock{0, checkedStart(at, 1, extent, part.range), 1, true};
  if (!at.type->is(TypeKind::Integer)) {
    error(DiagnosticKind::BadIndex, part.range, describe(at.type));
    return std::nullopt;
  }
  int64_t i = at.type->integer;
  if (i < -extent || i >= extent) {
    error(DiagnosticKind::IndexOutOfRange, part.range, i, extent);
    return std::nullopt;
  }
  return AxisBlock{i < 0 ? i + extent : i, nullptr, 1, true};
}

bool Emitter::resolveIndex(const Shape &shape, const IndexParts &parts,
                           std::vector<AxisBlock> &blocks, Shape &result,
                           SourceRange range) {
  size_t used = axesOf(parts);
  if (used > shape.size()) {
    error(DiagnosticKind::TooManyIndices, range, used, print(shape),
          shape.size());
    return false;
  }
  auto whole = [&] {
    result.push_back(shape[blocks.size()]);
    blocks.push_back({0, nullptr, result.back(), false});
  };
  for (const IndexPart &part : parts) {
    if (part.kind == ast::IndexItem::New) {
      result.push_back(1);
    } else if (part.kind == ast::IndexItem::Ellipsis) {
      for (size_t n = shape.size() - used; n > 0; --n)
        whole();
    } else if (part.kind == ast::IndexItem::Whole) {
      whole();
    } else {
      auto block = axisBlock(part, shape[blocks.size()]);
      if (!block)
        return false;
      if (!block->drops)
        result.push_back(block->length);
      blocks.push_back(*block);
    }
  }
  while (blocks.size() < shape.size())
    whole();
  return true;
}

Value Emitter::indexLeaf(const Value &leaf, const IndexParts &parts,
                         SourceRange range) {
  std::vector<AxisBlock> blocks;
  Shape result;
  if (!resolveIndex(leaf.type->shape, parts, blocks, result, range))
    return errorValue();
  Element element = leaf.type->element;
  Var *var = leaf.leaves[0];
  Shape lengths;
  std::vector<int64_t> offsets, axes;
  std::vector<Var *> operands = {nullptr};
  for (size_t i = 0; i < blocks.size(); ++i) {
    bool runtime = blocks[i].runtimeStart;
    offsets.push_back(blocks[i].start);
    lengths.push_back(runtime ? leaf.type->shape[i] : blocks[i].length);
    if (runtime) {
      axes.push_back(int64_t(i));
      operands.push_back(blocks[i].runtimeStart);
    }
  }
  if (lengths != leaf.type->shape)
    var = emit(Primitive::Slice, {var}, types().tensor(element, lengths), range,
               offsets, std::vector<int64_t>(blocks.size(), 1));
  if (!axes.empty()) {
    for (int64_t axis : axes)
      lengths[axis] = blocks[axis].length;
    operands[0] = var;
    var = emit(Primitive::DynamicSlice, operands,
               types().tensor(element, lengths), range, axes);
  }
  return reshaped(tensorValue(var), result, range);
}

} // namespace nestor::typed
