// `cost { E }`: what E would cost. It is evaluated as it stands, into a region
// that never runs.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

Value Evaluator::evaluateCost(const ast::Cost &cost) {
  auto region = std::make_unique<Region>();
  Scope scope;
  scope.parent = scope_;
  bool effects = effectsAllowed_, topLevel = topLevel_;
  effectsAllowed_ = topLevel_ = false;
  {
    Within within(*this, region.get(), &scope);
    ModelStates states(*this); // what it would change is not changed
    Value value =
        materialize(evaluateBlock(*cost.block, false), cost.block->range);
    region->results = value.leaves;
    effectsAllowed_ = effects;
    topLevel_ = topLevel;
    if (value.isError())
      return value;
  }
  Node *node = emitNode(NodeKind::Cost, cost.range);
  std::vector<Field> fields;
  Value result;
  for (const char *name : {"flops", "bytes", "peak_bytes"}) {
    Var *number = makeVar(types().tensor(Element::Real, {}), name);
    node->results.push_back(number);
    result.leaves.push_back(number);
    fields.push_back({name, number->type, Role::Plain});
  }
  node->regions.push_back(std::move(region));
  result.type = types().tuple(std::move(fields));
  return result;
}

} // namespace nestor::typed
