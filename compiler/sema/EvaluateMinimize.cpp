// `minimize`: the loss, the update and what is observed become the three
// regions of one node.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

static void appendTo(std::vector<Var *> &to, const Value &value) {
  to.insert(to.end(), value.leaves.begin(), value.leaves.end());
}

struct Evaluator::MinimizeParts {
  explicit MinimizeParts(const ast::Minimize &node) : node(node) {}
  const ast::Minimize &node;
  Value start;                 // the trained value, before
  std::vector<size_t> targets; // its leaves that move
  Value source;                // what the header walks
  int64_t count = 1;
  std::vector<Carried> carried;
  std::vector<std::string> auxNames; // of the loss block, read outside of it
  std::vector<Value> aux;
  std::vector<std::pair<std::string, Value>> notes;
  Value optimizer;
  bool optimizerInside = false;
  const Type *lossType = nullptr;
  std::vector<StateSlot> slots;
  std::unique_ptr<Region> loss, update, observe;
  bool hasUntil = false;
  int loop = -1;
  bool outermost = false;
};

// The trained value with its moving leaves replaced.
static Value withTargets(const Value &start, const std::vector<size_t> &targets,
                         const std::vector<Var *> &vars) {
  Value value = start;
  for (size_t i = 0; i < targets.size(); ++i)
    value.leaves[targets[i]] = vars[i];
  return value;
}

static std::vector<Var *> take(const std::vector<Var *> &vars, size_t begin,
                               size_t count) {
  return {vars.begin() + begin, vars.begin() + begin + count};
}

Value Evaluator::evaluateMinimize(const ast::Minimize &node, bool traced) {
  MinimizeParts parts(node);
  if (node.through) {
    error(DiagnosticKind::NotYet, node.through->range, "`through`");
    return errorValue();
  }
  if (node.from) {
    if (!node.place->parts.empty() || !node.place->steps.empty()) {
      error(DiagnosticKind::FromNeedsName, node.place->range);
      return errorValue();
    }
    parts.start = evaluate(node.from);
  } else {
    parts.start = evaluatePlace(*node.place);
  }
  if (parts.start.isError())
    return errorValue();
  parts.start = trainable(parts.start, node.place->range);
  parts.targets = targetLeaves(parts.start);
  if (parts.targets.empty()) {
    error(DiagnosticKind::NothingToTrain, node.place->range, "minimize",
          describe(parts.start.type));
    return errorValue();
  }
  if (!headerSource(node.header, parts.source, parts.count))
    return errorValue();
  parts.source = listAsTensor(parts.source, node.header.range);

  // The optimizer is evaluated in every step if it reads the loop variable.
  ast::Walk walk;
  walk.expression = [&](const ast::Expr &expr) {
    if (expr.kind == ast::ExprKind::NameRef)
      for (const ast::Name &name : node.header.pattern)
        parts.optimizerInside |=
            static_cast<const ast::NameRef &>(expr).name == name.text;
  };
  walk(node.optimizer);
  if (!parts.optimizerInside)
    parts.optimizer = evaluate(node.optimizer);

  parts.carried = carriedOf(node, parts.start);
  parts.outermost = topLevel_ && effectsAllowed_;
  std::string name = node.place->root.text.empty()
                         ? "(several)"
                         : node.place->root.text;
  LoopEffects effects(*this, name, parts.count, node.keyword);
  parts.loop = effects.loop;
  bool ok = evaluateLossRegion(parts) && evaluateUpdateRegion(parts) &&
            evaluateObserveRegion(parts);
  effects.leave();
  return ok ? finishMinimize(parts, traced) : errorValue();
}

// What the block rebinds, and the state of the model that it trains.
std::vector<Evaluator::Carried>
Evaluator::carriedOf(const ast::Minimize &node, const Value &start) {
  std::vector<Carried> carried =
      carriedNames(*node.block, node.from ? "" : node.place->root.text);
  std::vector<Leaf> leaves = types().leaves(start.type);
  for (size_t i = 0; i < leaves.size(); ++i) {
    if (leaves[i].role != Role::State)
      continue;
    Carried c;
    c.initial = tensorValue(presentState(start.leaves[i]));
    c.type = leaves[i].type;
    c.leaf = int64_t(i);
    carried.push_back(c);
  }
  return carried;
}

// ---- The loss

