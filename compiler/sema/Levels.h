// The graph of levels of a typed program: its learning loops, how they lie in
// each other, and how derivatives go between them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace nestor {

class SourceManager;

namespace typed {

struct Program;

/// A learning loop, or what it takes to see how learning loops lie in each
/// other: a `for` around them, a `grad` through them.
struct Level {
  enum Kind { Learning, Gradient, For, Seeds } kind = Learning;
  /// In which block of the level around it stands.
  enum Where { Body, Loss, Update, Every } where = Body;
  std::string line;      // `26:3`; in a file of the library `linalg.nest:33:3`
  std::string trained;   // `net`; of a Gradient what it is taken for
  std::string from;      // where it starts; may be empty
  std::string optimizer; // `optim.adam |> optim.clip`
  std::string through; // `unrolled`, `truncated(20)`, `first_order`, `implicit`
  int64_t steps = 0;
  int64_t lanes = 1; // of the comprehensions between it and the level around

  /// What its optimizer keeps between updates.
  struct States {
    std::string optimizer; // `adam`; of several each has its own
    std::vector<std::string> names;
    int64_t bytes = 0;
    std::string carriedBy; // the line of the loop that keeps it
  };
  std::vector<States> states;

  /// What levels around train and this one reads.
  struct Reads {
    std::string name; // `net`
    std::string line; // of the level that trains it
    /// Where it is read, so that a derivative gets out: `start`, `loss`,
    /// `optimizer`.
    std::vector<std::string> by;
    /// Where it is read and none does, and what ends it.
    struct Cut {
      std::string by, why; // `stop_gradient at 30:5`
    };
    std::vector<Cut> cuts;
  };
  std::vector<Reads> reads;
  /// Names that levels beside this one train and this one reads: it holds them
  /// fixed, or the derivative of a level around goes on through them.
  std::vector<std::string> fixed, follows;
  /// A level around differentiates the block in which this one stands.
  bool isInLoss = false;
  /// And its derivative goes through this one.
  bool differentiated = false;
  /// What ends it behind this level; empty if nothing does.
  std::string end;

  std::vector<std::unique_ptr<Level>> inner;
};

struct ExperimentLevels {
  std::string name;
  std::vector<std::unique_ptr<Level>> levels;
};

std::vector<ExperimentLevels> findLevels(Program &program,
                                         const SourceManager &sources);

} // namespace typed
} // namespace nestor
