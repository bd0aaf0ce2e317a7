/// Writes checkpoints. Used by the log's thread alone.
#pragma once

#include "checkpoint/Snapshot.h"
#include "core/LoadData.h"
#include "core/Options.h"

#include <map>
#include <optional>
#include <string>

namespace nestor {

/// `folder`/checkpoint/state-N.safetensors holds the values,
/// `folder`/checkpoint/manifest.json says what they are. The values are written
/// under a new number, the manifest is renamed over the old one, then the old
/// values go: at each moment the manifest names values that are complete.
class CheckpointWriter {
public:
  CheckpointWriter(const Program &program, const Options &options,
                   const LoadedData &loaded, const std::string &folder);

  /// `positions` are the bytes of each file that grows with the run.
  void write(const Snapshot &snapshot,
             const std::map<std::string, int64_t> &positions);

  /// "step 12 of loop `net`", of the last one that was written; empty if none.
  const std::string &last() const { return lastPlace; }
  int64_t lastBytes() const { return bytes; }

private:
  const Program &program;
  const Options &options;
  const LoadedData &loaded;
  std::string runFolder;
  std::string folder;
  std::string lastPlace;
  std::string lastState; ///< the file's name
  int64_t number = 0;
  int64_t bytes = 0;
  std::map<std::string, std::string> checksums; ///< once they are needed
};

/// Notes in the folder that its run has ended, and removes the values.
/// Nothing to do where there has been no checkpoint.
void finishCheckpoints(const std::string &runFolder);

} // namespace nestor
