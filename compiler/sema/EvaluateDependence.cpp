// Whether a derivative can reach what it is taken with respect to, and where
// the path ends if it cannot.
#include "compiler/sema/Evaluator.h"

#include <functional>

namespace nestor::typed {

namespace {

/// The variables that values or derivatives reach from some sources, by one
/// walk in the order of the program.
class Reach {
public:
  Reach(const std::vector<Var *> &sources, Dependence kind)
      : kind(kind), reached(sources.begin(), sources.end()) {}

  void walk(const Region &region) {
    for (const Node *node : region.nodes)
      visit(*node);
  }
  bool contains(Var *var) const { return reached.count(var) != 0; }
  /// A region reads what is around it, or what it is handed.
  bool reads(const Region &region) const {
    for (const Node *node : region.nodes) {
      if (anyOperand(*node))
        return true;
      for (const auto &inner : node->regions)
        if (reads(*inner))
          return true;
    }
    return std::any_of(region.results.begin(), region.results.end(),
                       [&](Var *result) { return contains(result); });
  }

  /// Where a path ended.
  std::vector<SourceRange> ends;

private:
  static bool isBreak(const Node &node) {
    if (node.kind != NodeKind::Primitive)
      return node.kind == NodeKind::Cost;
    switch (node.primitive) {
    case Primitive::StopGradient:
    case Primitive::Floor:
    case Primitive::Ceil:
    case Primitive::Round:
    case Primitive::Sign:
      return true;
    default:
      return false;
    }
  }

  bool anyOperand(const Node &node) const {
    return std::any_of(node.operands.begin(), node.operands.end(),
                       [&](Var *operand) { return contains(operand); });
  }

  void visit(const Node &node) {
    // What the body of a rule reads besides its inputs is a constant of it.
    bool closed = node.kind == NodeKind::CustomGradient &&
                  kind == Dependence::OfDerivative;
    bool inside = !closed && std::any_of(node.regions.begin(), node.regions.end(),
                              [&](const auto &r) { return reads(*r); });
    bool outside = anyOperand(node);
    if (!inside && !outside)
      return;
    if (kind == Dependence::OfValue) {
      reached.insert(node.results.begin(), node.results.end());
      return;
    }
    bool loop =
        node.kind == NodeKind::Loop || node.kind == NodeKind::Minimize;
    if (loop && node.plan == int(Plan::FirstOrder)) {
      size_t kept = node.kind == NodeKind::Minimize ? node.targets
                                                    : size_t(node.window);
      bool any = false;
      for (size_t i = 0; i < kept && i < node.results.size(); ++i)
        if (contains(node.operands[i]))
          any = reached.insert(node.results[i]).second;
      if (!any)
        ends.push_back(node.range);
      return;
    }
    // Rows of a stack lie in windows of their own.
    bool stacks = node.traced || node.results.size() > node.operands.size();
    bool cut = loop && node.plan == int(Plan::Truncated) && !stacks &&
               node.window < node.tripCount && !inside;
    bool any = false;
    if (!cut && !isBreak(node))
      for (Var *result : node.results)
        if (isFloating(result->type->element))
          any = reached.insert(result).second;
    if (!any && !node.results.empty())
      ends.push_back(node.range);
  }

  Dependence kind;
  std::set<Var *> reached;
};

} // namespace

// What the loss certainly has no derivative with respect to: a walk backwards,
// in which a node with regions reads all that they read.
static std::vector<Var *> unreached(const Region &region,
                                    const std::vector<Var *> &sources,
                                    Var *loss) {
  std::set<Var *> needed = {loss};
  std::function<void(const Region &)> readAll = [&](const Region &inner) {
    for (const Node *node : inner.nodes) {
      needed.insert(node->operands.begin(), node->operands.end());
      for (const auto &nested : node->regions)
        readAll(*nested);
    }
    needed.insert(inner.results.begin(), inner.results.end());
  };
  for (auto it = region.nodes.rbegin(); it != region.nodes.rend(); ++it) {
    const Node &node = **it;
    if (std::none_of(node.results.begin(), node.results.end(),
                     [&](Var *result) { return needed.count(result) != 0; }))
      continue;
    needed.insert(node.operands.begin(), node.operands.end());
    for (const auto &inner : node.regions)
      readAll(*inner);
  }
  std::vector<Var *> result;
  auto isEmpty = [](const Var *source) {
    const Shape &shape = source->type->shape;
    return std::find(shape.begin(), shape.end(), 0) != shape.end();
  };
  for (Var *source : sources)
    if (!needed.count(source) && !isEmpty(source))
      result.push_back(source);
  return result;
}

bool Evaluator::checkDependence(const Region &region,
                                const std::vector<Var *> &sources, Var *loss,
                                SourceRange block, SourceRange place,
                                Dependence kind) {
  Reach reach(sources, kind);
  reach.walk(region);
  std::string name(sources_.snippet(place));
  if (reach.contains(loss)) {
    // What the library trains, the script has asked for elsewhere.
    if (kind != Dependence::OfDerivative || place.file != program_.file)
      return true;
    std::string names;
    std::vector<Var *> leaves = unreached(region, sources, loss);
    for (size_t i = 0; i < std::min<size_t>(leaves.size(), 4); ++i)
      names += fmt::format("{}`{}`", i ? ", " : "",
                           leaves[i]->name.empty() ? name : leaves[i]->name);
    if (leaves.size() > 4)
      names += fmt::format(" and {} more", leaves.size() - 4);
    if (!names.empty())
      error(DiagnosticKind::UnreachedLeaf, place, names);
    return true;
  }
  Diagnostic &diagnostic = error(DiagnosticKind::LossIndependent, block, name);
  // The first ends tell the story.
  for (size_t i = 0; i < reach.ends.size() && i < 3; ++i)
    if (reach.ends[i].isValid())
      diagnostic.labels.push_back(
          {reach.ends[i],
           fmt::format("the derivative with respect to `{}` ends here", name)});
  return false;
}

bool Evaluator::reads(const Region &region, const std::vector<Var *> &vars) {
  return Reach(vars, Dependence::OfValue).reads(region);
}

} // namespace nestor::typed
