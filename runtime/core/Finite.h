/// Numbers that are not finite: where they are, and how to say it.
#pragma once

#include "core/Program.h"

#include <optional>
#include <string>

namespace nestor {

struct NotFinite {
  int64_t element = 0; ///< row-major
  double value = 0;
};

/// The first number that `check` does not let pass.
std::optional<NotFinite> firstNotFinite(const Check &check, const void *data);

/// The message of a check that failed: place, operation, element, and the
/// iterations `steps` (from 0, from within) of the loops around.
std::string describeCheck(const Program &program, const Check &check,
                          const NotFinite &found, const int64_t *const *steps);

} // namespace nestor
