/// Checks the random numbers of the runtime: the generator against its
/// published known answers, the fillers against the scalar formulas bit by
/// bit, the inverse normal distribution against erfc, and the permutation by
/// counting. Prints one line for each check; the status is the number failed.
#include "nestor/Random.h"
#include "nestor/Permutation.h"
#include "nestor/Philox.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

using namespace nestor;

static int failures = 0;

static void check(const char *name, bool passed) {
  std::printf("%s %s\n", passed ? "ok" : "FAILED", name);
  failures += !passed;
}

// Random123's file kat_vectors, philox4x32 with 10 rounds.
static void checkKnownAnswers() {
  constexpr uint32_t ones = 0xffffffff;
  check("known answer: zeros",
        philox({0, 0, 0, 0}, {0, 0}) ==
            PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  check("known answer: ones",
        philox({ones, ones, ones, ones}, {ones, ones}) ==
            PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  check("known answer: digits of pi",
        philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
               {0xa4093822, 0x299f31d0}) ==
            PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
  uint32_t counter[] = {0, 0, 0, 0}, key[] = {0, 0}, out[4];
  nestor_philox(counter, key, out);
  check("known answer through the C function", out[3] == 0x9b00dbd8);
}

static const int32_t keyWords[] = {12345, -678};
static const Key key = {12345u, static_cast<uint32_t>(-678)};

template <typename T> static bool sameBits(T a, T b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

/// Whether fill(count, out) writes formula(i) for every count, and no more.
template <typename T, typename Fill, typename Formula>
static bool fillsAs(Fill fill, Formula formula) {
  for (int64_t count : {0, 1, 3, 4, 5, 255, 256, 257, 1021}) {
    std::vector<T> out(static_cast<size_t>(count) + 1, T(77));
    fill(count, out.data());
    for (int64_t i = 0; i < count; ++i)
      if (!sameBits(out[static_cast<size_t>(i)], formula(i)))
        return false;
    if (out.back() != T(77))
      return false;
  }
  return true;
}

static void checkFillers() {
  auto first = [](int64_t i) { return drawWord(key, i); };
  auto second = [](int64_t i) { return drawWord(key, i, secondWords); };
  check("uniform f32 fills",
        fillsAs<float>(
            [](int64_t n, float *out) { nestor_uniform_f32(keyWords, n, out); },
            [&](int64_t i) { return uniformF32(first(i)); }));
  check(
      "uniform f64 fills",
      fillsAs<double>(
          [](int64_t n, double *out) { nestor_uniform_f64(keyWords, n, out); },
          [&](int64_t i) { return uniformF64(first(i), second(i)); }));
  check("normal f32 fills",
        fillsAs<float>(
            [](int64_t n, float *out) {
              nestor_fill_normal_f32(keyWords, n, out);
            },
            [&](int64_t i) { return nestor_normal_f32(first(i)); }));
  check("normal f64 fills",
        fillsAs<double>(
            [](int64_t n, double *out) {
              nestor_fill_normal_f64(keyWords, n, out);
            },
            [&](int64_t i) { return nestor_normal_f64(first(i), second(i)); }));
  check("integers i32 fill",
        fillsAs<int32_t>(
            [](int64_t n, int32_t *out) {
              nestor_random_int_i32(keyWords, 10, n, out);
            },
            [&](int64_t i) {
              return static_cast<int32_t>(uint64_t{first(i)} * 10 >> 32);
            }));
  check("integers i64 fill",
        fillsAs<int64_t>(
            [](int64_t n, int64_t *out) {
              nestor_random_int_i64(keyWords, 10, n, out);
            },
            [&](int64_t i) {
              return static_cast<int64_t>(uint64_t{first(i)} * 10 >> 32);
            }));
}

static void checkUniform() {
  check("uniform f32 ends",
        uniformF32(0) == 0.0f && uniformF32(0xffffffff) == 1.0f - 0x1p-24f);
  check("uniform f64 ends",
        uniformF64(0, 0) == 0.0 &&
            uniformF64(0xffffffff, 0xffffffff) == 1.0 - 0x1p-53);
  check("uniform f64 extends f32",
        std::floor(uniformF64(0xdeadbeef, 0x12345678) * 0x1p24) * 0x1p-24 ==
            static_cast<double>(uniformF32(0xdeadbeef)));
  check("integers below a wide bound",
        randomInt64(0xffffffff, 0xffffffff, uint64_t{1} << 40) ==
            (uint64_t{1} << 40) - 1);
}

/// |z - exact| / |exact| by one Newton step on Phi(-z) = p, in long double;
/// erfc comes from the C library, independent of the formulas under test.
static long double relativeError(long double z, long double p) {
  long double tail = std::erfc(z / std::sqrt(2.0L)) / 2;
  long double density = std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0L));
  return std::fabs((tail - p) / density / z);
}

static void checkNormal() {
  long double worst32 = 0, worst64 = 0;
  bool odd = true;
  for (int64_t i = 0; i < 200000; ++i) {
    // All words, small ones (the tail), the far tail, the centre: a quarter
    // each.
    uint32_t w0 = drawWord(key, i) & 0x7fffffff;
    uint32_t w1 = drawWord(key, i, secondWords);
    if (i % 4 == 1)
      w0 >>= i % 31;
    if (i % 4 == 2)
      w0 = 0;
    if (i % 4 == 3)
      w0 = 0x7fffffff - (w0 >> i % 31);
    long double p32 = (w0 + 0.5L) * 0x1p-32L;
    long double p64 = ((uint64_t{w0} << 21 | w1 >> 11) + 0.5L) * 0x1p-53L;
    worst32 = std::fmax(worst32, relativeError(normalF32(w0), p32));
    worst64 = std::fmax(worst64, relativeError(normalF64(w0, w1), p64));
    odd &= normalF32(w0 | 0x80000000) == -normalF32(w0) &&
           normalF64(w0 | 0x80000000, w1) == -normalF64(w0, w1);
  }
  std::fprintf(stderr, "worst relative error: f32 %.2Le, f64 %.2Le\n", worst32,
               worst64);
  // The bounds that Normal.h states.
  check("normal f32 within 4e-7", worst32 < 4e-7L);
  check("normal f64 within 2e-15", worst64 < 2e-15L);
  check("normal is odd in the sign bit", odd);
  check("normal is finite at its ends",
        normalF32(0) < 6.34f && normalF32(0x7fffffff) > 0 &&
            normalF64(0, 0) < 8.3 && normalF64(0x7fffffff, 0xffffffff) > 0);
}

static void checkMoments() {
  // 2^20 draws: the mean of a standard normal then has deviation 2^-10, the
  // mean of squares sqrt(2) 2^-10; five deviations are allowed.
  std::vector<float> draws(1 << 20);
  nestor_fill_normal_f32(keyWords, static_cast<int64_t>(draws.size()),
                         draws.data());
  double sum = 0, squares = 0;
  for (float z : draws) {
    sum += z;
    squares += double{z} * z;
  }
  check("normal mean", std::fabs(sum / draws.size()) < 5 * 0x1p-10);
  check("normal variance",
        std::fabs(squares / draws.size() - 1) < 5 * 1.415 * 0x1p-10);
}

static void checkPermutation() {
  bool bijective = true;
  for (int64_t n : {1, 2, 3, 5, 16, 100, 257, 60000}) {
    std::vector<int32_t> to(static_cast<size_t>(n));
    std::vector<bool> hit(static_cast<size_t>(n));
    nestor_permutation_i32(keyWords, n, 0, n, to.data());
    for (int32_t i : to) {
      bijective &= i >= 0 && i < n && !hit[static_cast<size_t>(i)];
      hit[static_cast<size_t>(i)] = true;
    }
  }
  check("permutation is one to one", bijective);
  int64_t batch[64];
  nestor_permutation_i64(keyWords, 60000, 128, 64, batch);
  Permutation whole(key, 60000);
  bool same = true;
  for (uint64_t i = 0; i < 64; ++i)
    same &= static_cast<uint64_t>(batch[i]) == whole(128 + i);
  check("a batch is a part of the epoch", same);
  Permutation other({1, 2}, 60000);
  int fixed = 0;
  for (uint64_t i = 0; i < 60000; ++i)
    fixed += whole(i) == other(i);
  // Expected 1; ten or more have probability 1e-7.
  check("keys give different permutations", fixed < 10);
}

static void checkFold() {
  int32_t out[2];
  nestor_fold_key(keyWords, 3, -1, out);
  Key folded = fold(key, FoldTag::Loop, ~uint64_t{0});
  PhiloxBlock block = philox({0xffffffff, 0xffffffff, 3, 0x4E455354}, key);
  check("fold", static_cast<uint32_t>(out[0]) == block[0] &&
                    static_cast<uint32_t>(out[1]) == block[1] &&
                    folded.lo == block[0] && folded.hi == block[1]);
  Key start = seedKey(-2);
  check("seed", start.lo == 0xfffffffe && start.hi == 0xffffffff);
}

int main() {
  checkKnownAnswers();
  checkFillers();
  checkUniform();
  checkNormal();
  checkMoments();
  checkPermutation();
  checkFold();
  return failures;
}
