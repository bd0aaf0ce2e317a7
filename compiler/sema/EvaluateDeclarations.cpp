// Declarations: in what order they are evaluated (on demand), and what `--set`
// changes.
#include "compiler/sema/Evaluator.h"
#include "compiler/sema/Suggest.h"

#include <cstdlib>

namespace nestor::typed {

void Evaluator::run(const ast::Module &script) {
  program_.file = script.file;
  Module &main = modules_.openScript(script);
  program_.name = main.name;
  module_ = &main;
  scope_ = &main.scope;
  for (Module *module : modules_.own())
    evaluateConstants(*module);
  computedData_.clear(); // each experiment computes its own
  for (const auto &setting : options_.settings)
    if (!usedSettings_.count(setting.first)) {
      std::vector<std::string> known;
      for (const Hyper &hyper : program_.hypers)
        known.push_back(hyper.name);
      for (const ConstSetting &constant : program_.consts)
        known.push_back(constant.name);
      Diagnostic &diagnostic =
          error(DiagnosticKind::UnknownSetting, SourceRange{}, setting.first);
      std::string near = nearest(setting.first, known);
      if (!near.empty())
        diagnostic.notes.push_back(fmt::format("did you mean `{}`?", near));
    }
  for (const ast::Decl *decl : script.declarations)
    if (decl->kind == ast::DeclKind::Experiment && !diagnostics_->full())
      evaluateExperiment(*static_cast<const ast::Experiment *>(decl));
  reportUnused();
}

// Constants and hypers first, so that mistakes in unused ones show.
void Evaluator::evaluateConstants(Module &module) {
  for (const ast::Decl *decl : module.tree->declarations) {
    if (diagnostics_->full())
      return;
    switch (decl->kind) {
    case ast::DeclKind::Const:
    case ast::DeclKind::Hyper:
    case ast::DeclKind::Data:
      for (const auto &b : static_cast<const ast::Bindings *>(decl)->bindings)
        lookUpInModule(module, b.name.text, b.name.range);
      break;
    case ast::DeclKind::Constant:
      for (const auto &name : static_cast<const ast::Constant *>(decl)->names)
        lookUpInModule(module, name.text, name.range);
      break;
    default:
      break;
    }
  }
}

// ---- Names

Value Evaluator::lookUp(const std::string &name, SourceRange range) {
  if (Binding *binding = scope_->find(name)) {
    markRead(*binding);
    return enterPrecision(binding->value);
  }
  if (name == "training")
    return {types().truth(trainingSetting_.value_or(training_)), {}};
  return lookUpInModule(*module_, name, range);
}

Value Evaluator::lookUpInModule(Module &module, const std::string &name,
                                SourceRange range) {
  auto it = module.declarations.find(name);
  if (it != module.declarations.end()) {
    auto changed = hyperOverrides_.find(it->second);
    if (changed != hyperOverrides_.end() && changed->second.name == name)
      return changed->second.value;
  }
  if (Binding *binding = module.scope.findHere(name))
    return binding->value;
  if (auto computed = computedData_.find(module.qualified(name));
      computed != computedData_.end() && it != module.declarations.end() &&
      it->second->kind == ast::DeclKind::Data)
    return computed->second;
  if (it != module.declarations.end()) {
    if (!module.evaluating.insert(name).second) {
      error(DiagnosticKind::CyclicDefinition, range, name);
      return errorValue();
    }
    Value value;
    {
      Within within(*this, nullptr, &module.scope);
      Module *outer = module_;
      module_ = &module;
      value = evaluateDeclaration(module, name, *it->second);
      module_ = outer;
    }
    module.evaluating.erase(name);
    // Data that is computed belongs to one experiment.
    if (it->second->kind == ast::DeclKind::Data &&
        isComputedData(module.qualified(name)))
      computedData_[module.qualified(name)] = value;
    else
      module.scope.define(name, value, it->second->range);
    return value;
  }
  Module *prelude = modules_.prelude();
  if (prelude && prelude != &module && prelude->declarations.count(name))
    return lookUpInModule(*prelude, name, range);
  for (Element element :
       {Element::F32, Element::F64, Element::BF16, Element::I32, Element::I64,
        Element::Bool, Element::U8, Element::Real})
    if (name == spelling(element))
      return {types().elementName(strong(element)), {}};
  if (isBuiltin(name))
    return {types().builtin(name), {}};
  if (auto constant = builtinConstant(name))
    return {types().real(*constant), {}};
  unknownName(name, range, &module);
  return errorValue();
}

void Evaluator::unknownName(const std::string &name, SourceRange range,
                            Module *module) {
  std::vector<std::string> known = builtinNames();
  for (const auto &entry : module->declarations)
    known.push_back(entry.first);
  if (Module *prelude = modules_.prelude())
    for (const auto &entry : prelude->declarations)
      known.push_back(entry.first);
  for (Scope *scope = scope_; scope; scope = scope->parent)
    for (const auto &entry : scope->names)
      known.push_back(entry.first);
  Diagnostic &diagnostic = error(DiagnosticKind::UnknownName, range, name);
  std::string near = nearest(name, known);
  if (!near.empty())
    diagnostic.fixes.push_back(
        {range, near, fmt::format("did you mean `{}`?", near)});
}

// ---- Declarations

std::optional<std::string> Evaluator::setting(const std::string &name) {
  std::optional<std::string> text;
  for (const auto &entry : options_.settings)
    if (entry.first == name) {
      usedSettings_.insert(name);
      text = entry.second;
    }
  return text;
}

Value Evaluator::settingValue(const std::string &name, const Value &declared,
                              SourceRange range) {
  auto text = setting(name);
  if (!text)
    return declared;
  const char *begin = text->c_str();
  char *end = nullptr;
  if (declared.type->is(TypeKind::Truth) &&
      (*text == "true" || *text == "false"))
    return {types().truth(*text == "true"), {}};
  if (declared.type->is(TypeKind::Integer)) {
    long long number = std::strtoll(begin, &end, 10);
    if (!text->empty() && !*end)
      return {types().integer(number), {}};
  }
  if (declared.type->is(TypeKind::RealNumber)) {
    double number = std::strtod(begin, &end);
    if (!text->empty() && !*end)
      return {types().real(number), {}};
  }
  if (declared.type->is(TypeKind::Text))
    return {types().text(*text), {}};
  error(DiagnosticKind::BadSetting, range, name, *text,
        describe(declared.type));
  return errorValue();
}

Value Evaluator::evaluateDeclaration(Module &module, const std::string &name,
                                     const ast::Decl &declaration) {
  bool isOwn = !module.isStandard; // of a script, and of what it imports
  switch (declaration.kind) {
  case ast::DeclKind::Import:
    if (const Module *imported = module.imports[name])
      return {types().module(imported->key), {}};
    return errorValue();
  case ast::DeclKind::Function:
    return {
        types().function(
            static_cast<const ast::FunctionDecl &>(declaration).function, {}),
        {}};
  case ast::DeclKind::Record:
  case ast::DeclKind::Task:
  case ast::DeclKind::Model:
  case ast::DeclKind::Optimizer:
    return {types().constructor(&declaration), {}};
  case ast::DeclKind::Const:
  case ast::DeclKind::Hyper: {
    auto &list = static_cast<const ast::Bindings &>(declaration).bindings;
    for (const ast::Binding &binding : list) {
      if (binding.name.text != name)
        continue;
      Region scratch;
      Within within(*this, &scratch, &module.scope);
      Value value = evaluate(binding.value);
      if (value.isError())
        return value;
      if (declaration.kind == ast::DeclKind::Const) {
        if (isOwn)
          value = settingValue(module.qualified(name), value, binding.name.range);
        if (value.type->leafCount) {
          error(DiagnosticKind::NotConstant, binding.value->range,
                "the value of a `const`", describe(value.type));
          return errorValue();
        }
        if (isOwn &&
            (value.type->isScalarNumber() || value.type->is(TypeKind::Truth) ||
             value.type->is(TypeKind::Text)))
          program_.consts.push_back(
              {module.qualified(name), describe(value.type)});
        return value;
      }
      auto number = constantReal(value);
      if (!number) {
        error(DiagnosticKind::HyperNotNumber, binding.value->range,
              describe(value.type));
        return errorValue();
      }
      Value real{types().real(*number), {}};
      if (isOwn)
        real = settingValue(module.qualified(name), real, binding.name.range);
      if (real.isError())
        return real;
      program_.hypers.push_back({module.qualified(name), real.type->real});
      Var *var = makeVar(types().tensor(Element::Real), name);
      program_.hyperVars.push_back(var);
      return tensorValue(var);
    }
    return errorValue();
  }
  case ast::DeclKind::Constant: {
    auto &constant = static_cast<const ast::Constant &>(declaration);
    Region scratch;
    Within within(*this, &scratch, &module.scope);
    Value value = evaluate(constant.value);
    if (value.type->leafCount) {
      Diagnostic &diagnostic =
          error(DiagnosticKind::NotConstant, constant.value->range,
                "a value at top level", describe(value.type));
      if (value.isTensor() && !value.type->shape.empty())
        diagnostic.notes.push_back("a list is known: `[...]` here, and "
                                   "`f32(...)` of it where it is used");
      return errorValue();
    }
    if (constant.names.size() == 1)
      return value;
    for (size_t i = 0; i < constant.names.size(); ++i)
      if (constant.names[i].text == name && value.type->is(TypeKind::Tuple) &&
          value.type->fields.size() == constant.names.size())
        return fieldOf(value, i);
    if (!value.isError())
      error(DiagnosticKind::PatternMismatch, constant.range,
            constant.names.size(), describe(value.type));
    return errorValue();
  }
  case ast::DeclKind::Experiment:
    error(DiagnosticKind::NotValue, declaration.name.range, "an experiment");
    return errorValue();
  case ast::DeclKind::Alias: {
    auto &alias = static_cast<const ast::Alias &>(declaration);
    Region scratch;
    Within within(*this, &scratch, &module.scope);
    Value value = evaluate(alias.value);
    if (value.type->is(TypeKind::Constructor)) {
      CallArguments none;
      none.range = alias.value->range;
      value = call(value, none, alias.value->range, nullptr);
    }
    if (value.isError())
      return value;
    if (!value.type->is(TypeKind::Distribution) || !value.type->declaration ||
        value.type->declaration->kind != alias.of) {
      error(DiagnosticKind::WrongKind, alias.value->range,
            alias.of == ast::DeclKind::Task ? "task" : "model",
            describe(value.type));
      return errorValue();
    }
    if (value.type->leafCount) {
      for (const Field &argument : value.type->fields)
        if (argument.type->leafCount)
          error(DiagnosticKind::NotConstant, alias.value->range,
                "its `" + argument.name + "`", describe(argument.type))
              .notes.push_back("a `hyper` is a run-time number; declare it "
                               "`const` if it decides shapes or counts");
      return errorValue();
    }
    return value;
  }
  case ast::DeclKind::Data:
    return evaluateData(name, static_cast<const ast::Bindings &>(declaration));
  }
  return errorValue();
}

} // namespace nestor::typed
