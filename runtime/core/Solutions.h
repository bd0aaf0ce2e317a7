/// How well the equations of a run were solved, line by line.
#pragma once

#include "core/Program.h"

#include <map>
#include <string>
#include <vector>

namespace nestor {

class Solutions {
public:
  /// A relative residual above this is told.
  static constexpr double enough = 0.01;

  void add(int line, double residual, int64_t steps);
  /// One for each line that has left too much, once each.
  std::vector<std::string> warnings(const Program &program);

private:
  struct Line {
    int64_t solutions = 0, bad = 0;
    double worst = 0; ///< residual; NaN is the worst of all
    int64_t worstSteps = 0;
  };
  std::map<int, Line> lines;
};

} // namespace nestor
