// `grad X { E }`: places, what can be trained in them, and the gradient.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

Value Evaluator::evaluatePlace(const ast::Place &place) {
  if (!place.parts.empty()) {
    Value result;
    std::vector<Field> fields;
    for (const ast::Place *part : place.parts) {
      Value value = evaluatePlace(*part);
      if (value.isError())
        return value;
      fields.push_back({"", value.type, Role::Plain});
      result.leaves.insert(result.leaves.end(), value.leaves.begin(),
                           value.leaves.end());
    }
    result.type = types().tuple(fields);
    return result;
  }
  Value value = lookUp(place.root.text, place.root.range);
  for (const ast::Place::Step &step : place.steps) {
    if (value.isError())
      return value;
    IndexParts parts;
    if (step.items.empty())
      value = member(value, step.member.text, step.member.range);
    else if (evaluateParts(step.items, parts))
      value = index(value, parts, step.range);
    else
      return errorValue();
  }
  return value;
}

// The root's value with the part that `place` names replaced, from step
// `from` on.
Value Evaluator::replacePlace(const Value &base, const ast::Place &place,
                              size_t from, const Value &value) {
  if (base.isError() || value.isError())
    return errorValue();
  if (from == place.steps.size())
    return value;
  const ast::Place::Step &step = place.steps[from];
  if (step.items.empty()) {
    int field = base.type->find(step.member.text);
    if (field < 0) {
      error(DiagnosticKind::UnknownMember, step.range, describe(base.type),
            step.member.text);
      return errorValue();
    }
    return withField(
        base, size_t(field),
        replacePlace(fieldOf(base, size_t(field)), place, from + 1, value));
  }
  IndexParts parts;
  if (!evaluateParts(step.items, parts))
    return errorValue();
  Value part =
      replacePlace(index(base, parts, step.range), place, from + 1, value);
  return isTree(base) ? assignTreeElement(base, parts, part, step.range)
                      : assignIndex(base, parts, part, step.range);
}

void Evaluator::bindPlace(Scope &scope, const ast::Place &place,
                          const Value &value, SourceRange bound) {
  if (!place.parts.empty()) {
    for (size_t i = 0; i < place.parts.size(); ++i)
      bindPlace(scope, *place.parts[i], fieldOf(value, i), bound);
    return;
  }
  if (place.steps.empty()) {
    scope.define(place.root.text, value, bound);
    return;
  }
  Binding *root = scope.find(place.root.text);
  if (!root)
    return; // an error was reported when the place was evaluated
  Within within(*this, nullptr, &scope);
  Value whole = replacePlace(root->value, place, 0, value);
  scope.define(place.root.text, whole, bound);
}

std::vector<size_t> Evaluator::targetLeaves(const Value &value) {
  std::vector<Leaf> leaves = types().leaves(value.type);
  std::vector<size_t> targets;
  for (size_t i = 0; i < leaves.size(); ++i)
    if (isFloating(leaves[i].type->element) && leaves[i].role != Role::State &&
        leaves[i].role != Role::Fixed)
      targets.push_back(i);
  return targets;
}

// A scalar that can be differentiated, or null after an error.
Var *Evaluator::scalarLoss(const Value &value, SourceRange range,
                           const char *what) {
  if (value.isError())
    return nullptr;
  if (!value.isTensor() || !value.type->shape.empty() ||
      !isFloating(value.type->element)) {
    Diagnostic &diagnostic =
        error(DiagnosticKind::NotScalar, range, what, describe(value.type));
    if (value.isTensor() && !value.type->shape.empty())
      diagnostic.notes.push_back("a mean or a sum makes one number of it");
    return nullptr;
  }
  return value.leaves[0];
}

Value Evaluator::wholeGradient(const Value &start,
                               const std::vector<size_t> &targets,
                               const std::vector<Var *> &gradients,
                               SourceRange range) {
  Value result = start;
  std::vector<Leaf> leaves = types().leaves(start.type);
  for (size_t i = 0, t = 0; i < start.leaves.size(); ++i) {
    const Type *type = start.leaves[i]->type;
    if (t < targets.size() && targets[t] == i)
      result.leaves[i] = gradients[t++];
    else if (leaves[i].role != Role::Fixed)
      result.leaves[i] =
          literal(type->element, type->shape, {0}, range).leaves[0];
  }
  return result;
}

// Functions that read a hyper depend on it, too.
void Evaluator::overrideHypers(const ast::Place &place, const Value &value) {
  for (size_t i = 0; i < place.parts.size(); ++i)
    overrideHypers(*place.parts[i], fieldOf(value, i));
  auto found = module_->declarations.find(place.root.text);
  if (place.parts.empty() && found != module_->declarations.end() &&
      found->second->kind == ast::DeclKind::Hyper &&
      !scope_->find(place.root.text))
    hyperOverrides_[found->second] = {place.root.text, value};
}

Value Evaluator::evaluateGrad(const ast::Grad &grad) {
  Value start = evaluatePlace(*grad.place);
  if (start.isError())
    return start;
  start = trainable(start, grad.place->range);
  std::vector<size_t> targets = targetLeaves(start);
  if (targets.empty()) {
    error(DiagnosticKind::NothingToTrain, grad.place->range, "grad",
          describe(start.type));
    return errorValue();
  }
  auto region = std::make_unique<Region>();
  Scope scope;
  scope.parent = scope_;
  bool effects = effectsAllowed_, topLevel = topLevel_;
  effectsAllowed_ = topLevel_ = false;
  Var *loss = nullptr;
  decltype(ModelStates::now) changed;
  {
    Within within(*this, region.get(), &scope);
    ModelStates states(*this);
    Value inside = start;
    std::vector<Leaf> paths = types().leaves(start.type);
    for (size_t i : targets) {
      inside.leaves[i] = makeVar(start.leaves[i]->type,
                                 targetName(*grad.place, paths[i].path));
      region->parameters.push_back(inside.leaves[i]);
      if (trained_.count(start.leaves[i]))
        trained_.insert(inside.leaves[i]); // the same model, at the same place
    }
    auto overrides = hyperOverrides_;
    overrideHypers(*grad.place, inside);
    bindPlace(scope, *grad.place, inside);
    Value value =
        materialize(evaluateBlock(*grad.block, false), grad.block->range);
    hyperOverrides_ = std::move(overrides);
    loss = scalarLoss(value, grad.block->range, "the value of `grad`");
    changed = states.now;
  }
  effectsAllowed_ = effects;
  topLevel_ = topLevel;
  if (!loss)
    return errorValue();
  region->results = {loss};
  for (const auto &entry : changed)
    region->results.push_back(entry.second);
  Node *node = emitNode(NodeKind::Grad, grad.range);
  Written written;
  written.place = sources_.snippet(grad.place->range);
  node->written = std::make_shared<const Written>(std::move(written));
  node->results.push_back(makeVar(loss->type));
  for (size_t i : targets) {
    node->operands.push_back(start.leaves[i]);
    node->results.push_back(makeVar(start.leaves[i]->type));
  }
  Value result = wholeGradient(start, targets,
                               {node->results.begin() + 1, node->results.end()},
                               grad.range);
  node->targets = node->operands.size();
  for (const auto &entry : changed) {
    node->results.push_back(makeVar(entry.first->type));
    states_->now[entry.first] = node->results.back();
  }
  if (!checkDependence(*region, region->parameters, loss, grad.block->range,
                       grad.place->range, Dependence::OfDerivative))
    return errorValue();
  node->regions.push_back(std::move(region));
  return result;
}

} // namespace nestor::typed
