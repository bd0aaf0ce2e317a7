/// The runtime's own lines on standard error.
#pragma once

#include "core/Failure.h"

#include <string>

namespace nestor {

/// Prints `text` and a new line. A standard error that cannot be written is
/// passed over: there is no other place to say so.
void printMessage(const std::string &text);

/// "error: ..." or, for status 70, "internal error: ...".
void printError(const Failure &failure);

} // namespace nestor
