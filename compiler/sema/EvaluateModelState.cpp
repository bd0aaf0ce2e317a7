// State that models carry along while they are trained (batch statistics,
// counters): methods read and assign it as names of their own; each region
// threads it as further values. It is never differentiated through.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

Evaluator::ModelStates::ModelStates(Evaluator &evaluator)
    : evaluator(evaluator), outer(evaluator.states_) {
  evaluator.states_ = this;
}

Evaluator::ModelStates::~ModelStates() { evaluator.states_ = outer; }

std::vector<Var *> Evaluator::ModelStates::written() const {
  std::vector<Var *> keys;
  for (const auto &entry : now)
    keys.push_back(entry.first);
  return keys;
}

Var *Evaluator::presentState(Var *leaf) {
  for (ModelStates *states = states_; states; states = states->outer) {
    auto it = states->now.find(leaf);
    if (it != states->now.end())
      return it->second;
  }
  return leaf;
}

Value Evaluator::withPresentStates(const Value &value) {
  if (!states_ || value.leaves.empty())
    return value;
  Value result = value;
  for (Var *&leaf : result.leaves)
    leaf = presentState(leaf);
  return result;
}

bool Evaluator::isTraining(const Value &self) {
  if (trainingSetting_)
    return *trainingSetting_;
  bool trains = false, holds = false;
  std::vector<Leaf> leaves = types().leaves(self.type);
  for (size_t i = 0; i < leaves.size(); ++i) {
    bool parameter =
        leaves[i].role == Role::Param || leaves[i].role == Role::State;
    holds |= parameter;
    trains |= parameter && trained_.count(self.leaves[i]);
  }
  // A layer without numbers of its own (dropout) is trained with its caller.
  return holds ? trains : training_;
}

void Evaluator::defineStates(Scope &scope, const Value &self,
                             SourceRange range) {
  for (size_t i = 0; i < self.type->fields.size(); ++i) {
    const Field &field = self.type->fields[i];
    if (field.role == Role::State && !scope.findHere(field.name))
      scope.define(field.name, withPresentStates(fieldOf(self, i)), range);
  }
}

bool Evaluator::writeStates(Scope &scope, const Value &self,
                            SourceRange range) {
  for (size_t i = 0; i < self.type->fields.size(); ++i) {
    const Field &field = self.type->fields[i];
    if (field.role != Role::State)
      continue;
    Value keys = fieldOf(self, i), before = withPresentStates(keys);
    Binding &binding = *scope.findHere(field.name);
    if (binding.value.isError())
      return false;
    if (binding.value.type == before.type &&
        binding.value.leaves == before.leaves)
      continue;
    markRead(binding);
    if (!training_) {
      error(DiagnosticKind::StateReadOnly, binding.range, field.name);
      return false;
    }
    Value after =
        sameStructure(binding.value, before, binding.range, field.name);
    if (after.isError())
      return false;
    for (size_t k = 0; k < after.leaves.size(); ++k)
      // Where `with training = true` forces it, there may be nothing to write.
      if (trained_.count(keys.leaves[k]))
        states_->now[keys.leaves[k]] =
            emit(Primitive::StopGradient, {after.leaves[k]},
                 after.leaves[k]->type, range);
  }
  return true;
}

Value Evaluator::withStates(Value value, const std::vector<Carried> &carried) {
  for (const Carried &c : carried)
    if (c.leaf >= 0)
      value.leaves[c.leaf] = c.inside.leaves[0];
  return value;
}

bool Evaluator::carryStates(std::vector<Carried> &carried,
                            const ModelStates &states) {
  bool complete = true;
  for (Var *key : states.written()) {
    bool known = false;
    for (const Carried &c : carried)
      known |= c.state == key;
    if (known)
      continue;
    // What it was before the loop: the region around sees it so.
    ModelStates *inner = states_;
    states_ = states.outer;
    Carried c;
    c.initial = tensorValue(presentState(key));
    states_ = inner;
    c.type = key->type;
    c.state = key;
    carried.push_back(c);
    complete = false;
  }
  return complete;
}

} // namespace nestor::typed
