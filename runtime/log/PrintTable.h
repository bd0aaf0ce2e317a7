/// What a `print` statement shows.
#pragma once

#include "log/Event.h"

#include <string>
#include <vector>

namespace nestor {

/// The printed items as lines of text, in order.
///
/// A plain number is `name = value`, a tensor `name = [...]`. The numbers of
/// records form tables: the last part of a path names the column, the parts
/// before it the row; items with the same paths are rows of one table, and a
/// record of records gives its name to the corner. A vector of up to eight
/// numbers fits a cell; with longer ones the record is printed one field a
/// line, `item.path = [...]`.
std::string printLeaves(const std::vector<LeafValue> &values);

} // namespace nestor
