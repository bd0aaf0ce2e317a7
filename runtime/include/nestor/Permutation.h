/// A keyed permutation of 0 .. n-1 that is computed, not stored: where element
/// i goes depends on (key, i, n) alone. Batches drawn without replacement need
/// no iterator state, and batch t of an epoch is known without batch t-1.
///
/// A Feistel network (Luby and Rackoff 1988) permutes the smallest power of two
/// that holds n; where a result is n or more, the network is applied again
/// until it is not ("cycle walking", Black and Rogaway 2002, section 3), which
/// takes less than two applications on average.
#pragma once

#include "nestor/Philox.h"

namespace nestor {

/// Rounds of the network. Four make it pseudorandom against few queries; eight
/// because here a whole epoch is read.
constexpr int permutationRounds = 8;

class Permutation {
public:
  /// Of 0 .. n-1 with n from 1 to 2^62; the round keys are words of
  /// philox((0 and 1, 0, permutationWords, 0), key).
  Permutation(Key key, uint64_t n) : n(n) {
    while ((uint64_t{1} << bits) < n)
      ++bits;
    for (uint32_t half = 0; half < 2; ++half) {
      PhiloxBlock words = philox({half, 0, permutationWords, 0}, key);
      for (int i = 0; i < 4; ++i)
        roundKeys[half * 4 + i] = words[i];
    }
  }

  /// Where i goes, for i < n. Cost: constant on average.
  uint64_t operator()(uint64_t i) const {
    do
      i = applyNetwork(i);
    while (i >= n);
    return i;
  }

private:
  /// One pass over `bits` bits: the left part of bits - bits/2 bits and the
  /// right part of bits/2 bits change places and widths after every round;
  /// their number is even, so the widths end as they began.
  uint64_t applyNetwork(uint64_t i) const {
    uint32_t rightBits = bits / 2;
    uint32_t leftBits = bits - rightBits;
    for (int round = 0; round < permutationRounds; ++round) {
      uint64_t right = i & ((uint64_t{1} << rightBits) - 1);
      uint64_t left = i >> rightBits;
      uint64_t mask = (uint64_t{1} << leftBits) - 1;
      uint64_t mixed = left ^ (mix(right, roundKeys[round]) & mask);
      i = (right << leftBits) | mixed;
      uint32_t width = leftBits;
      leftBits = rightBits;
      rightBits = width;
    }
    return i;
  }

  /// A word that depends on all bits of x and of the round's key: the finaliser
  /// of MurmurHash3 (Appleby 2011, public domain) of the halves of x in turn.
  static uint32_t mix(uint64_t x, uint32_t roundKey) {
    return finalise(finalise(lowWord(x) ^ roundKey) + highWord(x));
  }
  static uint32_t finalise(uint32_t h) {
    h = (h ^ (h >> 16)) * 0x85EBCA6B;
    h = (h ^ (h >> 13)) * 0xC2B2AE35;
    return h ^ (h >> 16);
  }

  uint64_t n;
  uint32_t bits = 0;
  std::array<uint32_t, permutationRounds> roundKeys;
};

} // namespace nestor
