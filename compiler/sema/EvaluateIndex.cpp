// Indexing and slicing, and functional assignment to a part of a tensor.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

Value Evaluator::evaluateIndex(const ast::Index &node) {
  Value base = evaluate(node.base);
  if (base.isError())
    return base;
  if (base.type->is(TypeKind::Distribution)) {
    // D[shape]: that many independent draws.
    Shape shape = {};
    for (const ast::IndexItem &item : node.items) {
      if (item.kind != ast::IndexItem::At) {
        error(DiagnosticKind::NotShape, item.range, "a slice");
        return errorValue();
      }
      auto extent = constantInteger(evaluate(item.first), item.range,
                                    "a number of draws");
      if (!extent)
        return errorValue();
      if (*extent < 0) {
        error(DiagnosticKind::NegativeExtent, item.range, *extent);
        return errorValue();
      }
      shape.push_back(*extent);
    }
    shape.insert(shape.end(), base.type->shape.begin(),
                 base.type->shape.end());
    return {types().repeated(base.type, shape), base.leaves};
  }
  return index(base, node.items, node.range);
}

bool Evaluator::resolveIndex(const Shape &shape,
                             const std::vector<ast::IndexItem> &items,
                             std::vector<AxisBlock> &blocks, Shape &result,
                             SourceRange range) {
  size_t used = 0;
  for (const ast::IndexItem &item : items)
    used += item.kind != ast::IndexItem::New &&
            item.kind != ast::IndexItem::Ellipsis;
  if (used > shape.size()) {
    error(DiagnosticKind::TooManyIndices, range, used,
          print(shape), shape.size());
    return false;
  }
  size_t axis = 0;
  auto whole = [&] {
    blocks.push_back({0, nullptr, shape[axis], false});
    result.push_back(shape[axis++]);
  };
  for (const ast::IndexItem &item : items) {
    if (item.kind == ast::IndexItem::New) {
      result.push_back(1);
      continue;
    }
    if (item.kind == ast::IndexItem::Ellipsis) {
      for (size_t n = shape.size() - used; n > 0; --n)
        whole();
      continue;
    }
    if (item.kind == ast::IndexItem::Whole) {
      whole();
      continue;
    }
    int64_t extent = shape[axis++];
    unsigned line = scriptLine(item.range);
    auto checked = [&](const Value &start, int64_t length) -> Var * {
      Value wide = start;
      if (start.type->element != Element::Int)
        wide = tensorValue(emit(Primitive::Convert, start.leaves,
                                types().tensor(Element::Int), item.range));
      Node *check = emitNode(NodeKind::CheckIndex, item.range);
      check->operands = wide.leaves;
      check->axes = {extent, length, int64_t(line), /*forward=*/0};
      check->results = {makeVar(types().tensor(Element::Int))};
      return check->results[0];
    };
    if (item.kind == ast::IndexItem::At) {
      Value at = evaluate(item.first);
      if (at.isError())
        return false;
      if (at.type->is(TypeKind::Range)) {
        Value start = fieldOf(at, 0);
        if (start.isTensor()) {
          blocks.push_back({0, checked(start, at.type->integer),
                            at.type->integer, false});
          result.push_back(at.type->integer);
          continue;
        }
        int64_t first = start.type->integer;
        if (first < 0 || first + at.type->integer > extent) {
          error(DiagnosticKind::SliceOutOfRange, item.range, first,
                first + at.type->integer, extent);
          return false;
        }
        blocks.push_back({first, nullptr, at.type->integer, false});
        result.push_back(at.type->integer);
        continue;
      }
      if (at.isTensor()) {
        if (!at.type->shape.empty() || !isInteger(at.type->element)) {
          if (!at.type->shape.empty() && isInteger(at.type->element))
            error(DiagnosticKind::NotYet, item.range,
                  "assignment at a tensor of indices beside others");
          else
            error(DiagnosticKind::BadIndex, item.range, describe(at.type));
          return false;
        }
        blocks.push_back({0, checked(at, 1), 1, true});
        continue;
      }
      if (!at.type->is(TypeKind::Integer)) {
        error(DiagnosticKind::BadIndex, item.range, describe(at.type));
        return false;
      }
      int64_t i = at.type->integer;
      if (i < -extent || i >= extent) {
        error(DiagnosticKind::IndexOutOfRange, item.range, i, extent);
        return false;
      }
      blocks.push_back({i < 0 ? i + extent : i, nullptr, 1, true});
      continue;
    }
    // a slice with constant ends, counted from the end if negative
    int64_t first = 0, last = extent;
    auto end = [&](const ast::Expr *expr, int64_t &into) {
      if (!expr)
        return true;
      auto number = constantInteger(evaluate(expr), expr->range,
                                    "the end of a slice");
      if (!number)
        return false;
      into = *number < 0 ? *number + extent : *number;
      return true;
    };
    if (!end(item.first, first) || !end(item.last, last))
      return false;
    if (first < 0 || last > extent || first > last) {
      error(DiagnosticKind::SliceOutOfRange, item.range, first, last, extent);
      return false;
    }
    blocks.push_back({first, nullptr, last - first, false});
    result.push_back(last - first);
  }
  while (axis < shape.size())
    whole();
  return true;
}

