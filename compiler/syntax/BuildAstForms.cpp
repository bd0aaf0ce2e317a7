// Builds the forms that have blocks: minimize, for, trace, with, if, match,
// grad and cost.
#include "compiler/syntax/BuildAst.h"

namespace nestor::syntax {

using namespace nestor::ast;

// ---- Loops

Expr *AstBuilder::minimize(P::MinimizeContext *context) {
  auto *result = module_.make<Minimize>(range(context));
  result->keyword = range(context->MINIMIZE()->getSymbol());
  result->place = place(context->place());
  // The clauses come in this order; each takes the next operation.
  size_t next = 0;
  if (context->FROM())
    result->from = operation(context->operation(next++));
  result->optimizer = operation(context->operation(next++));
  if (context->header())
    result->header = header(context->header());
  if (context->UNTIL()) {
    result->until = operation(context->operation(next++));
    if (!context->header()) // it would end a single step
      file_.diagnostics.report(DiagnosticKind::SyntaxError,
                               range(context->UNTIL()->getSymbol()), "`until`",
                               "`for N steps` before it");
  }
  if (context->THROUGH())
    result->through = operation(context->operation(next++));
  result->block = block(context->block());
  result->every = every(context->every());
  return result;
}

Expr *AstBuilder::loop(P::LoopContext *context) {
  auto *result = module_.make<For>(range(context));
  result->keyword = range(context->FOR()->getSymbol());
  result->header = header(context->header());
  size_t next = 0;
  if (context->UNTIL())
    result->until = operation(context->operation(next++));
  if (context->THROUGH())
    result->through = operation(context->operation(next++));
  result->block = block(context->block());
  result->every = every(context->every());
  return result;
}

LoopHeader AstBuilder::header(P::HeaderContext *context) {
  LoopHeader result;
  result.range = range(context);
  std::vector<P::OperationContext *> parts = context->operation();
  if (context->IN()) {
    for (size_t i = 0; i + 1 < parts.size(); ++i)
      result.pattern.push_back(nameOf(*operation(parts[i]), "in"));
    result.source = operation(parts.back());
    return result;
  }
  result.source = operation(parts[0]);
  if (parts.size() > 1)
    rejectTarget(*operation(parts[1]), "steps");
  return result;
}

std::vector<Every>
AstBuilder::every(const std::vector<P::EveryContext *> &list) {
  std::vector<Every> result;
  for (P::EveryContext *context : list)
    result.push_back({operation(context->operation()), block(context->block()),
                      range(context)});
  return result;
}

Expr *AstBuilder::trace(P::ExprContext *context) {
  auto *result = module_.make<Trace>(range(context));
  result->loop =
      context->loop() ? loop(context->loop()) : minimize(context->minimize());
  return result;
}

// ---- Places

Place *AstBuilder::place(P::PlaceContext *context) {
  auto *result = module_.make<Place>(range(context));
  if (context->LPAREN()) {
    for (P::PlaceContext *part : context->place())
      result->parts.push_back(place(part));
    return result;
  }
  // The children: a name, then point and name or a subscript each.
  result->root = name(context->name(0));
  for (size_t i = 1; i < context->children.size(); ++i) {
    Place::Step step;
    antlr4::tree::ParseTree *child = context->children[i];
    if (auto *member = dynamic_cast<P::NameContext *>(child)) {
      step.member = name(member);
      step.range = step.member.range;
    } else if (auto *index = dynamic_cast<P::SubscriptContext *>(child)) {
      step.items = subscript(index);
      step.range = range(index);
    } else {
      continue; // the point
    }
    result->steps.push_back(std::move(step));
  }
  return result;
}

Expr *AstBuilder::grad(P::PrimaryContext *context) {
  auto *result = module_.make<Grad>(range(context));
  result->place = place(context->place());
  result->block = block(context->block());
  return result;
}

Expr *AstBuilder::cost(P::PrimaryContext *context) {
  auto *result = module_.make<Cost>(range(context));
  result->block = block(context->block());
  return result;
}

// ---- Settings and choices

Expr *AstBuilder::with(P::ExprContext *context) {
  auto *result = module_.make<With>(range(context));
  for (P::SettingContext *setting : context->setting())
    result->settings.push_back(
        {name(setting->name()), operation(setting->operation())});
  result->block = block(context->block());
  return result;
}

Expr *AstBuilder::conditional(P::ConditionalContext *context) {
  auto *result = module_.make<If>(range(context));
  result->condition = operation(context->operation());
  result->thenBlock = block(context->block(0));
  if (context->conditional())
    result->elseBlock = blockOf(conditional(context->conditional()));
  else if (context->ELSE())
    result->elseBlock = block(context->block(1));
  return result;
}

Expr *AstBuilder::match(P::ExprContext *context) {
  auto *result = module_.make<Match>(range(context));
  result->subject = operation(context->operation());
  for (P::ArmContext *arm : context->arms()->arm()) {
    if (arm->exception)
      continue;
    Arm built;
    built.pattern = operation(arm->operation(0));
    if (arm->IN())
      built.source = operation(arm->operation(1));
    built.result = expr(arm->expr());
    built.range = join(built.pattern->range, built.result->range);
    result->arms.push_back(built);
  }
  return result;
}

} // namespace nestor::syntax
