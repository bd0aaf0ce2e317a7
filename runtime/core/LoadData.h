/// Loads the data sets of a program and holds them for the run.
#pragma once

#include "core/Options.h"
#include "core/Program.h"

namespace nestor {

struct LoadedData {
  std::vector<data::Loaded> arrays;
  std::vector<const void *> pointers; ///< of the arrays, for generated code
};

/// Reads every set and compares it with what the program was compiled for.
/// Throws `Failure` with status 1 where they differ or a file cannot be read.
LoadedData loadData(const Program &program, const Options &options);

} // namespace nestor
