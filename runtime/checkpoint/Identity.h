/// What makes two runs the same run: names and hashes for the manifest.
#pragma once

#include "core/LoadData.h"

#include <map>
#include <string>

namespace nestor {

/// Changes when the same inputs give other draws (docs/decisions.md, D4).
constexpr int rngVersion = 1;

/// SHA-256 of what the compiled program hands over: constants, hypers, loops
/// with their leaves, effects. Other types (`--f64`), shapes or constants have
/// another one.
std::string signatureOf(const Program &program);

/// A checksum of the arrays of each data set, by its name.
std::map<std::string, std::string> checksumsOf(const Program &program,
                                               const LoadedData &loaded);

} // namespace nestor
