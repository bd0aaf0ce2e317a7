/// What the run tells the log: small copies, made on the computing thread and
/// turned into text on the log's.
#pragma once

#include "checkpoint/Snapshot.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace nestor {

enum class EventKind {
  Experiment, ///< `index` of the experiment that starts
  Effect,     ///< `index` of the site, `step`, `data`
  FirstStep,  ///< `index` of the loop whose first iteration has ended
  LastStep,   ///< `index` of the loop, `step` of its last iteration
  Resumed,    ///< `index` of the experiment that goes on
  Checkpoint, ///< `index` of the loop, `step` it is about to begin, `snapshot`
  End,        ///< `index` = the exit status
};

struct Event {
  EventKind kind = EventKind::End;
  int index = 0;
  int64_t step = -1;      ///< iteration from 0, -1 outside loops
  double seconds = 0;     ///< since the process started
  std::vector<char> data; ///< an effect's leaves, one after the other
  std::shared_ptr<const Snapshot> snapshot;
};

/// One leaf's value in an event.
struct LeafValue {
  const Leaf *leaf;
  const char *data; ///< row-major, unaligned
};

/// The leaves of an effect at `site`.
inline std::vector<LeafValue> leafValues(const Site &site,
                                         const std::vector<char> &data) {
  std::vector<LeafValue> values;
  const char *next = data.data();
  for (const Leaf &leaf : site.leaves) {
    values.push_back({&leaf, next});
    next += leaf.bytes();
  }
  return values;
}

/// The iterations of the loops around a report's loop, from 0, outermost first.
inline std::vector<int64_t> outerSteps(const Site &site,
                                       const std::vector<char> &data) {
  std::vector<int64_t> steps(static_cast<size_t>(site.outer));
  size_t bytes = steps.size() * sizeof(int64_t);
  if (bytes > 0)
    std::memcpy(steps.data(), data.data() + data.size() - bytes, bytes);
  return steps;
}

} // namespace nestor
