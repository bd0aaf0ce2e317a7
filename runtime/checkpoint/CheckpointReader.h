/// Reads a checkpoint back and says what is wrong with it.
#pragma once

#include "checkpoint/Snapshot.h"
#include "core/LoadData.h"
#include "core/Options.h"

#include <map>
#include <string>

namespace nestor {

constexpr int checkpointFormat = 1;

struct Checkpoint {
  Snapshot snapshot;
  std::map<std::string, int64_t> positions;
  std::map<std::string, std::string> checksums;
  std::string place; ///< "step 12 of loop `net`"
};

/// Reads the checkpoint in the run folder `options.resume`, checks that it is
/// whole and was made by this program, and gives `options` the seed, hypers and
/// experiments of its run. Throws `Failure` with status 1 where it is not, or
/// where the command line says otherwise.
Checkpoint readCheckpoint(const Program &program, Options &options);

/// Throws where the data differ from those of the checkpoint's run.
void compareData(const Checkpoint &checkpoint, const Program &program,
                 const LoadedData &loaded);

/// The file with the values that the manifest in the run folder names; empty
/// where there is none.
std::string currentState(const std::string &runFolder);

/// The name of leaf `i` of a loop in the file: those of the loop that goes on
/// stand plain, others behind the loop's number, `0:net.w`.
std::string stateName(const Program &program, const LoopState &state, size_t i,
                      const Snapshot &snapshot);

/// The type's name in safetensors files.
const char *storedName(ElementType type);

} // namespace nestor
