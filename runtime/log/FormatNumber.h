/// Numbers as text.
#pragma once

#include "log/Event.h"

#include <string>

namespace nestor {

enum class Digits {
  Exact, ///< the shortest text that reads back as the same number
  Short, ///< six significant digits, for people
};

/// Element `i` of a leaf: a number, `nan`, `inf`, `-inf`, `true` or `false`.
std::string formatElement(const LeafValue &value, int64_t i, Digits digits);

/// `text` as a JSON string, quotes included.
std::string quoteJson(const std::string &text);

} // namespace nestor
