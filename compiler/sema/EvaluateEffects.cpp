// Effects: report, print, claim, assert. Each statement is a site of the
// manifest and a node that hands its leaves to the runtime.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

void Evaluator::emitEffect(Site site, const std::vector<Var *> &leaves,
                           SourceRange range) {
  site.range = range;
  site.loop = enclosingLoop_;
  Node *node = emitNode(NodeKind::Effect, range);
  node->site = int(program_.sites.size());
  if (step_) {
    node->hasStep = true;
    node->operands.push_back(step_);
  }
  node->operands.insert(node->operands.end(), leaves.begin(), leaves.end());
  program_.sites.push_back(std::move(site));
}

bool Evaluator::checkEffect(SourceRange range, const char *what) {
  if (effectsAllowed_)
    return true;
  error(DiagnosticKind::EffectHere, range, what);
  return false;
}

void Evaluator::addLeaves(Site &site, std::vector<Var *> &leaves,
                          const std::string &item, const Value &value,
                          SourceRange range) {
  Value shown = listAsTensor(value, range);
  std::function<void(const Value &, std::string)> add = [&](const Value &part,
                                                            std::string path) {
    const Type *type = part.type;
    if (type->is(TypeKind::Tensor) || type->isScalarNumber() ||
        type->is(TypeKind::Truth)) {
      Value leaf = materialize(part, range);
      if (leaf.type->element == Element::U8 ||
          leaf.type->element == Element::BF16) {
        error(DiagnosticKind::StorageOnly, range, describe(leaf.type))
            .notes.push_back("convert first: `i32(x)` or `f32(x)`");
        return;
      }
      site.leaves.push_back({item, path, leaf.type});
      leaves.push_back(leaf.leaves[0]);
      return;
    }
    if (type->is(TypeKind::Tuple) || type->is(TypeKind::Instance)) {
      for (size_t i = 0; i < type->fields.size(); ++i) {
        std::string name = type->fields[i].name.empty() ? fmt::format("{}", i)
                                                        : type->fields[i].name;
        add(fieldOf(part, i), path.empty() ? name : path + "." + name);
      }
      return;
    }
    if (type->is(TypeKind::Array)) {
      std::vector<Leaf> paths = types().leaves(type);
      for (size_t i = 0; i < paths.size(); ++i) {
        std::string full =
            path.empty() ? paths[i].path : path + "." + paths[i].path;
        site.leaves.push_back({item, full, paths[i].type});
        leaves.push_back(part.leaves[i]);
      }
    }
  };
  add(shown, "");
}

void Evaluator::evaluateEffect(const ast::Effect &effect) {
  using ast::EffectKind;
  if (effect.effect == EffectKind::Save)
    return evaluateSave(effect);
  if (effect.effect == EffectKind::Plot)
    return evaluatePlot(effect);
  bool isReport = effect.effect == EffectKind::Report;
  if (!checkEffect(effect.range, isReport ? "report" : "print"))
    return;
  Site site;
  site.kind = isReport ? Site::Report : Site::Print;
  std::vector<Var *> leaves;
  for (const ast::Argument &item : effect.items) {
    Value value = evaluate(item.value);
    if (value.isError())
      continue;
    std::string name = item.name.text.empty()
                           ? std::string(sources_.snippet(item.value->range))
                           : item.name.text;
    if (value.type->is(TypeKind::Text) && !isReport) {
      site.leaves.push_back({value.type->text, "", nullptr});
      continue;
    }
    size_t before = site.leaves.size();
    addLeaves(site, leaves, name, value, item.range);
    if (site.leaves.size() == before)
      error(DiagnosticKind::NothingToShow, item.range, describe(value.type));
  }
  emitEffect(std::move(site), leaves, effect.range);
}

// A condition as a bool leaf, or null after an error.
Var *Evaluator::condition(const ast::Expr *expr, const char *what) {
  Value value = materialize(evaluate(expr), expr->range);
  if (value.isError())
    return nullptr;
  if (!value.isTensor() || value.type->element != Element::Bool ||
      !value.type->shape.empty()) {
    error(DiagnosticKind::NotTruth, expr->range, what, describe(value.type));
    return nullptr;
  }
  return value.leaves[0];
}

void Evaluator::evaluateClaim(const ast::Claim &claim) {
  if (!checkEffect(claim.range, "claim"))
    return;
  Var *truth = condition(claim.condition, "`claim`");
  if (!truth)
    return;
  Site site;
  site.kind = Site::Claim;
  site.name = claim.name.text;
  site.text = std::string(sources_.snippet(claim.condition->range));
  site.leaves.push_back({"", "", truth->type});
  emitEffect(std::move(site), {truth}, claim.range);
}

void Evaluator::evaluateAssert(const ast::Assert &assertion) {
  if (!checkEffect(assertion.range, "assert"))
    return;
  Var *truth = condition(assertion.condition, "`assert`");
  if (!truth)
    return;
  Site site;
  site.kind = Site::Assert;
  site.text = std::string(sources_.snippet(assertion.condition->range));
  if (assertion.message) {
    Value message = evaluate(assertion.message);
    if (!message.type->is(TypeKind::Text) && !message.isError())
      error(DiagnosticKind::TypeMismatch, assertion.message->range,
            "the message", describe(message.type), "text");
    site.message = message.type->text;
  }
  site.leaves.push_back({"", "", truth->type});
  emitEffect(std::move(site), {truth}, assertion.range);
}

} // namespace nestor::typed
