// Calls: a function's body is evaluated anew on the arguments at hand, so that
// each call is an instance of its own.
#include "compiler/sema/Evaluator.h"
#include "compiler/sema/Suggest.h"

namespace nestor::typed {

Value Evaluator::evaluateCall(const ast::Call &node) {
  Value callee = evaluate(node.callee);
  CallArguments arguments;
  arguments.range = node.range;
  bool failed = callee.isError();
  for (const ast::Argument &argument : node.arguments) {
    Value value = evaluate(argument.value);
    failed |= value.isError();
    arguments.items.push_back({argument.name.text, value, argument.range});
  }
  if (failed)
    return errorValue();
  return call(callee, arguments, node.range, &node);
}

Value Evaluator::call(const Value &callee, CallArguments &arguments,
                      SourceRange range, const ast::Node *site) {
  const Type *type = callee.type;
  switch (type->kind) {
  case TypeKind::Function: {
    if (type->text == "@of")
      return modelOf(fieldOf(callee, 0), arguments, range);
    if (type->text == "@choice")
      return callChoice(callee, arguments, range, site);
    if (type->text == "@loss") {
      size_t count = arguments.items.size();
      if ((count == 1 || count == 2) && update_)
        return update_->lossAt(arguments.items[0].value,
                               count == 2 ? &arguments.items[1].value : nullptr,
                               range);
      error(DiagnosticKind::ArgumentCount, range, "loss", 2, count);
      return errorValue();
    }
    if (!type->function)
      return callBuiltin(type->text, arguments, range);
    Var *own = closureKey(callee, range);
    if (!own && key_ && site)
      own = siteKey(/*tag=*/2, site, range);
    return callFunction(*type->function, nullptr,
                        type->fields.empty() ? nullptr : &callee, arguments,
                        range, own);
  }
  case TypeKind::Method: {
    Value self = fieldOf(callee, 0);
    if (self.type->declaration->kind == ast::DeclKind::Optimizer &&
        type->function->name.text == "update" && update_)
      return callInnerUpdate(self, arguments, range);
    return callFunction(*type->function, &self, nullptr, arguments, range,
                        key_ && site ? siteKey(/*tag=*/2, site, range)
                                     : nullptr);
  }
  case TypeKind::Constructor:
    return construct(*type->declaration, arguments, range);
  case TypeKind::ElementName: {
    if (arguments.items.size() != 1) {
      error(DiagnosticKind::ArgumentCount, range, describe(type), 1,
            arguments.items.size());
      return errorValue();
    }
    Value value = asTensor(arguments.items[0].value, range);
    if (value.type->is(TypeKind::Integer))
      return toElement(value, type->element, range);
    return mapLeaves(value, [&](const Value &leaf) {
      return toElement(leaf, type->element, range);
    });
  }
  case TypeKind::Instance:
    if (const ast::Function *apply = methodOf(*type->declaration, "apply"))
      return callFunction(*apply, &callee, nullptr, arguments, range,
                          key_ && site ? siteKey(/*tag=*/2, site, range)
                                       : nullptr);
    break;
  case TypeKind::Distribution:
    // `model Net = nn.mlp(...)`: Net() is what Net is.
    if (type->declaration && arguments.items.empty())
      return callee;
    break;
  case TypeKind::Tuple: {
    // A list of callables is a callable: one after the other.
    if (!type->isList || type->fields.empty())
      break;
    Value value;
    for (size_t i = 0; i < type->fields.size(); ++i) {
      CallArguments one = arguments;
      if (i > 0)
        one.items = {{"", value, range}};
      value = call(fieldOf(callee, i), one, range, site);
      if (value.isError())
        return value;
    }
    return value;
  }
  case TypeKind::Error:
    return callee;
  default:
    break;
  }
  Diagnostic &diagnostic =
      error(DiagnosticKind::NotCallable, range, describe(type));
  if (std::string hint = drawHint(type); !hint.empty())
    diagnostic.notes.push_back(hint);
  return errorValue();
}

// ---- Arguments

bool Evaluator::bindArguments(const std::vector<ast::Parameter> &parameters,
                              CallArguments &arguments, Scope &scope,
                              const std::string &callee) {
  size_t positional = 0;
  std::vector<const CallArguments::Item *> given(parameters.size(), nullptr);
  for (const CallArguments::Item &item : arguments.items) {
    if (item.name.empty()) {
      if (positional >= parameters.size()) {
        error(DiagnosticKind::ArgumentCount, arguments.range, callee,
              parameters.size(), arguments.items.size());
        return false;
      }
      given[positional++] = &item;
      continue;
    }
    size_t i = 0;
    while (i < parameters.size() && parameters[i].name.text != item.name)
      ++i;
    if (i == parameters.size()) {
      std::vector<std::string> known;
      for (const ast::Parameter &parameter : parameters)
        known.push_back(parameter.name.text);
      Diagnostic &diagnostic = error(DiagnosticKind::UnknownParameter,
                                     item.range, callee, item.name);
      diagnostic.notes.push_back(parameterHint(item.name, known));
      return false;
    }
    if (given[i]) {
      error(DiagnosticKind::ArgumentTwice, item.range, item.name, callee);
      return false;
    }
    given[i] = &item;
  }
  for (size_t i = 0; i < parameters.size(); ++i) {
    const ast::Parameter &parameter = parameters[i];
    Value value;
    SourceRange range = arguments.range;
    if (given[i]) {
      value = given[i]->value;
      range = given[i]->range;
    } else if (parameter.defaultValue) {
      // A default may call what it belongs to.
      if (!enterCall(callee, "", arguments.range))
        return false;
      Within within(*this, nullptr, &scope);
      value = evaluate(parameter.defaultValue);
      callers_.pop_back();
    } else {
      error(DiagnosticKind::MissingArgument, arguments.range, callee,
            parameter.name.text);
      return false;
    }
    if (parameter.type)
      value = matchType(value, *parameter.type, scope, range,
                        parameter.name.text.c_str());
    if (value.isError())
      return false;
    // An extent of an earlier parameter may have the name already.
    if (Binding *extent = scope.findHere(parameter.name.text);
        extent && extent->value.type != value.type) {
      error(DiagnosticKind::TypeMismatch, range, parameter.name.text,
            describe(value.type), describe(extent->value.type));
      return false;
    }
    scope.define(parameter.name.text, value, range);
  }
  return true;
}

void Evaluator::defineFields(Scope &scope, const Value &instance,
                             SourceRange range) {
  for (size_t i = 0; i < instance.type->fields.size(); ++i)
    scope.define(instance.type->fields[i].name, fieldOf(instance, i), range);
  defineMethods(scope, instance, range);
}

// Methods call each other by name.
void Evaluator::defineMethods(Scope &scope, const Value &instance,
                              SourceRange range) {
  if (!instance.type->is(TypeKind::Instance) ||
      instance.type->declaration->kind == ast::DeclKind::Record)
    return;
  auto &aggregate =
      static_cast<const ast::Aggregate &>(*instance.type->declaration);
  for (const ast::MemberDecl &m : aggregate.members)
    if (m.function)
      scope.define(m.function->name.text,
                   {types().method(instance.type, m.function), instance.leaves},
                   range);
}

Value Evaluator::callFunction(const ast::Function &function, const Value *self,
                              const Value *closure, CallArguments &arguments,
                              SourceRange range, Var *key) {
  std::string name =
      function.name.text.empty() ? "this function" : function.name.text;
  std::string instance = fmt::format("{}", (const void *)&function);
  if (self)
    instance += self->type->key;
  for (const CallArguments::Item &item : arguments.items)
    instance += "|" + item.name + item.value.type->key;

  Scope captures, scope;
  captures.kind = Scope::Captures;
  scope.kind = Scope::Function;
  scope.parent = &captures;
  Module *home = modules_.homeOf(function);
  captures.parent = &home->scope;
  if (self)
    defineFields(captures, *self, range);
  if (closure)
    defineFields(captures, *closure, range);

  Within within(*this, nullptr, nullptr);
  Module *outerModule = module_;
  bool outerTraining = training_;
  std::swap(key_, key);
  bool bound;
  {
    // The arguments belong to the caller: errors name the call.
    module_ = home;
    bound = bindArguments(function.parameters, arguments, scope, name);
  }
  Value result = errorValue();
  if (bound && enterCall(function.name.text, instance, range)) {
    Scope signature = scope; // the body may rebind names of dimensions
    scope_ = &scope;
    numberSites(*function.body);
    markValue(*function.body);
    if (self) {
      training_ = isTraining(*self);
      defineStates(scope, *self, range);
    }
    result = function.gradientBody
                 ? callWithRule(function, scope)
                 : evaluateBlock(*function.body, /*ownScope=*/false);
    if (self && !result.isError() && !writeStates(scope, *self, range))
      result = errorValue();
    if (function.result && !result.isError())
      result = matchType(result, *function.result, signature,
                         function.body->range, "the result");
    callers_.pop_back();
  }
  module_ = outerModule;
  training_ = outerTraining;
  return result;
}

// ---- Constructors

Value Evaluator::construct(const ast::Decl &declaration,
                           CallArguments &arguments, SourceRange range) {
  switch (declaration.kind) {
  case ast::DeclKind::Record:
    return constructRecord(static_cast<const ast::Record &>(declaration),
                           arguments, range);
  case ast::DeclKind::Optimizer:
    return constructOptimizer(static_cast<const ast::Aggregate &>(declaration),
                              arguments, range);
  default:
    break;
  }
  // A model or task is something to draw from: its arguments are bound now,
  // its members come to be when it is drawn.
  auto &aggregate = static_cast<const ast::Aggregate &>(declaration);
  Module *home = modules_.homeOf(declaration);
  Scope scope;
  scope.kind = Scope::Function;
  scope.parent = &home->scope;
  Module *outer = module_;
  module_ = home;
  bool bound = bindArguments(aggregate.parameters, arguments, scope,
                             declaration.name.text);
  module_ = outer;
  if (!bound)
    return errorValue();
  std::vector<Field> fields;
  Value result;
  for (const auto &entry : scope.names) {
    fields.push_back({entry.first, entry.second.value.type, Role::Plain});
    result.leaves.insert(result.leaves.end(), entry.second.value.leaves.begin(),
                         entry.second.value.leaves.end());
  }
  result.type = types().drawable(&declaration, fields);
  (void)range;
  return result;
}

Value Evaluator::constructRecord(const ast::Record &record,
                                 CallArguments &arguments, SourceRange range) {
  std::vector<ast::Parameter> parameters;
  for (const auto &field : record.fields) {
    ast::Parameter parameter;
    parameter.name = field.first;
    parameter.type = field.second;
    parameter.range = field.first.range;
    parameters.push_back(parameter);
  }
  Module *home = modules_.homeOf(record);
  Scope scope;
  scope.kind = Scope::Function;
  scope.parent = &home->scope;
  Module *outer = module_;
  module_ = home;
  bool bound = bindArguments(parameters, arguments, scope, record.name.text);
  module_ = outer;
  if (!bound)
    return errorValue();
  std::vector<Field> fields;
  Value result;
  for (const auto &field : record.fields) {
    const Value &value = scope.names[field.first.text].value;
    fields.push_back({field.first.text, value.type, Role::Plain});
    result.leaves.insert(result.leaves.end(), value.leaves.begin(),
                         value.leaves.end());
  }
  result.type = types().instance(&record, fields);
  (void)range;
  return result;
}

Value Evaluator::constructOptimizer(const ast::Aggregate &optimizer,
                                    CallArguments &arguments,
                                    SourceRange range) {
  Module *home = modules_.homeOf(optimizer);
  Scope scope;
  scope.kind = Scope::Function;
  scope.parent = &home->scope;
  Module *outer = module_;
  module_ = home;
  bool ok = bindArguments(optimizer.parameters, arguments, scope,
                          optimizer.name.text);
  std::vector<Field> fields;
  Value result;
  auto add = [&](const std::string &name) {
    const Value &value = scope.names[name].value;
    fields.push_back({name, value.type, Role::Plain});
    result.leaves.insert(result.leaves.end(), value.leaves.begin(),
                         value.leaves.end());
  };
  if (ok)
    for (const ast::Parameter &parameter : optimizer.parameters)
      add(parameter.name.text);
  ok = ok && enterCall(optimizer.name.text,
                       fmt::format("{}|{}", (const void *)&optimizer,
                                   types().tuple(fields)->key),
                       range);
  if (ok) {
    Within within(*this, nullptr, &scope);
    for (const ast::MemberDecl &m : optimizer.members) {
      if (m.role == ast::MemberDecl::Method)
        continue;
      Value value = evaluate(m.binding.value);
      ok &= !value.isError();
      scope.define(m.binding.name.text, value, m.binding.range);
      add(m.binding.name.text);
    }
    callers_.pop_back();
  }
  module_ = outer;
  if (!ok)
    return errorValue();
  if (!methodOf(optimizer, "update")) {
    error(DiagnosticKind::UnknownMember, range, optimizer.name.text, "update");
    return errorValue();
  }
  result.type = types().instance(&optimizer, fields);
  return result;
}

} // namespace nestor::typed
