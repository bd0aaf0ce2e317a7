/// Words the warnings.
#include "core/InnerLosses.h"

#include <fmt/format.h>
#include <utility>

namespace nestor {

std::vector<std::string> InnerLosses::warnings(const Program &program) {
  std::vector<std::string> texts;
  for (const auto &[line, entry] : std::exchange(lines, {}))
    if (entry.bad > 0)
      texts.push_back(program.messageAt(
          line, "warning",
          fmt::format("{} of {} losses were not finite, the first {} in step "
                      "{}; --check finite finds the operation",
                      entry.bad, entry.losses, entry.first,
                      entry.firstStep + 1)));
  return texts;
}

} // namespace nestor