bool Evaluator::evaluateLossRegion(MinimizeParts &parts) {
  const ast::Minimize &node = parts.node;
  // Names of the loss block that `every` and `until` read.
  std::set<std::string> readOutside;
  ast::Walk walk;
  walk.expression = [&](const ast::Expr &expr) {
    if (expr.kind == ast::ExprKind::NameRef)
      readOutside.insert(static_cast<const ast::NameRef &>(expr).name);
  };
  for (const ast::Every &every : node.every)
    walk(every.block);
  walk(node.until);

  bool effects = effectsAllowed_;
  effectsAllowed_ = false;
  std::vector<std::pair<std::string, Value>> *outerNotes = notes_;
  bool done = false, failed = false;
  for (int turn = 0; turn < 5 && !done && !failed; ++turn) {
    parts.loss = std::make_unique<Region>();
    parts.notes.clear();
    notes_ = &parts.notes;
    Scope scope;
    scope.parent = scope_;
    Within within(*this, parts.loss.get(), &scope);
    ModelStates states(*this);
    Var *step = makeVar(types().tensor(Element::Int), "step");
    parts.loss->parameters.push_back(step);
    std::vector<Var *> vars;
    for (size_t i : parts.targets) {
      Var *start = parts.start.leaves[i];
      vars.push_back(makeVar(start->type, node.place->root.text));
      parts.loss->parameters.push_back(vars.back());
    }
    bindCarried(parts.carried, *parts.loss, scope);
    bindPlace(scope, *node.place,
              withStates(withTargets(parts.start, parts.targets, vars),
                         parts.carried));
    trained_.insert(vars.begin(), vars.end());
    if (key_)
      key_ = foldKey(key_, /*tag=*/3, step, node.keyword);
    if (!parts.source.type->is(TypeKind::Unit) &&
        !bindPattern(node.header.pattern,
                     elementAt(parts.source, step, node.header.range), scope,
                     node.header.range)) {
      failed = true;
      break;
    }
    bool outerTraining = training_;
    training_ = true;
    Value value = materialize(evaluateBlock(*node.block, false),
                              node.block->range);
    training_ = outerTraining;
    Var *loss = scalarLoss(value, node.block->range, "a loss");
    if (!loss) {
      failed = true;
      break;
    }
    bool settled = settleCarried(parts.carried, scope, failed);
    settled &= carryStates(parts.carried, states);
    if (!settled && !failed)
      continue;
    if (failed)
      break;
    if (!dependsOn(*parts.loss, vars, {loss})) {
      error(DiagnosticKind::LossIndependent, node.block->range,
            sources_.snippet(node.place->range));
      failed = true;
      break;
    }
    parts.lossType = loss->type;
    parts.loss->results.push_back(loss);
    for (Carried &c : parts.carried)
      appendTo(parts.loss->results,
               convertTo(endOf(c, scope), c.type, node.keyword));
    parts.aux.clear();
    parts.auxNames.clear();
    auto addAux = [&](const std::string &name, const Value &aux) {
      Value shown = materialize(aux, node.keyword);
      parts.auxNames.push_back(name);
      parts.aux.push_back(shown);
      appendTo(parts.loss->results, shown);
    };
    for (auto &entry : scope.names)
      if (!entry.second.rebound && readOutside.count(entry.first) &&
          entry.first != node.place->root.text) {
        markRead(entry.second);
        addAux(entry.first, entry.second.value);
      }
    for (auto &note : parts.notes)
      addAux("note " + note.first, note.second);
    done = true;
  }
  notes_ = outerNotes;
  effectsAllowed_ = effects;
  return done && !failed;
}

void Evaluator::evaluateNote(const ast::Binding &note) {
  Value value = evaluate(note.value);
  if (value.isError())
    return;
  if (!notes_) {
    error(DiagnosticKind::NoteHere, note.range);
    return;
  }
  notes_->push_back({note.name.text, value});
}

// ---- The update

