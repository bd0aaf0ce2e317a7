/// Numbers as text.
#pragma once

#include "log/Event.h"

#include <string>
#include <utility>
#include <vector>

namespace nestor {

enum class Digits {
  Exact, ///< the shortest text that reads back as the same number
  Short, ///< six significant digits, for people
};

/// Element `i` of a leaf: a number, `nan`, `inf`, `-inf`, `true` or `false`.
std::string formatElement(const LeafValue &value, int64_t i, Digits digits);

/// The pairs of numbers that a claim or assert compares, from its leaves: six
/// significant digits, or as many as tell the two apart.
std::vector<std::pair<std::string, std::string>>
comparedNumbers(const std::vector<LeafValue> &leaves);

/// `text` as a JSON string, quotes included.
std::string quoteJson(const std::string &text);

} // namespace nestor
