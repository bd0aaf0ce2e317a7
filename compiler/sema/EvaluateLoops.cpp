// What loops and comprehensions share: headers, elements at a run-time index,
// lanes, speculation, reports inside.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

bool Evaluator::headerSource(const ast::LoopHeader &header, Value &source,
                             int64_t &count) {
  source = {types().unit(), {}};
  count = 1;
  if (!header.source)
    return true;
  Value value = evaluate(header.source);
  if (value.isError())
    return false;
  if (header.pattern.empty()) {
    auto steps =
        constantInteger(value, header.source->range, "the number of steps");
    if (!steps)
      return false;
    if (*steps < 0) {
      error(DiagnosticKind::NegativeSteps, header.source->range, *steps);
      return false;
    }
    count = *steps;
    return true;
  }
  if (value.type->is(TypeKind::Distribution) && value.type->text == "epochs") {
    if (!key_) {
      error(DiagnosticKind::DrawOutside, header.source->range);
      return false;
    }
    // The order of each epoch belongs to this place.
    value.leaves.push_back(siteKey(/*tag=*/1, header.source, header.range));
    source = value;
    count = value.type->fields[2].type->integer;
    return true;
  }
  count = lengthOf(value);
  if (count < 0) {
    error(DiagnosticKind::NotIterable, header.source->range,
          describe(value.type));
    return false;
  }
  source = value;
  return true;
}

bool Evaluator::bindPattern(const std::vector<ast::Name> &pattern,
                            const Value &value, Scope &scope,
                            SourceRange range) {
  if (value.isError())
    return false;
  if (pattern.size() == 1) {
    scope.define(pattern[0].text, value, pattern[0].range);
    return true;
  }
  bool fields =
      value.type->is(TypeKind::Tuple) || value.type->is(TypeKind::Instance);
  int64_t length =
      fields ? int64_t(value.type->fields.size()) : lengthOf(value);
  if (length != int64_t(pattern.size())) {
    error(DiagnosticKind::PatternMismatch, range, pattern.size(),
          describe(value.type));
    return false;
  }
  for (size_t i = 0; i < pattern.size(); ++i)
    scope.define(pattern[i].text,
                 fields ? fieldOf(value, i)
                        : elementOf(value, int64_t(i), range),
                 pattern[i].range);
  return true;
}

bool Evaluator::speculate(const std::function<void()> &attempt) {
  DiagnosticEngine scratch;
  DiagnosticEngine *outer = diagnostics_;
  size_t nodes = region_->nodes.size();
  size_t sites = program_.sites.size(), loops = program_.loops.size();
  size_t callers = callers_.size();
  SourceRange lost = program_.lost;
  auto names = scope_->names;
  auto states = states_ ? states_->now : decltype(ModelStates::now)();
  diagnostics_ = &scratch;
  attempt();
  diagnostics_ = outer;
  bool notConstant = false;
  for (const Diagnostic &d : scratch.all())
    notConstant |= d.kind == DiagnosticKind::NotConstant;
  if (notConstant) {
    region_->nodes.resize(nodes);
    program_.sites.resize(sites);
    program_.loops.resize(loops);
    callers_.resize(callers);
    program_.lost = lost;
    scope_->names = std::move(names);
    if (states_)
      states_->now = states;
    return false;
  }
  for (const Diagnostic &d : scratch.all()) {
    Diagnostic &copy = diagnostics_->add(d.kind, d.range, d.message);
    copy.labels = d.labels;
    copy.notes = d.notes;
    copy.fixes = d.fixes;
  }
  return true;
}

