// Optimizers: an update is evaluated on the tree that it trains, or leaf by
// leaf where its p has a tensor type; its state is found on the way.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

// ---- Which clause

// `pattern` with ** for any path and * for any one name.
static bool matchesPath(const std::string &pattern, const std::string &path) {
  if (pattern.empty())
    return path.empty();
  if (pattern.compare(0, 2, "**") == 0) {
    std::string rest = pattern.substr(2);
    if (!rest.empty() && rest[0] == '.' && matchesPath(rest.substr(1), path))
      return true;
    for (size_t i = 0; i <= path.size(); ++i)
      if (matchesPath(rest, path.substr(i)))
        return true;
    return false;
  }
  if (pattern[0] == '*') {
    for (size_t i = 0; i <= path.size(); ++i) {
      if (matchesPath(pattern.substr(1), path.substr(i)))
        return true;
      if (i < path.size() && path[i] == '.')
        return false;
    }
    return false;
  }
  return !path.empty() && path[0] == pattern[0] &&
         matchesPath(pattern.substr(1), path.substr(1));
}

static bool leafByLeaf(const ast::Function &clause) {
  return !clause.parameters.empty() &&
         (clause.parameters[0].type || !clause.parameters[0].at.empty());
}

const ast::Function *Evaluator::clauseFor(const Value &optimizer,
                                          const Value &p,
                                          const std::string &path,
                                          SourceRange range) {
  auto &aggregate =
      static_cast<const ast::Aggregate &>(*optimizer.type->declaration);
  for (const ast::MemberDecl &m : aggregate.members) {
    if (!m.function || m.function->name.text != "update" ||
        m.function->parameters.empty())
      continue;
    const ast::Parameter &first = m.function->parameters[0];
    if (!first.at.empty() && !matchesPath(first.at, path))
      continue;
    if (!first.type)
      return m.function;
    DiagnosticEngine scratch;
    DiagnosticEngine *outer = diagnostics_;
    diagnostics_ = &scratch;
    // Names of extents are those of the optimizer, not of who uses it.
    Module *user = module_;
    module_ = modules_.homeOf(*m.function);
    Scope fields, names;
    fields.kind = Scope::Captures;
    fields.parent = &module_->scope;
    defineFields(fields, optimizer, range);
    names.kind = Scope::Function;
    names.parent = &fields;
    bool fits = !matchType(p, *first.type, names, range, "p").isError();
    module_ = user;
    diagnostics_ = outer;
    if (fits)
      return m.function;
  }
  error(DiagnosticKind::NoClause, range, describe(optimizer.type), path,
        describe(p.type));
  return nullptr;
}

Value Evaluator::callUpdate(const Value &optimizer, const Value &p,
                            const Value &g, const Value &initial,
                            SourceRange range) {
  auto &aggregate =
      static_cast<const ast::Aggregate &>(*optimizer.type->declaration);
  const ast::Function *whole = nullptr;
  bool leaves = false;
  for (const ast::MemberDecl &m : aggregate.members)
    if (m.function && m.function->name.text == "update") {
      leaves |= leafByLeaf(*m.function);
      if (!whole)
        whole = m.function;
    }
  if (!leaves)
    return callUpdateClause(optimizer, *whole, p, g, initial, range);
  Value next{p.type, {}}, shown{p.type, {}};
  bool pair = false;
  std::vector<Leaf> paths = types().leaves(p.type);
  for (size_t i = 0; i < paths.size(); ++i) {
    Value leaf = tensorValue(p.leaves[i]);
    const ast::Function *clause =
        clauseFor(optimizer, leaf, paths[i].path, range);
    if (!clause)
      return errorValue();
    size_t known = update_->slots.size();
    Value value =
        callUpdateClause(optimizer, *clause, leaf, tensorValue(g.leaves[i]),
                         tensorValue(initial.leaves[i]), range);
    if (value.isError())
      return value;
    for (size_t s = known; s < update_->slots.size(); ++s)
      update_->slots[s].leaf = paths[i].path;
    pair |= isNextAndResult(value);
    next.leaves.push_back(value.leaves.front());
    shown.leaves.push_back(value.leaves.back());
  }
  return pair ? nextAndResult(next, shown) : next;
}

// ---- What is trained and what is seen

bool Evaluator::isNextAndResult(const Value &value) {
  return value.type->is(TypeKind::Tuple) && value.type->fields.size() == 2 &&
         value.type->find("next") == 0 && value.type->find("result") == 1;
}

Value Evaluator::nextAndResult(const Value &next, const Value &result) {
  Value pair{types().tuple({{"next", next.type, Role::Plain},
                            {"result", result.type, Role::Plain}}),
             next.leaves};
  pair.leaves.insert(pair.leaves.end(), result.leaves.begin(),
                     result.leaves.end());
  return pair;
}

