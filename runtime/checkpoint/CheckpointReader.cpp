/// From a run folder to a snapshot; every way in which it can be wrong has a
/// message of its own.
#include "checkpoint/CheckpointReader.h"

#include "checkpoint/Identity.h"
#include "checkpoint/Sha256.h"
#include "core/Failure.h"
#include "data/Safetensors.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <sys/stat.h>

namespace nestor {

using nlohmann::json;

const char *storedName(ElementType type) {
  switch (type) {
  case ElementType::F32:
    return "F32";
  case ElementType::F64:
    return "F64";
  case ElementType::BF16:
    return "BF16";
  case ElementType::I32:
    return "I32";
  case ElementType::I64:
    return "I64";
  case ElementType::U8:
    return "U8";
  case ElementType::Bool:
    return "BOOL";
  case ElementType::Text:
    break;
  }
  return "";
}

std::string stateName(const Program &program, const LoopState &state, size_t i,
                      const Snapshot &snapshot) {
  const std::string &name = program.loops[state.loop].layout.leaves[i].item;
  bool goesOn = state.loop == snapshot.loops.back()->loop;
  return goesOn ? name : fmt::format("{}:{}", state.loop, name);
}

static bool isFolder(const std::string &path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

static bool isFile(const std::string &path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

static json readJson(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str(), nullptr, /*allow_exceptions=*/false);
}

std::string currentState(const std::string &runFolder) {
  json manifest = readJson(runFolder + "/checkpoint/manifest.json");
  return manifest.is_object() ? manifest.value("state", "") : "";
}

namespace {
class Reader {
public:
  Reader(const Program &program, Options &options)
      : program(program), options(options), folder(*options.resume),
        manifestFile(folder + "/checkpoint/manifest.json") {}

  Checkpoint read() {
    findManifest();
    try {
      compareProgram();
      compareSettings();
      readPlace();
      std::string state = manifest.at("state");
      if (state.find('/') != std::string::npos)
        throw damagedManifest("`" + state + "` is no file beside it");
      readState(folder + "/checkpoint/" + state);
    } catch (const json::exception &error) {
      throw damagedManifest(error.what());
    }
    return std::move(checkpoint);
  }

private:
  Failure fail(const std::string &message) {
    return Failure(ExitStatus::BadInput, message);
  }
  Failure damagedManifest(const std::string &what) {
    return fail(fmt::format("the checkpoint's manifest `{}` is damaged: {}",
                            manifestFile, what));
  }
  void findManifest();
  void compareProgram();
  void compareSettings();
  void readPlace();
  void readState(const std::string &path);
  void fillLeaves(data::ByteStream &in);

  const Program &program;
  Options &options;
  std::string folder, manifestFile;
  json manifest;
  Checkpoint checkpoint;
  std::vector<std::shared_ptr<LoopState>> states; ///< those of the snapshot
};
} // namespace

void Reader::findManifest() {
  if (!isFolder(folder))
    throw fail(fmt::format("`{}` is no folder; `--resume` takes the folder of "
                           "a run, as in runs/{}/0001",
                           folder, program.name));
  if (!isFile(folder + "/run.json"))
    throw fail(fmt::format("`{}` is no run folder: it has no run.json", folder));
  if (!isFile(manifestFile))
    throw fail(fmt::format("the run in `{}` has no checkpoint: it ended, or was "
                           "stopped, before its first one",
                           folder));
  manifest = readJson(manifestFile);
  if (!manifest.is_object())
    throw damagedManifest("it is no JSON object");
  if (manifest.value("finished", false))
    throw fail(fmt::format("the run in `{}` is complete: there is nothing to "
                           "resume",
                           folder));
}

/// The first letters of a hash, enough to tell two apart.
static std::string brief(const std::string &hash) { return hash.substr(0, 12); }

void Reader::compareProgram() {
  auto compare = [&](const char *what, const std::string &theirs,
                     const std::string &ours) {
    if (theirs != ours)
      throw fail(fmt::format("the checkpoint in `{}` was made by another "
                             "program: its {} is {}, this program's is {}",
                             folder, what, theirs, ours));
  };
  if (manifest.at("format") != checkpointFormat)
    throw fail(fmt::format("the checkpoint in `{}` has format {}, this program "
                           "reads format {}",
                           folder, manifest.at("format").dump(),
                           checkpointFormat));
  compare("name", manifest.at("program"), program.name);
  std::string source = manifest.at("source_sha256"),
              signature = manifest.at("signature");
  compare("source's sha256", brief(source), brief(sha256(program.wholeSource())));
  compare("version of nestor", manifest.at("nestor"), program.nestorVersion);
  compare("signature (constants, types and shapes)", brief(signature),
          brief(signatureOf(program)));
  if (manifest.at("rng") != rngVersion)
    throw fail(fmt::format("the checkpoint in `{}` draws by version {} of the "
                           "random numbers, this program by version {}",
                           folder, manifest.at("rng").dump(), rngVersion));
}

void Reader::compareSettings() {
  auto differs = [&](const std::string &what, const std::string &theirs,
                     const std::string &given) {
    return fail(fmt::format("the run in `{}` has {} {}, the command line says "
                            "{}; a resumed run keeps its own",
                            folder, what, theirs, given));
  };
  int64_t seed = manifest.at("seed");
  if (options.isSeedGiven && options.seed != seed)
    throw differs("seed", fmt::format("{}", seed),
                  fmt::format("{}", options.seed));
  options.seed = seed;
  for (size_t i = 0; i < program.hypers.size(); ++i) {
    const std::string &name = program.hypers[i].name;
    double value = manifest.at("hypers").at(name);
    if (options.isHyperGiven[i] && options.hypers[i] != value)
      throw differs(fmt::format("`{}` =", name), fmt::format("{}", value),
                    fmt::format("{}", options.hypers[i]));
    options.hypers[i] = value;
  }
  std::vector<size_t> chosen;
  std::string names;
  for (const json &entry : manifest.at("experiments")) {
    std::string name = entry;
    names += (names.empty() ? "" : ", ") + name;
    for (size_t i = 0; i < program.experiments.size(); ++i)
      if (name == program.experiments[i].name)
        chosen.push_back(i);
  }
  if (options.isOnlyGiven && options.experiments != chosen)
    throw differs("the experiments", names,
                  program.experiments[options.experiments[0]].name);
  options.experiments = chosen;
}

void Reader::readPlace() {
  Snapshot &snapshot = checkpoint.snapshot;
  std::string name = manifest.at("experiment");
  snapshot.experiment = -1;
  for (size_t i : options.experiments)
    if (name == program.experiments[i].name)
      snapshot.experiment = static_cast<int>(i);
  if (snapshot.experiment < 0)
    throw damagedManifest("it has no experiment `" + name + "`");
  snapshot.claims = manifest.at("claims");
  snapshot.failedClaims = manifest.at("failed_claims");
  for (const json &entry : manifest.at("loops")) {
    auto state = std::make_shared<LoopState>();
    state->loop = entry.at("loop");
    state->step = entry.at("step");
    state->isFinished = entry.at("finished");
    if (state->loop < 0 ||
        state->loop >= static_cast<int>(program.loops.size()) ||
        state->step < 0 || state->step > program.loops[state->loop].steps)
      throw damagedManifest(fmt::format("no step {} of loop {}", state->step,
                                        state->loop));
    state->leaves.resize(program.loops[state->loop].layout.leaves.size());
    states.push_back(state);
    snapshot.loops.push_back(state);
  }
  if (snapshot.loops.empty())
    throw damagedManifest("it has no loop");
  for (const auto &[file, position] : manifest.at("positions").items())
    checkpoint.positions[file] = position;
  checkpoint.checksums =
      manifest.at("data").get<std::map<std::string, std::string>>();
  const LoopState &place = *snapshot.loops.back();
  checkpoint.place = fmt::format("step {} of loop `{}`", place.step,
                                 program.loops[place.loop].name);
}

void Reader::readState(const std::string &path) {
  std::string bytes;
  {
    std::ifstream file(path, std::ios::binary);
    if (!file)
      throw fail(fmt::format("the checkpoint's values `{}` cannot be read: {}",
                             path, std::strerror(errno)));
    std::stringstream text;
    text << file.rdbuf();
    bytes = text.str();
  }
  int64_t size = manifest.at("bytes");
  if (static_cast<int64_t>(bytes.size()) != size)
    throw fail(fmt::format("the checkpoint's values `{}` are cut off: {} bytes, "
                           "the manifest says {}",
                           path, bytes.size(), size));
  std::string expected = manifest.at("sha256"), found = sha256(bytes);
  if (found != expected)
    throw fail(fmt::format("the checkpoint's values `{}` are damaged: their "
                           "sha256 is {}, the manifest says {}",
                           path, brief(found), brief(expected)));
  try {
    auto in = data::openFile(path);
    fillLeaves(*in);
  } catch (const data::DataError &error) {
    throw fail(fmt::format("the checkpoint's values are damaged: {}",
                           error.what()));
  }
}

void Reader::fillLeaves(data::ByteStream &in) {
  std::map<std::string, std::pair<data::SafetensorsEntry, std::vector<char>>>
      tensors;
  for (const data::SafetensorsEntry &entry : data::readSafetensorsHeader(in)) {
    std::vector<char> bytes(static_cast<size_t>(entry.end - entry.begin));
    in.readExactly(bytes.data(), entry.end - entry.begin, "tensors");
    tensors[entry.name] = {entry, std::move(bytes)};
  }
  const Snapshot &snapshot = checkpoint.snapshot;
  for (const auto &shared : states) {
    LoopState &state = *shared;
    const LoopLayout &layout = program.loops[state.loop].layout;
    for (size_t i = 0; i < layout.leaves.size(); ++i) {
      const Leaf &leaf = layout.leaves[i];
      bool isWanted = !state.isFinished || layout.kept[i];
      if (!isWanted || leaf.bytes() == 0)
        continue;
      std::string name = stateName(program, state, i, snapshot);
      auto found = tensors.find(name);
      if (found == tensors.end() ||
          found->second.first.type != storedName(leaf.type) ||
          found->second.first.shape != leaf.shape)
        throw data::DataError(
            fmt::format("{} has no tensor `{}` of the program's type and shape",
                        in.name, name));
      state.leaves[i] = std::move(found->second.second);
    }
  }
}

Checkpoint readCheckpoint(const Program &program, Options &options) {
  return Reader(program, options).read();
}

void compareData(const Checkpoint &checkpoint, const Program &program,
                 const LoadedData &loaded) {
  for (const auto &[name, sum] : checksumsOf(program, loaded)) {
    auto found = checkpoint.checksums.find(name);
    if (found == checkpoint.checksums.end() || found->second != sum)
      throw Failure(
          ExitStatus::BadInput,
          fmt::format("data set `{}` is not what the checkpoint's run read: "
                      "its checksum is {}, the checkpoint's {}",
                      name, sum,
                      found == checkpoint.checksums.end() ? "is missing"
                                                          : found->second));
  }
}

} // namespace nestor
