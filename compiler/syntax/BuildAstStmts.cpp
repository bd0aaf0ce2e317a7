// Builds blocks and statements, and checks what stands left of `=` and `~`.
#include "compiler/syntax/BuildAst.h"

namespace nestor::syntax {

using namespace nestor::ast;

Block *AstBuilder::block(P::BlockContext *context) {
  auto *result = module_.make<Block>(range(context));
  for (P::StatementContext *line : context->statements()->statement())
    if (!line->exception)
      result->statements.push_back(statement(line));
  return result;
}

/// A block of one expression, for `= e` and `else if`.
Block *AstBuilder::blockOf(Expr *value) {
  auto *result = module_.make<Block>(value->range);
  auto *stmt = module_.make<ExprStmt>(value->range);
  stmt->values.push_back(value);
  result->statements.push_back(stmt);
  return result;
}

std::vector<Expr *> AstBuilder::values(P::ValuesContext *context) {
  std::vector<Expr *> result;
  for (P::ExprContext *value : context->expr())
    result.push_back(expr(value));
  return result;
}

Stmt *AstBuilder::statement(P::StatementContext *context) {
  SourceRange place = rangeBeforeEnd(context);
  if (context->STATE()) {
    auto *stmt = module_.make<State>(place);
    stmt->bindings = bindings(context->bindings());
    return stmt;
  }
  if (context->NOTE()) {
    auto *stmt = module_.make<Note>(place);
    stmt->bindings = bindings(context->bindings());
    return stmt;
  }
  if (context->ASSERT()) {
    auto *stmt = module_.make<Assert>(place);
    stmt->condition = expr(context->expr(0));
    if (context->COMMA(0))
      stmt->message = expr(context->expr(1));
    return stmt;
  }
  if (context->CLAIM()) {
    auto *stmt = module_.make<Claim>(place);
    stmt->name = name(context->name());
    stmt->condition = expr(context->expr(0));
    return stmt;
  }
  if (context->function()) {
    auto *stmt = module_.make<FunctionStmt>(place);
    stmt->function = function(context->function());
    return stmt;
  }
  if (!context->argument().empty())
    return effect(context, place);
  return bindOrExpression(context, place);
}

/// report, print, plot, save. The name of an item may be a string.
Stmt *AstBuilder::effect(P::StatementContext *context, SourceRange range) {
  auto *stmt = module_.make<Effect>(range);
  stmt->effect = context->REPORT()  ? EffectKind::Report
                 : context->PRINT() ? EffectKind::Print
                 : context->PLOT()  ? EffectKind::Plot
                                    : EffectKind::Save;
  for (P::ArgumentContext *item : context->argument()) {
    Expr *left = expr(item->expr(0));
    Argument built;
    built.range = this->range(item);
    built.value = left;
    if (item->EQ()) {
      built.value = expr(item->expr(1));
      if (left->kind == ExprKind::String)
        built.name = {static_cast<String *>(left)->value, left->range};
      else
        built.name = nameOf(*left, "=");
    }
    stmt->items.push_back(std::move(built));
  }
  return stmt;
}

Stmt *AstBuilder::bindOrExpression(P::StatementContext *context,
                                   SourceRange range) {
  std::vector<Expr *> left = values(context->values(0));
  bool draws = context->TILDE() != nullptr;
  if (!draws && !context->EQ()) {
    auto *stmt = module_.make<ExprStmt>(range);
    stmt->values = std::move(left);
    return stmt;
  }
  auto *stmt = module_.make<Bind>(range);
  stmt->targets = std::move(left);
  stmt->draws = draws;
  stmt->values = values(context->values(1));
  for (Expr *target : stmt->targets)
    checkTarget(*target, draws);
  return stmt;
}

/// A name, or a member or index of a target. A draw is known by its name, so
/// only a name stands left of `~`.
void AstBuilder::checkTarget(const Expr &target, bool draws) {
  const Expr *root = &target;
  while (!draws) {
    if (root->kind == ExprKind::Member)
      root = static_cast<const Member *>(root)->base;
    else if (root->kind == ExprKind::Index)
      root = static_cast<const Index *>(root)->base;
    else
      break;
  }
  if (root->kind != ExprKind::NameRef)
    rejectTarget(target, draws ? "~" : "=");
}

} // namespace nestor::syntax
