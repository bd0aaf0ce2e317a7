// Hands the process over to a compiled program.
#pragma once

#include "compiler/driver/ExitStatus.h"
#include "compiler/driver/TemporaryFolder.h"

#include <string>
#include <vector>

namespace nestor {

/// Replaces the process by the program, after the folder that holds it is
/// gone. Returns only if that fails. `arguments` begins with the program's
/// name.
ExitStatus runProgram(const std::string &program, TemporaryFolder &folder,
                      std::vector<std::string> arguments);

} // namespace nestor
