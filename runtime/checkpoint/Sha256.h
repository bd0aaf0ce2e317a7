/// The hash function SHA-256 (NIST, FIPS 180-4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nestor {

class Sha256 {
public:
  void add(const void *data, size_t size);
  /// 64 hexadecimal digits. Nothing may be added afterwards.
  std::string finish();

private:
  void compress(const uint8_t *block);

  std::array<uint32_t, 8> state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                   0xa54ff53a, 0x510e527f, 0x9b05688c,
                                   0x1f83d9ab, 0x5be0cd19};
  std::array<uint8_t, 64> block = {};
  size_t filled = 0;  ///< bytes of `block`
  uint64_t total = 0; ///< bytes
};

std::string sha256(std::string_view text);

} // namespace nestor
