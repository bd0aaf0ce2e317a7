/// The C functions of Random.h: draws of whole tensors in blocks that the
/// compiler vectorises, with the bits of the scalar formulas in Philox.h.
///
/// Every filler is compiled for three levels of x86-64 and chosen once by what
/// the processor has. The level changes no bit: all steps are integer or
/// rounded one by one (this file is compiled with -ffp-contract=off).
#include "nestor/Random.h"

#include "nestor/Permutation.h"
#include "nestor/Philox.h"

#include <algorithm>

using namespace nestor;

#define NESTOR_INLINE static inline __attribute__((always_inline))

namespace {

/// Words made at a time: 64 blocks, a kilobyte that stays in the first cache.
constexpr int64_t chunkWords = 256;
/// Blocks that are computed side by side.
constexpr int64_t lanes = 16;
constexpr int64_t groupWords = 4 * lanes;

struct Chunk {
  alignas(64) uint32_t words[chunkWords];
};

} // namespace

static Key keyOf(const int32_t *key) {
  return {static_cast<uint32_t>(key[0]), static_cast<uint32_t>(key[1])};
}

/// The words to make where `wanted` are wanted: whole groups, a chunk at most.
static int64_t wordsFor(int64_t wanted) {
  return std::min(chunkWords,
                  (wanted + groupWords - 1) / groupWords * groupWords);
}

/// words[j] = drawWord(key, 4 firstBlock + j, plane) for j < count, a multiple
/// of `groupWords`; the blocks side by side, so that each round is a loop over
/// lanes.
NESTOR_INLINE void makeWords(Key key, uint64_t firstBlock, uint32_t plane,
                             int64_t count, Chunk &chunk) {
  for (int64_t base = 0; base < count / 4; base += lanes) {
    uint32_t c0[lanes], c1[lanes], c2[lanes], c3[lanes];
    for (int64_t l = 0; l < lanes; ++l) {
      uint64_t counter = firstBlock + base + l;
      c0[l] = lowWord(counter);
      c1[l] = highWord(counter);
      c2[l] = plane;
      c3[l] = 0;
    }
    Key round = key;
    for (int r = 0; r < 10; ++r) {
      for (int64_t l = 0; l < lanes; ++l) {
        uint64_t first = uint64_t{0xD2511F53} * c0[l];
        uint64_t second = uint64_t{0xCD9E8D57} * c2[l];
        c0[l] = highWord(second) ^ c1[l] ^ round.lo;
        c1[l] = lowWord(second);
        c2[l] = highWord(first) ^ c3[l] ^ round.hi;
        c3[l] = lowWord(first);
      }
      round.lo += 0x9E3779B9;
      round.hi += 0xBB67AE85;
    }
    uint32_t *out = chunk.words + base * 4;
    for (int64_t l = 0; l < lanes; ++l) {
      out[4 * l + 0] = c0[l];
      out[4 * l + 1] = c1[l];
      out[4 * l + 2] = c2[l];
      out[4 * l + 3] = c3[l];
    }
  }
}

/// out[i] = draw(word i).
template <typename T, typename Draw>
NESTOR_INLINE void fillOneWord(Key key, int64_t count, T *out, Draw draw) {
  Chunk first;
  alignas(64) T drawn[chunkWords];
  for (int64_t i = 0; i < count; i += chunkWords) {
    int64_t made = wordsFor(count - i);
    makeWords(key, i / 4, 0, made, first);
    for (int64_t j = 0; j < made; ++j)
      drawn[j] = draw(first.words[j]);
    std::copy_n(drawn, std::min(chunkWords, count - i), out + i);
  }
}

/// out[i] = draw(word i, second word i).
template <typename T, typename Draw>
NESTOR_INLINE void fillTwoWords(Key key, int64_t count, T *out, Draw draw) {
  Chunk first, second;
  alignas(64) T drawn[chunkWords];
  for (int64_t i = 0; i < count; i += chunkWords) {
    int64_t made = wordsFor(count - i);
    makeWords(key, i / 4, 0, made, first);
    makeWords(key, i / 4, secondWords, made, second);
    for (int64_t j = 0; j < made; ++j)
      drawn[j] = draw(first.words[j], second.words[j]);
    std::copy_n(drawn, std::min(chunkWords, count - i), out + i);
  }
}

