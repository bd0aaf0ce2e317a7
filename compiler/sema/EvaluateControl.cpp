// Loops and settings: what the body of a loop rebinds is found, given one type
// and carried.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

static void appendTo(std::vector<Var *> &to, const Value &value) {
  to.insert(to.end(), value.leaves.begin(), value.leaves.end());
}

// ---- Settings

Value Evaluator::evaluateWith(const ast::With &with) {
  Within within(*this, nullptr, nullptr);
  auto overrides = hyperOverrides_;
  Element precision = precision_;
  std::optional<bool> training = trainingSetting_;
  for (const ast::Setting &setting : with.settings) {
    const std::string &name = setting.name.text;
    Value value = evaluate(setting.value);
    if (value.isError())
      return value;
    if (name == "seed") {
      if (!rootKey_) {
        error(DiagnosticKind::DrawOutside, setting.name.range);
        return errorValue();
      }
      Value number = toElement(value, Element::Int, setting.value->range);
      if (number.isError())
        return number;
      key_ = foldKey(rootKey_, /*tag=*/5, number.leaves[0], setting.name.range);
      turns_.push_back({&with, /*tag=*/5, nullptr});
      continue;
    }
    if (name == "precision" && value.type->is(TypeKind::ElementName)) {
      precision = value.type->element;
      continue;
    }
    if (name == "training") {
      bool truth = false;
      if (!constantTruth(value, truth)) {
        error(DiagnosticKind::NotConstant, setting.value->range, "`training`",
              describe(value.type));
        return errorValue();
      }
      training = truth;
      continue;
    }
    if (name == "precision") {
      error(DiagnosticKind::NotType, setting.value->range,
            describe(value.type));
      return errorValue();
    }
    auto it = module_->declarations.find(name);
    if (it == module_->declarations.end() ||
        it->second->kind != ast::DeclKind::Hyper) {
      error(DiagnosticKind::NotSetting, setting.name.range, name);
      return errorValue();
    }
    if (!value.type->isScalarNumber() &&
        !(value.isTensor() && value.type->shape.empty() &&
          isFloating(value.type->element))) {
      error(DiagnosticKind::HyperNotNumber, setting.value->range,
            describe(value.type));
      return errorValue();
    }
    overrides[it->second] = {name, value};
  }
  std::swap(overrides, hyperOverrides_);
  std::swap(precision, precision_);
  std::swap(training, trainingSetting_);
  Value result = evaluateBlock(*with.block);
  std::swap(training, trainingSetting_);
  std::swap(precision, precision_);
  std::swap(overrides, hyperOverrides_);
  return result;
}

// ---- Loops

std::vector<Carried> Evaluator::carriedNames(const ast::Block &block,
                                             const std::string &except) {
  std::vector<Carried> carried;
  for (const std::string &name : ast::namesAssigned(block)) {
    Binding *binding = scope_->findInFunction(name);
    if (!binding || name == except)
      continue;
    // A list of constants that is rebound is a tensor.
    carried.push_back({name,
                       listAsTensor(binding->value, binding->range),
                       {},
                       nullptr,
                       binding->range});
  }
  ast::forEachStep(block, [&](const ast::Minimize &minimize) {
    if (Value *states = hiddenState(minimize))
      carried.push_back(
          {stateName(minimize), *states, {}, nullptr, minimize.keyword});
  });
  for (Carried &c : carried) {
    const Type *type = c.initial.type;
    c.type = type->isScalarNumber() || type->is(TypeKind::Truth)
                 ? types().tensor(type->is(TypeKind::Integer) ? Element::Int
                                  : type->is(TypeKind::Truth) ? Element::Bool
                                                              : Element::Real)
                 : type;
  }
  return carried;
}

void Evaluator::bindCarried(std::vector<Carried> &carried, Region &region,
                            Scope &scope) {
  for (Carried &c : carried)
    bindCarried(c, makeParameters(region, c.type, c.name), scope);
}

void Evaluator::bindCarried(Carried &c, const Value &inside, Scope &scope) {
  c.inside = inside;
  if (c.leaf >= 0) {
    c.state = inside.leaves[0];
    trained_.insert(c.state);
  }
  if (c.state)
    states_->now[c.state] = inside.leaves[0];
  else
    scope.names[c.name] = {inside, c.range, /*rebound=*/true};
}

Value Evaluator::endOf(const Carried &c, Scope &scope) {
  return c.state ? tensorValue(presentState(c.state))
                 : withPresentStates(scope.names[c.name].value);
}

