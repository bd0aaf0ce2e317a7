// `through`: how a derivative goes through a loop.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

static const std::string &calleeOf(const ast::Expr *expr) {
  static const std::string none;
  if (expr->kind == ast::ExprKind::Call)
    expr = static_cast<const ast::Call *>(expr)->callee;
  return expr->kind == ast::ExprKind::NameRef
             ? static_cast<const ast::NameRef *>(expr)->name
             : none;
}

std::optional<Through> Evaluator::evaluateThrough(const ast::Expr *expr,
                                                  const ast::Expr *until) {
  if (!expr)
    return Through{};
  const std::string &name = calleeOf(expr);
  auto *call = expr->kind == ast::ExprKind::Call
                   ? static_cast<const ast::Call *>(expr)
                   : nullptr;
  if (!call && name == "unrolled")
    return Through{};
  if (!call && name == "first_order")
    return Through{Plan::FirstOrder, 0};
  if (call && name == "implicit" && call->arguments.size() == 1)
    return Through{Plan::FirstOrder, 0, call->arguments[0].value};
  if (!call || name != "truncated" || call->arguments.size() != 1) {
    error(DiagnosticKind::UnknownPlan, expr->range,
          std::string(sources_.snippet(expr->range)));
    return std::nullopt;
  }
  const ast::Expr *argument = call->arguments[0].value;
  auto window = constantInteger(evaluate(argument), argument->range,
                                "a number of steps");
  if (!window)
    return std::nullopt;
  if (*window < 1) {
    error(DiagnosticKind::EmptyWindow, argument->range, *window);
    return std::nullopt;
  }
  if (until) {
    error(DiagnosticKind::TruncatedUntil, expr->range);
    return std::nullopt;
  }
  return Through{Plan::Truncated, *window};
}

} // namespace nestor::typed