// The fillers at one level: static functions in a namespace of the level.
#define NESTOR_FILLERS(LEVEL, TARGET)                                          \
  namespace LEVEL {                                                            \
  TARGET static void uniformF32(Key key, int64_t count, float *out) {          \
    fillOneWord(key, count, out,                                               \
                [](uint32_t w) TARGET { return nestor::uniformF32(w); });      \
  }                                                                            \
  TARGET static void uniformF64(Key key, int64_t count, double *out) {         \
    fillTwoWords(key, count, out, [](uint32_t w, uint32_t v) TARGET {          \
      return nestor::uniformF64(w, v);                                         \
    });                                                                        \
  }                                                                            \
  TARGET static void normalF32(Key key, int64_t count, float *out) {           \
    fillOneWord(key, count, out,                                               \
                [](uint32_t w) TARGET { return nestor::normalF32(w); });       \
  }                                                                            \
  TARGET static void normalF64(Key key, int64_t count, double *out) {          \
    fillTwoWords(key, count, out, [](uint32_t w, uint32_t v) TARGET {          \
      return nestor::normalF64(w, v);                                          \
    });                                                                        \
  }                                                                            \
  }

#if defined(__x86_64__)
NESTOR_FILLERS(baseline, )
NESTOR_FILLERS(avx2, __attribute__((target("avx2"))))
NESTOR_FILLERS(avx512,
               __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))))

/// Calls the filler of the highest level that the processor has.
#define NESTOR_DISPATCH(FILLER, ...)                                           \
  if (level() == Level::Avx512)                                                \
    avx512::FILLER(__VA_ARGS__);                                               \
  else if (level() == Level::Avx2)                                             \
    avx2::FILLER(__VA_ARGS__);                                                 \
  else                                                                         \
    baseline::FILLER(__VA_ARGS__)

namespace {
enum class Level { Baseline, Avx2, Avx512 };
} // namespace

static Level findLevel() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
    return Level::Avx512;
  return __builtin_cpu_supports("avx2") ? Level::Avx2 : Level::Baseline;
}

static Level level() {
  static const Level found = findLevel();
  return found;
}
#else
NESTOR_FILLERS(baseline, )
#define NESTOR_DISPATCH(FILLER, ...) baseline::FILLER(__VA_ARGS__)
#endif

template <typename T>
static void fillPermutation(const int32_t *key, int64_t n, int64_t first,
                            int64_t count, T *out) {
  Permutation permutation(keyOf(key), static_cast<uint64_t>(n));
  for (int64_t i = 0; i < count; ++i)
    out[i] = static_cast<T>(permutation(static_cast<uint64_t>(first + i)));
}

extern "C" {

void nestor_philox(const uint32_t *counter, const uint32_t *key,
                   uint32_t *out) {
  PhiloxBlock block = philox({counter[0], counter[1], counter[2], counter[3]},
                             {key[0], key[1]});
  std::copy(block.begin(), block.end(), out);
}

void nestor_fold_key(const int32_t *key, int32_t tag, int64_t n, int32_t *out) {
  Key folded =
      fold(keyOf(key), static_cast<FoldTag>(tag), static_cast<uint64_t>(n));
  out[0] = static_cast<int32_t>(folded.lo);
  out[1] = static_cast<int32_t>(folded.hi);
}

float nestor_normal_f32(uint32_t word) { return normalF32(word); }

double nestor_normal_f64(uint32_t w0, uint32_t w1) { return normalF64(w0, w1); }

void nestor_uniform_f32(const int32_t *key, int64_t count, float *out) {
  NESTOR_DISPATCH(uniformF32, keyOf(key), count, out);
}

void nestor_uniform_f64(const int32_t *key, int64_t count, double *out) {
  NESTOR_DISPATCH(uniformF64, keyOf(key), count, out);
}

void nestor_fill_normal_f32(const int32_t *key, int64_t count, float *out) {
  NESTOR_DISPATCH(normalF32, keyOf(key), count, out);
}

void nestor_fill_normal_f64(const int32_t *key, int64_t count, double *out) {
  NESTOR_DISPATCH(normalF64, keyOf(key), count, out);
}

void nestor_random_int_i32(const int32_t *key, int32_t bound, int64_t count,
                           int32_t *out) {
  fillOneWord(keyOf(key), count, out, [bound](uint32_t word) {
    return static_cast<int32_t>(randomInt(word, static_cast<uint32_t>(bound)));
  });
}

void nestor_random_int_i64(const int32_t *key, int64_t bound, int64_t count,
                           int64_t *out) {
  fillTwoWords(keyOf(key), count, out, [bound](uint32_t w0, uint32_t w1) {
    return static_cast<int64_t>(
        randomInt64(w0, w1, static_cast<uint64_t>(bound)));
  });
}

void nestor_permutation_i32(const int32_t *key, int64_t n, int64_t first,
                            int64_t count, int32_t *out) {
  fillPermutation(key, n, first, count, out);
}

void nestor_permutation_i64(const int32_t *key, int64_t n, int64_t first,
                            int64_t count, int64_t *out) {
  fillPermutation(key, n, first, count, out);
}

} // extern "C"
