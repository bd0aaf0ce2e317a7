// `minimize`: the loss, the update and what is observed become the three
// regions of one node.
#include "compiler/sema/MinimizeParts.h"

namespace nestor::typed {

Value Evaluator::evaluateMinimize(const ast::Minimize &node, bool traced) {
  MinimizeParts parts(node);
  auto through = evaluateThrough(node.through, node.until);
  if (!through)
    return errorValue();
  parts.through = *through;
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
  // Where what is seen differs from what is trained, training goes on from the
  // latter.
  if (Binding *binding =
          node.from ? nullptr : scope_->findInFunction(stateName(node)))
    if (int next = binding->value.type->find("@next"); next >= 0) {
      Value shown{nullptr, {}};
      for (size_t i : parts.targets)
        shown.leaves.push_back(parts.start.leaves[i]);
      parts.start = withTargets(
          parts.start, parts.targets,
          stateSoFar(binding->value, size_t(next), shown).leaves);
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
  const std::string &name = node.place->root.text;
  LoopEffects effects(*this, name.empty() ? "(several)" : name, parts.count,
                      node.keyword);
  parts.loop = effects.loop;
  bool ok = evaluateLossRegion(parts) && evaluateUpdateRegion(parts) &&
            checkGradient(parts) && evaluateObserveRegion(parts);
  effects.leave();
  return ok ? finishMinimize(parts, traced) : errorValue();
}

// What the block rebinds, and the state of the model that it trains.
std::vector<Carried> Evaluator::carriedOf(const ast::Minimize &node,
                                          const Value &start) {
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
    std::vector<Leaf> paths = types().leaves(parts.start.type);
    for (size_t i : parts.targets) {
      Var *start = parts.start.leaves[i];
      vars.push_back(
          makeVar(start->type, targetName(*node.place, paths[i].path)));
      parts.loss->parameters.push_back(vars.back());
    }
    bindCarried(parts.carried, *parts.loss, scope);
    bindPlace(scope, *node.place,
              withStates(withTargets(parts.start, parts.targets, vars),
                         parts.carried));
    trained_.insert(vars.begin(), vars.end());
    enterTurn(node, /*tag=*/3, step, node.keyword);
    if (!parts.source.type->is(TypeKind::Unit) &&
        !bindPattern(node.header.pattern,
                     elementAt(parts.source, step, node.header.range), scope,
                     node.header.range)) {
      failed = true;
      break;
    }
    bool outerTraining = training_;
    training_ = true;
    Value value =
        materialize(evaluateBlock(*node.block, false), node.block->range);
    training_ = outerTraining;
    Var *loss = scalarLoss(value, node.block->range, "a loss");
    if (!loss) {
      failed = true;
      break;
    }
    bool settled = settleCarried(parts.carried, scope, failed);
    settled &= carryStates(parts.carried, states);
    settled &= carryLate(parts.carried, *node.block, within.region,
                         within.scope);
    if (!settled && !failed)
      continue;
    if (failed)
      break;
    failed = !checkDependence(*parts.loss, vars, loss, node.block->range,
                              node.place->range, Dependence::OfValue);
    if (failed)
      break;
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
  scope.define(
      "gradient",
      wholeGradient(parts.start, parts.targets, gradient, node.keyword), {});
  scope.define("loss", tensorValue(loss), {});
  for (size_t i = 0; i < parts.aux.size(); ++i)
    scope.define(parts.auxNames[i],
                 makeParameters(region, parts.aux[i].type, parts.auxNames[i]),
                 {});
  ModelStates states(*this);
  bindCarried(parts.carried, region, scope);
  for (const StateSlot &slot : parts.slots) {
    Value state = makeParameters(region, slot.initial.type, slot.name);
    if (parts.showsResult && &slot == &parts.slots.back())
      next = state.leaves;
  }
  Value seen =
      withStates(withTargets(parts.start, parts.targets, next), parts.carried);
  bindPlace(scope, *node.place, seen, node.place->root.range);
  if (!parts.source.type->is(TypeKind::Unit) &&
      !bindPattern(node.header.pattern,
                   elementAt(parts.source, step, node.header.range), scope,
                   node.header.range))
    return false;
  enterTurn(node, /*tag=*/3, step, node.keyword);
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

// An update that names the gradient needs a loss that has one.
bool Evaluator::checkGradient(MinimizeParts &parts) {
  auto targets = long(parts.targets.size());
  auto first = parts.update->parameters.begin() + 1 + targets;
  if (!reads(*parts.update, std::vector<Var *>(first, first + targets)))
    return true;
  auto trained = parts.loss->parameters.begin() + 1;
  return checkDependence(*parts.loss,
                         std::vector<Var *>(trained, trained + targets),
                         parts.loss->results[0], parts.node.block->range,
                         parts.node.place->range, Dependence::OfDerivative);
}

// ---- The node

Value Evaluator::finishMinimize(MinimizeParts &parts, bool traced) {
  const ast::Minimize &node = parts.node;
  Node *out = program_.makeNode(NodeKind::Minimize, node.range);
  out->tripCount = parts.count;
  out->hasUntil = parts.hasUntil;
  out->traced = traced;
  out->plan = int(parts.through.plan);
  out->window = parts.through.window;
  if (parts.through.solver && traced) {
    error(DiagnosticKind::ImplicitLoss, node.through->range, "is traced");
    return errorValue();
  }
  if (parts.through.plan == Plan::FirstOrder && parts.showsResult) {
    error(DiagnosticKind::NotYet, node.through->range,
          "`through first_order` of an optimizer that shows other values than "
          "it trains");
    return errorValue();
  }
  out->topLevel = parts.outermost ? parts.loop : -1;
  if (!parts.outermost && effectsAllowed_)
    out->site = int(scriptLine(node.keyword));
  out->written = parts.written = parts.asWritten(*this);
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
  std::vector<Leaf> paths = types().leaves(parts.start.type);
  for (size_t i : parts.targets)
    finals.push_back(
        makeVar(paths[i].type, targetName(*node.place, paths[i].path)));
  std::vector<Field> fields = stateFields(parts.slots, *node.place);
  for (const Leaf &leaf : types().leaves(types().tuple(fields)))
    finals.push_back(makeVar(leaf.type, leafName("", leaf.path)));
  out->results = finals;
  Value trained =
      withTargets(parts.start, parts.targets, take(finals, 0, out->targets));
  Value states;
  states.leaves = take(finals, out->targets, out->states);
  if (parts.showsResult) {
    size_t shown = finals.size() - out->targets;
    fields.push_back({"@next", fields.back().type, Role::Plain});
    states.leaves.insert(states.leaves.end(), finals.begin(),
                         finals.begin() + long(out->targets));
    trained =
        withTargets(trained, parts.targets, take(finals, shown, out->targets));
  }
  // In the region around the node, which stands here by now.
  auto lateState = lateStates_.find(&node);
  bool late = lateState != lateStates_.end() && !parts.slots.empty();
  if (late) {
    Value yes = literal(Element::Bool, {}, {1}, node.keyword);
    fields.push_back({"@started", yes.type, Role::Plain});
    appendTo(states.leaves, yes);
  }
  states.type = types().tuple(fields);
  if (late)
    lateState->second = states.type;
  finishCarried(parts.carried, *out);
  trained = withStates(trained, parts.carried);
  if (parts.through.solver)
    trained = implicitValue(parts, trained, parts.through.solver);
  if (trained.isError())
    return errorValue();

  Value result = trained;
  if (traced) {
    std::vector<Field> members = {{"value", trained.type, Role::Plain}};
    result.leaves = trained.leaves;
    auto addStack = [&](const std::string &name, const Type *type, bool shown) {
      Value stack{types().array(type, parts.count), {}};
      for (const Leaf &leaf : types().leaves(stack.type)) {
        stack.leaves.push_back(makeVar(leaf.type, leafName(name, leaf.path)));
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
    for (size_t i = 0; i < place.parts.size(); ++i)
      self(*place.parts[i], fieldOf(value, i), self);
    if (!place.parts.empty())
      return;
    Binding *root = scope_->findInFunction(place.root.text);
    if (!root) {
      Diagnostic &diagnostic =
          error(DiagnosticKind::AssignOuter, place.root.range, place.root.text);
      if (auto found = module_->declarations.find(place.root.text);
          found != module_->declarations.end() &&
          found->second->kind == ast::DeclKind::Hyper)
        diagnostic.notes.push_back(fmt::format(
            "learn a copy of the hyper, `x = f32({0})`, under `with {0} = x`",
            place.root.text));
      return;
    }
    Value whole = replacePlace(root->value, place, 0, value);
    if (node.every.empty() && !traced && node.place->parts.empty())
      noteBinding(place.root.text, place.root.range);
    scope_->assign(place.root.text, whole, place.root.range);
  };
  assign(*node.place, trained, assign);
  if (scope_->findInFunction(stateName(node)))
    scope_->assign(stateName(node), states, node.keyword);
  return result;
}

} // namespace nestor::typed
