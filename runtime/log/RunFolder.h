/// The folder that a run leaves behind (docs/decisions.md, D10).
#pragma once

#include "core/Options.h"

#include <string>

namespace nestor {

/// Makes the folder of this run and gives its path: `options.out`, which must
/// be new or empty, or runs/NAME/0001 with the next number. No two runs get
/// the same folder, also when they start at once. Throws `Failure` with
/// status 1.
std::string makeRunFolder(const Program &program, const Options &options);

/// Writes `folder`/run.json: what is needed to run the program again, and
/// `folder`/plan.txt: what the compiler planned.
void writeRunRecord(const std::string &folder, const Program &program,
                    const Options &options);

} // namespace nestor
