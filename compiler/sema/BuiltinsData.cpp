// Builtins that take rows from data: random rows, rows without repetition, and
// epochs of shuffled batches.
#include "compiler/sema/Builtins.h"

namespace nestor::typed {

// The first extent that all leaves share, or -1 after an error.
int64_t Builtins::rowCount(const Value &data, SourceRange range) {
  int64_t rows = -1;
  for (Var *leaf : data.leaves) {
    const Shape &shape = leaf->type->shape;
    if (shape.empty() || (rows >= 0 && rows != shape[0])) {
      error(DiagnosticKind::NotIterable, range, describe(data.type));
      return -1;
    }
    rows = shape[0];
  }
  if (rows < 0)
    error(DiagnosticKind::NotIterable, range, describe(data.type));
  return rows;
}

// `b ~ rows(data)[64]`: independent rows, with repetition.
Value Builtins::callRows(BuiltinCall &call) {
  Value data = asTensor(call.value(0), call.range);
  if (rowCount(data, call.rangeOf(0)) < 0)
    return errorValue();
  return {types().distribution("rows", {{"data", data.type, Role::Plain}}, {}),
          data.leaves};
}

// `i ~ choose(0..100, 5)`: different ones.
Value Builtins::callChoose(BuiltinCall &call) {
  Value from = call.value(0);
  auto count = constantInteger(call.value(1), call.rangeOf(1), "a count");
  if (!count)
    return errorValue();
  bool isRange = from.type->is(TypeKind::Range);
  if (!isRange)
    from = asTensor(from, call.range);
  if (from.isError())
    return from;
  int64_t n = isRange ? lengthOf(from) : rowCount(from, call.rangeOf(0));
  if (n < 0)
    return errorValue();
  if (*count < 0 || *count > n) {
    error(DiagnosticKind::BadArgument, call.rangeOf(1), "choose",
          fmt::format("a count up to {}", n), describe(call.value(1).type));
    return errorValue();
  }
  std::vector<Field> fields = {{"from", from.type, Role::Plain},
                               {"count", types().integer(*count), Role::Plain}};
  return {types().distribution("choose", fields, {}), from.leaves};
}

// `for b in epochs(data, 64, 3)`: batches of rows, every row once an epoch (but
// for the last few that do not fill a batch), in an order of its own each time.
Value Builtins::callEpochs(BuiltinCall &call) {
  Value data = call.value(0);
  auto batch = constantInteger(call.value(1), call.rangeOf(1), "a batch size");
  auto passes =
      constantInteger(call.value(2), call.rangeOf(2), "the number of passes");
  int64_t rows = rowCount(data, call.rangeOf(0));
  if (!batch || !passes || rows < 0)
    return errorValue();
  if (*batch < 1 || *batch > rows || *passes < 0) {
    error(DiagnosticKind::BadArgument, call.rangeOf(1), "epochs",
          fmt::format("a batch of 1 to {} rows", rows),
          describe(call.value(1).type));
    return errorValue();
  }
  std::vector<Field> fields = {
      {"data", data.type, Role::Plain},
      {"batch", types().integer(*batch), Role::Plain},
      {"turns", types().integer(*passes * (rows / *batch)), Role::Plain}};
  return {types().distribution("epochs", fields, {}), data.leaves};
}

// Batch number `turn` of epochs(...), under the key of the loop around.
Value Builtins::epochBatch(const Value &epochs, Var *turn, Var *key,
                           SourceRange range) {
  using ast::Operator;
  Value data = fieldOf(epochs, 0);
  int64_t batch = epochs.type->fields[1].type->integer;
  int64_t rows = data.leaves[0]->type->shape[0];
  Value per{types().integer(rows / batch), {}};
  Value number = tensorValue(turn);
  Value epoch = apply(Operator::FloorDivide, number, per, range);
  Value start =
      apply(Operator::Multiply, apply(Operator::Modulo, number, per, range),
            {types().integer(batch), {}}, range);
  Var *own = foldKey(key, /*tag=*/3, epoch.leaves[0], range);
  Value indices =
      tensorValue(emit(Primitive::Permutation, {own, start.leaves[0]},
                       types().tensor(Element::I32, {batch}), range, {rows}));
  return gatherRows(data, indices, range);
}

// What `~ rows(...)[shape]` and `~ choose(...)` draw.
Value Builtins::drawRows(const Value &source, Var *key, SourceRange range) {
  const Type *type = source.type;
  Value data = fieldOf(source, 0);
  if (type->text == "rows") {
    int64_t rows = data.leaves[0]->type->shape[0];
    if (rows < 1) {
      error(DiagnosticKind::EmptyDraw, range);
      return errorValue();
    }
    Value indices = tensorValue(emit(Primitive::RandomInt, {key},
                                     types().tensor(Element::I32, type->shape),
                                     range, {rows}));
    if (type->shape.empty()) {
      // One row: its axis drops out.
      Value one = tensorValue(emit(Primitive::Convert, indices.leaves,
                                   types().tensor(Element::Int), range));
      Value rowsOfData = data.isTensor() || data.type->is(TypeKind::Array)
                             ? data
                             : rowsOf(data, range);
      return elementAt(rowsOfData, one.leaves[0], range);
    }
    return gatherRows(data, indices, range);
  }
  int64_t count = type->fields[1].type->integer;
  bool isRange = data.type->is(TypeKind::Range);
  int64_t n = isRange ? lengthOf(data) : data.leaves[0]->type->shape[0];
  Value zero = literal(Element::Int, {}, {0}, range);
  Value indices =
      tensorValue(emit(Primitive::Permutation, {key, zero.leaves[0]},
                       types().tensor(Element::I32, {count}), range, {n}));
  if (!isRange)
    return gatherRows(data, indices, range);
  return apply(ast::Operator::Add, indices, fieldOf(data, 0), range);
}

Value Builtins::elementAt(const Value &base, Var *index, SourceRange range) {
  if (base.type->is(TypeKind::Distribution))
    return epochBatch(base, index, base.leaves.back(), range);
  if (base.type->is(TypeKind::Range)) {
    Value start = fieldOf(base, 0);
    if (start.type->is(TypeKind::Integer) && start.type->integer == 0)
      return tensorValue(index);
    return apply(ast::Operator::Add, start, tensorValue(index), range);
  }
  const Type *type =
      base.type->is(TypeKind::Array) ? base.type->fields[0].type : nullptr;
  Value result{type, {}};
  for (Var *leaf : base.leaves) {
    Element element = leaf->type->element;
    Shape row = leaf->type->shape;
    if (row[0] == 0) { // a turn that never comes
      row.erase(row.begin());
      result.leaves.push_back(literal(element, row, {0}, range).leaves[0]);
      continue;
    }
    row[0] = 1;
    Var *slice = emit(Primitive::DynamicSlice, {leaf, index},
                      types().tensor(element, row), range, {0});
    row.erase(row.begin());
    result.leaves.push_back(
        emit(Primitive::Reshape, {slice}, types().tensor(element, row), range));
  }
  if (!type)
    result.type = result.leaves[0]->type;
  return result;
}

} // namespace nestor::typed
