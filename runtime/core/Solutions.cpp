/// Counts residuals and words the warnings.
#include "core/Solutions.h"

#include <cmath>
#include <fmt/format.h>
#include <utility>

namespace nestor {

void Solutions::add(int line, double residual, int64_t steps) {
  Line &entry = lines[line];
  ++entry.solutions;
  if (residual <= enough)
    return;
  ++entry.bad;
  if (!(residual <= entry.worst) && !std::isnan(entry.worst)) {
    entry.worst = residual;
    entry.worstSteps = steps;
  }
}

std::vector<std::string> Solutions::warnings(const Program &program) {
  std::vector<std::string> texts;
  for (const auto &[line, entry] : std::exchange(lines, {}))
    if (entry.bad > 0)
      texts.push_back(program.messageAt(
          line, "warning",
          fmt::format("{} of {} solutions have a residual above {}, the worst "
                      "{:.2g} after {} steps: derivatives through them are "
                      "that far off",
                      entry.bad, entry.solutions, enough, entry.worst,
                      entry.worstSteps)));
  return texts;
}

} // namespace nestor