// The loss block once more, inside the update: at `q`, in the same step.
Value Evaluator::evaluateLossAt(MinimizeParts &parts, const Value &q,
                                const Value *carry, Scope &around,
                                Module &module, Var *key, Var *step,
                                SourceRange range) {
  const ast::Minimize &node = parts.node;
  if (q.isError())
    return q;
  Value before = carry ? *carry : update_->carry;
  if (before.type != update_->carry.type) {
    error(DiagnosticKind::TypeMismatch, range, "carry", describe(before.type),
          describe(update_->carry.type));
    return errorValue();
  }
  if (q.leaves.size() != parts.targets.size()) {
    error(DiagnosticKind::TreeMismatch, range, describe(parts.start.type),
          describe(q.type));
    return errorValue();
  }
  std::vector<Var *> vars;
  for (size_t i = 0; i < q.leaves.size(); ++i)
    vars.push_back(toElement(tensorValue(q.leaves[i]),
                             parts.start.leaves[parts.targets[i]]->type->element,
                             range)
                       .leaves[0]);
  Scope scope;
  scope.parent = &around;
  Within within(*this, nullptr, &scope);
  UpdateContext *update = update_;
  Module *outer = module_;
  bool outerTraining = training_;
  update_ = nullptr;
  module_ = &module;
  key_ = key ? foldKey(key, /*tag=*/3, step, node.keyword) : nullptr;
  ModelStates states(*this);
  std::vector<Carried> carried = parts.carried;
  for (size_t i = 0; i < carried.size(); ++i)
    bindCarried(carried[i], fieldOf(before, i), scope);
  bindPlace(scope, *node.place,
            withStates(withTargets(parts.start, parts.targets, vars), carried));
  trained_.insert(vars.begin(), vars.end());
  training_ = true;
  bool bound = parts.source.type->is(TypeKind::Unit) ||
               bindPattern(node.header.pattern,
                           elementAt(parts.source, step, node.header.range),
                           scope, node.header.range);
  Value loss = errorValue();
  if (bound)
    loss = materialize(evaluateBlock(*node.block, /*ownScope=*/false),
                       node.block->range);
  update_ = update;
  module_ = outer;
  training_ = outerTraining;
  if (!carry || loss.isError())
    return loss;
  // The pair (value, carry).
  Value after{before.type, {}};
  for (const Carried &c : carried)
    appendTo(after.leaves, convertTo(endOf(c, scope), c.type, node.keyword));
  Value pair{types().tuple({{"value", loss.type, Role::Plain},
                            {"carry", after.type, Role::Plain}}),
             loss.leaves};
  appendTo(pair.leaves, after);
  return pair;
}

bool Evaluator::evaluateUpdateRegion(MinimizeParts &parts) {
  const ast::Minimize &node = parts.node;
  parts.update = std::make_unique<Region>();
  UpdateContext context;
  context.region = parts.update.get();
  context.outside = region_;
  context.minimize = &node;
  Value existing;
  if (!node.from)
    if (Binding *binding = scope_->findInFunction(stateName(node))) {
      existing = binding->value;
      for (Carried &c : parts.carried)
        if (c.name == stateName(node))
          existing = c.initial;
      context.existing = &existing;
    }
  bool effects = effectsAllowed_;
  effectsAllowed_ = false;
  UpdateContext *outer = update_;
  Scope scope;
  scope.parent = scope_;
  bool ok = false;
  {
    Within within(*this, parts.update.get(), &scope);
    Region &region = *parts.update;
    Var *step = makeVar(types().tensor(Element::Int), "step");
    region.parameters.push_back(step);
    std::vector<Field> fields;
    Value p, g, initial;
    std::vector<Leaf> leaves = types().leaves(parts.start.type);
    auto parameters = [&](Value &value, const char *what) {
      for (size_t i : parts.targets) {
        value.leaves.push_back(makeVar(leaves[i].type, what));
        region.parameters.push_back(value.leaves.back());
      }
    };
    parameters(p, "p");
    parameters(g, "g");
    for (size_t i : parts.targets)
      initial.leaves.push_back(parts.start.leaves[i]);
    // One target is itself; several are a tree with the paths as names.
    if (parts.targets.size() == parts.start.leaves.size()) {
      p.type = g.type = initial.type = parts.start.type;
    } else {
      for (size_t i : parts.targets)
        fields.push_back({leaves[i].path, leaves[i].type, Role::Plain});
      p.type = g.type = initial.type = types().tuple(fields);
    }
    Var *loss = makeVar(parts.lossType, "loss");
    region.parameters.push_back(loss);
    context.value = tensorValue(loss);
    context.t = tensorValue(stepAfter(step, node.keyword));
    std::vector<Field> carries;
    for (const Carried &c : parts.carried) {
      carries.push_back({"", c.type, Role::Plain});
      for (const Leaf &leaf : types().leaves(c.type))
        context.carry.leaves.push_back(makeVar(leaf.type, "carry"));
      Within outside(*this, context.outside, nullptr);
      appendTo(context.carryBefore.leaves,
               convertTo(c.initial, c.type, node.keyword));
    }
    context.carry.type = context.carryBefore.type = types().tuple(carries);
    ModelStates states(*this);
    Scope *around = scope.parent;
    Module *module = module_;
    Var *key = key_;
    context.lossAt = [&, around, module, key, step](
                         const Value &q, const Value *carry,
                         SourceRange range) {
      return evaluateLossAt(parts, q, carry, *around, *module, key, step,
                            range);
    };
    update_ = nullptr;
    if (parts.optimizerInside) {
      if (bindPattern(node.header.pattern,
                      elementAt(parts.source, step, node.header.range), scope,
                      node.header.range))
        parts.optimizer = evaluate(node.optimizer);
      else
        parts.optimizer = errorValue();
    }
    const Type *type = parts.optimizer.type;
    if (!type->is(TypeKind::Error) &&
        !(type->is(TypeKind::Instance) &&
          type->declaration->kind == ast::DeclKind::Optimizer)) {
      Diagnostic &diagnostic = error(DiagnosticKind::NotOptimizer,
                                     node.optimizer->range, describe(type));
      if (type->is(TypeKind::Constructor))
        diagnostic.notes.push_back(
            "call it to set its numbers: `" +
            std::string(sources_.snippet(node.optimizer->range)) + "()`");
    } else if (!type->is(TypeKind::Error)) {
      update_ = &context;
      Value next = callUpdate(parts.optimizer, p, g, initial,
                              node.optimizer->range);
      if (!next.isError()) {
        region.results = next.leaves;
        for (StateSlot &slot : context.slots)
          appendTo(region.results, slot.after);
        // Behind the states, which the clauses found on their way.
        region.parameters.insert(region.parameters.end(),
                                 context.carry.leaves.begin(),
                                 context.carry.leaves.end());
        ok = true;
      }
    }
  }
  update_ = outer;
  effectsAllowed_ = effects;
  parts.slots = std::move(context.slots);
  return ok;
}

