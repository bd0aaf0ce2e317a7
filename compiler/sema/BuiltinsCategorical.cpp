// Draws of numbers of classes by weights or logits.
#include "compiler/sema/Builtins.h"

namespace nestor::typed {

// categorical(p) from weights [k] that need not sum to 1; categorical(logits)
// from e^logits.
Value Builtins::callCategorical(BuiltinCall &call) {
  bool logits = call.has(1);
  if (logits == call.has(0)) {
    error(DiagnosticKind::BadArgument, call.range, call.name,
          "either `p` or `logits`", logits ? "both" : "neither");
    return errorValue();
  }
  Value weights = asTensor(call.value(logits), call.range);
  if (weights.isError())
    return weights;
  if (!weights.isTensor() || weights.type->shape.size() != 1 ||
      weights.type->shape[0] == 0) {
    error(DiagnosticKind::BadArgument, call.rangeOf(logits), call.name,
          "one weight for each of k numbers, [k]", describe(weights.type));
    return errorValue();
  }
  weights = toElement(weights, strong(Element::F32), call.range);
  // The largest becomes 1, so that neither exponentials nor sums overflow.
  Value top =
      reduce(Primitive::ReduceMax, weights, {0}, /*keep=*/true, call.range);
  weights = apply(logits ? ast::Operator::Subtract : ast::Operator::Divide,
                  weights, top, call.range);
  if (logits)
    weights = tensorValue(
        emit(Primitive::Exp, weights.leaves, weights.type, call.range));
  return {types().distribution("categorical",
                               {{"p", weights.type, Role::Plain}}, {}),
          weights.leaves};
}

// The number of partial sums c_j <= u c_k: the first j with c_j above it, which
// has a weight above 0; 0 where there is none, for then all sums are nan.
Value Builtins::drawCategorical(const Value &weights, Var *key,
                                const Shape &shape, SourceRange range) {
  int64_t k = weights.type->shape[0];
  Element element = weights.type->element;
  Value sums = tensorValue(
      emit(Primitive::CumSum, weights.leaves, weights.type, range, {0}));
  Value total =
      tensorValue(emit(Primitive::Slice, sums.leaves,
                       types().tensor(element, {1}), range, {k - 1}, {1}));
  Shape column = shape;
  column.push_back(1);
  Value u = tensorValue(
      emit(Primitive::Uniform, {key}, types().tensor(element, shape), range));
  u = tensorValue(emit(Primitive::Reshape, u.leaves,
                       types().tensor(element, column), range));
  Value level = apply(ast::Operator::Multiply, u, total, range);
  Shape row(column.size(), 1);
  row.back() = k;
  sums = tensorValue(emit(Primitive::Reshape, sums.leaves,
                          types().tensor(element, row), range));
  Value below = toElement(apply(ast::Operator::LessEqual, sums, level, range),
                          Element::I32, range);
  return reduce(Primitive::ReduceSum, below, {int64_t(shape.size())},
                /*keep=*/false, range);
}

} // namespace nestor::typed