// Whether the types held; else they are widened for another turn.
bool Evaluator::settleCarried(std::vector<Carried> &carried, Scope &scope,
                              bool &failed) {
  bool settled = true;
  for (Carried &c : carried) {
    if (c.state)
      continue; // writes keep its type
    Value &end = scope.names[c.name].value;
    markRead(scope.names[c.name]); // the next turn, or what follows, has it
    const Type *type = commonType(c.type, end.type);
    if (!type || type->is(TypeKind::Error)) {
      failed = true;
      if (!type)
        error(DiagnosticKind::CarryMismatch, scope.names[c.name].range, c.name,
              describe(c.initial.type), describe(end.type));
      continue;
    }
    if (type != c.type)
      settled = false;
    c.type = type;
  }
  return settled;
}

Value Evaluator::evaluateFor(const ast::For &loop, bool traced) {
  auto through = evaluateThrough(loop.through, loop.until);
  if (!through)
    return errorValue();
  if (through->solver) {
    error(DiagnosticKind::ImplicitLoop, loop.through->range);
    return errorValue();
  }
  Value source{types().unit(), {}};
  int64_t count = 1;
  if (!headerSource(loop.header, source, count))
    return errorValue();
  bool unlike = source.type->is(TypeKind::Tuple) &&
                !listAsTensor(source, loop.header.range).isTensor();
  if (!unlike) {
    Value result;
    if (speculate([&] { result = emitLoop(loop, source, count, *through, traced); }))
      return result;
  }
  if (through->plan != Plan::Unrolled) {
    error(DiagnosticKind::NotYet, loop.through->range,
          "`through` on a loop that is written out");
    return errorValue();
  }
  if (loop.until) {
    error(DiagnosticKind::NotYet, loop.keyword,
          "`until` in a loop that is written out");
    return errorValue();
  }
  // The loop variable decides types or shapes: one turn after the other.
  if (count > largestUnroll) {
    error(DiagnosticKind::UnrollTooLong, loop.header.range, count,
          largestUnroll);
    return errorValue();
  }
  std::vector<Value> values;
  Notes *outerNotes = notes_;
  std::vector<Notes> notes(static_cast<size_t>(count));
  carriedNames(*loop.block, ""); // starts the states of optimizers
  size_t before = region_->nodes.size(), sites = program_.sites.size(),
         loops = program_.loops.size();
  for (int64_t i = 0; i < count; ++i) {
    Scope scope;
    scope.parent = scope_;
    Value value;
    {
      Within within(*this, nullptr, &scope);
      if (traced)
        notes_ = &notes[size_t(i)];
      enterTurn(loop, /*tag=*/3,
                literal(Element::Int, {}, {double(i)}, loop.keyword).leaves[0],
                loop.keyword);
      if (source.type->is(TypeKind::Unit)
              ? false
              : !bindPattern(loop.header.pattern,
                             elementOf(source, i, loop.header.range), scope,
                             loop.header.range))
        return errorValue();
      value = evaluateBlock(*loop.block, /*ownScope=*/false);
      notes_ = outerNotes;
    }
    if (value.isError())
      return value;
    if (i == 0) {
      // States that only a turn could show: they start in front of it.
      std::vector<Node *> turn(region_->nodes.begin() + long(before),
                               region_->nodes.end());
      region_->nodes.resize(before);
      std::vector<Carried> late;
      if (!carryLate(late, *loop.block, region_, scope_)) {
        program_.sites.resize(sites);
        program_.loops.resize(loops);
        notes[0].clear();
        before = region_->nodes.size();
        i = -1;
        continue;
      }
      region_->nodes.insert(region_->nodes.end(), turn.begin(), turn.end());
    }
    assignRebound(scope);
    values.push_back(value);
  }
  bool valued = !values.empty() && !values[0].type->is(TypeKind::Unit);
  if (!traced)
    return valued ? makeList(values, loop.range) : Value{types().unit(), {}};
  // A record of lists, as a traced loop gives stacks.
  std::vector<Field> fields;
  Value result;
  auto add = [&](const std::string &name, const std::vector<Value> &items) {
    Value list = makeList(items, loop.range);
    fields.push_back({name, list.type, Role::Plain});
    appendTo(result.leaves, list);
  };
  if (valued)
    add("value", values);
  for (size_t k = 0; count > 0 && k < notes[0].size(); ++k) {
    std::vector<Value> items;
    for (const Notes &turn : notes)
      if (k < turn.size() && turn[k].first == notes[0][k].first)
        items.push_back(turn[k].second);
    if (items.size() != size_t(count)) {
      error(DiagnosticKind::NoteMissing, loop.keyword, notes[0][k].first);
      return errorValue();
    }
    add(notes[0][k].first, items);
  }
  result.type = types().tuple(fields);
  return result;
}

