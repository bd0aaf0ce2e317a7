// How a loop may remember for its derivative.
#pragma once

#include <cstdint>
#include <vector>

namespace nestor {

/// How a loop remembers for its derivative, as in meta.loop.
struct LoopStorage {
  std::vector<int64_t> lengths; // empty: what every step needs
  int64_t slots = 0;            // or carries alone, in so many

  bool keepsAll() const { return lengths.empty() && slots == 0; }
  bool operator==(const LoopStorage &other) const {
    return lengths == other.lengths && slots == other.slots;
  }
  /// How often a step is computed in the mean, of a loop of `steps`.
  double computed(int64_t steps) const;
};

/// The levels of what a loop may store, from 1 on.
constexpr unsigned storageLevels = 4;

/// What a loop of `steps` may store at a level, where a step is computed about
/// level + 1 times; `carryBytes` and `residualBytes` are those of one step. At
/// the last level only slots are left, the fewest that are worth it.
std::vector<LoopStorage> storagesAt(unsigned level, int64_t steps,
                                    double carryBytes, double residualBytes);

} // namespace nestor