std::string Evaluator::stateName(const ast::Minimize &minimize) {
  return fmt::format("@state {}", minimize.range.begin);
}

// Before a loop: the state of a minimize inside it, whose variable is bound
// outside. It starts here.
Value *Evaluator::hiddenState(const ast::Minimize &minimize) {
  std::string name = stateName(minimize);
  if (Binding *binding = scope_->findInFunction(name))
    return &binding->value;
  if (!minimize.place->parts.empty() ||
      !scope_->findInFunction(minimize.place->root.text))
    return nullptr;
  DiagnosticEngine scratch;
  DiagnosticEngine *outer = diagnostics_;
  diagnostics_ = &scratch;
  MinimizeParts parts(minimize);
  parts.start = trainable(evaluatePlace(*minimize.place), minimize.range);
  bool ok = !parts.start.isError();
  if (ok) {
    parts.targets = targetLeaves(parts.start);
    parts.source = {types().unit(), {}};
    parts.lossType = types().tensor(strong(Element::F32));
    parts.optimizer = evaluate(minimize.optimizer);
    parts.carried = carriedOf(minimize, parts.start);
    ok = evaluateUpdateRegion(parts);
  }
  diagnostics_ = outer;
  if (!ok || parts.slots.empty())
    return nullptr;
  Value states;
  std::vector<Field> fields;
  for (const StateSlot &slot : parts.slots) {
    fields.push_back({"", slot.initial.type, Role::Plain});
    appendTo(states.leaves, slot.initial);
  }
  states.type = types().tuple(fields);
  scope_->define(name, states, minimize.keyword);
  return &scope_->names[name].value;
}

// ---- What is observed

bool Evaluator::evaluateObserveRegion(MinimizeParts &parts) {
  const ast::Minimize &node = parts.node;
  parts.observe = std::make_unique<Region>();
  Scope scope;
  scope.parent = scope_;
  Within within(*this, parts.observe.get(), &scope);
  Region &region = *parts.observe;
  Var *step = makeVar(types().tensor(Element::Int), "step");
  region.parameters.push_back(step);
  std::vector<Leaf> leaves = types().leaves(parts.start.type);
  std::vector<Var *> next, gradient;
  for (auto *list : {&next, &gradient})
    for (size_t i : parts.targets) {
      list->push_back(makeVar(leaves[i].type));
      region.parameters.push_back(list->back());
    }
  Var *loss = makeVar(parts.lossType, "loss");
  region.parameters.push_back(loss);
  scope.define("gradient",
               wholeGradient(parts.start, parts.targets, gradient,
                             node.keyword),
               {});
  scope.define("loss", tensorValue(loss), {});
  for (size_t i = 0; i < parts.aux.size(); ++i)
    scope.define(parts.auxNames[i],
                 makeParameters(region, parts.aux[i].type, parts.auxNames[i]),
                 {});
  ModelStates states(*this);
  bindCarried(parts.carried, region, scope);
  Value seen = withStates(withTargets(parts.start, parts.targets, next),
                          parts.carried);
  bindPlace(scope, *node.place, seen, node.place->root.range);
  if (!parts.source.type->is(TypeKind::Unit) &&
      !bindPattern(node.header.pattern,
                   elementAt(parts.source, step, node.header.range), scope,
                   node.header.range))
    return false;
  if (key_)
    key_ = foldKey(key_, /*tag=*/3, step, node.keyword);
  step_ = effectsAllowed_ ? step : nullptr;
  unsigned before = diagnostics_->errorCount();
  evaluateEvery(node.every, step);
  if (node.until) {
    Var *stop = condition(node.until, "`until`");
    if (!stop)
      return false;
    region.results.push_back(stop);
    parts.hasUntil = true;
  }
  return diagnostics_->errorCount() == before;
}

