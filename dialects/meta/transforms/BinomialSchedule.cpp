// Sizes of binomial checkpoints by binomial coefficients.
#include "dialects/meta/transforms/BinomialSchedule.h"

#include <algorithm>

namespace nestor::meta {

// (slots + repeats choose slots), `most` where it is more.
static int64_t beta(int64_t slots, int64_t repeats, int64_t most) {
  if (repeats < 0)
    return 0;
  int64_t few = std::min(slots, repeats), all = slots + repeats;
  __int128 result = 1;
  for (int64_t i = 1; i <= few; ++i) {
    result = result * (all - few + i) / i;
    if (result >= most)
      return most;
  }
  return std::min(int64_t(result), most);
}

BinomialSchedule::BinomialSchedule(int64_t steps, int64_t slots)
    : steps_(steps), slots_(slots), repeats_(1) {
  while (beta(slots_, repeats_, steps_) < steps_)
    ++repeats_;
}

int64_t BinomialSchedule::slotsFor(int64_t steps, int64_t repeats) {
  int64_t slots = 2;
  while (beta(slots, repeats, steps) < steps)
    ++slots;
  return slots;
}

int64_t BinomialSchedule::advances() const {
  constexpr int64_t unbounded = int64_t(1) << 62;
  return repeats_ * steps_ - beta(slots_ + 1, repeats_ - 1, unbounded) -
         (steps_ - 1) + repeats_;
}

std::vector<int64_t> BinomialSchedule::table() const {
  std::vector<int64_t> result;
  for (int64_t c = 0; c <= slots_; ++c)
    for (int64_t j = 0; j < columns(); ++j)
      result.push_back(beta(c, j - 2, steps_));
  return result;
}

} // namespace nestor::meta
