// `nestor doc`: which modules and documents stand in the reference.
#include "compiler/driver/Commands.h"
#include "compiler/reference/WriteReference.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

namespace nestor {

namespace path = llvm::sys::path;

// Names and files of the modules in a folder, by name.
static std::vector<std::pair<std::string, std::string>>
modulesIn(const std::string &folder) {
  std::vector<std::pair<std::string, std::string>> modules;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator entry(folder, error), end;
       !error && entry != end; entry.increment(error))
    if (path::extension(entry->path()) == ".nest")
      modules.push_back({path::stem(entry->path()).str(), entry->path()});
  std::sort(modules.begin(), modules.end());
  return modules;
}

ExitStatus docCommand(const std::vector<std::string> &files,
                      const Installation &installation,
                      const std::string &output) {
  reference::ReferenceInput input;
  for (const std::string &file : files)
    input.modules.push_back({path::stem(file).str(), file});
  for (const auto &module : modulesIn(installation.standardLibrary())) {
    for (const std::string &file : files)
      if (path::stem(file) == module.first) {
        llvm::errs() << "error: `" << file << "` has the name of a module of "
                     << "the library\n";
        return ExitStatus::BadInput;
      }
    input.modules.push_back(module);
  }
  // What users read, in the order in which they do.
  for (const char *name : {"tutorial", "language", "errors", "memory", "decisions"})
    input.documents.push_back(installation.documents() + "/" + name + ".md");
  input.assets = installation.referenceAssets();
  std::string problem = reference::writeReference(input, output);
  if (problem.empty())
    return ExitStatus::Success;
  llvm::errs() << "error: " << problem << "\n";
  return ExitStatus::BadInput;
}

} // namespace nestor