// The line of the script that leads to a place, which may lie in the library.
unsigned Evaluator::scriptLine(SourceRange range) {
  for (auto it = callers_.rbegin();
       range.file != program_.file && it != callers_.rend(); ++it)
    range = it->range;
  return range.isValid() && range.file == program_.file
             ? sources_.file(range.file).position(range.begin).line
             : 0;
}

// The block's shape before axes drop out, and its run-time starts.
static Shape blockShape(const std::vector<int64_t> &lengths) {
  return Shape(lengths.begin(), lengths.end());
}

Value Evaluator::indexLeaf(const Value &leaf,
                           const std::vector<ast::IndexItem> &items,
                           SourceRange range) {
  std::vector<AxisBlock> blocks;
  Shape result;
  if (!resolveIndex(leaf.type->shape, items, blocks, result, range))
    return errorValue();
  Element element = leaf.type->element;
  Var *var = leaf.leaves[0];
  std::vector<int64_t> offsets, lengths, axes;
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
  if (blockShape(lengths) != leaf.type->shape)
    var = emit(Primitive::Slice, {var},
               types().tensor(element, blockShape(lengths)), range, offsets,
               std::vector<int64_t>(blocks.size(), 1));
  if (!axes.empty()) {
    for (int64_t axis : axes)
      lengths[axis] = blocks[axis].length;
    operands[0] = var;
    var = emit(Primitive::DynamicSlice, operands,
               types().tensor(element, blockShape(lengths)), range, axes);
  }
  if (blockShape(lengths) != result)
    var = emit(Primitive::Reshape, {var}, types().tensor(element, result),
               range);
  return tensorValue(var);
}

Value Evaluator::index(const Value &base,
                       const std::vector<ast::IndexItem> &items,
                       SourceRange range) {
  const Type *type = base.type;
  if (!type->is(TypeKind::Range))
    // x[i] with a tensor of indices: rows by number, of every leaf.
    if (Value at = rowNumbers(items); at.isTensor()) {
      bool list = type->is(TypeKind::Tuple) && base.leaves.empty();
      int64_t extent = lengthOf(base);
      for (Var *leaf : base.leaves)
        extent = leaf->type->shape.empty() ? 0 : leaf->type->shape[0];
      return gatherRows(
          list ? listAsTensor(base, range) : base,
          checkedIndices(extent, at, FromEnd::Allowed, items[0].range), range);
    }
  if (type->is(TypeKind::Tensor)) {
    Value rows = rowsBeside(base, items, range);
    return rows.type->is(TypeKind::Unit) ? indexLeaf(base, items, range) : rows;
  }
  if (type->is(TypeKind::Tuple) && items.size() > 1)
    if (Value tensor = listAsTensor(base, range); tensor.isTensor())
      return indexLeaf(tensor, items, range);
  bool record = type->is(TypeKind::Tuple) && !type->fields.empty() &&
                !type->fields[0].name.empty();
  if (type->is(TypeKind::Tuple) && !record && items.size() == 1) {
    // A compile-time tuple: a constant index or slice picks; a run-time index
    // makes a tensor of it.
    const ast::IndexItem &item = items[0];
    int64_t n = int64_t(type->fields.size());
    if (item.kind == ast::IndexItem::At) {
      Value at = evaluate(item.first);
      if (at.type->is(TypeKind::Integer)) {
        int64_t i = at.type->integer;
        if (i < -n || i >= n) {
          error(DiagnosticKind::IndexOutOfRange, item.range, i, n);
          return errorValue();
        }
        return fieldOf(base, size_t(i < 0 ? i + n : i));
      }
    } else if (item.kind == ast::IndexItem::Slice) {
      int64_t first = 0, last = n;
      auto end = [&](const ast::Expr *expr, int64_t &into) {
        if (!expr)
          return true;
        auto number = constantInteger(evaluate(expr), expr->range,
                                      "the end of a slice");
        if (number)
          into = *number < 0 ? *number + n : *number;
        return bool(number);
      };
      if (!end(item.first, first) || !end(item.last, last))
        return errorValue();
      if (first < 0 || last > n || first > last) {
        error(DiagnosticKind::SliceOutOfRange, item.range, first, last, n);
        return errorValue();
      }
      Value result;
      std::vector<Field> fields(type->fields.begin() + first,
                                type->fields.begin() + last);
      for (int64_t i = first; i < last; ++i) {
        Value field = fieldOf(base, size_t(i));
        result.leaves.insert(result.leaves.end(), field.leaves.begin(),
                             field.leaves.end());
      }
      result.type = types().tuple(fields, type->isList);
      return result;
    }
    Value tensor = listAsTensor(base, range);
    if (tensor.isTensor())
      return indexLeaf(tensor, items, range);
    if (item.kind == ast::IndexItem::At) {
      Value at = evaluate(item.first);
      bool callables = n > 0;
      for (const Field &field : type->fields)
        callables &= isCallable(field.type);
      if (callables && at.isTensor() && at.type->shape.empty() &&
          isInteger(at.type->element) && !loopNumbers_.count(at.leaves[0]))
        return choice(base, at, item.range);
      if (at.isTensor()) {
        error(DiagnosticKind::NotConstant, item.range,
              "an index into values of unlike types", describe(at.type));
        return errorValue();
      }
    }
  }
  bool array = type->is(TypeKind::Array);
  if ((array || type->is(TypeKind::Instance) || type->is(TypeKind::Tuple)) &&
      items.size() == 1 && !base.leaves.empty()) {
    // By the first axis that all leaves have in common.
    int64_t n = -1;
    for (Var *leaf : base.leaves)
      if (!leaf->type->shape.empty() && (n < 0 || n == leaf->type->shape[0]))
        n = leaf->type->shape[0];
      else
        n = -2;
    if (n >= 0) {
      Value result{type, {}};
      int64_t length = -1;
      for (Var *leaf : base.leaves) {
        Value part = indexLeaf(tensorValue(leaf), items, range);
        if (part.isError())
          return part;
        if (part.type->shape.size() == leaf->type->shape.size())
          length = part.type->shape[0];
        result.leaves.push_back(part.leaves[0]);
      }
      if (array)
        result.type = length < 0
                          ? type->fields[0].type
                          : types().array(type->fields[0].type, length);
      else
        result.type = retyped(type, result.leaves);
      return result;
    }
  }
  error(DiagnosticKind::NotIndexable, range, describe(type));
  return errorValue();
}

