// Reads a script's bytes, or says why that is impossible.
#pragma once

#include "compiler/support/Diagnostic.h"

#include <cstdint>
#include <string>

namespace nestor {

/// Adds the file to `sources` and returns its number; 0 if it cannot be read
/// or has more than `maxBytes` bytes, which is reported.
uint32_t readInput(const std::string &path, size_t maxBytes,
                   SourceManager &sources, DiagnosticEngine &diagnostics);

} // namespace nestor