// ---- One clause

// A parameter that is declared as a function is no schedule.
static bool isDeclaredFunction(const ast::Decl &optimizer,
                               const std::string &parameter) {
  for (const auto &p : static_cast<const ast::Aggregate &>(optimizer).parameters)
    if (p.name.text == parameter)
      return p.type && p.type->kind == ast::TypeExpr::Function;
  return false;
}

Value Evaluator::callUpdateClause(const Value &optimizer,
                                  const ast::Function &clause, const Value &p,
                                  const Value &g, const Value &initial,
                                  SourceRange range) {
  Scope captures, scope;
  captures.kind = Scope::Captures;
  scope.kind = Scope::Function;
  scope.parent = &captures;
  Module *home = modules_.homeOf(clause);
  captures.parent = &home->scope;
  // A number of the optimizer may be a function of t: it is called here.
  for (size_t i = 0; i < optimizer.type->fields.size(); ++i) {
    Value field = fieldOf(optimizer, i);
    if (field.type->is(TypeKind::Function) && field.type->function &&
        field.type->function->parameters.size() == 1 &&
        !isDeclaredFunction(*optimizer.type->declaration,
                            optimizer.type->fields[i].name)) {
      CallArguments arguments;
      arguments.range = range;
      update_->readsT = true;
      arguments.items.push_back({"", update_->t, range});
      field = call(field, arguments, range, nullptr);
      if (field.isError())
        return field;
    }
    captures.define(optimizer.type->fields[i].name, field, range);
  }
  defineMethods(captures, optimizer, range);

  // The update asks for what it needs by naming it.
  Module *outer = module_;
  bool ok = true;
  for (const ast::Parameter &parameter : clause.parameters) {
    const std::string &name = parameter.name.text;
    Value value;
    if (name == "p")
      value = p;
    else if (name == "g")
      value = g;
    else if (name == "t") {
      value = update_->t;
      update_->readsT = true;
    } else if (name == "value")
      value = update_->value;
    else if (name == "loss")
      value = {types().builtin("@loss"), {}};
    else if (name == "carry")
      value = update_->carry;
    else {
      error(DiagnosticKind::UnknownUpdateParameter, parameter.range, name);
      return errorValue();
    }
    module_ = home;
    if (parameter.type)
      value = matchType(value, *parameter.type, scope, range, name.c_str());
    module_ = outer;
    ok &= !value.isError();
    scope.define(name, value, range);
  }
  if (!ok)
    return errorValue();

  if (!enterCall(clause.name.text, "", range))
    return errorValue();
  UpdateContext saved = *update_;
  update_->initial = initial;
  update_->clause = &scope;
  update_->optimizer = optimizer.type->declaration->name.text;
  size_t first = update_->slots.size();
  update_->firstSlot = first;
  Value result;
  {
    Within within(*this, nullptr, &scope);
    module_ = home;
    result = evaluateBlock(*clause.body, /*ownScope=*/false);
    module_ = outer;
  }
  // What each state variable has come to is its value at the next step.
  for (size_t i = first; i < update_->slots.size() && !result.isError(); ++i) {
    StateSlot &slot = update_->slots[i];
    if (slot.after.type)
      continue; // of an inner optimizer
    Value after = scope.names[slot.name].value;
    after = sameStructure(after, slot.inside, clause.range, slot.name);
    if (after.isError())
      result = after;
    slot.after = after;
  }
  update_->initial = saved.initial;
  update_->clause = saved.clause;
  update_->firstSlot = saved.firstSlot;
  update_->optimizer = saved.optimizer;
  SourceRange place = clause.body->range;
  if (!result.isError() && !isNextAndResult(result)) {
    result = sameStructure(result, p, place, "the updated p");
  } else if (!result.isError()) {
    Value next = sameStructure(fieldOf(result, 0), p, place, "next");
    Value shown = sameStructure(fieldOf(result, 1), p, place, "result");
    bool isSame = !next.isError() && !shown.isError();
    result = isSame ? nextAndResult(next, shown) : errorValue();
  }
  callers_.pop_back();
  return result;
}

// `value`, with every number in the type that `like` has.
Value Evaluator::sameStructure(const Value &value, const Value &like,
                               SourceRange range, const std::string &what) {
  if (value.isError() || value.type == like.type)
    return value;
  const Type *common = commonType(value.type, like.type);
  if (common == like.type)
    return convertTo(value, like.type, range);
  Diagnostic &wrong = error(DiagnosticKind::CarryMismatch, range, what,
                            describe(like.type), describe(value.type));
  if (value.type->is(TypeKind::Unit))
    wrong.notes.push_back("end the block with it: its value is the last");
  return errorValue();
}

