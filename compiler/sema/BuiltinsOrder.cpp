// Builtins that walk along one axis, and those that order its elements.
#include "compiler/sema/Builtins.h"

namespace nestor::typed {

// A tensor of numbers, and its axis that parameter 1 names; none, and an error
// was reported.
std::optional<AlongAxis> Builtins::alongAxis(BuiltinCall &call,
                                             size_t parameter) {
  Value x = needTensor(call, 0);
  if (x.isError())
    return std::nullopt;
  if (x.type->element == Element::Bool || x.type->element == Element::U8) {
    error(DiagnosticKind::BadArgument, call.rangeOf(0), call.name, "numbers",
          describe(x.type));
    return std::nullopt;
  }
  if (x.type->shape.empty()) {
    error(DiagnosticKind::RankTooLow, call.range, "`" + call.name + "`", 1,
          describe(x.type));
    return std::nullopt;
  }
  auto axis = axisArgument(call, parameter, int64_t(x.type->shape.size()));
  if (!axis)
    return std::nullopt;
  return AlongAxis{x, *axis};
}

// A truth that is known when the program is compiled; false where not given.
std::optional<bool> Builtins::constantFlag(BuiltinCall &call, size_t parameter,
                                           const char *what) {
  bool flag = false;
  if (!call.has(parameter) || constantTruth(call.value(parameter), flag))
    return flag;
  error(DiagnosticKind::NotConstant, call.rangeOf(parameter), what,
        describe(call.value(parameter).type));
  return std::nullopt;
}

// The call once more for each tensor of a tree; the shapes and elements of the
// results are those of the tensors.
Value Builtins::forEachLeaf(BuiltinCall &call, const Value &tree,
                            Value (Builtins::*handler)(BuiltinCall &)) {
  return mapLeaves(withNumbers(tree, call.range), [&](const Value &leaf) {
    BuiltinCall one = call;
    one.arguments[0].value = leaf;
    return (this->*handler)(one);
  });
}

Value Builtins::callCumulative(BuiltinCall &call) {
  Value tree = asTensor(call.value(0), call.range);
  if (isTree(tree))
    return forEachLeaf(call, tree, &Builtins::callCumulative);
  auto along = alongAxis(call, 1);
  if (!along)
    return errorValue();
  Primitive primitive = call.name == "cumsum"    ? Primitive::CumSum
                        : call.name == "cumprod" ? Primitive::CumProd
                        : call.name == "cummax"  ? Primitive::CumMax
                                                 : Primitive::CumMin;
  return tensorValue(emit(primitive, along->x.leaves, along->x.type, call.range,
                          {along->axis}));
}

// ---- Order

Value Builtins::argsort(const AlongAxis &along, bool descending,
                        SourceRange range) {
  const Type *type = types().tensor(Element::I32, along.x.type->shape);
  return tensorValue(emit(Primitive::Argsort, along.x.leaves, type, range,
                          {along.axis, descending}));
}

// result[o, i, j] = x[o, indices[o, i, j], j] along the axis; the indices lie
// inside. A gather from the flat tensor, so that its transpose adds up there.
Value Builtins::takeAlong(const AlongAxis &along, const Value &indices,
                          SourceRange range) {
  const Shape &from = along.x.type->shape, &to = indices.type->shape;
  const Type *result = types().tensor(along.x.type->element, to);
  if (from.size() == 1)
    return tensorValue(emit(Primitive::Gather,
                            {along.x.leaves[0], indices.leaves[0]}, result,
                            range));
  int64_t outer = 1, extent = from[along.axis], inner = 1;
  for (size_t i = 0; i < from.size(); ++i)
    if (int64_t(i) != along.axis)
      (int64_t(i) < along.axis ? outer : inner) *= from[i];
  const Type *type =
      types().tensor(Element::Int, {outer, to[along.axis], inner});
  auto reshaped = [&](const Value &value, Element element, Shape shape) {
    return tensorValue(emit(Primitive::Reshape, value.leaves,
                            types().tensor(element, std::move(shape)), range));
  };
  auto combined = [&](Primitive primitive, const Value &a, const Value &b) {
    return tensorValue(
        emit(primitive, {a.leaves[0], b.leaves[0]}, type, range));
  };
  auto count = [&](int64_t axis) {
    return tensorValue(emit(Primitive::Iota, {}, type, range, {axis}));
  };
  auto times = [&](const Value &a, int64_t factor) {
    return combined(
        Primitive::Mul, a,
        literal(Element::Int, type->shape, {double(factor)}, range));
  };
  // (o * extent + index) * inner + j
  Value index = reshaped(toElement(indices, Element::Int, range), Element::Int,
                         type->shape);
  Value row = combined(Primitive::Add, times(count(0), extent), index);
  Value place = combined(Primitive::Add, times(row, inner), count(2));
  Value flat = reshaped(along.x, result->element, {elementCount(from)});
  Value taken =
      tensorValue(emit(Primitive::Gather, {flat.leaves[0], place.leaves[0]},
                       types().tensor(result->element, type->shape), range));
  return reshaped(taken, result->element, to);
}

Value Builtins::callSort(BuiltinCall &call) {
  Value tree = asTensor(call.value(0), call.range);
  if (isTree(tree))
    return forEachLeaf(call, tree, &Builtins::callSort);
  auto along = alongAxis(call, 1);
  auto descending =
      constantFlag(call, 2, "whether to sort in descending order");
  if (!along || !descending)
    return errorValue();
  return takeAlong(*along, argsort(*along, *descending, call.range),
                   call.range);
}

Value Builtins::callArgsort(BuiltinCall &call) {
  auto along = alongAxis(call, 1);
  auto descending =
      constantFlag(call, 2, "whether to sort in descending order");
  return along && descending ? argsort(*along, *descending, call.range)
                             : errorValue();
}

// The k largest and their indices, the largest first.
Value Builtins::callTopK(BuiltinCall &call) {
  auto along = alongAxis(call, 2);
  auto k = constantInteger(call.value(1), call.rangeOf(1), "a count");
  if (!along || !k)
    return errorValue();
  Shape shape = along->x.type->shape;
  int64_t extent = shape[along->axis];
  if (*k < 0 || *k > extent) {
    error(DiagnosticKind::SliceOutOfRange, call.rangeOf(1), 0, *k, extent);
    return errorValue();
  }
  Value order = argsort(*along, /*descending=*/true, call.range);
  shape[along->axis] = *k;
  Value indices = tensorValue(
      emit(Primitive::Slice, order.leaves, types().tensor(Element::I32, shape),
           call.range, std::vector<int64_t>(shape.size(), 0),
           std::vector<int64_t>(shape.size(), 1)));
  Value values = takeAlong(*along, indices, call.range);
  return {types().tuple({{"values", values.type, Role::Plain},
                         {"indices", indices.type, Role::Plain}}),
          {values.leaves[0], indices.leaves[0]}};
}

} // namespace nestor::typed
