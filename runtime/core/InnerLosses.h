/// Losses of learning loops inside of others, line by line: whether they stay
/// finite. Those of the top level end the run (Run::loss); here one of several
/// runs may diverge and be told apart by the script, so that a warning is all.
#pragma once

#include "core/Program.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace nestor {

class InnerLosses {
public:
  void add(int line, int64_t step, double loss) {
    Line &entry = lines[line];
    ++entry.losses;
    if (std::isfinite(loss))
      return;
    if (entry.bad++ == 0) {
      entry.first = loss;
      entry.firstStep = step;
    }
  }
  /// One for each line with losses that were not finite, once each.
  std::vector<std::string> warnings(const Program &program);

private:
  struct Line {
    int64_t losses = 0, bad = 0;
    double first = 0; ///< that was not finite
    int64_t firstStep = 0;
  };
  std::map<int, Line> lines;
};

} // namespace nestor
