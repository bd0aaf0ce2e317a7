/// The language's random numbers as plain C++: the counter-based generator
/// Philox4x32-10, keys that are folded from keys, and the draws. Every other
/// form (the runtime's fillers, generated code, the interpreter of the tests)
/// gives these bits; docs/decisions.md, D4, states the rules.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3" (2011), section 3.3 and its published known answers.
#pragma once

#include "nestor/Normal.h"

#include <array>
#include <cstdint>

namespace nestor {

/// The two words that select a stream.
struct Key {
  uint32_t lo = 0;
  uint32_t hi = 0;
};

/// Four words: a counter, or what the generator makes of one.
using PhiloxBlock = std::array<uint32_t, 4>;

/// What a folded key is for; the third counter word of `fold`.
enum class FoldTag : uint32_t {
  Site = 1,   ///< a statement that draws; n = the site's number
  Call = 2,   ///< a call of a function that draws; n = the call's number
  Loop = 3,   ///< an iteration; n = its index from 0
  Lane = 4,   ///< an element of a batch; n = its global index from 0
  Seeded = 5, ///< `with seed = n`
};

/// The fourth counter word of `fold`: the letters NEST.
constexpr uint32_t foldMark = 0x4E455354;

/// Counter word 2 of the words that a draw needs beyond its first 32 bits.
constexpr uint32_t secondWords = 1;

/// Counter word 2 of the words that key the rounds of a permutation.
constexpr uint32_t permutationWords = 2;

inline uint32_t lowWord(uint64_t value) { return static_cast<uint32_t>(value); }
inline uint32_t highWord(uint64_t value) {
  return static_cast<uint32_t>(value >> 32);
}

/// Ten rounds of Philox4x32.
///
/// One round, with (h, l) = the high and low words of a product:
///   (h0, l0) = 0xD2511F53 c0,  (h1, l1) = 0xCD9E8D57 c2
///   c <- (h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0)
///   k <- (k0 + 0x9E3779B9, k1 + 0xBB67AE85)
inline PhiloxBlock philox(PhiloxBlock c, Key key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t first = uint64_t{0xD2511F53} * c[0];
    uint64_t second = uint64_t{0xCD9E8D57} * c[2];
    c = {highWord(second) ^ c[1] ^ key.lo, lowWord(second),
         highWord(first) ^ c[3] ^ key.hi, lowWord(first)};
    key.lo += 0x9E3779B9;
    key.hi += 0xBB67AE85;
  }
  return c;
}

/// The key that all randomness of a run with `seed` comes from.
inline Key seedKey(int64_t seed) {
  uint64_t bits = static_cast<uint64_t>(seed);
  return {lowWord(bits), highWord(bits)};
}

/// A key for part `n` of what `key` stands for: words 0 and 1 of
/// philox((lo n, hi n, tag, foldMark), key).
inline Key fold(Key key, FoldTag tag, uint64_t n) {
  PhiloxBlock block = philox(
      {lowWord(n), highWord(n), static_cast<uint32_t>(tag), foldMark}, key);
  return {block[0], block[1]};
}

/// Word i of a draw: word i mod 4 of philox((lo i/4, hi i/4, plane, 0), key).
/// `plane` is 0, or `secondWords` for the bits beyond the first 32.
inline uint32_t drawWord(Key key, uint64_t i, uint32_t plane = 0) {
  uint64_t counter = i / 4;
  PhiloxBlock block =
      philox({lowWord(counter), highWord(counter), plane, 0}, key);
  return block[i % 4];
}

/// In [0, 1), a multiple of 2^-24.
inline float uniformF32(uint32_t word) {
  return static_cast<float>(word >> 8) * 0x1p-24f;
}

/// In [0, 1), a multiple of 2^-53. Its leading 24 bits are those of
/// `uniformF32(w0)`, so that a program in f64 draws the numbers of the one in
/// f32 with more digits.
inline double uniformF64(uint32_t w0, uint32_t w1) {
  uint64_t bits = (uint64_t{w0 >> 8} << 29) | (w1 >> 3);
  return static_cast<double>(bits) * 0x1p-53;
}

/// In [0, bound): floor(word bound / 2^32). A value's probability is off from
/// 1 / bound by at most 2^-32.
inline uint32_t randomInt(uint32_t word, uint32_t bound) {
  return highWord(uint64_t{word} * bound);
}

/// In [0, bound) for any 64-bit bound: up to 2^32 the formula of `randomInt`,
/// beyond it floor((w0 2^32 + w1) bound / 2^64).
inline uint64_t randomInt64(uint32_t w0, uint32_t w1, uint64_t bound) {
  if (bound <= uint64_t{1} << 32)
    return (uint64_t{w0} * bound) >> 32;
  uint64_t bits = (uint64_t{w0} << 32) | w1;
  __extension__ using Wide = unsigned __int128;
  return static_cast<uint64_t>((Wide{bits} * bound) >> 64);
}

} // namespace nestor