Value Evaluator::assignIndex(const Value &base,
                             const std::vector<ast::IndexItem> &items,
                             const Value &value, SourceRange range) {
  if (base.isError() || value.isError())
    return errorValue();
  Value whole = listAsTensor(base, range);
  if (!whole.isTensor()) {
    error(DiagnosticKind::NotIndexable, range, describe(base.type));
    return errorValue();
  }
  // a[indices] = rows: rows by number, the last of equals stays.
  Value rows = rowNumbers(items);
  std::vector<AxisBlock> blocks;
  Shape result;
  if (rows.isTensor()) {
    if (whole.type->shape.empty()) {
      error(DiagnosticKind::NotIndexable, range, describe(base.type));
      return errorValue();
    }
    rows = checkedIndices(whole.type->shape[0], rows, FromEnd::Allowed,
                          items[0].range);
    result = rows.type->shape;
    result.insert(result.end(), whole.type->shape.begin() + 1,
                  whole.type->shape.end());
  } else if (!resolveIndex(whole.type->shape, items, blocks, result, range)) {
    return errorValue();
  }
  Value update = listAsTensor(value, range);
  if (isWeak(whole.type->element) && update.isTensor() &&
      !isWeak(update.type->element))
    whole = toElement(whole, update.type->element, range);
  auto element = commonElement(whole, update, range);
  if (!element)
    return errorValue();
  if (*element != whole.type->element) {
    error(DiagnosticKind::ElementMismatch, range, describe(whole.type),
          describe(value.type));
    return errorValue();
  }
  update = toElement(update, *element, range);
  Value target{types().tensor(*element, result), {}};
  auto shape = broadcastShapes(update, target, range);
  if (!shape)
    return errorValue();
  if (*shape != result) {
    error(DiagnosticKind::ShapeMismatch, range, describe(target.type),
          describe(update.type));
    return errorValue();
  }
  update = toShape(update, result, range);
  if (rows.isTensor())
    return tensorValue(emit(
        Primitive::ScatterSet,
        {whole.leaves[0], rows.leaves[0], update.leaves[0]}, whole.type,
        range));
  Shape block;
  std::vector<Var *> operands = {whole.leaves[0], nullptr};
  std::vector<int64_t> axes;
  for (size_t i = 0; i < blocks.size(); ++i) {
    block.push_back(blocks[i].length);
    Var *start = blocks[i].runtimeStart;
    if (!start && blocks[i].start != 0)
      start = literal(Element::Int, {}, {double(blocks[i].start)}, range)
                  .leaves[0];
    if (start) {
      axes.push_back(int64_t(i));
      operands.push_back(start);
    }
  }
  operands[1] = update.leaves[0];
  if (block != result)
    operands[1] = emit(Primitive::Reshape, {operands[1]},
                       types().tensor(*element, block), range);
  return tensorValue(
      emit(Primitive::UpdateSlice, operands, whole.type, range, axes));
}

} // namespace nestor::typed
