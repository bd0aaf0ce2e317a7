// `nestor doc`: which modules and documents stand in the reference.
#include "compiler/driver/Commands.h"
#include "compiler/reference/WriteReference.h"
#include "compiler/sema/FindModule.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <set>

namespace nestor {

static ExitStatus fail(const std::string &message) {
  llvm::errs() << "error: " << message << "\n";
  return ExitStatus::BadInput;
}

ExitStatus docCommand(const std::vector<std::string> &files,
                      const Installation &installation,
                      const std::string &output) {
  reference::ReferenceInput input;
  // What users read, in the order in which they do.
  const std::vector<std::string> documents{"tutorial", "language", "errors",
                                           "memory",   "catalogue", "decisions"};
  for (const std::string &name : documents)
    input.documents.push_back(installation.documents() + "/" + name + ".md");
  std::string library = installation.standardLibrary();
  std::vector<std::string> names = typed::modulesIn({{library, true}});
  std::sort(names.begin(), names.end());
  // Each page has a name of its own.
  std::set<std::string> taken(names.begin(), names.end());
  taken.insert(documents.begin(), documents.end());
  taken.insert("index");
  for (const std::string &file : files) {
    std::string name = llvm::sys::path::stem(file).str();
    if (!taken.insert(name).second)
      return fail("`" + file + "`: there is another page `" + name +
                  "`, of the library, of a document or of another file");
    input.modules.push_back({name, file});
  }
  for (const std::string &name : names)
    input.modules.push_back({name, library + "/" + name + ".nest"});
  input.assets = installation.referenceAssets();
  std::string problem = reference::writeReference(input, output);
  return problem.empty() ? ExitStatus::Success : fail(problem);
}

} // namespace nestor
