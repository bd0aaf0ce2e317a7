/// The command line of a compiled program.
#pragma once

#include "core/Program.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nestor {

struct Options {
  std::vector<std::string> command; ///< the words as given
  std::vector<double> hypers;       ///< one for each of `Program::hypers`
  std::vector<std::pair<std::string, std::string>> data; ///< set, other place
  std::vector<std::string> dataFolders; ///< searched for data sets, in order
  int64_t seed = 0;
  std::optional<std::string> out; ///< run folder; else the next free number
  std::optional<std::string> resume; ///< the folder of the run that goes on
  double checkpointEvery = 60;       ///< seconds; 0: only after a signal
  // What the command line says and a resumed run has to agree with.
  bool isSeedGiven = false, isOnlyGiven = false;
  std::vector<bool> isHyperGiven;
  bool quiet = false;
  std::vector<size_t> experiments; ///< indices of those to run, in order
  std::string answer; ///< what `--help` or `--version` asks for; else empty
};

/// Reads the arguments. Throws `Failure` with status 1 on anything that is not
/// understood; nothing has been created then.
Options parseOptions(const Program &program, int argc, char **argv);

} // namespace nestor
