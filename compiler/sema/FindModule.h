// Where the file of an import lies.
#pragma once

#include <string>
#include <vector>

namespace nestor::typed {

/// A folder that modules are looked for in: `import a.b` is a/b.nest in it.
struct ModuleRoot {
  std::string folder;
  bool isStandard = false; // the library that comes with the compiler
};

/// A file that an import may mean.
struct ModulePlace {
  ModuleRoot root;
  std::string file;      // as it is named to the user
  std::string canonical;
  bool isInside = true;  // links included, it lies in its root
};

/// Files `path` ("a.b") in `roots`, each once.
std::vector<ModulePlace> findModule(const std::string &path,
                                    const std::vector<ModuleRoot> &roots);

/// Names of the modules that lie directly in `roots`.
std::vector<std::string> modulesIn(const std::vector<ModuleRoot> &roots);

/// One name for each file or folder, whatever links lead to it; `path` where
/// there is none.
std::string canonicalOf(const std::string &path);
/// The folder of a file; "." if its name has none.
std::string folderOf(const std::string &file);
/// The name of a file without folder and ending.
std::string stemOf(const std::string &file);

} // namespace nestor::typed
