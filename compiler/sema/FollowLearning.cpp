// What the values of a learning loop depend on: inside of it, and behind it
// as the plan of its derivative has it.
#include "compiler/sema/LevelFinder.h"

#include <algorithm>

namespace nestor::typed {

// Inside of a level, what levels around it train comes through what it trains.
Flow LevelFinder::throughLevel(Flow flow, int level, Way own) {
  Flow inside = flows_.change(
      flow, [](int, Way way) { return way < firstCut ? throughAnother : -1; });
  return flows_.join(inside, flows_.of(trained(level), own));
}

// Behind it, it is as direct as it was before.
Flow LevelFinder::behindLevel(Flow flow, int level, Flow before) {
  return flows_.change(flow, [&](int source, Way way) {
    if (source == trained(level))
      return -1;
    return way == throughAnother && Flows::wayTo(before, source) == directly
               ? directly
               : way;
  });
}

// ---- Levels

int LevelFinder::levelOf(const Node &node, Level::Kind kind) {
  auto [known, isNew] = numbers_.try_emplace(&node, int(records_.size()));
  if (!isNew)
    return known->second;
  Record record;
  record.node = &node;
  record.parent = around_;
  auto &level = *record.level;
  level.kind = kind;
  level.where = where_;
  level.lanes = lanes_;
  level.line = lineOf(node.range);
  level.steps = node.tripCount;
  if (const Written *written = node.written.get()) {
    level.trained = written->place;
    level.from = written->from;
    level.optimizer = written->optimizer;
  }
  level.through = node.written && node.written->implicit ? "implicit"
                  : node.plan == int(Plan::FirstOrder)   ? "first_order"
                  : node.plan == int(Plan::Truncated)
                      ? "truncated(" + std::to_string(node.window) + ")"
                      : "unrolled";
  records_.push_back(std::move(record));
  return known->second;
}

void LevelFinder::walkIn(const Region &region, int level, Level::Where where) {
  int around = around_;
  int64_t lanes = lanes_;
  Level::Where outer = where_;
  around_ = level;
  lanes_ = 1;
  where_ = where;
  walk(region);
  around_ = around;
  lanes_ = lanes;
  where_ = outer;
}

// Of `optim.adam |> optim.clip`, what is asked first.
static std::string outermost(const std::string &optimizer) {
  size_t behind = optimizer.rfind(' ');
  return behind == std::string::npos ? optimizer : optimizer.substr(behind + 1);
}

void LevelFinder::visitMinimize(const Node &node) {
  int level = levelOf(node, Level::Learning);
  const Region &loss = *node.regions[0], &update = *node.regions[1],
               &observe = *node.regions[2];
  size_t targets = node.targets, states = node.states;
  Flow start = flowOf(node.operands, 0, targets);
  Flow states0 = flowOf(node.operands, targets, states);
  Flow carries0 = flowOf(node.operands, targets + states, node.carries);
  auto at = [&](const Region &region, size_t i) {
    return region.parameters[i];
  };
  // step, targets, gradients: does the update ask for them?
  std::set<const Var *> gradients;
  for (size_t i = 0; i < targets; ++i)
    gradients.insert(at(update, 1 + targets + i));
  Way own = readsAny(update, gradients)
                ? directly
                : flows_.cutBy("`" + outermost(node.written->optimizer) +
                               "` asks for no gradient");
  Way noGradient = flows_.cutBy("an update takes no derivative");
  for (size_t i = 0; i < node.carries; ++i)
    turns_[at(loss, 1 + targets + i)] = {&node,
                                         node.operands[targets + states + i]};
  Flow current = start, kept = states0, carried = carries0;
  Flow lossFlow = flows_.none();
  while (true) {
    Flow inside = throughLevel(current, level, own);
    for (size_t i = 0; i < loss.parameters.size(); ++i)
      set(at(loss, i), i == 0         ? flows_.none()
                       : i <= targets ? inside
                                      : throughCarries(carried));
    walkIn(loss, level, Level::Loss);
    lossFlow = flowOf(loss.results, 0, 1);
    Flow after = flows_.join(carried, flowOf(loss.results, 1, node.carries));
    Flow inUpdate = flows_.join(inside, lossFlow);
    inUpdate = flows_.change(inUpdate, [&](int source, Way way) {
      return source == trained(level) && way < firstCut ? noGradient : way;
    });
    for (size_t i = 1; i < update.parameters.size(); ++i)
      set(at(update, i), i <= 2 * targets + 1 ? inUpdate
                         : i <= 2 * targets + 1 + states
                             ? kept
                             : throughCarries(carried));
    walkIn(update, level, Level::Update);
    Flow next =
        flows_.join(current, behindLevel(flowOf(update.results, 0, targets),
                                         level, inputsOf(node)));
    Flow states1 =
        flows_.join(kept, behindLevel(flowOf(update.results, targets, states),
                                      level, inputsOf(node)));
    after = behindLevel(after, level, inputsOf(node));
    if (next == current && states1 == kept && after == carried)
      break;
    current = next;
    kept = states1;
    carried = after;
  }
  for (size_t i = 1; i < observe.parameters.size(); ++i)
    set(at(observe, i), flows_.none());
  walkIn(observe, level, Level::Every);

  Record &record = records_[size_t(level)];
  record.lossFlow = lossFlow;
  record.start = start;
  record.byLoss = flows_.join(readBy(loss), carries0);
  record.byOptimizer = flows_.join(readBy(update), states0);
  Flow reads = flows_.join(record.byLoss, record.byOptimizer);
  Flow outLoss = behindLevel(lossFlow, level, inputsOf(node));
  for (size_t i = 0; i < node.results.size(); ++i) {
    bool isTarget = i < targets;
    Flow raw = isTarget                              ? current
               : i < targets + states                ? kept
               : i < targets + states + node.carries ? carried
                                                     : outLoss;
    set(node.results[i],
        flows_.join(
            afterPlan(node, raw, isTarget ? start : flows_.none(), reads),
            flows_.of(result(level), directly)));
  }
}

// What a derivative reaches through the loop, as its plan has it.
Flow LevelFinder::afterPlan(const Node &node, Flow raw, Flow identity,
                            Flow reads) {
  if (node.written && node.written->implicit)
    return flows_.cut(raw, flows_.cutBy("implicit"));
  if (node.plan == int(Plan::FirstOrder))
    return flows_.join(identity, flows_.cut(raw, flows_.cutBy("first_order")));
  if (node.plan != int(Plan::Truncated) || node.window >= node.tripCount ||
      node.traced)
    return raw;
  Way cut = flows_.cutBy("truncated(" + std::to_string(node.window) + ")");
  return flows_.change(raw, [&](int source, Way way) {
    Way read = Flows::wayTo(reads, source);
    return way < firstCut && (read < 0 || read >= firstCut) ? cut : way;
  });
}

Flow LevelFinder::throughCarries(Flow flow) {
  return flows_.change(flow, [](int, Way way) {
    return way == directly ? throughAnother : way;
  });
}

} // namespace nestor::typed
