// Builds the syntax tree from ANTLR's parse tree. Private to compiler/syntax.
#pragma once

#include "compiler/ast/Ast.h"
#include "compiler/syntax/Lexeme.h"

#include "NestorParser.h"

namespace nestor::syntax {

/// One member function for each rule of the grammar that leaves a trace in the
/// tree. Lines with a syntax error are left out; all other contexts are whole.
class AstBuilder {
public:
  AstBuilder(const SourceFile &file, ast::Module &module)
      : file_(file), module_(module) {}

  void build(NestorParser::ProgramContext *program);

private:
  using P = NestorParser;

  // BuildAst.cpp: places and names
  SourceRange range(antlr4::ParserRuleContext *context) const;
  SourceRange range(antlr4::Token *token) const;
  SourceRange rangeBeforeEnd(antlr4::ParserRuleContext *line) const;
  std::string text(SourceRange range) const;
  ast::Name name(P::NameContext *context) const;
  std::vector<ast::Name> names(const std::vector<P::NameContext *> &list) const;
  std::string stringValue(antlr4::Token *token);
  void rejectTarget(const ast::Node &node, const char *sign);
  ast::Name nameOf(const ast::Expr &expr, const char *sign);

  // BuildAstDecls.cpp
  ast::Decl *declaration(P::DeclarationContext *context);
  ast::Decl *imports(P::ImportsContext *context);
  ast::Decl *constants(P::ConstantsContext *context);
  ast::Decl *record(P::RecordContext *context);
  ast::Decl *aggregate(P::AggregateContext *context);
  ast::Decl *alias(P::AggregateContext *context);
  ast::Decl *experiment(P::ExperimentContext *context);
  ast::Decl *topBinding(P::TopBindingContext *context);
  void addMembers(P::MemberContext *context,
                  std::vector<ast::MemberDecl> &members);
  std::vector<ast::Binding> bindings(P::BindingsContext *context);
  ast::Function *function(P::FunctionContext *context);
  ast::Function *function(P::LambdaContext *context);
  std::vector<ast::Parameter> parameters(P::ParametersContext *context);
  ast::Block *body(P::BodyContext *context);

  // BuildAstTypes.cpp
  ast::TypeExpr *type(P::TypeContext *context);
  std::vector<std::vector<ast::Dimension>>
  shapes(const std::vector<P::ShapeContext *> &list);
  std::pair<ast::Name, ast::TypeExpr *> typeItem(P::TypeItemContext *context);

  // BuildAstStmts.cpp
  ast::Block *block(P::BlockContext *context);
  ast::Block *blockOf(ast::Expr *value);
  ast::Stmt *statement(P::StatementContext *context);
  ast::Stmt *effect(P::StatementContext *context, SourceRange range);
  ast::Stmt *bindOrExpression(P::StatementContext *context, SourceRange range);
  void checkTarget(const ast::Expr &target, bool draws);
  std::vector<ast::Expr *> values(P::ValuesContext *context);

  // BuildAstForms.cpp
  ast::Expr *minimize(P::MinimizeContext *context);
  ast::Expr *loop(P::LoopContext *context);
  ast::Expr *trace(P::ExprContext *context);
  ast::Expr *with(P::ExprContext *context);
  ast::Expr *conditional(P::ConditionalContext *context);
  ast::Expr *match(P::ExprContext *context);
  ast::Expr *grad(P::PrimaryContext *context);
  ast::Expr *cost(P::PrimaryContext *context);
  ast::LoopHeader header(P::HeaderContext *context);
  std::vector<ast::Every> every(const std::vector<P::EveryContext *> &list);
  ast::Place *place(P::PlaceContext *context);

  // BuildAstExprs.cpp
  ast::Expr *expr(P::ExprContext *context);
  ast::Expr *operation(P::OperationContext *context);
  ast::Expr *operand(P::DisjunctionContext *context);
  ast::Expr *operand(P::ConjunctionContext *context);
  ast::Expr *operand(P::NegationContext *context);
  ast::Expr *operand(P::ComparisonContext *context);
  ast::Expr *operand(P::RangeContext *context);
  ast::Expr *operand(P::JoinedContext *context);
  ast::Expr *operand(P::SumContext *context);
  ast::Expr *operand(P::ProductContext *context);
  ast::Expr *operand(P::UnaryContext *context);
  ast::Expr *operand(P::PowerContext *context);
  ast::Expr *operand(P::ApplicationContext *context);
  template <typename Context, typename Sub>
  ast::Expr *chain(Context *context, const std::vector<Sub *> &parts);
  ast::Expr *unary(ast::Operator op, antlr4::ParserRuleContext *context,
                   ast::Expr *operand);
  ast::Expr *binary(ast::Operator op, antlr4::ParserRuleContext *context,
                    ast::Expr *left, ast::Expr *right);
  ast::Expr *primary(P::PrimaryContext *context);
  ast::Expr *number(antlr4::Token *token);
  ast::Expr *nameRef(P::NameContext *context);
  ast::Expr *bracketed(P::PrimaryContext *context);
  ast::Expr *list(P::PrimaryContext *context);
  ast::Expr *comprehension(P::PrimaryContext *context);
  ast::Argument argument(P::ArgumentContext *context);
  std::vector<ast::Argument>
  arguments(const std::vector<P::ArgumentContext *> &list);
  std::vector<ast::IndexItem> subscript(P::SubscriptContext *context);

  const SourceFile &file_;
  ast::Module &module_;
};

} // namespace nestor::syntax
