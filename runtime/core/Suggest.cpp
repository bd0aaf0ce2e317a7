/// The nearest of some names by edit distance.
#include "core/Suggest.h"

#include <algorithm>
#include <fmt/format.h>

namespace nestor {

/// The least number of letters inserted, removed or replaced (Wagner and
/// Fischer 1974), one row of the table at a time.
static size_t editDistance(std::string_view from, std::string_view to) {
  std::vector<size_t> row(to.size() + 1);
  for (size_t j = 0; j <= to.size(); ++j)
    row[j] = j;
  for (size_t i = 1; i <= from.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= to.size(); ++j) {
      size_t replaced = diagonal + (from[i - 1] != to[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string suggest(std::string_view typed,
                    const std::vector<std::string> &known,
                    std::string_view what) {
  if (known.empty())
    return "; there are none";
  auto nearest =
      std::min_element(known.begin(), known.end(),
                       [&](const std::string &a, const std::string &b) {
                         return editDistance(typed, a) < editDistance(typed, b);
                       });
  // A third of the letters may be wrong, rounded up.
  size_t allowed = (typed.size() + 2) / 3;
  if (editDistance(typed, *nearest) <= allowed)
    return fmt::format("; did you mean `{}`?", *nearest);
  std::string list;
  for (const std::string &name : known)
    list += fmt::format("{}`{}`", list.empty() ? "" : ", ", name);
  return fmt::format("; {} are {}", what, list);
}

} // namespace nestor
