// Binomial checkpoints: which carries of a loop to keep in a given number of
// slots, so that walking the loop backwards computes the fewest iterations
// again (Griewank and Walther 2000, "Revolve").
//
// beta(c, r) = (c + r choose c) iterations can be walked backwards with c
// slots if none is computed more than r times. Between two places that are
// kept, l iterations with c slots and the least r with l <= beta(c, r) are cut
// behind max(beta(c, r - 2), l - beta(c - 1, r)) of them.
#pragma once

#include <cstdint>
#include <vector>

namespace nestor::meta {

class BinomialSchedule {
public:
  /// Of `steps` iterations, 2 or more, with `slots` slots, 2 or more.
  BinomialSchedule(int64_t steps, int64_t slots);

  /// The fewest slots with which no iteration is computed more than `repeats`
  /// times, the first included; 2 at least.
  static int64_t slotsFor(int64_t steps, int64_t repeats);

  /// How often the iteration that is computed most often is.
  int64_t repeats() const { return repeats_; }
  /// Iterations that are computed on the way backwards, besides those that
  /// their own derivative computes: r T - beta(c + 1, r - 1) - (T - 1), and r
  /// since the first run ends behind the last iteration, not before it.
  int64_t advances() const;
  /// Iterations computed for one of the loop: the first run, the advances, and
  /// what each derivative computes.
  double factor() const { return 2 + double(advances()) / double(steps_); }

  /// beta(c, j - 2) in row c, 0 to slots, and column j, 0 to `columns` - 1, with
  /// 0 where j < 2; nothing is larger than `steps`.
  std::vector<int64_t> table() const;
  int64_t columns() const { return repeats_ + 3; }

private:
  int64_t steps_, slots_, repeats_;
};

} // namespace nestor::meta
