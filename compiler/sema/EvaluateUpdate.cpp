// The update region of a `minimize`.
#include "compiler/sema/MinimizeParts.h"
#include "compiler/sema/Suggest.h"

namespace nestor::typed {

// ---- The update

// The loss block once more, inside the update: at `q`, in the same step.
Value Evaluator::evaluateLossAt(MinimizeParts &parts, const Value &q,
                                const Value *carry, Scope &around,
                                Module &module, Var *key, const Turns &turns,
                                Var *step, SourceRange range) {
  const ast::Minimize &node = parts.node;
  if (q.isError())
    return q;
  // Names of the block may be bound only where the loop runs.
  if (parts.onlyStates) {
    Value zero = literal(parts.lossType->element, {}, {0}, range);
    return carry ? lossAndCarry(zero, *carry) : zero;
  }
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
    vars.push_back(
        toElement(tensorValue(q.leaves[i]),
                  parts.start.leaves[parts.targets[i]]->type->element, range)
            .leaves[0]);
  Scope scope;
  scope.parent = &around;
  Within within(*this, nullptr, &scope);
  UpdateContext *update = update_;
  Module *outer = module_;
  bool outerTraining = training_;
  update_ = nullptr;
  module_ = &module;
  key_ = key;
  turns_ = turns;
  enterTurn(node, /*tag=*/3, step, node.keyword);
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
  Notes ignored, *notes = notes_; // the step notes once
  notes_ = &ignored;
  if (bound)
    loss = materialize(evaluateBlock(*node.block, /*ownScope=*/false),
                       node.block->range);
  notes_ = notes;
  update_ = update;
  module_ = outer;
  training_ = outerTraining;
  if (!carry || loss.isError())
    return loss;
  Value after{before.type, {}};
  for (const Carried &c : carried)
    appendTo(after.leaves, convertTo(endOf(c, scope), c.type, node.keyword));
  return lossAndCarry(loss, after);
}

Value Evaluator::lossAndCarry(const Value &loss, const Value &carry) {
  Value pair{types().tuple({{"value", loss.type, Role::Plain},
                            {"carry", carry.type, Role::Plain}}),
             loss.leaves};
  appendTo(pair.leaves, carry);
  return pair;
}

bool Evaluator::evaluateUpdateRegion(MinimizeParts &parts) {
  const ast::Minimize &node = parts.node;
  parts.update = std::make_unique<Region>();
  UpdateContext context;
  context.region = parts.update.get();
  context.outside = region_;
  context.outsideKey = key_;
  context.minimize = &node;
  context.onlyStates = parts.onlyStates;
  Value existing;
  if (!node.from)
    if (Binding *binding = scope_->findInFunction(stateName(node))) {
      existing = binding->value;
      for (Carried &c : parts.carried)
        if (c.name == stateName(node))
          existing = c.initial;
      context.existing = &existing;
      parts.goesOn = true;
    }
  parts.goesOn |= lateStates_.count(&node) != 0;
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
    // The number of the update: of this loop, or a state that goes on.
    Var *before = parts.goesOn ? makeVar(step->type, "t") : step;
    context.t = tensorValue(stepAfter(before, node.keyword));
    Node *counter = region.nodes.back();
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
    Turns turns = turns_;
    if (key_) // draws of the update: other ones in each step
      key_ = foldKey(key_, /*tag=*/2, siteNumber("update", 0), node.keyword);
    enterTurn(node, /*tag=*/3, step, node.keyword);
    context.lossAt = [&, around, module, key, turns, step](
                         const Value &q, const Value *carry,
                         SourceRange range) {
      return evaluateLossAt(parts, q, carry, *around, *module, key, turns, step,
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
      Value next =
          callUpdate(parts.optimizer, p, g, initial, node.optimizer->range);
      if (!next.isError()) {
        if (parts.goesOn && !context.readsT)
          counter->operands[0] = step;
        if (parts.goesOn && context.readsT) {
          StateSlot t;
          size_t index = context.slots.size();
          Within outside(*this, context.outside, nullptr);
          t.name = "@t";
          t.initial = context.existing
                          ? fieldOf(*context.existing, index)
                          : literal(Element::Int, {}, {0}, node.keyword);
          t.inside = tensorValue(before);
          t.after = context.t;
          region.parameters.push_back(before);
          context.slots.push_back(t);
        }
        if ((parts.showsResult = isNextAndResult(next))) {
          StateSlot shown;
          size_t index = context.slots.size();
          shown.name = "@result";
          shown.initial = initial;
          if (context.existing) {
            Within outside(*this, context.outside, nullptr);
            shown.initial = stateSoFar(*context.existing, index, initial);
          }
          shown.inside = makeParameters(region, p.type, shown.name);
          shown.after = fieldOf(next, 1);
          context.slots.push_back(shown);
          next = fieldOf(next, 0);
        }
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

} // namespace nestor::typed
