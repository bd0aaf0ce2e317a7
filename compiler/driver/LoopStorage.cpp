// Which storages there are: carries at distances that make the parts of what
// is kept equal, or in slots at binomial distances.
#include "compiler/driver/LoopStorage.h"

#include "dialects/meta/transforms/BinomialSchedule.h"

#include <algorithm>
#include <cmath>

namespace nestor {

double LoopStorage::computed(int64_t steps) const {
  if (slots > 0 && steps > 1)
    return meta::BinomialSchedule(steps, slots).factor();
  return 1 + double(lengths.size());
}

// The divisor of `count` nearest to `wanted`, which leaves no rest; `wanted`
// itself where all are far.
static int64_t niceLength(int64_t count, double wanted) {
  int64_t best = std::clamp<int64_t>(std::llround(wanted), 1, count);
  double distance = std::log(1.6);
  for (int64_t d = 1; d <= count; ++d)
    if (count % d == 0 && std::abs(std::log(double(d) / wanted)) < distance) {
      distance = std::abs(std::log(double(d) / wanted));
      best = d;
    }
  return best;
}

// Carries at `level` distances: of T steps, c bytes of carries and r bytes of
// residuals each, every part of T / k1 c + k1 / k2 c + ... + k r is the same
// number, (c^level r T)^(1 / (level + 1)), where their sum is least.
static std::vector<int64_t> lengthsAt(unsigned level, int64_t steps, double c,
                                      double r) {
  std::vector<int64_t> lengths;
  double part = std::pow(std::pow(c, level) * r * double(steps),
                         1.0 / (level + 1));
  double wanted = part / r;
  int64_t inner = 0;
  for (unsigned i = 0; i < level; ++i, wanted *= part / c) {
    int64_t length = niceLength(steps, std::max(wanted, 1.0));
    if (length >= steps || (i > 0 && length <= inner))
      break;
    lengths.insert(lengths.begin(), length);
    inner = length;
  }
  return lengths;
}

std::vector<LoopStorage> storagesAt(unsigned level, int64_t steps,
                                    double carryBytes, double residualBytes) {
  constexpr unsigned mostDistances = storageLevels - 1;
  constexpr int64_t mostRepeats = 10;
  std::vector<LoopStorage> result;
  if (level <= mostDistances) {
    std::vector<int64_t> lengths =
        lengthsAt(level, steps, carryBytes, std::max(residualBytes, carryBytes));
    if (!lengths.empty())
      result.push_back({lengths, 0});
    if (level > 1 && !lengths.empty() && lengths.back() > 1) {
      lengths.push_back(1);
      result.push_back({lengths, 0});
    }
  }
  if (level > 1)
    result.push_back({{}, meta::BinomialSchedule::slotsFor(
                              steps, level <= mostDistances ? level
                                                            : mostRepeats)});
  return result;
}

} // namespace nestor
