/// From snapshots to files.
#include "checkpoint/CheckpointWriter.h"

#include "checkpoint/AtomicFile.h"
#include "checkpoint/CheckpointReader.h"
#include "checkpoint/Identity.h"
#include "checkpoint/Sha256.h"
#include "core/Failure.h"
#include "data/Safetensors.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace nestor {

using json = nlohmann::ordered_json;

CheckpointWriter::CheckpointWriter(const Program &program,
                                   const Options &options,
                                   const LoadedData &loaded,
                                   const std::string &folder)
    : program(program), options(options), loaded(loaded), runFolder(folder),
      folder(folder + "/checkpoint"), lastState(currentState(folder)) {
  // "state-12.safetensors"
  if (!lastState.empty())
    number = std::atoll(lastState.c_str() + std::strlen("state-"));
}

static json describe(const LoopState &state, const Loop &loop) {
  return {{"loop", state.loop},
          {"name", loop.name},
          {"step", state.step},
          {"finished", state.isFinished}};
}

namespace {
/// The values of a snapshot in the order of the file: large elements first, so
/// that each tensor is aligned.
struct Contents {
  std::vector<data::SafetensorsEntry> entries;
  std::vector<std::string_view> bytes;
};
} // namespace

static Contents contentsOf(const Snapshot &snapshot, const Program &program) {
  struct Item {
    data::SafetensorsEntry entry;
    std::string_view bytes;
  };
  std::vector<Item> items;
  for (const auto &state : snapshot.loops) {
    const LoopLayout &layout = program.loops[state->loop].layout;
    for (size_t i = 0; i < layout.leaves.size(); ++i) {
      const std::vector<char> &leaf = state->leaves[i];
      if (leaf.empty())
        continue;
      data::SafetensorsEntry entry;
      entry.name = stateName(program, *state, i, snapshot);
      entry.type = storedName(layout.leaves[i].type);
      entry.shape = layout.leaves[i].shape;
      items.push_back({entry, {leaf.data(), leaf.size()}});
    }
  }
  std::sort(items.begin(), items.end(), [](const Item &a, const Item &b) {
    int64_t left = data::safetensorsSize(a.entry.type),
            right = data::safetensorsSize(b.entry.type);
    return left != right ? left > right : a.entry.name < b.entry.name;
  });
  Contents contents;
  for (const Item &item : items) {
    contents.entries.push_back(item.entry);
    contents.bytes.push_back(item.bytes);
  }
  return contents;
}

void CheckpointWriter::write(const Snapshot &snapshot,
                             const std::map<std::string, int64_t> &positions) {
  if (mkdir(folder.c_str(), /*mode=*/0777) != 0 && errno != EEXIST)
    throw Failure(ExitStatus::BadInput,
                  fmt::format("cannot make the folder `{}`: {}", folder,
                              std::strerror(errno)));
  if (checksums.empty())
    checksums = checksumsOf(program, loaded);
  Contents contents = contentsOf(snapshot, program);
  std::string header = data::safetensorsHeader(contents.entries);
  std::vector<std::string_view> pieces = {header};
  pieces.insert(pieces.end(), contents.bytes.begin(), contents.bytes.end());
  Sha256 hash;
  int64_t size = 0;
  for (std::string_view piece : pieces) {
    hash.add(piece.data(), piece.size());
    size += static_cast<int64_t>(piece.size());
  }
  std::string state = fmt::format("state-{}.safetensors", ++number);
  writeAtomically(folder + "/" + state, pieces);

  const LoopState &place = *snapshot.loops.back();
  json hypers = json::object(), experiments = json::array(),
       loops = json::array();
  for (size_t i = 0; i < program.hypers.size(); ++i)
    hypers[program.hypers[i].name] = options.hypers[i];
  for (size_t i : options.experiments)
    experiments.push_back(program.experiments[i].name);
  for (const auto &loop : snapshot.loops)
    loops.push_back(describe(*loop, program.loops[loop->loop]));
  json manifest = {
      {"format", checkpointFormat},
      {"nestor", program.nestorVersion},
      {"program", program.name},
      {"signature", signatureOf(program)},
      {"source_sha256", sha256(program.wholeSource())},
      {"seed", options.seed},
      {"rng", rngVersion},
      {"hypers", hypers},
      {"data", checksums},
      {"experiments", experiments},
      {"experiment", program.experiments[snapshot.experiment].name},
      {"loop", program.loops[place.loop].name},
      {"step", place.step},
      {"loops", loops},
      {"claims", snapshot.claims},
      {"failed_claims", snapshot.failedClaims},
      {"positions", positions},
      {"state", state},
      {"bytes", size},
      {"sha256", hash.finish()}};
  std::string text = manifest.dump(/*indent=*/2, /*indent_char=*/' ',
                                   /*ensure_ascii=*/false,
                                   json::error_handler_t::replace) +
                     "\n";
  try {
    syncFolder(folder);
    writeAtomically(folder + "/manifest.json", {text});
  } catch (...) {
    unlink((folder + "/" + state).c_str()); // nobody would name it
    throw;
  }
  syncFolder(folder);
  if (!lastState.empty())
    unlink((folder + "/" + lastState).c_str());
  lastState = state;
  bytes = size;
  lastPlace =
      fmt::format("step {} of loop `{}`", place.step, program.loops[place.loop].name);
}

void finishCheckpoints(const std::string &runFolder) {
  std::string folder = runFolder + "/checkpoint", state = currentState(runFolder);
  if (state.empty())
    return;
  json manifest = {{"format", checkpointFormat}, {"finished", true}};
  writeAtomically(folder + "/manifest.json", {manifest.dump(2) + "\n"});
  syncFolder(folder);
  unlink((folder + "/" + state).c_str());
}

} // namespace nestor
