// Reductions by groups: `by` says for each row which group it belongs to.
#include "compiler/sema/Builtins.h"

#include <algorithm>
#include <limits>

namespace nestor::typed {

using ast::Operator;

// sum(x, by = g, groups = n)[k, s...] = sum of x[i..., s...] where g[i...] = k;
// `first` is the parameter `axis`, behind it `keep`, `by` and `groups`.
Value Builtins::callSegments(BuiltinCall &call, size_t first) {
  for (size_t i : {first + 2, first + 3})
    if (!call.has(i)) {
      error(DiagnosticKind::MissingArgument, call.range, call.name,
            i == first + 2 ? "by" : "groups");
      return errorValue();
    }
  for (size_t i : {first - 1, first + 1})
    if (i > 0 && call.has(i)) {
      error(DiagnosticKind::BesideBy, call.rangeOf(i), call.name,
            i == first + 1 ? "keep" : "y");
      return errorValue();
    }
  auto groups = constantInteger(call.value(first + 3), call.rangeOf(first + 3),
                                "a number of groups");
  if (!groups)
    return errorValue();
  if (*groups < 0) {
    error(DiagnosticKind::NegativeExtent, call.rangeOf(first + 3), *groups);
    return errorValue();
  }
  Value x = asTensor(call.value(0), call.range);
  if (!isTree(x))
    return reduceSegments(call, first, materialize(x, call.range), *groups);
  x = withNumbers(x, call.range);
  if (!x.type->is(TypeKind::Array))
    return mapLeaves(x, [&](const Value &leaf) {
      return reduceSegments(call, first, leaf, *groups);
    });
  // Many records or models: as many as there are groups.
  Value result{nullptr, {}};
  for (Var *leaf : x.leaves) {
    Value part = reduceSegments(call, first, tensorValue(leaf), *groups);
    if (part.isError())
      return part;
    result.leaves.push_back(part.leaves[0]);
  }
  result.type =
      retyped(types().array(x.type->fields[0].type, *groups), result.leaves);
  return result;
}

// What every number of an element type is at least, or at most.
Value Builtins::extreme(Element element, const Shape &shape, Extreme which,
                        SourceRange range) {
  bool least = which == Extreme::Least;
  if (isFloating(element)) {
    double infinity = std::numeric_limits<double>::infinity();
    return literal(element, shape, {least ? -infinity : infinity}, range);
  }
  double lowest = element == Element::I32 ? -0x1p31 : -0x1p63;
  Value low = literal(element, shape, {lowest}, range);
  if (least)
    return low;
  // -1 - lowest: no double has the value of the largest.
  Value minusOne = literal(element, shape, {-1}, range);
  return tensorValue(emit(Primitive::Sub, {minusOne.leaves[0], low.leaves[0]},
                          low.type, range));
}

Value Builtins::reduceSegments(BuiltinCall &call, size_t first,
                               const Value &given, int64_t groups) {
  const std::string &name = call.name;
  Value x = given;
  if (!x.isTensor() || x.type->element == Element::Bool ||
      x.type->element == Element::U8) {
    error(DiagnosticKind::BadArgument, call.rangeOf(0), name, "numbers",
          describe(x.type));
    return errorValue();
  }
  if (name == "mean" && x.type->element == Element::Int)
    x = toElement(x, Element::Real, call.range);
  if (name == "mean" && !isFloating(x.type->element)) {
    error(DiagnosticKind::NeedsFloating, call.range, name, describe(x.type))
        .notes.push_back("convert first: `f32(x)`");
    return errorValue();
  }
  Value by = listAsTensor(call.value(first + 2), call.range);
  if (!by.isTensor() || !isInteger(by.type->element) ||
      by.type->shape.empty()) {
    error(DiagnosticKind::BadArgument, call.rangeOf(first + 2), name,
          "a tensor of integers", describe(by.type));
    return errorValue();
  }
  // With an axis, that one goes to the front and back again.
  int64_t axis = 0;
  if (call.has(first)) {
    auto named = axisArgument(call, first, int64_t(x.type->shape.size()));
    if (!named)
      return errorValue();
    axis = *named;
  }
  auto moved = [&](const Value &value, std::vector<int64_t> perm) {
    Shape shape;
    for (int64_t from : perm)
      shape.push_back(value.type->shape[from]);
    return tensorValue(emit(Primitive::Transpose, value.leaves,
                            types().tensor(value.type->element, shape),
                            call.range, perm));
  };
  std::vector<int64_t> forth, back;
  for (int64_t i = 0; i < int64_t(x.type->shape.size()); ++i) {
    forth.push_back(i == 0 ? axis : i <= axis ? i - 1 : i);
    back.push_back(i < axis ? i + 1 : i == axis ? 0 : i);
  }
  const Shape original = x.type->shape;
  if (axis != 0)
    x = moved(x, forth);
  const Shape &rows = by.type->shape, shape = x.type->shape;
  bool fits = rows.size() <= shape.size() &&
              std::equal(rows.begin(), rows.end(), shape.begin()) &&
              (!call.has(first) || rows.size() == 1);
  if (!fits) {
    error(DiagnosticKind::SegmentShape, call.rangeOf(first + 2), name,
          call.has(first) ? print({original[axis]}) : print(original),
          print(rows));
    return errorValue();
  }

  // Weights go the way of x.
  Value weights;
  if (call.has(first + 4)) {
    std::vector<int64_t> reduced;
    for (size_t i = 0; i < rows.size(); ++i)
      reduced.push_back(call.has(first) ? axis : int64_t(i));
    weights = weightsOf(call, first + 4, original, reduced);
    if (weights.isError())
      return weights;
    if (axis != 0)
      weights = moved(weights, forth);
    x = apply(Operator::Multiply, x, weights, call.range);
    if (x.isError())
      return x;
  }

  Value indices =
      checkedIndices(groups, by, FromEnd::Outside, call.rangeOf(first + 2));
  Element element = x.type->element;
  Shape grouped = {groups};
  grouped.insert(grouped.end(), shape.begin() + rows.size(), shape.end());
  auto scattered = [&](Primitive primitive, const Value &from,
                       const Value &update) {
    return tensorValue(
        emit(primitive, {from.leaves[0], indices.leaves[0], update.leaves[0]},
             from.type, call.range));
  };
  auto zeros = [&](Shape into) {
    return literal(element, std::move(into), {0}, call.range);
  };
  Value result;
  if (name == "max")
    result =
        scattered(Primitive::ScatterMax,
                  extreme(element, grouped, Extreme::Least, call.range), x);
  else if (name == "min")
    result =
        scattered(Primitive::ScatterMin,
                  extreme(element, grouped, Extreme::Greatest, call.range), x);
  else
    result = scattered(Primitive::ScatterAdd, zeros(grouped), x);
  if (name == "mean" && weights.type) {
    weights = toElement(weights, element, call.range);
    Value count = scattered(Primitive::ScatterAdd, zeros(grouped), weights);
    result = apply(Operator::Divide, result, count, call.range);
  } else if (name == "mean") {
    Value ones = literal(element, rows, {1}, call.range);
    Value count = scattered(Primitive::ScatterAdd, zeros({groups}), ones);
    Shape wide(grouped.size(), 1);
    wide[0] = groups;
    count = tensorValue(emit(Primitive::Reshape, count.leaves,
                             types().tensor(element, wide), call.range));
    result = apply(Operator::Divide, result, count, call.range);
  }
  return axis == 0 ? result : moved(result, back);
}

} // namespace nestor::typed
