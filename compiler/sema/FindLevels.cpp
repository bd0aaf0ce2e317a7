// The graph of levels: what each one trains, reads and holds fixed, and where
// derivatives of the levels around go through it.
#include "compiler/sema/LevelFinder.h"

#include <algorithm>
#include <filesystem>

namespace nestor::typed {

std::string LevelFinder::lineOf(SourceRange range) const {
  if (!range.isValid())
    return "";
  const SourceText &file = sources_.file(range.file);
  LineColumn at = file.position(range.begin);
  std::string text = std::to_string(at.line) + ":" + std::to_string(at.column);
  if (range.file == program_.file)
    return text;
  return std::filesystem::path(file.name()).filename().string() + ":" + text;
}

// Where `record` reads what the level `around` trains, and what becomes of its
// derivative there.
Level::Reads LevelFinder::readsOf(const Record &record, int around) {
  const Level &level = *record.level;
  Level::Reads reads;
  reads.name = records_[size_t(around)].level->trained;
  reads.line = records_[size_t(around)].level->line;
  auto add = [&](const char *by, Flow flow, bool isCutByPlan) {
    Way way = Flows::wayTo(flow, trained(around));
    if (way < 0 || way == throughAnother)
      return;
    if (way >= firstCut)
      reads.cuts.push_back({by, flows_.why(way)});
    else if (isCutByPlan)
      reads.cuts.push_back({by, level.through});
    else
      reads.by.push_back(by);
  };
  bool first = level.through == "first_order";
  bool implicit = level.through == "implicit";
  bool truncated = level.through.compare(0, 9, "truncated") == 0 &&
                   record.node->window < record.node->tripCount &&
                   !record.node->traced;
  add("start", record.start, implicit || truncated);
  add("loss", record.byLoss, first);
  add("optimizer", record.byOptimizer, first || implicit);
  return reads;
}

void LevelFinder::describe(int number) {
  Record &record = records_[size_t(number)];
  Level &level = *record.level;
  Level::Where where = level.where; // in `around`
  for (int around = record.parent; around >= 0;
       where = records_[size_t(around)].level->where,
           around = records_[size_t(around)].parent) {
    const Record &outer = records_[size_t(around)];
    if (!outer.lossFlow || where == Level::Every) // nothing to differentiate
      continue;
    bool isAsked = where == Level::Loss;
    level.isInLoss |= isAsked;
    Level::Reads reads = readsOf(record, around);
    Way way = isAsked ? Flows::wayTo(outer.lossFlow, result(number)) : -1;
    bool arrives = way == directly || way == throughAnother;
    auto reaches = [&](Flow flow) {
      Way to = Flows::wayTo(flow, trained(around));
      return to == directly || to == throughAnother;
    };
    bool leaves = !reads.by.empty() || reaches(record.start) ||
                  reaches(record.byLoss) || reaches(record.byOptimizer);
    if (arrives && leaves && (!reads.by.empty() || reads.cuts.empty()))
      level.differentiated = true;
    if (!arrives)
      reads.by.clear();
    if (way >= firstCut && leaves && level.end.empty())
      level.end = flows_.why(way);
    if ((way >= 0 || !isAsked) && !(reads.by.empty() && reads.cuts.empty()))
      level.reads.push_back(std::move(reads));
  }
}

// Levels side by side read each other's results. In an experiment's straight
// code that is its order; in the turns of a loop, and in a loss, it is a game.
void LevelFinder::describeBeside(int number) {
  Record &record = records_[size_t(number)];
  bool inTurns = record.parent >= 0 &&
                 records_[size_t(record.parent)].level->kind == Level::For;
  if (!inTurns && !record.level->isInLoss)
    return;
  for (size_t other = 0; other < records_.size(); ++other) {
    const Record &beside = records_[other];
    const std::string &name = beside.level->trained;
    if (int(other) == number || beside.parent != record.parent ||
        beside.level->kind != Level::Learning || name == record.level->trained)
      continue;
    Flow reads = flows_.join(record.byLoss, record.byOptimizer);
    Way way = Flows::wayTo(reads, result(int(other)));
    if (way < 0)
      continue;
    bool isFollowed = record.level->differentiated && way < firstCut;
    auto &names = isFollowed ? record.level->follows : record.level->fixed;
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  }
}

static int64_t bytesOf(const Type *type) {
  switch (type->element) {
  case Element::F64:
  case Element::I64:
  case Element::Real:
  case Element::Int:
    return 8 * elementCount(type->shape);
  case Element::F32:
  case Element::I32:
    return 4 * elementCount(type->shape);
  case Element::BF16:
    return 2 * elementCount(type->shape);
  case Element::Bool:
  case Element::U8:
    return elementCount(type->shape);
  }
  return 0;
}

// A state that goes on is kept by the outermost loop that hands it on.
void LevelFinder::describeStates(int number) {
  Record &record = records_[size_t(number)];
  const Node &node = *record.node;
  TypeContext &types = program_.types;
  size_t operand = node.targets;
  for (const Written::State &state : node.written->states) {
    const Node *keeper = &node;
    const Var *var =
        operand < node.operands.size() ? node.operands[operand] : nullptr;
    for (auto turn = turns_.find(var); turn != turns_.end();
         turn = turns_.find(turn->second.second))
      keeper = turn->second.first;
    std::string line = lineOf(keeper->range);
    auto &list = record.level->states;
    // What the compiler keeps for an optimizer belongs to the first.
    auto known = std::find_if(list.begin(), list.end(), [&](const auto &s) {
      return (s.optimizer == state.optimizer || state.optimizer.empty()) &&
             s.carriedBy == line;
    });
    if (known == list.end())
      known = list.insert(list.end(), {state.optimizer, {}, 0, line});
    if (std::find(known->names.begin(), known->names.end(), state.name) ==
        known->names.end())
      known->names.push_back(state.name);
    for (const Leaf &leaf : types.leaves(state.type)) {
      known->bytes += bytesOf(leaf.type);
      ++operand;
    }
  }
}

// A `for` or `grad` counts for what learns inside of it.
static bool learns(const Level &level) {
  return level.kind == Level::Learning ||
         std::any_of(level.inner.begin(), level.inner.end(),
                     [](const auto &inner) { return learns(*inner); });
}

ExperimentLevels LevelFinder::find(const Experiment &experiment) {
  walk(experiment.body);
  for (size_t i = 0; i < records_.size(); ++i)
    if (records_[i].level->kind == Level::Learning) {
      describe(int(i));
      describeStates(int(i));
      describeBeside(int(i));
    }
  ExperimentLevels result;
  result.name = experiment.name;
  // From the inside out: levels were found from the outside in.
  for (size_t i = records_.size(); i-- > 0;) {
    Record &record = records_[i];
    std::reverse(record.level->inner.begin(), record.level->inner.end());
    if (!learns(*record.level))
      continue;
    auto &list = record.parent < 0
                     ? result.levels
                     : records_[size_t(record.parent)].level->inner;
    list.push_back(std::move(record.level));
  }
  std::reverse(result.levels.begin(), result.levels.end());
  return result;
}

std::vector<ExperimentLevels> findLevels(Program &program,
                                         const SourceManager &sources) {
  std::vector<ExperimentLevels> result;
  for (const auto &experiment : program.experiments)
    result.push_back(LevelFinder(program, sources).find(*experiment));
  return result;
}

} // namespace nestor::typed
