/// Tensors as text for people.
#pragma once

#include "log/Event.h"

#include <string>

namespace nestor {

/// Nested brackets, one row of the last axis a line, columns aligned, lines of
/// at most 80 letters. Above 1000 elements an axis of more than six shows its
/// first and last three. `indent` is the column where the text starts.
std::string formatTensor(const LeafValue &value, size_t indent);

/// On one line: a number, or the first few of a tensor, `[0.5 0.25 ...]`.
std::string formatBrief(const LeafValue &value);

} // namespace nestor
