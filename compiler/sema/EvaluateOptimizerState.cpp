// The state of an optimizer that outlives its statement: a single step in a
// loop goes on from the one in the turn before.
#include "compiler/sema/MinimizeParts.h"

namespace nestor::typed {

std::string Evaluator::stateName(const ast::Minimize &minimize) {
  return fmt::format("@state {}", minimize.range.begin);
}

// Whether the variable that is trained is bound here.
bool Evaluator::isBoundAround(const ast::Minimize &minimize) {
  return minimize.place->parts.empty() &&
         scope_->findInFunction(minimize.place->root.text);
}

// Before a loop: the state of a minimize inside it, whose variable is bound
// outside. It starts here.
Value *Evaluator::hiddenState(const ast::Minimize &minimize) {
  std::string name = stateName(minimize);
  if (Binding *binding = scope_->findInFunction(name))
    return &binding->value;
  if (!isBoundAround(minimize))
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
    parts.goesOn = parts.onlyStates = true;
    ok = evaluateUpdateRegion(parts);
  }
  diagnostics_ = outer;
  lateStates_.erase(&minimize);
  if (!ok) // it needs what is bound inside
    lateStates_[&minimize] = nullptr;
  if (!ok || parts.slots.empty())
    return nullptr;
  Value states;
  std::vector<Field> fields = stateFields(parts.slots, *minimize.place);
  for (const StateSlot &slot : parts.slots)
    appendTo(states.leaves, slot.initial);
  if (parts.showsResult) {
    fields.push_back({"@next", parts.slots.back().initial.type, Role::Plain});
    for (size_t i : parts.targets)
      states.leaves.push_back(parts.start.leaves[i]);
  }
  states.type = types().tuple(fields);
  scope_->define(name, states, minimize.keyword);
  return &scope_->names[name].value;
}

// After a turn of a loop: states whose start needed what the turn binds. They
// are carried from zeros on, and `@started` says whether these count.
bool Evaluator::carryLate(std::vector<Carried> &carried,
                          const ast::Block &block, Region *region,
                          Scope *scope) {
  bool complete = true;
  Within outside(*this, region, scope);
  ast::forEachStep(block, [&](const ast::Minimize &minimize) {
    auto late = lateStates_.find(&minimize);
    if (late == lateStates_.end() || !late->second ||
        !isBoundAround(minimize) ||
        scope_->findInFunction(stateName(minimize)))
      return;
    Carried c;
    c.name = stateName(minimize);
    c.range = minimize.keyword;
    c.type = late->second;
    c.initial.type = late->second;
    for (const Leaf &leaf : types().leaves(c.type))
      c.initial.leaves.push_back(literal(leaf.type->element, leaf.type->shape,
                                         {0}, minimize.keyword)
                                     .leaves[0]);
    scope_->define(c.name, c.initial, minimize.keyword);
    carried.push_back(c);
    complete = false;
  });
  return complete;
}

// Field `index` of a state that goes on; `first` where it has not started.
Value Evaluator::stateSoFar(const Value &state, size_t index,
                            const Value &first) {
  Value soFar = fieldOf(state, index);
  int started = state.type->find("@started");
  if (started < 0)
    return soFar;
  Value flag = fieldOf(state, size_t(started));
  Value result = soFar;
  for (size_t i = 0; i < soFar.leaves.size(); ++i) {
    const Type *type = soFar.leaves[i]->type;
    result.leaves[i] =
        emit(Primitive::Select,
             {toShape(flag, type->shape, {}).leaves[0], soFar.leaves[i],
              first.leaves[i]},
             type, {});
  }
  return result;
}

} // namespace nestor::typed
