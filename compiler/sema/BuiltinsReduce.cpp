// Builtin reductions: over all axes, over some, over the leaves of a tree.
#include "compiler/sema/Builtins.h"

#include <algorithm>

namespace nestor::typed {

using ast::Operator;

// The axes that `axis = ` names, increasing; all where it is not given.
std::optional<std::vector<int64_t>>
Builtins::reducedAxes(BuiltinCall &call, size_t parameter, const Shape &shape) {
  int64_t rank = int64_t(shape.size());
  std::vector<int64_t> axes;
  if (!call.has(parameter)) {
    for (int64_t i = 0; i < rank; ++i)
      axes.push_back(i);
    return axes;
  }
  Value given = call.value(parameter);
  std::vector<Value> items = {given};
  if (given.type->is(TypeKind::Tuple)) {
    items.clear();
    for (size_t i = 0; i < given.type->fields.size(); ++i)
      items.push_back(fieldOf(given, i));
  }
  for (const Value &item : items) {
    auto axis = constantInteger(item, call.rangeOf(parameter), "an axis");
    if (!axis)
      return std::nullopt;
    if (*axis < -rank || *axis >= rank) {
      error(DiagnosticKind::AxisOutOfRange, call.rangeOf(parameter), *axis,
            rank);
      return std::nullopt;
    }
    axes.push_back(*axis < 0 ? *axis + rank : *axis);
  }
  std::sort(axes.begin(), axes.end());
  if (std::adjacent_find(axes.begin(), axes.end()) != axes.end()) {
    error(DiagnosticKind::AxisTwice, call.rangeOf(parameter));
    return std::nullopt;
  }
  return axes;
}

static bool flag(const Value &value) {
  return value.type && value.type->is(TypeKind::Truth) && value.type->integer;
}

// Constants among the fields of tuples and records become tensors, so that
// they count as numbers of the tree.
Value Builtins::withNumbers(const Value &value, SourceRange range) {
  bool fields = value.type->is(TypeKind::Tuple) ||
                (value.type->is(TypeKind::Instance) &&
                 value.type->declaration->kind == ast::DeclKind::Record);
  if (value.type->isScalarNumber())
    return materialize(value, range);
  if (!fields)
    return value;
  std::vector<Field> types = value.type->fields;
  Value result;
  for (size_t i = 0; i < types.size(); ++i) {
    Value field = withNumbers(fieldOf(value, i), range);
    types[i].type = field.type;
    result.leaves.insert(result.leaves.end(), field.leaves.begin(),
                         field.leaves.end());
  }
  result.type = this->types().withFields(value.type, std::move(types));
  return result;
}

// Along axes of every leaf. Over the first axis of many records or models this
// gives one: the mean of models, say.
Value Builtins::reduceLeaves(BuiltinCall &call, const Value &x) {
  if (!x.type->is(TypeKind::Array))
    return mapLeaves(x, [&](const Value &leaf) {
      BuiltinCall one = call;
      one.arguments[0].value = leaf;
      return callReduce(one);
    });
  auto axis = constantInteger(call.value(1), call.rangeOf(1), "an axis");
  if (!axis)
    return errorValue();
  if (*axis != 0 || flag(call.value(2))) {
    error(DiagnosticKind::NotYet, call.range,
          "reducing many records or models along another axis than the first");
    return errorValue();
  }
  Value result{nullptr, {}};
  for (Var *leaf : x.leaves) {
    BuiltinCall one = call;
    one.arguments[0].value = tensorValue(leaf);
    Value part = callReduce(one);
    if (part.isError())
      return part;
    result.leaves.push_back(part.leaves[0]);
  }
  result.type = retyped(x.type->fields[0].type, result.leaves);
  return result;
}

// Weights as a tensor of `shape`, given in full or for the `reduced` axes.
Value Builtins::weightsOf(BuiltinCall &call, size_t parameter,
                          const Shape &shape,
                          const std::vector<int64_t> &reduced) {
  Value weights =
      materialize(asTensor(call.value(parameter), call.range), call.range);
  if (!weights.isTensor()) {
    error(DiagnosticKind::BadArgument, call.rangeOf(parameter), call.name,
          "a tensor of weights", describe(weights.type));
    return errorValue();
  }
  if (weights.type->shape == shape)
    return weights;
  Shape rows;
  for (int64_t axis : reduced)
    rows.push_back(shape[axis]);
  if (weights.type->shape == rows)
    return tensorValue(emit(Primitive::Broadcast, weights.leaves,
                            types().tensor(weights.type->element, shape),
                            call.range, reduced));
  error(DiagnosticKind::WeightsShape, call.rangeOf(parameter), print(shape),
        print(rows), print(weights.type->shape));
  return errorValue();
}

Value Builtins::callReduce(BuiltinCall &call) {
  if (call.has(3) || call.has(4))
    return callSegments(call, 1);
  Value x = asTensor(call.value(0), call.range);
  const std::string &name = call.name;
  if (isTree(x)) {
    x = withNumbers(x, call.range);
    if (call.has(1))
      return reduceLeaves(call, x);
    // Over every number in the tree.
    if (call.has(5)) {
      error(DiagnosticKind::NotYet, call.rangeOf(5),
            "weights of all numbers of a tree");
      return errorValue();
    }
    Value total;
    double count = 0;
    std::vector<Leaf> leaves = types().leaves(x.type);
    for (size_t i = 0; i < leaves.size(); ++i) {
      if (leaves[i].role == Role::Fixed)
        continue;
      Var *leaf = x.leaves[i];
      BuiltinCall one{name == "mean" ? "sum" : name, call.range, {}};
      one.arguments.resize(3);
      one.arguments[0] = {tensorValue(leaf), call.range};
      Value part = callReduce(one);
      count += double(elementCount(leaf->type->shape));
      Operator op = name == "prod"  ? Operator::Multiply
                    : name == "any" ? Operator::Or
                    : name == "all" ? Operator::And
                                    : Operator::Add;
      total = total.type ? apply(op, total, part, call.range) : part;
    }
    if (!total.type) {
      error(DiagnosticKind::NotNumber, call.rangeOf(0), describe(x.type));
      return errorValue();
    }
    return name == "mean" ? apply(Operator::Divide, total,
                                  {types().real(count), {}}, call.range)
                          : total;
  }
  x = materialize(x, call.range);
  bool logical = name == "any" || name == "all";
  if (!x.isTensor() || (x.type->element == Element::Bool) != logical ||
      x.type->element == Element::U8) {
    error(DiagnosticKind::BadArgument, call.rangeOf(0), name,
          logical ? "a bool tensor" : "numbers", describe(x.type));
    return errorValue();
  }
  auto axes = reducedAxes(call, 1, x.type->shape);
  if (!axes)
    return errorValue();
  Primitive primitive = name == "prod"  ? Primitive::ReduceProd
                        : name == "any" ? Primitive::ReduceOr
                        : name == "all" ? Primitive::ReduceAnd
                                        : Primitive::ReduceSum;
  Value weights;
  if (call.has(5)) {
    weights = weightsOf(call, 5, x.type->shape, *axes);
    x = weights.isError() ? weights
                          : apply(Operator::Multiply, x, weights, call.range);
    if (x.isError())
      return x;
  }
  if (name != "mean")
    return reduce(primitive, x, *axes, flag(call.value(2)), call.range);
  if (x.type->element == Element::Int)
    x = toElement(x, Element::Real, call.range);
  if (!isFloating(x.type->element)) {
    error(DiagnosticKind::NeedsFloating, call.range, name, describe(x.type))
        .notes.push_back("convert first: `f32(x)`");
    return errorValue();
  }
  Value sum = reduce(primitive, x, *axes, flag(call.value(2)), call.range);
  if (weights.type)
    return apply(
        Operator::Divide, sum,
        reduce(primitive, weights, *axes, flag(call.value(2)), call.range),
        call.range);
  double count = 1;
  for (int64_t axis : *axes)
    count *= double(x.type->shape[axis]);
  return apply(Operator::Divide, sum, {types().real(count), {}}, call.range);
}

Value Builtins::callExtremum(BuiltinCall &call) {
  bool isMax = call.name == "max";
  if (call.has(4) || call.has(5))
    return callSegments(call, 2);
  auto two = [&](const Value &a, const Value &b) {
    if (a.type->isScalarNumber() && b.type->isScalarNumber()) {
      bool left = (*constantReal(a) >= *constantReal(b)) == isMax;
      return left ? a : b;
    }
    auto element = commonElement(a, b, call.range);
    if (!element)
      return errorValue();
    Value x = toElement(a, *element, call.range);
    Value y = toElement(b, *element, call.range);
    auto shape = broadcastShapes(x, y, call.range);
    if (!shape)
      return errorValue();
    x = toShape(x, *shape, call.range);
    y = toShape(y, *shape, call.range);
    return tensorValue(emit(isMax ? Primitive::Max : Primitive::Min,
                            {x.leaves[0], y.leaves[0]},
                            types().tensor(*element, *shape), call.range));
  };
  if (call.has(1))
    return mapLeaves(asTensor(call.value(0), call.range),
                     asTensor(call.value(1), call.range), call.range, two);
  Value x = call.value(0);
  if (x.type->is(TypeKind::Tuple) && !x.type->fields.empty() && !call.has(2)) {
    // A tuple of numbers: constants stay constants.
    bool scalars = true;
    for (const Field &field : x.type->fields)
      scalars &=
          field.type->isScalarNumber() ||
          (field.type->is(TypeKind::Tensor) && field.type->shape.empty());
    if (scalars) {
      Value best = fieldOf(x, 0);
      for (size_t i = 1; i < x.type->fields.size(); ++i)
        best = two(best, fieldOf(x, i));
      return best;
    }
  }
  x = materialize(asTensor(x, call.range), call.range);
  if (!x.isTensor() || x.type->element == Element::Bool ||
      x.type->element == Element::U8) {
    error(DiagnosticKind::BadArgument, call.rangeOf(0), call.name, "numbers",
          describe(x.type));
    return errorValue();
  }
  auto axes = reducedAxes(call, 2, x.type->shape);
  if (!axes)
    return errorValue();
  for (int64_t axis : *axes)
    if (x.type->shape[axis] == 0) {
      error(DiagnosticKind::EmptyReduce, call.range, call.name);
      return errorValue();
    }
  return reduce(isMax ? Primitive::ReduceMax : Primitive::ReduceMin, x, *axes,
                flag(call.value(3)), call.range);
}

// The first index of the largest or smallest: the least index among those that
// reach it, or among the NaNs. Without an axis, in row-major order over all.
Value Builtins::callArgExtremum(BuiltinCall &call) {
  bool isMax = call.name == "argmax";
  Value x = needTensor(call, 0);
  if (x.isError())
    return x;
  if (x.type->element == Element::Bool)
    x = toElement(x, Element::I32, call.range);
  int64_t rank = int64_t(x.type->shape.size());
  int64_t axis = 0;
  if (call.has(1)) {
    auto given = axisArgument(call, 1, rank);
    if (!given)
      return errorValue();
    axis = *given;
  } else if (rank != 1) {
    x = tensorValue(
        emit(Primitive::Reshape, x.leaves,
             types().tensor(x.type->element, {elementCount(x.type->shape)}),
             call.range));
  }
  int64_t extent = x.type->shape[axis];
  if (extent == 0) {
    error(DiagnosticKind::EmptyReduce, call.range, call.name);
    return errorValue();
  }
  Value best = reduce(isMax ? Primitive::ReduceMax : Primitive::ReduceMin, x,
                      {axis}, /*keep=*/true, call.range);
  // An extremum with a NaN in it is a NaN, which nothing equals.
  Value reached = compare(/*eq*/ 0, x, toShape(best, x.type->shape, call.range),
                          call.range);
  if (isFloating(x.type->element)) {
    Value noNumber = compare(/*ne*/ 1, x, x, call.range);
    reached =
        tensorValue(emit(Primitive::Or, {reached.leaves[0], noNumber.leaves[0]},
                         reached.type, call.range));
  }
  const Type *type = types().tensor(Element::I32, x.type->shape);
  Value number =
      tensorValue(emit(Primitive::Iota, {}, type, call.range, {axis}));
  Value behind =
      literal(Element::I32, x.type->shape, {double(extent)}, call.range);
  Value index =
      tensorValue(emit(Primitive::Select,
                       {reached.leaves[0], number.leaves[0], behind.leaves[0]},
                       type, call.range));
  return reduce(Primitive::ReduceMin, index, {axis}, /*keep=*/false,
                call.range);
}

// [..., classes]: 1 where the label is the class's number, else 0.
Value Builtins::callOneHot(BuiltinCall &call) {
  Value labels = needTensor(call, 0);
  auto classes = constantInteger(call.value(1), call.rangeOf(1), "an extent");
  if (labels.isError() || !classes)
    return errorValue();
  if (!isInteger(labels.type->element)) {
    error(DiagnosticKind::BadArgument, call.rangeOf(0), call.name,
          "integer labels", describe(labels.type));
    return errorValue();
  }
  checkedIndices(*classes, labels, FromEnd::Outside, call.rangeOf(0));
  labels = toElement(labels, Element::I32, call.range);
  Shape shape = labels.type->shape;
  std::vector<int64_t> dims;
  for (size_t i = 0; i < shape.size(); ++i)
    dims.push_back(int64_t(i));
  shape.push_back(*classes);
  const Type *type = types().tensor(Element::I32, shape);
  Value spread = tensorValue(
      emit(Primitive::Broadcast, labels.leaves, type, call.range, dims));
  Value number = tensorValue(
      emit(Primitive::Iota, {}, type, call.range, {int64_t(dims.size())}));
  return toElement(compare(/*eq*/ 0, spread, number, call.range),
                   strong(Element::F32), call.range);
}

Value Builtins::callDot(BuiltinCall &call) {
  Value products =
      apply(Operator::Multiply, call.value(0), call.value(1), call.range);
  if (products.isError())
    return products;
  BuiltinCall sum{"sum", call.range, {}};
  sum.arguments.resize(3);
  sum.arguments[0] = {products, call.range};
  return callReduce(sum);
}

Value Builtins::callNorm(BuiltinCall &call) {
  Value x = asTensor(call.value(0), call.range);
  BuiltinCall dot{"dot", call.range, {}};
  dot.arguments = {{x, call.range}, {x, call.range}};
  Value squares = callDot(dot);
  if (squares.isError())
    return squares;
  BuiltinCall root{"sqrt", call.range, {{squares, call.range}}};
  return callUnary(root);
}

} // namespace nestor::typed
