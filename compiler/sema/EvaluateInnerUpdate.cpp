// Optimizers made of others: an update calls that of an inner one, always or
// under a condition.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

// `inner.update(p, g)`, and with `when = c`: where c does not hold, p and the
// inner state stay what they are, and the inner t counts the others only.
Value Evaluator::callInnerUpdate(const Value &optimizer,
                                 CallArguments &arguments, SourceRange range) {
  Value p, g, when;
  for (size_t i = 0; i < arguments.items.size(); ++i) {
    const auto &item = arguments.items[i];
    if (item.name == "p" || (item.name.empty() && i == 0))
      p = item.value;
    else if (item.name == "g" || (item.name.empty() && i == 1))
      g = item.value;
    else if (item.name == "when")
      when = asTensor(item.value, item.range);
    else {
      error(DiagnosticKind::ArgumentCount, range, "update", 2,
            arguments.items.size());
      return errorValue();
    }
  }
  if (!p.type || !g.type) {
    error(DiagnosticKind::MissingArgument, range, "update", p.type ? "g" : "p");
    return errorValue();
  }
  bool always = false;
  if (!when.type || (constantTruth(when, always) && always))
    return callUpdate(optimizer, p, g, update_->initial, range);
  if (when.type->is(TypeKind::Truth))
    when = literal(Element::Bool, {}, {0}, range);
  if (when.isError())
    return when;
  if (!when.isTensor() || when.type->element != Element::Bool ||
      !when.type->shape.empty()) {
    error(DiagnosticKind::NotTruth, range, "`when`", describe(when.type));
    return errorValue();
  }
  if (region_ != update_->region) {
    error(DiagnosticKind::NotYet, range,
          "an inner `update` inside a branch or loop of an update");
    return errorValue();
  }

  // How many updates there were, a state of its own.
  StateSlot count;
  count.name = "updates";
  count.optimizer = optimizer.type->declaration->name.text;
  size_t index = update_->slots.size();
  {
    Within within(*this, update_->outside, nullptr);
    count.initial = literal(Element::Int, {}, {0}, range);
    if (const Value *existing = update_->existing)
      count.initial = existing->type->find("@started") < 0
                          ? fieldOf(*existing, index)
                          : stateSoFar(*existing, index, count.initial);
  }
  count.inside =
      makeParameters(*update_->region, count.initial.type, count.name);
  Value t = tensorValue(stepAfter(count.inside.leaves[0], range));
  count.after = select(when, t, count.inside, range);
  update_->slots.push_back(count);

  Value outerT = update_->t;
  update_->t = t;
  Value result = callUpdate(optimizer, p, g, update_->initial, range);
  update_->t = outerT;
  if (result.isError())
    return result;
  for (size_t i = index + 1; i < update_->slots.size(); ++i) {
    StateSlot &slot = update_->slots[i];
    slot.after = select(when, slot.after, slot.inside, range);
  }
  return select(when, result, p, range);
}

} // namespace nestor::typed
