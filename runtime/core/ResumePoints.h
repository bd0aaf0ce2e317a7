/// Keeps what a checkpoint must hold besides the loop that runs, and brings a
/// resumed run to its place.
#pragma once

#include "checkpoint/Snapshot.h"

#include <map>
#include <optional>

namespace nestor {

/// The loops at the top level of an experiment in their order: those that are
/// finished and read later, and an outer one (`over N seeds`) at its turn.
///
/// A resumed run executes the code between loops again, where it has no
/// effects, and enters each loop of the checkpoint at its step; the one that
/// was going on ends the replay.
class ResumePoints {
public:
  explicit ResumePoints(const Program &program) : program(program) {}

  /// The run is to go on from here.
  void restore(const Snapshot &from);
  bool isReplaying() const { return restored.has_value(); }
  /// In the replay: the state in which `loop` starts. Throws where the
  /// checkpoint has none.
  std::shared_ptr<const LoopState> enter(int loop);
  /// In the replay: `loop` has been left; it may have been the last.
  void leave(int loop);

  /// A copy of what generated code hands over.
  LoopState copy(int loop, int64_t step, const void *const *leaves,
                 bool isFinished) const;
  /// Remembers the state; what was inside `loop` before is forgotten.
  void remember(std::shared_ptr<const LoopState> state);
  void clear() { remembered.clear(); }

  /// Those remembered, and the one that goes on.
  std::vector<std::shared_ptr<const LoopState>>
  with(std::shared_ptr<const LoopState> current) const;

private:
  const Program &program;
  std::map<int, std::shared_ptr<const LoopState>> remembered;
  std::optional<Snapshot> restored;
};

} // namespace nestor
