// Builtins that walk along one axis.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

// A tensor of numbers with at least one axis, or an error.
Value Evaluator::needAxis(BuiltinCall &call) {
  Value x = needTensor(call, 0);
  if (x.isError())
    return x;
  if (x.type->element == Element::Bool || x.type->element == Element::U8) {
    error(DiagnosticKind::BadArgument, call.rangeOf(0), call.name, "numbers",
          describe(x.type));
    return errorValue();
  }
  if (x.type->shape.empty()) {
    error(DiagnosticKind::RankTooLow, call.range, "`" + call.name + "`", 1,
          describe(x.type));
    return errorValue();
  }
  return x;
}

Value Evaluator::callCumulative(BuiltinCall &call) {
  Value x = needAxis(call);
  if (x.isError())
    return x;
  auto axis = axisArgument(call, 1, int64_t(x.type->shape.size()));
  if (!axis)
    return errorValue();
  Primitive primitive = call.name == "cumsum"    ? Primitive::CumSum
                        : call.name == "cumprod" ? Primitive::CumProd
                        : call.name == "cummax"  ? Primitive::CumMax
                                                 : Primitive::CumMin;
  return tensorValue(emit(primitive, x.leaves, x.type, call.range, {*axis}));
}

} // namespace nestor::typed