// ---- State

// Whether an expression reads one of the names.
static bool readsAny(const ast::Expr *expr,
                     const std::set<std::string> &names) {
  bool reads = false;
  ast::Walk walk;
  walk.expression = [&](const ast::Expr &e) {
    if (e.kind == ast::ExprKind::NameRef)
      reads |= names.count(static_cast<const ast::NameRef &>(e).name) != 0;
  };
  walk(expr);
  return reads;
}

// `first` in the first update, `later` in the others.
Value Evaluator::startingAt(const Value &first, const Value &later,
                            SourceRange range) {
  Value one = literal(Element::Int, {}, {1}, range);
  Value isFirst = compare(/*eq*/ 0, update_->t, one, range);
  return mapLeaves(first, later, range, [&](const Value &a, const Value &b) {
    Value condition = toShape(isFirst, a.type->shape, range);
    return tensorValue(emit(Primitive::Select,
                            {condition.leaves[0], a.leaves[0], b.leaves[0]},
                            a.type, range));
  });
}

void Evaluator::evaluateState(const ast::State &state) {
  bool isHere = update_ && update_->clause;
  if (!isHere)
    error(DiagnosticKind::StateHere, state.range);
  else if (region_ != update_->region)
    error(DiagnosticKind::NotYet, state.range,
          "`state` inside a branch or loop of an update");
  if (!isHere || region_ != update_->region) {
    for (const ast::Binding &binding : state.bindings)
      scope_->define(binding.name.text, errorValue(), binding.range);
    return;
  }
  for (const ast::Binding &binding : state.bindings) {
    StateSlot slot;
    slot.name = binding.name.text;
    slot.optimizer = update_->optimizer;
    size_t index = update_->slots.size();
    // A state that starts from the gradient is known in the first step only:
    // it is zero before, and takes its value where t is 1.
    bool late = readsAny(binding.value, {"g", "value", "t"});
    update_->readsT |= late;
    Value atFirst;
    if (update_->onlyStates && readsAny(binding.value, {"carry"})) {
      // What the block rebinds may be bound only where the loop runs.
      error(DiagnosticKind::UnknownName, binding.range, "carry");
      scope_->define(slot.name, errorValue(), binding.range);
      continue;
    }
    if (late)
      atFirst =
          asState(evaluate(binding.value), update_->initial, binding.range);
    if (late && atFirst.isError()) {
      scope_->define(slot.name, errorValue(), binding.range);
      continue;
    }
    bool started = update_->existing &&
                   update_->existing->type->find("@started") < 0;
    if (update_->existing && (late || started)) {
      slot.initial = fieldOf(*update_->existing, index);
    } else if (late) {
      Within within(*this, update_->outside, nullptr);
      slot.initial = {atFirst.type, {}};
      for (Var *leaf : atFirst.leaves)
        slot.initial.leaves.push_back(
            literal(leaf->type->element, leaf->type->shape, {0}, binding.range)
                .leaves[0]);
    } else {
      // Evaluated once, before the first step, where p is what it starts from.
      Scope before;
      before.kind = Scope::Function;
      before.parent = scope_->parent;
      for (auto &entry : update_->clause->names)
        if (entry.second.value.leaves.empty())
          before.names.insert(entry);
      before.define("p", update_->initial, binding.range);
      before.define("carry", update_->carryBefore, binding.range);
      Within within(*this, update_->outside, &before);
      key_ = update_->outsideKey;
      slot.initial =
          asState(evaluate(binding.value), update_->initial, binding.range);
      if (update_->existing && !slot.initial.isError())
        slot.initial =
            stateSoFar(*update_->existing, index, slot.initial);
    }
    if (slot.initial.isError()) {
      scope_->define(slot.name, errorValue(), binding.range);
      continue;
    }
    slot.inside =
        makeParameters(*update_->region, slot.initial.type, slot.name);
    // In a block that a constant chose, too, it belongs to the update.
    update_->clause->define(
        slot.name,
        late ? startingAt(atFirst, slot.inside, binding.range) : slot.inside,
        binding.name.range);
    update_->slots.push_back(slot);
  }
}

// A bare number takes the shape of p; weak tensors become f32.
Value Evaluator::asState(const Value &value, const Value &p,
                         SourceRange range) {
  if (value.isError())
    return value;
  if (auto number = constantReal(value))
    return mapLeaves(p, [&](const Value &leaf) {
      return literal(leaf.type->element, leaf.type->shape, {*number}, range);
    });
  return trainable(value, range);
}

} // namespace nestor::typed
