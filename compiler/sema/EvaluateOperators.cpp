// Operators as a script writes them: prefixes, chains and pairs.
#include "compiler/sema/Evaluator.h"

#include <cmath>

namespace nestor::typed {

using ast::Operator;

Value Evaluator::evaluateUnary(const ast::Unary &unary) {
  Value value = evaluate(unary.operand);
  if (value.isError())
    return value;
  if (unary.op == Operator::Negate)
    return negate(value, unary.range);
  bool truth = false;
  if (constantTruth(value, truth))
    return {types().truth(!truth), {}};
  if (!value.isTensor() || value.type->element != Element::Bool) {
    error(DiagnosticKind::NotTruth, unary.operand->range, "`not`",
          describe(value.type));
    return errorValue();
  }
  return tensorValue(
      emit(Primitive::Not, value.leaves, value.type, unary.range));
}

Value Evaluator::evaluateChain(const ast::Chain &chain) {
  Value value = evaluate(chain.operands[0]);
  for (size_t i = 0; i < chain.ops.size(); ++i) {
    SourceRange range =
        join(chain.operands[0]->range, chain.operands[i + 1]->range);
    Operator op = chain.ops[i];
    if (op == Operator::Pipe) {
      // a |> f(x) is f(a, x); a |> f is f(a).
      if (value.isError())
        return value;
      const ast::Expr *target = chain.operands[i + 1];
      CallArguments arguments;
      arguments.range = range;
      arguments.items.push_back({"", value, chain.operands[0]->range});
      const ast::Expr *callee = target;
      if (target->kind == ast::ExprKind::Call) {
        auto *call = static_cast<const ast::Call *>(target);
        callee = call->callee;
        for (const ast::Argument &argument : call->arguments)
          arguments.items.push_back(
              {argument.name.text, evaluate(argument.value), argument.range});
      }
      Value function = evaluate(callee);
      if (function.isError())
        return function;
      value = call(function, arguments, range, target);
      continue;
    }
    if ((op == Operator::And || op == Operator::Or) &&
        value.type->is(TypeKind::Truth)) {
      // A constant decides without looking at the rest, or drops out.
      bool truth = value.type->integer != 0;
      if (truth == (op == Operator::Or))
        continue;
      value = evaluate(chain.operands[i + 1]);
      continue;
    }
    Value right = evaluate(chain.operands[i + 1]);
    value = apply(op, value, right, range);
  }
  return value;
}

Value Evaluator::evaluateBinary(const ast::Binary &binary) {
  Value left = evaluate(binary.left);
  Value right = evaluate(binary.right);
  if (left.isError() || right.isError())
    return errorValue();
  if (binary.op != Operator::Range)
    return apply(binary.op, left, right, binary.range);
  if (left.type->is(TypeKind::Integer)) {
    auto end =
        constantInteger(right, binary.right->range, "the end of a range");
    if (!end)
      return errorValue();
    return {types().range(left.type,
                          std::max<int64_t>(0, *end - left.type->integer)),
            {}};
  }
  // i..i + n: a run-time start, a length that the text shows to be constant.
  std::string start(sources_.snippet(binary.left->range));
  if (binary.right->kind == ast::ExprKind::Chain) {
    auto *sum = static_cast<const ast::Chain *>(binary.right);
    if (sum->ops.size() == 1 && sum->ops[0] == Operator::Add &&
        sources_.snippet(sum->operands[0]->range) == start) {
      auto length =
          constantInteger(evaluate(sum->operands[1]), sum->operands[1]->range,
                          "the length of a slice");
      if (!length)
        return errorValue();
      Value from = toElement(left, Element::Int, binary.left->range);
      if (from.isError())
        return from;
      return {types().range(from.type, *length), from.leaves};
    }
  }
  Diagnostic &diagnostic =
      error(DiagnosticKind::NotConstant, binary.left->range,
            "the start of a range", describe(left.type));
  diagnostic.notes.push_back(
      "a range that starts at a run-time index is written `i..i + n`, with a "
      "constant n");
  return errorValue();
}

} // namespace nestor::typed
