/// The line on a terminal that shows how far the run is.
#pragma once

#include "core/Program.h"

#include <atomic>
#include <string>

namespace nestor {

/// Where the computation is: written by it at every step, read by the log when
/// it draws. They need not belong to the same step.
struct ProgressState {
  std::atomic<int32_t> loop{-1};
  std::atomic<int64_t> step{0}; ///< iterations that have ended
  std::atomic<double> loss{0};
  std::atomic<int32_t> lossLoop{-1}; ///< the loop that `loss` belongs to
};

/// Draws on standard error, over the line before.
class Progress {
public:
  Progress(const Program &program, const ProgressState &state)
      : program(program), state(state) {}

  /// Takes the line away, so that other output can stand there.
  void erase();
  /// Draws where the computation is now.
  void draw(double seconds, const std::string &metrics);
  /// Leaves the line of a loop that has ended as it is.
  void keep(int loop, double seconds, const std::string &metrics);

private:
  std::string describe(int loop, int64_t step, double seconds,
                       const std::string &metrics);

  const Program &program;
  const ProgressState &state;
  int shownLoop = -1;
  double startSeconds = 0; ///< when `shownLoop` was first seen
  int64_t startStep = 0;   ///< and at which step
  bool isShown = false;
};

/// Whether standard error is a terminal that can redraw a line.
bool canShowProgress();

} // namespace nestor
