// Builtins that make and rearrange tensors, lists and trees.
#include "compiler/sema/Builtins.h"

#include <algorithm>

namespace nestor::typed {

using ast::Operator;

Value Builtins::asTensor(const Value &value, SourceRange range) {
  if (!value.type->is(TypeKind::Range))
    return listAsTensor(value, range);
  Value counted = tensorValue(
      emit(Primitive::Iota, {},
           types().tensor(Element::Int, {value.type->integer}), range, {0}));
  Value start = fieldOf(value, 0);
  if (start.type->is(TypeKind::Integer) && start.type->integer == 0)
    return counted;
  return apply(Operator::Add, start, counted, range);
}

Value Builtins::needTensor(BuiltinCall &call, size_t index) {
  Value x = materialize(asTensor(call.value(index), call.range), call.range);
  if (x.isTensor() || x.isError())
    return x;
  error(DiagnosticKind::BadArgument, call.rangeOf(index), call.name, "a tensor",
        describe(x.type));
  return errorValue();
}

// shape(x): a list of constants.
Value Builtins::callExtents(BuiltinCall &call) {
  Value x = asTensor(call.value(0), call.range);
  if (!x.isTensor() && !x.type->isScalarNumber()) {
    if (!x.isError())
      error(DiagnosticKind::NotNumber, call.rangeOf(0), describe(x.type));
    return errorValue();
  }
  const Shape &shape = x.type->shape;
  std::vector<Field> fields;
  for (int64_t extent : shape)
    fields.push_back({"", types().integer(extent), Role::Plain});
  return {types().tuple(fields, /*isList=*/true), {}};
}

Value Builtins::callReshape(BuiltinCall &call) {
  Value x = needTensor(call, 0);
  if (x.isError())
    return x;
  // One extent may be -1: what is left.
  Value wanted = call.value(1);
  Shape shape;
  int64_t known = 1, open = -1;
  size_t count =
      wanted.type->is(TypeKind::Tuple) ? wanted.type->fields.size() : 1;
  for (size_t i = 0; i < count; ++i) {
    Value item = wanted.type->is(TypeKind::Tuple) ? fieldOf(wanted, i) : wanted;
    auto extent = constantInteger(item, call.rangeOf(1), "an extent");
    if (!extent)
      return errorValue();
    if (*extent == -1 && open < 0)
      open = int64_t(i);
    else
      known *= *extent;
    shape.push_back(*extent);
  }
  int64_t total = elementCount(x.type->shape);
  if (open >= 0 && known > 0 && total % known == 0)
    shape[open] = total / known;
  if (elementCount(shape) != total ||
      std::any_of(shape.begin(), shape.end(),
                  [](int64_t extent) { return extent < 0; })) {
    error(DiagnosticKind::ReshapeCount, call.range, describe(x.type), total,
          print(shape));
    return errorValue();
  }
  if (shape == x.type->shape)
    return x;
  return tensorValue(emit(Primitive::Reshape, x.leaves,
                          types().tensor(x.type->element, shape), call.range));
}

Value Builtins::callTranspose(BuiltinCall &call) {
  Value x = needTensor(call, 0);
  if (x.isError())
    return x;
  size_t rank = x.type->shape.size();
  std::vector<int64_t> perm;
  if (call.has(1)) {
    auto given = constantShape(call.value(1), call.rangeOf(1));
    if (!given)
      return errorValue();
    perm = *given;
  } else {
    for (size_t i = 0; i < rank; ++i)
      perm.push_back(int64_t(i));
    if (rank < 2) {
      error(DiagnosticKind::RankTooLow, call.range, "transpose", 2,
            describe(x.type));
      return errorValue();
    }
    std::swap(perm[rank - 2], perm[rank - 1]);
  }
  std::vector<int64_t> sorted = perm;
  std::sort(sorted.begin(), sorted.end());
  bool valid = sorted.size() == rank;
  for (size_t i = 0; valid && i < rank; ++i)
    valid = sorted[i] == int64_t(i);
  if (!valid) {
    error(DiagnosticKind::BadArgument, call.rangeOf(1), "transpose",
          "each axis once", describe(call.value(1).type));
    return errorValue();
  }
  Shape shape;
  for (int64_t p : perm)
    shape.push_back(x.type->shape[p]);
  return tensorValue(emit(Primitive::Transpose, x.leaves,
                          types().tensor(x.type->element, shape), call.range,
                          perm));
}

// The elements of a list, tuple, tensor or array, as tensors of one element.
std::optional<std::vector<Value>> Builtins::partsOf(BuiltinCall &call) {
  const Value &list = call.value(0);
  int64_t n = lengthOf(list);
  std::vector<Value> parts;
  for (int64_t i = 0; i < n; ++i)
    parts.push_back(materialize(
        asTensor(elementOf(list, i, call.range), call.range), call.range));
  if (parts.empty()) {
    error(DiagnosticKind::BadArgument, call.rangeOf(0), call.name,
          "a list of tensors", describe(list.type));
    return std::nullopt;
  }
  Value first = parts[0];
  Element element = Element::Int;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].isTensor()) {
      if (!parts[i].isError())
        error(DiagnosticKind::BadArgument, call.rangeOf(0), call.name,
              "a list of tensors", describe(parts[i].type));
      return std::nullopt;
    }
    auto common = commonElement(first, parts[i], call.range);
    if (!common)
      return std::nullopt;
    element = *common;
    first = {types().tensor(element, first.type->shape), {}};
  }
  for (Value &part : parts)
    part = toElement(part, element, call.range);
  return parts;
}

