/* Sizes of memory for people. C++, for the runtime and the compiler. */
#pragma once

#include <cstddef>
#include <fmt/format.h>
#include <iterator>

namespace nestor {

/// "1.5 GiB": `bytes` in the largest unit that leaves a number of at least 1.
inline std::string formatBytes(double bytes) {
  static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  for (; bytes >= 1024 && unit + 1 < std::size(units); ++unit)
    bytes /= 1024;
  return fmt::format("{:.4g} {}", bytes, units[unit]);
}

} // namespace nestor
