// Sizes of memory as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace nestor {

/// `64M`, `1.5G`, `300K`, `100000`: bytes, with units of 1024. None if it is
/// nothing of the kind, or not above 0.
std::optional<int64_t> parseBytes(const std::string &text);

} // namespace nestor