std::optional<int64_t> Builtins::axisArgument(BuiltinCall &call, size_t index,
                                              int64_t rank) {
  if (!call.has(index))
    return 0;
  auto axis =
      constantInteger(call.value(index), call.rangeOf(index), "an axis");
  if (!axis)
    return std::nullopt;
  if (*axis < -rank || *axis >= rank) {
    error(DiagnosticKind::AxisOutOfRange, call.rangeOf(index), *axis, rank);
    return std::nullopt;
  }
  return *axis < 0 ? *axis + rank : *axis;
}

Value Builtins::callConcat(BuiltinCall &call) {
  auto parts = partsOf(call);
  if (!parts)
    return errorValue();
  int64_t rank = int64_t((*parts)[0].type->shape.size());
  if (rank == 0) {
    error(DiagnosticKind::RankTooLow, call.range, "`concat`", 1,
          describe((*parts)[0].type));
    return errorValue();
  }
  auto axis = axisArgument(call, 1, rank);
  return axis ? concat(*parts, *axis, call.range) : errorValue();
}

Value Builtins::callStack(BuiltinCall &call) {
  auto parts = partsOf(call);
  if (!parts)
    return errorValue();
  int64_t rank = int64_t((*parts)[0].type->shape.size());
  auto axis = axisArgument(call, 1, rank + 1);
  if (!axis)
    return errorValue();
  for (Value &part : *parts) {
    Shape shape = part.type->shape;
    if (int64_t(shape.size()) == rank)
      shape.insert(shape.begin() + *axis, 1);
    part = tensorValue(emit(Primitive::Reshape, part.leaves,
                            types().tensor(part.type->element, shape),
                            call.range));
  }
  return concat(*parts, *axis, call.range);
}

Value Builtins::callFill(BuiltinCall &call) {
  bool fill = call.name == "fill";
  size_t at = fill ? 1 : 0;
  auto shape = constantShape(call.value(at), call.rangeOf(at));
  if (!shape)
    return errorValue();
  Element element = strong(Element::F32);
  if (!fill)
    return literal(element, *shape, {call.name == "ones" ? 1.0 : 0.0},
                   call.range);
  Value value = call.value(0);
  if (value.type->is(TypeKind::Integer))
    element = Element::Int;
  if (auto number = constantReal(value))
    return literal(element, *shape, {*number}, call.range);
  value = materialize(value, call.range);
  if (!value.isTensor() || !value.type->shape.empty()) {
    error(DiagnosticKind::NotScalar, call.rangeOf(0), "the value of `fill`",
          describe(value.type));
    return errorValue();
  }
  return toShape(value, *shape, call.range);
}

