// The walk that finds levels and what they depend on. Internal to the room.
#pragma once

#include "compiler/sema/Constructs.h"
#include "compiler/sema/DerivativeFlow.h"
#include "compiler/sema/Levels.h"
#include "compiler/sema/TypedProgram.h"
#include "compiler/support/SourceText.h"

#include <set>
#include <unordered_map>

namespace nestor::typed {

/// Loops are walked until what their values depend on has settled; a level is
/// known by its node, so that the last walk has the last word. Each level is
/// two sources of flows: what it trains, inside of it, and its results.
class LevelFinder {
public:
  LevelFinder(Program &program, const SourceManager &sources)
      : program_(program), sources_(sources) {}
  ExperimentLevels find(const Experiment &experiment);

private:
  struct Record {
    const Node *node = nullptr;
    int parent = -1;
    std::unique_ptr<Level> level = std::make_unique<Level>();
    Flow lossFlow = nullptr; // of what the level differentiates
    // What a learning loop reads: where it starts, in its loss, its optimizer.
    Flow start = nullptr, byLoss = nullptr, byOptimizer = nullptr;
  };

  static int trained(int level) { return 2 * level; }
  static int result(int level) { return 2 * level + 1; }
  static bool isResult(int source) { return source % 2 == 1; }
  std::string lineOf(SourceRange range) const;

  Flow flowOf(const Var *var) const;
  Flow flowOf(const std::vector<Var *> &vars, size_t first, size_t count);
  void set(const Var *var, Flow flow);
  Flow readBy(const Region &region);
  Flow inputsOf(const Node &node);
  static bool readsAny(const Region &region, const std::set<const Var *> &vars);

  int levelOf(const Node &node, Level::Kind kind);
  void walk(const Region &region);
  void walkIn(const Region &region, int level, Level::Where where);
  void visit(const Node &node);
  void visitPrimitive(const Node &node);
  void visitLoop(const Node &node);
  void visitGrad(const Node &node);
  void visitRule(const Node &node);
  void visitMinimize(const Node &node);
  Flow throughLevel(Flow flow, int level, Way own);
  Flow behindLevel(Flow flow, int level, Flow before);
  Flow throughCarries(Flow flow);
  Flow afterPlan(const Node &node, Flow raw, Flow identity, Flow reads);

  void describe(int level);
  void describeStates(int level);
  Level::Reads readsOf(const Record &record, int around);
  void describeBeside(int level);

  Program &program_;
  const SourceManager &sources_;
  Flows flows_;
  std::unordered_map<const Var *, Flow> values_;
  std::unordered_map<const Region *, std::vector<const Var *>> reads_;
  std::unordered_map<const Node *, int> numbers_;
  std::vector<Record> records_;
  /// What a loop around hands to each turn: from its parameter to the loop and
  /// the variable with which it began.
  std::unordered_map<const Var *, std::pair<const Node *, const Var *>> turns_;
  // Where the walk is.
  int around_ = -1;
  Level::Where where_ = Level::Body;
  int64_t lanes_ = 1;
};

} // namespace nestor::typed
