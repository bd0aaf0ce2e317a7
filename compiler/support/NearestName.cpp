// Finds the nearest known name by edit distance.
#include "compiler/support/NearestName.h"

#include <algorithm>

namespace nestor {

/// Edit distance with swaps of neighbours, each letter edited once (the
/// restricted form of Damerau 1964).
static size_t editDistance(const std::string &a, const std::string &b) {
  // distance[i][j]: between the first i letters of a and the first j of b.
  std::vector<std::vector<size_t>> distance(a.size() + 1,
                                            std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i)
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        distance[i][j] = i + j;
        continue;
      }
      size_t replaced = distance[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
      size_t best =
          std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, replaced});
      bool swapped =
          i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped)
        best = std::min(best, distance[i - 2][j - 2] + 1);
      distance[i][j] = best;
    }
  return distance[a.size()][b.size()];
}

std::string nearestName(const std::string &name,
                        const std::vector<std::string> &known) {
  constexpr size_t longest = 64; // bytes; the distance takes their square
  if (name.size() > longest)
    return {};
  size_t allowed = std::min<size_t>(name.size() / 3 + (name.size() == 2), 3);
  size_t least = allowed + 1;
  std::string best;
  for (const std::string &candidate : known) {
    if (candidate.size() > longest)
      continue;
    size_t distance = editDistance(name, candidate);
    bool nearer = distance < least || (distance == least && candidate < best);
    if (distance > allowed || !nearer)
      continue;
    least = distance;
    best = candidate;
  }
  return best;
}

} // namespace nestor