Value Builtins::callEye(BuiltinCall &call) {
  auto n = constantInteger(call.value(0), call.rangeOf(0), "an extent");
  if (!n)
    return errorValue();
  const Type *type = types().tensor(Element::Int, {*n, *n});
  Value rows = tensorValue(emit(Primitive::Iota, {}, type, call.range, {0}));
  Value columns = tensorValue(emit(Primitive::Iota, {}, type, call.range, {1}));
  return toElement(compare(/*eq*/ 0, rows, columns, call.range),
                   strong(Element::F32), call.range);
}

Value Builtins::callLinspace(BuiltinCall &call) {
  auto n = constantInteger(call.value(2), call.rangeOf(2), "a count");
  if (!n)
    return errorValue();
  if (*n < 1) {
    error(DiagnosticKind::NegativeExtent, call.rangeOf(2), *n);
    return errorValue();
  }
  // start + i * ((stop - start) / (n - 1)), in real arithmetic
  Value i =
      tensorValue(emit(Primitive::Iota, {}, types().tensor(Element::Real, {*n}),
                       call.range, {0}));
  Value width =
      apply(Operator::Subtract, call.value(1), call.value(0), call.range);
  Value step = apply(Operator::Divide, width,
                     {types().real(double(std::max<int64_t>(1, *n - 1))), {}},
                     call.range);
  return apply(Operator::Add, call.value(0),
               apply(Operator::Multiply, i, step, call.range), call.range);
}

Value Builtins::callReverse(BuiltinCall &call) {
  const Value &value = call.value(0);
  if (value.type->is(TypeKind::Tuple) && !call.has(1)) {
    std::vector<Value> items;
    for (size_t i = value.type->fields.size(); i > 0; --i)
      items.push_back(fieldOf(value, i - 1));
    return makeList(items, call.range);
  }
  Value x = needTensor(call, 0);
  if (x.isError())
    return x;
  int64_t rank = int64_t(x.type->shape.size());
  auto axis = rank ? axisArgument(call, 1, rank) : std::nullopt;
  if (!axis) {
    if (!rank)
      error(DiagnosticKind::RankTooLow, call.range, "`reverse`", 1,
            describe(x.type));
    return errorValue();
  }
  return tensorValue(
      emit(Primitive::Reverse, x.leaves, x.type, call.range, {*axis}));
}

Value Builtins::callZip(BuiltinCall &call) {
  std::vector<Value> sources;
  int64_t n = -1;
  bool arrays = true;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    if (!call.has(i))
      continue;
    Value value = call.value(i);
    int64_t length = lengthOf(value);
    if (length < 0) {
      error(DiagnosticKind::NotIterable, call.rangeOf(i), describe(value.type));
      return errorValue();
    }
    if (n >= 0 && n != length) {
      error(DiagnosticKind::ZipLengths, call.range, n, length);
      return errorValue();
    }
    n = length;
    arrays &= !value.type->is(TypeKind::Tuple) && n > 0;
    sources.push_back(value);
  }
  if (arrays) {
    std::vector<Field> fields;
    Value result;
    for (Value &source : sources) {
      Value lanes = asTensor(source, call.range);
      const Type *element =
          lanes.type->is(TypeKind::Array)
              ? lanes.type->fields[0].type
              : types().tensor(lanes.type->element,
                               Shape(lanes.type->shape.begin() + 1,
                                     lanes.type->shape.end()));
      fields.push_back({"", element, Role::Plain});
      result.leaves.insert(result.leaves.end(), lanes.leaves.begin(),
                           lanes.leaves.end());
    }
    result.type = types().array(types().tuple(fields), n);
    return result;
  }
  std::vector<Field> outer;
  Value result;
  const Type *first = sources[0].type;
  bool named = first->is(TypeKind::Tuple) && !first->isList;
  for (int64_t i = 0; i < n; ++i) {
    std::vector<Field> fields;
    for (Value &source : sources) {
      Value item = elementOf(source, i, call.range);
      fields.push_back({"", item.type, Role::Plain});
      result.leaves.insert(result.leaves.end(), item.leaves.begin(),
                           item.leaves.end());
    }
    outer.push_back({named ? first->fields[size_t(i)].name : "",
                     types().tuple(fields), Role::Plain});
  }
  result.type = types().tuple(outer, !named);
  return result;
}

} // namespace nestor::typed