// ---- The node

Value Evaluator::finishMinimize(MinimizeParts &parts, bool traced) {
  const ast::Minimize &node = parts.node;
  Node *out = program_.makeNode(NodeKind::Minimize, node.range);
  out->tripCount = parts.count;
  out->hasUntil = parts.hasUntil;
  out->traced = traced;
  out->topLevel = parts.outermost ? parts.loop : -1;
  for (size_t i : parts.targets)
    out->operands.push_back(parts.start.leaves[i]);
  out->targets = parts.targets.size();
  for (const StateSlot &slot : parts.slots)
    appendTo(out->operands, slot.initial);
  out->states = out->operands.size() - out->targets;
  for (Carried &c : parts.carried)
    appendTo(out->operands, convertTo(c.initial, c.type, node.keyword));
  out->carries = out->operands.size() - out->targets - out->states;
  region_->nodes.push_back(out);

  std::vector<Var *> finals;
  for (size_t i = 0; i < out->targets + out->states; ++i)
    finals.push_back(makeVar(out->operands[i]->type,
                             i < out->targets ? node.place->root.text : ""));
  out->results = finals;
  Value trained =
      withTargets(parts.start, parts.targets, take(finals, 0, out->targets));
  Value states;
  std::vector<Field> fields;
  for (const StateSlot &slot : parts.slots)
    fields.push_back({"", slot.initial.type, Role::Plain});
  states.type = types().tuple(fields);
  states.leaves = take(finals, out->targets, out->states);
  finishCarried(parts.carried, *out);
  trained = withStates(trained, parts.carried);

  Value result = trained;
  if (traced) {
    std::vector<Field> members = {{"value", trained.type, Role::Plain}};
    result.leaves = trained.leaves;
    auto addStack = [&](const std::string &name, const Type *type, bool shown) {
      Value stack{types().array(type, parts.count), {}};
      for (const Leaf &leaf : types().leaves(stack.type)) {
        stack.leaves.push_back(makeVar(leaf.type, name));
        out->results.push_back(stack.leaves.back());
      }
      if (!shown)
        return;
      members.push_back({name, stack.type, Role::Plain});
      appendTo(result.leaves, stack);
    };
    addStack("loss", parts.lossType, true);
    for (size_t i = 0; i < parts.aux.size(); ++i) {
      bool note = parts.auxNames[i].compare(0, 5, "note ") == 0;
      addStack(note ? parts.auxNames[i].substr(5) : parts.auxNames[i],
               parts.aux[i].type, note);
    }
    result.type = types().tuple(members);
  }
  out->regions.push_back(std::move(parts.loss));
  out->regions.push_back(std::move(parts.update));
  out->regions.push_back(std::move(parts.observe));
  if (node.from)
    return result;
  // The variable goes on as what was trained; so does the optimizer's state.
  auto assign = [&](const ast::Place &place, const Value &value,
                    auto &&self) -> void {
    if (!place.parts.empty()) {
      for (size_t i = 0; i < place.parts.size(); ++i)
        self(*place.parts[i], fieldOf(value, i), self);
      return;
    }
    Binding *root = scope_->findInFunction(place.root.text);
    if (!root) {
      error(DiagnosticKind::AssignOuter, place.root.range, place.root.text);
      return;
    }
    Value whole = replacePlace(root->value, place, 0, value);
    if (node.every.empty()) // else its training is watched
      noteBinding(place.root.text, place.root.range);
    scope_->assign(place.root.text, whole, place.root.range);
  };
  assign(*node.place, trained, assign);
  if (scope_->findInFunction(stateName(node)))
    scope_->assign(stateName(node), states, node.keyword);
  return result;
}

} // namespace nestor::typed
