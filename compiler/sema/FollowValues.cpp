// What values depend on, followed through the nodes of a typed program in the
// order of the program.
#include "compiler/sema/LevelFinder.h"

#include <algorithm>

namespace nestor::typed {

// ---- What a region reads from around it

static void findReads(const Region &region, std::set<const Var *> &defined,
                      std::vector<const Var *> &reads) {
  auto read = [&](const Var *var) {
    if (defined.insert(var).second)
      reads.push_back(var);
  };
  defined.insert(region.parameters.begin(), region.parameters.end());
  for (const Node *node : region.nodes) {
    std::for_each(node->operands.begin(), node->operands.end(), read);
    for (const auto &inner : node->regions)
      findReads(*inner, defined, reads);
    defined.insert(node->results.begin(), node->results.end());
  }
  std::for_each(region.results.begin(), region.results.end(), read);
}

Flow LevelFinder::readBy(const Region &region) {
  auto [known, isNew] = reads_.try_emplace(&region);
  if (isNew) {
    std::set<const Var *> defined;
    findReads(region, defined, known->second);
  }
  Flow flow = flows_.none();
  for (const Var *var : known->second)
    flow = flows_.join(flow, flowOf(var));
  return flow;
}

// ---- Values

Flow LevelFinder::flowOf(const Var *var) const {
  auto found = values_.find(var);
  return found == values_.end() ? flows_.none() : found->second;
}

Flow LevelFinder::flowOf(const std::vector<Var *> &vars, size_t first,
                         size_t count) {
  Flow flow = flows_.none();
  for (size_t i = first; i < std::min(vars.size(), first + count); ++i)
    flow = flows_.join(flow, flowOf(vars[i]));
  return flow;
}

void LevelFinder::set(const Var *var, Flow flow) { values_[var] = flow; }

// Everything that a level's node reads, where it stands.
Flow LevelFinder::inputsOf(const Node &node) {
  Flow flow = flowOf(node.operands, 0, node.operands.size());
  for (const auto &region : node.regions)
    flow = flows_.join(flow, readBy(*region));
  return flow;
}

bool LevelFinder::readsAny(const Region &region,
                           const std::set<const Var *> &vars) {
  auto isOne = [&](const Var *var) { return vars.count(var) != 0; };
  for (const Node *node : region.nodes) {
    if (std::any_of(node->operands.begin(), node->operands.end(), isOne))
      return true;
    for (const auto &inner : node->regions)
      if (readsAny(*inner, vars))
        return true;
  }
  return std::any_of(region.results.begin(), region.results.end(), isOne);
}

// ---- Nodes

void LevelFinder::walk(const Region &region) {
  for (const Node *node : region.nodes)
    visit(*node);
}

void LevelFinder::visit(const Node &node) {
  switch (node.kind) {
  case NodeKind::Literal:
  case NodeKind::Effect:
  case NodeKind::Solved:
  case NodeKind::Cost: // nothing in it learns
    return;
  case NodeKind::CheckIndex:
  case NodeKind::Primitive:
    return visitPrimitive(node);
  case NodeKind::If: {
    walk(*node.regions[0]);
    walk(*node.regions[1]);
    Flow condition =
        flows_.cut(flowOf(node.operands[0]),
                   flows_.cutBy("a branch at " + lineOf(node.range)));
    for (size_t i = 0; i < node.results.size(); ++i)
      set(node.results[i],
          flows_.join(condition,
                      flows_.join(flowOf(node.regions[0]->results[i]),
                                  flowOf(node.regions[1]->results[i]))));
    return;
  }
  case NodeKind::Loop:
    return visitLoop(node);
  case NodeKind::Map: {
    const Region &body = *node.regions[0];
    for (size_t i = 0; i < node.operands.size(); ++i)
      set(body.parameters[i + 1], flowOf(node.operands[i]));
    lanes_ *= node.tripCount;
    walk(body);
    lanes_ /= std::max<int64_t>(node.tripCount, 1);
    for (size_t i = 0; i < node.results.size(); ++i)
      set(node.results[i], flowOf(body.results[i]));
    return;
  }
  case NodeKind::Grad:
    return visitGrad(node);
  case NodeKind::CustomGradient:
    return visitRule(node);
  case NodeKind::Minimize:
    return visitMinimize(node);
  }
}

// A derivative ends at what has none, and at numbers that are not floating.
void LevelFinder::visitPrimitive(const Node &node) {
  // A state that starts in a later turn is chosen so.
  if (node.primitive == Primitive::Select)
    if (auto turn = turns_.find(node.operands[1]); turn != turns_.end())
      turns_[node.results[0]] = turn->second;
  Flow flow = flowOf(node.operands, 0, node.operands.size());
  if (flow->empty())
    return;
  const char *end = nullptr;
  if (node.kind == NodeKind::Primitive)
    switch (node.primitive) {
    case Primitive::StopGradient:
      end = "stop_gradient";
      break;
    case Primitive::Floor:
    case Primitive::Ceil:
    case Primitive::Round:
      end = "rounding";
      break;
    case Primitive::Sign:
      end = "sign";
      break;
    case Primitive::Compare:
      end = "a comparison";
      break;
    default:
      break;
    }
  if (!end && !isFloating(node.results[0]->type->element))
    end = "integers";
  if (end)
    flow = flows_.cut(
        flow, flows_.cutBy(std::string(end) + " at " + lineOf(node.range)));
  for (const Var *result : node.results)
    set(result, flow);
}

void LevelFinder::visitLoop(const Node &node) {
  bool isSeeds = node.written != nullptr;
  int level = levelOf(node, isSeeds ? Level::Seeds : Level::For);
  const Region &body = *node.regions[0];
  size_t carries = node.operands.size(), stop = node.hasUntil ? 1 : 0;
  std::vector<Flow> current;
  for (size_t i = 0; i < carries; ++i) {
    current.push_back(flowOf(node.operands[i]));
    turns_[body.parameters[i + 1]] = {&node, node.operands[i]};
  }
  for (bool settled = false; !settled;) {
    for (size_t i = 0; i < carries; ++i)
      set(body.parameters[i + 1], current[i]);
    walkIn(body, level, Level::Body);
    settled = true;
    for (size_t i = 0; i < carries; ++i) {
      Flow next = flows_.join(current[i], flowOf(body.results[stop + i]));
      settled &= next == current[i];
      current[i] = next;
    }
  }
  Flow reads = readBy(body);
  for (size_t i = 0; i < node.results.size(); ++i) {
    bool isCarry = i < carries;
    Flow raw = isCarry ? current[i] : flowOf(body.results[stop + i]);
    bool isIdentity = isCarry && i < size_t(node.window);
    set(node.results[i],
        afterPlan(node, raw,
                  isIdentity ? flowOf(node.operands[i]) : flows_.none(),
                  reads));
  }
}

void LevelFinder::visitGrad(const Node &node) {
  int level = levelOf(node, Level::Gradient);
  const Region &body = *node.regions[0];
  for (size_t i = 0; i < node.operands.size(); ++i)
    set(body.parameters[i],
        throughLevel(flowOf(node.operands[i]), level, directly));
  walkIn(body, level, Level::Loss);
  records_[size_t(level)].lossFlow = flowOf(body.results, 0, 1);
  Flow flow = behindLevel(flowOf(body.results, 0, body.results.size()), level,
                          inputsOf(node));
  for (const Var *result : node.results)
    set(result, flow);
}

// The derivative of a rule's inputs is the rule's affair; what its body reads
// otherwise is a constant to it, but for a solution, which stands for itself.
void LevelFinder::visitRule(const Node &node) {
  const Region &body = *node.regions[0];
  for (size_t i = 0; i < node.operands.size(); ++i)
    set(body.parameters[i], flowOf(node.operands[i]));
  walk(body);
  bool isSolution = node.written && node.written->implicit;
  Way cut = isSolution
                ? flows_.cutBy("implicit")
                : flows_.cutBy("a gradient rule at " + lineOf(node.range));
  Flow inputs = flowOf(node.operands, 0, node.operands.size());
  for (size_t i = 0; i < node.results.size(); ++i) {
    Flow inside =
        flows_.change(flowOf(body.results[i]), [&](int source, Way way) {
          return way < firstCut && !(isSolution && isResult(source)) ? cut
                                                                     : way;
        });
    set(node.results[i], flows_.join(inputs, inside));
  }
}

} // namespace nestor::typed
