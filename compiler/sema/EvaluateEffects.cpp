// Effects: report, print, claim, assert. Each statement is a site of the
// manifest and a node that hands its leaves to the runtime.
#include "compiler/sema/Evaluator.h"
#include "compiler/sema/Suggest.h"

#include <algorithm>
#include <cstdlib>

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
  if (site.kind == Site::Report) {
    site.outer = int(outerSteps_.size());
    node->operands.insert(node->operands.end(), outerSteps_.begin(),
                          outerSteps_.end());
  }
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
    checkLost(value, item.range);
    size_t before = site.leaves.size();
    addLeaves(site, leaves, name, value, item.range);
    if (site.leaves.size() != before || value.isError())
      continue;
    Diagnostic &diagnostic =
        error(DiagnosticKind::NothingToShow, item.range, describe(value.type));
    if (std::string hint = drawHint(value.type); !hint.empty())
      diagnostic.notes.push_back(hint);
  }
  emitEffect(std::move(site), leaves, effect.range);
}

// A condition as a bool leaf, or null after an error.
static bool isNumber(const Value &value) {
  if (value.isTensor())
    return value.type->shape.empty() && value.type->element != Element::Bool;
  constexpr int64_t exact = int64_t(1) << 53; // as a constant of a tensor
  return value.type->is(TypeKind::RealNumber) ||
         (value.type->is(TypeKind::Integer) &&
          std::abs(value.type->integer) <= exact);
}

Value Evaluator::evaluateSides(const ast::Expr *expr,
                               std::vector<Value> &sides) {
  if (expr->kind == ast::ExprKind::Binary) {
    auto *binary = static_cast<const ast::Binary *>(expr);
    if (binary->op == ast::Operator::Range)
      return evaluate(expr);
    Value left = evaluate(binary->left), right = evaluate(binary->right);
    if (left.isError() || right.isError())
      return errorValue();
    if (isNumber(left) && isNumber(right))
      sides.insert(sides.end(), {left, right});
    return apply(binary->op, left, right, binary->range);
  }
  auto *chain = static_cast<const ast::Chain *>(expr);
  if (expr->kind != ast::ExprKind::Chain ||
      std::any_of(chain->ops.begin(), chain->ops.end(), [](ast::Operator op) {
        return op != ast::Operator::And;
      }))
    return evaluate(expr);
  Value value = evaluateSides(chain->operands[0], sides);
  for (size_t i = 1; i < chain->operands.size(); ++i) {
    bool truth = true; // a constant decides, as in any chain
    if (constantTruth(value, truth) && !truth)
      break;
    value = apply(ast::Operator::And, value,
                  evaluateSides(chain->operands[i], sides),
                  join(chain->operands[0]->range, chain->operands[i]->range));
  }
  return value;
}

Var *Evaluator::condition(const ast::Expr *expr, const char *what,
                          std::vector<Value> *sides) {
  Value value = materialize(sides ? evaluateSides(expr, *sides)
                                  : evaluate(expr),
                            expr->range);
  if (value.isError())
    return nullptr;
  if (!value.isTensor() || value.type->element != Element::Bool ||
      !value.type->shape.empty()) {
    Diagnostic &diagnostic =
        error(DiagnosticKind::NotTruth, expr->range, what, describe(value.type));
    if (value.isTensor() && value.type->element == Element::Bool)
      diagnostic.notes.push_back("`all(x)` and `any(x)` make one of several");
    return nullptr;
  }
  return value.leaves[0];
}

void Evaluator::emitCondition(Site site, const ast::Expr *expr,
                              const char *what, SourceRange range) {
  std::vector<Value> sides;
  Var *truth = condition(expr, what, &sides);
  checkLost(truth ? tensorValue(truth) : errorValue(), range);
  if (!truth)
    return;
  site.text = std::string(sources_.snippet(expr->range));
  site.leaves.push_back({"", "", truth->type});
  std::vector<Var *> leaves{truth};
  for (size_t i = 0; i < sides.size(); ++i) {
    Var *side = materialize(sides[i], expr->range).leaves[0];
    site.leaves.push_back({i % 2 ? "threshold" : "value", "", side->type});
    leaves.push_back(side);
  }
  emitEffect(std::move(site), leaves, range);
}

void Evaluator::evaluateClaim(const ast::Claim &claim) {
  if (!checkEffect(claim.range, "claim"))
    return;
  Site site;
  site.kind = Site::Claim;
  site.name = claim.name.text;
  emitCondition(std::move(site), claim.condition, "`claim`", claim.range);
}

void Evaluator::evaluateAssert(const ast::Assert &assertion) {
  if (!checkEffect(assertion.range, "assert"))
    return;
  Site site;
  site.kind = Site::Assert;
  if (assertion.message) {
    Value message = evaluate(assertion.message);
    if (!message.type->is(TypeKind::Text) && !message.isError())
      error(DiagnosticKind::TypeMismatch, assertion.message->range,
            "the message", describe(message.type), "text");
    site.message = message.type->text;
  }
  emitCondition(std::move(site), assertion.condition, "`assert`",
                assertion.range);
}

} // namespace nestor::typed