Value Evaluator::emitLoop(const ast::For &loop, const Value &source,
                          int64_t count, const Through &through, bool traced) {
  Value walked = listAsTensor(source, loop.header.range);
  std::vector<Carried> carried = carriedNames(*loop.block, "");
  bool outermost = topLevel_ && effectsAllowed_;
  LoopEffects effects(
      *this, loop.header.pattern.empty() ? "for" : loop.header.pattern[0].text,
      count, loop.keyword);
  std::unique_ptr<Region> region;
  Value value;
  Var *until = nullptr;
  bool failed = false;
  std::vector<std::pair<std::string, Value>> notes, *outerNotes = notes_;
  for (int turn = 0; turn < 5; ++turn) {
    region = std::make_unique<Region>();
    notes.clear();
    Scope scope;
    scope.parent = scope_;
    Within within(*this, region.get(), &scope);
    ModelStates states(*this);
    Var *iteration = makeVar(types().tensor(Element::Int), "iteration");
    region->parameters.push_back(iteration);
    loopNumbers_.insert(iteration);
    bindCarried(carried, *region, scope);
    enterTurn(loop, /*tag=*/3, iteration, loop.keyword);
    step_ = effectsAllowed_ ? iteration : nullptr;
    if (!walked.type->is(TypeKind::Unit) &&
        !bindPattern(loop.header.pattern,
                     elementAt(walked, iteration, loop.header.range), scope,
                     loop.header.range))
      return errorValue();
    if (traced)
      notes_ = &notes;
    value = evaluateBlock(*loop.block, /*ownScope=*/false);
    notes_ = outerNotes;
    evaluateEvery(loop.every, iteration);
    until = loop.until ? condition(loop.until, "`until`") : nullptr;
    if (value.isError() || (loop.until && !until))
      return errorValue();
    bool settled = settleCarried(carried, scope, failed);
    settled &= carryStates(carried, states);
    settled &= carryLate(carried, *loop.block, within.region, within.scope);
    if (failed)
      return errorValue();
    if (!settled)
      continue;
    if (until)
      region->results.push_back(until);
    for (Carried &c : carried)
      appendTo(region->results,
               convertTo(endOf(c, scope), c.type, loop.keyword));
    value = materialize(value, loop.keyword);
    appendTo(region->results, value);
    for (auto &note : notes) {
      note.second = materialize(note.second, loop.keyword);
      appendTo(region->results, note.second);
    }
    break;
  }
  effects.leave();
  std::vector<Var *> initial;
  for (Carried &c : carried)
    appendTo(initial, convertTo(c.initial, c.type, loop.keyword));
  Node *node = emitNode(NodeKind::Loop, loop.keyword);
  node->tripCount = count;
  node->hasUntil = until != nullptr;
  node->topLevel = outermost ? effects.loop : -1;
  node->plan = int(through.plan);
  node->window = through.plan == Plan::FirstOrder ? int64_t(initial.size())
                                                  : through.window;
  node->operands = std::move(initial);
  node->regions.push_back(std::move(region));
  finishCarried(carried, *node);
  auto stack = [&](const Value &row, const std::string &name) {
    Value stacked{types().array(row.type, count), {}};
    for (const Leaf &leaf : types().leaves(stacked.type)) {
      stacked.leaves.push_back(makeVar(leaf.type, leafName(name, leaf.path)));
      node->results.push_back(stacked.leaves.back());
    }
    return stacked;
  };
  if (!traced)
    return value.type->is(TypeKind::Unit) ? value : stack(value, "value");
  // A record of what the loop came to and what its block noted.
  std::vector<Field> fields;
  Value result;
  auto add = [&](const std::string &name, const Value &row) {
    Value stacked = stack(row, name);
    fields.push_back({name, stacked.type, Role::Plain});
    appendTo(result.leaves, stacked);
  };
  if (!value.type->is(TypeKind::Unit))
    add("value", value);
  for (auto &note : notes)
    add(note.first, note.second);
  result.type = types().tuple(fields);
  return result;
}

void Evaluator::finishCarried(std::vector<Carried> &carried, Node &node) {
  for (Carried &c : carried) {
    Value out{c.type, {}};
    for (const Leaf &leaf : types().leaves(c.type)) {
      out.leaves.push_back(makeVar(leaf.type, leafName(c.name, leaf.path)));
      node.results.push_back(out.leaves.back());
    }
    if (c.leaf >= 0) {
      c.inside = out; // the trained model has it
      continue;
    }
    if (c.state) {
      states_->now[c.state] = out.leaves[0];
      continue;
    }
    read_.insert(c.range.begin); // the first turn reads where it starts
    scope_->assign(c.name, out, c.range);
  }
}

} // namespace nestor::typed
