/// Where a run is, with all that it needs to go on from there.
#pragma once

#include "core/Program.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace nestor {

/// The values that a loop carries, at the beginning of an iteration or, if it
/// is finished, at its end.
struct LoopState {
  int loop = 0;
  int64_t step = 0; ///< iterations that have ended
  bool isFinished = false;
  /// Row-major, one for each leaf of the loop's layout; empty for the leaves of
  /// a finished loop that nobody reads.
  std::vector<std::vector<char>> leaves;

  int64_t bytes() const {
    int64_t total = 0;
    for (const std::vector<char> &leaf : leaves)
      total += static_cast<int64_t>(leaf.size());
    return total;
  }
};

struct Snapshot {
  int experiment = 0;
  int claims = 0;
  int failedClaims = 0;
  double copySeconds = 0; ///< that the computation waited
  /// The loops before this place, from the first to the last, then the one
  /// that goes on.
  std::vector<std::shared_ptr<const LoopState>> loops;
};

} // namespace nestor