Value Evaluator::mapLanes(
    int64_t lanes, const Value &mapped, SourceRange range,
    const std::function<Value(Var *, const Value &)> &body) {
  auto region = std::make_unique<Region>();
  Scope scope;
  scope.parent = scope_;
  bool effects = effectsAllowed_, topLevel = topLevel_;
  effectsAllowed_ = topLevel_ = false;
  Value value;
  {
    Within within(*this, region.get(), &scope);
    ModelStates states(*this);
    Var *lane = makeVar(types().tensor(Element::Int), "lane");
    region->parameters.push_back(lane);
    loopNumbers_.insert(lane);
    Value slice = mapped;
    if (mapped.type->is(TypeKind::Range)) {
      slice = elementAt(mapped, lane, range);
    } else if (!mapped.leaves.empty()) {
      const Type *element =
          mapped.type->is(TypeKind::Array)
              ? mapped.type->fields[0].type
              : types().tensor(mapped.type->element,
                               Shape(mapped.type->shape.begin() + 1,
                                     mapped.type->shape.end()));
      slice = makeParameters(*region, element, "");
    }
    value = materialize(body(lane, slice), range);
    region->results = value.leaves;
    if (!states.now.empty()) {
      error(DiagnosticKind::StateInLanes, range);
      value = errorValue();
    }
  }
  effectsAllowed_ = effects;
  topLevel_ = topLevel;
  if (value.isError())
    return value;
  if (value.type->is(TypeKind::Unit)) {
    error(DiagnosticKind::NotValue, range, "a block without a value");
    return errorValue();
  }
  if (value.leaves.empty()) {
    // The same compile-time value in every lane.
    std::vector<Field> fields(size_t(lanes), {"", value.type, Role::Plain});
    return {types().tuple(fields, /*isList=*/true), {}};
  }
  Node *node = emitNode(NodeKind::Map, range);
  node->tripCount = lanes;
  if (!mapped.type->is(TypeKind::Range))
    node->operands = mapped.leaves;
  node->regions.push_back(std::move(region));
  Value stacked{types().array(value.type, lanes), {}};
  for (const Leaf &leaf : types().leaves(stacked.type)) {
    stacked.leaves.push_back(makeVar(leaf.type));
    node->results.push_back(stacked.leaves.back());
  }
  return stacked;
}

// ---- Reports inside loops

Var *Evaluator::stepAfter(Var *iteration, SourceRange range) {
  Value one = literal(Element::Int, {}, {1}, range);
  return emit(Primitive::Add, {iteration, one.leaves[0]}, iteration->type,
              range);
}

Evaluator::LoopEffects::LoopEffects(Evaluator &evaluator,
                                    const std::string &name, int64_t steps,
                                    SourceRange range)
    : evaluator(evaluator), enclosing(evaluator.enclosingLoop_),
      step(evaluator.step_), outer(evaluator.outerSteps_.size()),
      topLevel(evaluator.topLevel_) {
  if (step)
    evaluator.outerSteps_.push_back(step);
  if (evaluator.effectsAllowed_) {
    loop = int(evaluator.program_.loops.size());
    evaluator.program_.loops.push_back({name, steps, range});
    evaluator.enclosingLoop_ = loop;
  }
  evaluator.topLevel_ = false;
}

void Evaluator::LoopEffects::leave() {
  if (left)
    return;
  left = true;
  evaluator.enclosingLoop_ = enclosing;
  evaluator.step_ = step;
  evaluator.outerSteps_.resize(outer);
  evaluator.topLevel_ = topLevel;
}

void Evaluator::evaluateEvery(const std::vector<ast::Every> &every,
                              Var *iteration) {
  for (const ast::Every &item : every) {
    auto period = constantInteger(evaluate(item.period), item.period->range,
                                  "the period of `every`");
    if (!period)
      continue;
    if (*period < 1) {
      error(DiagnosticKind::NegativeSteps, item.period->range, *period);
      continue;
    }
    Var *after = stepAfter(iteration, item.range);
    Value rest = apply(ast::Operator::Modulo, tensorValue(after),
                       {types().integer(*period), {}}, item.range);
    Value due =
        apply(ast::Operator::Equal, rest, {types().integer(0), {}}, item.range);
    auto then = std::make_unique<Region>(), other = std::make_unique<Region>();
    Scope scope;
    scope.parent = scope_;
    {
      Within within(*this, then.get(), &scope);
      ModelStates states(*this);
      scope.define("step", tensorValue(after), {});
      evaluateBlock(*item.block, /*ownScope=*/false);
      for (auto &entry : scope.names)
        if (entry.second.rebound)
          error(DiagnosticKind::EveryRebinds, entry.second.range, entry.first);
    }
    Node *node = emitNode(NodeKind::If, item.range);
    node->operands = due.leaves;
    node->regions.push_back(std::move(then));
    node->regions.push_back(std::move(other));
  }
}

} // namespace nestor::typed
