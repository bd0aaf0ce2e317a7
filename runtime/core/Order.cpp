/// The C functions of Order.h. An element becomes an unsigned key of the same
/// order; a key with the element's number behind it is unlike every other, so
/// that any way to sort gives the stable order.
#include "nestor/Order.h"

#include <algorithm>
#include <cstring>

namespace {

/// A key of 64 bits with its number, in two words of scratch.
struct Wide {
  uint64_t key, number;
  bool operator<(const Wide &other) const {
    return key != other.key ? key < other.key : number < other.number;
  }
};

} // namespace

/// Numbers by their bits, which grow with them once those below 0 are turned
/// around; no number has as many as the key of a NaN.
template <typename Bits, typename T> static Bits keyOfReal(T x) {
  if (x != x)
    return ~Bits{0};
  x += T{0}; // -0 becomes 0
  Bits bits;
  std::memcpy(&bits, &x, sizeof bits);
  Bits sign = Bits{1} << (8 * sizeof bits - 1);
  return bits & sign ? ~bits : bits | sign;
}

static uint32_t keyOf(float x) { return keyOfReal<uint32_t>(x); }
static uint64_t keyOf(double x) { return keyOfReal<uint64_t>(x); }
static uint32_t keyOf(int32_t x) {
  return static_cast<uint32_t>(x) ^ (uint32_t{1} << 31);
}
static uint64_t keyOf(int64_t x) {
  return static_cast<uint64_t>(x) ^ (uint64_t{1} << 63);
}

/// Keys of 32 bits share a word with the number.
static uint64_t entryOf(uint32_t key, int64_t number) {
  return uint64_t{key} << 32 | static_cast<uint64_t>(number);
}
static Wide entryOf(uint64_t key, int64_t number) {
  return {key, static_cast<uint64_t>(number)};
}
static int32_t numberOf(uint64_t entry) { return static_cast<int32_t>(entry); }
static int32_t numberOf(const Wide &entry) {
  return static_cast<int32_t>(entry.number);
}

template <typename T>
static void argsort(const T *x, int64_t outer, int64_t count, int64_t inner,
                    bool descending, void *scratch, int32_t *order) {
  using Key = decltype(keyOf(T{}));
  using Entry = decltype(entryOf(Key{}, 0));
  auto *entries = static_cast<Entry *>(scratch);
  const Key turned = descending ? ~Key{0} : Key{0};
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < inner; ++i) {
      const int64_t first = o * count * inner + i;
      for (int64_t n = 0; n < count; ++n)
        entries[n] = entryOf(Key(keyOf(x[first + n * inner]) ^ turned), n);
      std::sort(entries, entries + count);
      for (int64_t n = 0; n < count; ++n)
        order[first + n * inner] = numberOf(entries[n]);
    }
}

extern "C" {

void nestor_argsort_f32(const float *x, int64_t outer, int64_t count,
                        int64_t inner, int32_t descending, uint64_t *scratch,
                        int32_t *order) {
  argsort(x, outer, count, inner, descending != 0, scratch, order);
}

void nestor_argsort_f64(const double *x, int64_t outer, int64_t count,
                        int64_t inner, int32_t descending, uint64_t *scratch,
                        int32_t *order) {
  argsort(x, outer, count, inner, descending != 0, scratch, order);
}

void nestor_argsort_i32(const int32_t *x, int64_t outer, int64_t count,
                        int64_t inner, int32_t descending, uint64_t *scratch,
                        int32_t *order) {
  argsort(x, outer, count, inner, descending != 0, scratch, order);
}

void nestor_argsort_i64(const int64_t *x, int64_t outer, int64_t count,
                        int64_t inner, int32_t descending, uint64_t *scratch,
                        int32_t *order) {
  argsort(x, outer, count, inner, descending != 0, scratch, order);
}

} // extern "C"
