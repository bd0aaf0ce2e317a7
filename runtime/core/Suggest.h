/// Finds the name that was probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nestor {

/// The end of an error message about the unknown name `typed`:
/// "; did you mean `near`?" where one of `known` differs by a few letters,
/// else "; `what` are `a`, `b`" or "; there are none".
std::string suggest(std::string_view typed,
                    const std::vector<std::string> &known,
                    std::string_view what);

} // namespace nestor
