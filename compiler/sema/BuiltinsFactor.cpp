// Builtins that take matrices apart, for the library's `linalg`: one factor over
// the other, as in dialects/ten/TenFactor.td.
#include "compiler/sema/Builtins.h"
#include "dialects/ten/shape_rules/ShapeRules.h"

namespace rules = nestor::shape_rules;

namespace nestor::typed {

Value Builtins::callFactor(BuiltinCall &call) {
  std::vector<Value> operands;
  for (size_t i = 0; call.has(i); ++i) {
    Value operand = needTensor(call, i);
    if (operand.isError())
      return operand;
    Element element = operand.type->element;
    if (operand.type->shape.size() != 2 ||
        (element != Element::F32 && element != Element::F64)) {
      error(DiagnosticKind::BadArgument, call.rangeOf(i), call.name.substr(1),
            "a matrix of type f32 or f64", describe(operand.type));
      return errorValue();
    }
    operands.push_back(operand);
  }
  const Shape &a = operands[0].type->shape;
  Primitive primitive = Primitive::Svd;
  rules::Result shape = rules::svd(a);
  if (call.name == "_solve") {
    primitive = Primitive::Solve;
    shape = rules::solve(a, operands[1].type->shape);
  } else if (call.name == "_cholesky") {
    primitive = Primitive::Cholesky;
    shape = rules::cholesky(a);
  } else if (call.name == "_qr") {
    primitive = Primitive::Qr;
    shape = rules::qr(a);
  } else if (call.name == "_eigh") {
    primitive = Primitive::Eigh;
    shape = rules::eigh(a);
  }
  if (!std::holds_alternative<rules::Shape>(shape)) {
    error(DiagnosticKind::BadArgument, call.range, call.name.substr(1),
          call.name == "_qr"      ? "at least as many rows as columns"
          : call.name == "_solve" ? "a square matrix, and as many rows"
                                  : "a square matrix",
          describe(operands[0].type));
    return errorValue();
  }
  std::vector<Var *> leaves;
  for (const Value &operand : operands)
    leaves.push_back(operand.leaves[0]);
  return tensorValue(emit(primitive, leaves,
                          types().tensor(operands[0].type->element,
                                         std::get<rules::Shape>(shape)),
                          call.range));
}

} // namespace nestor::typed
