/// The run of a program of `nestor gradcheck`: each loop at the top level makes
/// one iteration, each gradient is compared where it is first taken, and a
/// table says what was found. Nothing is written.
#pragma once

#include "core/Failure.h"
#include "core/LoadData.h"

#include <vector>

namespace nestor {

class GradientCheck {
public:
  GradientCheck(const Program &program, const Options &options,
                const LoadedData &loaded);

  /// Ends the process: status 0, or 2 where a gradient disagrees.
  [[noreturn]] void runAll();

  /// The calls of Abi.h.
  bool isFirstTime(int place);
  void effect(int site, const void *const *leaves);
  int64_t enterLoop(int loop) { return program.loops[loop].steps - 1; }
  [[noreturn]] void failIndex(int line, int64_t index, int64_t extent);

private:
  /// What is said of one gradient.
  struct Row {
    double otherError = -1; ///< the worst, relative; -1: not compared
    double differenceError = -1;
    int64_t worst = -1; ///< coordinate, as counted by the manifest
    double worstGradient = 0, worstReference = 0;
    int kinks = 0, failures = 0;
  };

  void compare(const Gradient &gradient, const double *numbers, double loss,
               Row &row) const;
  [[noreturn]] void finish();
  void print();
  std::string nameOf(const Gradient &gradient, int64_t coordinate) const;

  const Program &program;
  const Options &options;
  const LoadedData &loaded;
  std::vector<size_t> chosen; ///< gradients of the experiments that run
  std::vector<bool> reached;
  std::vector<Row> rows;
};

} // namespace nestor
