// `nestor explain-error ID`: the section of docs/errors.md for an id.
#pragma once

#include "compiler/driver/ExitStatus.h"

#include <string>

namespace nestor {

ExitStatus explainError(const std::string &id, const std::string &indexFile);

} // namespace nestor
