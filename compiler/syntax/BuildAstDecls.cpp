// Builds declarations, members and functions.
#include "compiler/syntax/BuildAst.h"

namespace nestor::syntax {

using namespace nestor::ast;

Decl *AstBuilder::declaration(P::DeclarationContext *context) {
  if (auto *c = context->imports())
    return imports(c);
  if (auto *c = context->constants())
    return constants(c);
  if (auto *c = context->record())
    return record(c);
  if (auto *c = context->aggregate())
    return c->EQ() ? alias(c) : aggregate(c);
  if (auto *c = context->experiment())
    return experiment(c);
  if (auto *c = context->topBinding())
    return topBinding(c);
  auto *decl = module_.make<FunctionDecl>(range(context->function()));
  decl->function = function(context->function());
  decl->name = decl->function->name;
  return decl;
}

Decl *AstBuilder::imports(P::ImportsContext *context) {
  auto *decl = module_.make<Import>(range(context));
  for (P::PathContext *path : context->path())
    decl->paths.push_back(names(path->name()));
  return decl;
}

Decl *AstBuilder::constants(P::ConstantsContext *context) {
  DeclKind kind = context->CONST()   ? DeclKind::Const
                  : context->HYPER() ? DeclKind::Hyper
                                     : DeclKind::Data;
  auto *decl = module_.make<Bindings>(range(context), kind);
  decl->bindings = bindings(context->bindings());
  if (decl->bindings.size() == 1)
    decl->name = decl->bindings[0].name;
  return decl;
}

Decl *AstBuilder::record(P::RecordContext *context) {
  auto *decl = module_.make<Record>(range(context));
  decl->name = name(context->name());
  for (P::FieldContext *field : context->fields()->field())
    if (!field->exception)
      decl->fields.push_back({name(field->name()), type(field->type())});
  return decl;
}

// ---- Tasks, models, optimizers

Decl *AstBuilder::aggregate(P::AggregateContext *context) {
  DeclKind kind = context->TASK()    ? DeclKind::Task
                  : context->MODEL() ? DeclKind::Model
                                     : DeclKind::Optimizer;
  auto *decl = module_.make<Aggregate>(range(context), kind);
  decl->name = name(context->name());
  if (P::ParametersContext *list = context->parameters()) {
    decl->hasParameters = true;
    decl->parameters = parameters(list);
  }
  for (P::MemberContext *member : context->members()->member())
    if (!member->exception)
      addMembers(member, decl->members);
  return decl;
}

Decl *AstBuilder::alias(P::AggregateContext *context) {
  auto *decl = module_.make<Alias>(range(context));
  decl->of = context->TASK() ? DeclKind::Task : DeclKind::Model;
  decl->name = name(context->name());
  if (context->OPTIMIZER() || context->parameters())
    file_.diagnostics.report(DiagnosticKind::SyntaxError,
                             range(context->EQ()->getSymbol()), "`=`", "`{`");
  decl->value = expr(context->expr());
  return decl;
}

void AstBuilder::addMembers(P::MemberContext *context,
                            std::vector<MemberDecl> &members) {
  MemberDecl member;
  if (P::FunctionContext *method = context->function()) {
    member.role = MemberDecl::Method;
    member.function = function(method);
    members.push_back(member);
    return;
  }
  member.role = context->PARAM()   ? MemberDecl::Param
                : context->STATE() ? MemberDecl::State
                                   : MemberDecl::Plain;
  for (Binding &binding : bindings(context->bindings())) {
    member.binding = std::move(binding);
    members.push_back(member);
  }
}

std::vector<Binding> AstBuilder::bindings(P::BindingsContext *context) {
  std::vector<Binding> result;
  for (P::BindingContext *binding : context->binding())
    result.push_back({name(binding->name()), expr(binding->expr()),
                      /*draws=*/binding->TILDE() != nullptr, range(binding)});
  return result;
}

// ---- Experiments and constants

Decl *AstBuilder::experiment(P::ExperimentContext *context) {
  auto *decl = module_.make<Experiment>(range(context));
  decl->name = name(context->name());
  if (context->STRING()) {
    decl->memory = stringValue(context->STRING()->getSymbol());
    decl->memoryRange = range(context->STRING()->getSymbol());
  }
  decl->block = block(context->block(0));
  if (context->OVER()) {
    decl->seeds = operation(context->operation());
    decl->overBlock = block(context->block(1));
  }
  return decl;
}

Decl *AstBuilder::topBinding(P::TopBindingContext *context) {
  auto *decl = module_.make<Constant>(range(context));
  decl->names = names(context->name());
  if (decl->names.size() == 1)
    decl->name = decl->names[0];
  std::vector<Expr *> right = values(context->values());
  if (right.size() == 1) {
    decl->value = right[0];
    return decl;
  }
  auto *tuple = module_.make<Tuple>(range(context->values()));
  for (Expr *value : right)
    tuple->items.push_back({{}, value, /*spread=*/false, value->range});
  decl->value = tuple;
  return decl;
}

// ---- Functions

Function *AstBuilder::function(P::FunctionContext *context) {
  auto *result = module_.make<Function>(range(context));
  result->name = name(context->name());
  result->parameters = parameters(context->parameters());
  if (context->type())
    result->result = type(context->type());
  result->body = body(context->body());
  if (P::GradientRuleContext *rule = context->gradientRule()) {
    result->gradientParameters = parameters(rule->parameters());
    result->gradientBody = body(rule->body());
  }
  return result;
}

Function *AstBuilder::function(P::LambdaContext *context) {
  auto *result = module_.make<Function>(range(context));
  result->parameters = parameters(context->parameters());
  if (context->type())
    result->result = type(context->type());
  result->body = body(context->body());
  return result;
}

std::vector<Parameter> AstBuilder::parameters(P::ParametersContext *context) {
  std::vector<Parameter> result;
  for (P::ParameterContext *parameter : context->parameter()) {
    Parameter built;
    built.range = range(parameter);
    built.name = name(parameter->name());
    if (parameter->STRING())
      built.at = stringValue(parameter->STRING()->getSymbol());
    if (parameter->type())
      built.type = type(parameter->type());
    if (parameter->expr())
      built.defaultValue = expr(parameter->expr());
    result.push_back(std::move(built));
  }
  return result;
}

Block *AstBuilder::body(P::BodyContext *context) {
  if (context->block())
    return block(context->block());
  return blockOf(expr(context->expr()));
}

} // namespace nestor::syntax
