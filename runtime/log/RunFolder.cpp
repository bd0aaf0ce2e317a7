/// Makes run folders and the record of a run.
#include "log/RunFolder.h"

#include "core/Failure.h"
#include "log/OutputFile.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace nestor {

static Failure cannotMake(const std::string &path, const std::string &reason) {
  return Failure(ExitStatus::BadInput,
                 fmt::format("cannot make the folder `{}`: {}", path, reason));
}

static void makeFolders(const std::string &path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    throw cannotMake(path, error.message());
}

/// The largest number that names an entry of `folder`; 0 if none does.
static int64_t largestNumber(const std::string &folder) {
  int64_t largest = 0;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    int64_t number = 0;
    const char *last = name.data() + name.size();
    auto result = std::from_chars(name.data(), last, number);
    if (result.ec == std::errc() && result.ptr == last)
      largest = std::max(largest, number);
  }
  return largest;
}

static std::string makeNextFolder(const std::string &parent) {
  makeFolders(parent);
  for (int64_t number = largestNumber(parent) + 1;; ++number) {
    std::string path = fmt::format("{}/{:04}", parent, number);
    // Only one process can make a folder: the others see that it exists.
    if (mkdir(path.c_str(), /*mode=*/0777) == 0)
      return path;
    if (errno != EEXIST)
      throw cannotMake(path, std::strerror(errno));
  }
}

std::string makeRunFolder(const Program &program, const Options &options) {
  if (!options.out)
    return makeNextFolder("runs/" + program.name);
  const std::string &path = *options.out;
  makeFolders(path);
  std::error_code error;
  bool isEmpty = fs::is_empty(path, error);
  if (error)
    throw cannotMake(path, error.message());
  if (!isEmpty)
    throw Failure(ExitStatus::BadInput,
                  fmt::format("the folder `{}` is not empty; nothing is "
                              "written over",
                              path));
  return path;
}

void writeRunRecord(const std::string &folder, const Program &program,
                    const Options &options) {
  using json = nlohmann::ordered_json;
  json hypers = json::object(), consts = json::object();
  for (size_t i = 0; i < program.hypers.size(); ++i)
    hypers[program.hypers[i].name] = options.hypers[i];
  for (const Const &fixed : program.consts)
    consts[fixed.name] = fixed.value;
  json modules = json::object();
  for (const Module &module : program.modules)
    modules[module.name] = module.source;
  json experiments = json::array();
  for (size_t i : options.experiments)
    experiments.push_back(program.experiments[i].name);
  json record = {{"format", 1},
                 {"program", program.name},
                 {"command", options.command},
                 {"seed", options.seed},
                 {"hypers", hypers},
                 {"consts", consts},
                 {"experiments", experiments},
                 {"nestor", program.nestorVersion},
                 {"abi", NESTOR_ABI_VERSION},
                 {"source", program.source},
                 {"modules", modules}};
  OutputFile file(folder + "/run.json");
  // Arguments may be no UTF-8; the record then shows where.
  file.write(record.dump(/*indent=*/2, /*indent_char=*/' ',
                         /*ensure_ascii=*/false,
                         json::error_handler_t::replace));
  file.write("\n");
  file.close();
  OutputFile plan(folder + "/plan.txt");
  plan.write(program.plan);
  plan.close();
}

} // namespace nestor
