// Finds what a misspelt name was meant to be.
#pragma once

#include <string>
#include <vector>

namespace nestor {

/// The known name that `name` is most likely a slip of, or an empty string. A
/// slip is a letter added, left out, replaced or swapped with its neighbour;
/// one is allowed in three letters (and in two), two in six, three in a long
/// name. Of equally near names the first in the alphabet wins.
std::string nearestName(const std::string &name,
                        const std::vector<std::string> &known);

} // namespace nestor
