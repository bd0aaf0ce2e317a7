// Looks for modules in folders.
#include "compiler/sema/FindModule.h"

#include <algorithm>
#include <filesystem>

namespace fs = std::filesystem;

namespace nestor::typed {

std::string folderOf(const std::string &file) {
  size_t slash = file.find_last_of('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : file.substr(0, slash);
}

std::string stemOf(const std::string &file) {
  std::string name = file.substr(file.find_last_of('/') + 1);
  size_t dot = name.find_last_of('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string canonicalOf(const std::string &path) {
  std::error_code error;
  fs::path canonical = fs::canonical(path, error);
  return error ? path : canonical.string();
}

static std::string joined(const std::string &folder, const std::string &name) {
  return folder == "." ? name : folder + "/" + name;
}

std::vector<ModulePlace> findModule(const std::string &path,
                                    const std::vector<ModuleRoot> &roots) {
  std::string name = path + ".nest";
  std::replace(name.begin(), name.begin() + long(path.size()), '.', '/');
  std::vector<ModulePlace> places;
  for (const ModuleRoot &root : roots) {
    std::string file = joined(root.folder, name);
    std::error_code error;
    if (!fs::is_regular_file(file, error))
      continue;
    std::string canonical = canonicalOf(file);
    auto isSame = [&](const ModulePlace &other) {
      return other.canonical == canonical;
    };
    if (std::any_of(places.begin(), places.end(), isSame))
      continue;
    std::string folder = canonicalOf(root.folder);
    if (folder.back() != '/')
      folder += '/';
    places.push_back({root, file, canonical,
                      canonical.compare(0, folder.size(), folder) == 0});
  }
  return places;
}

std::vector<std::string> modulesIn(const std::vector<ModuleRoot> &roots) {
  std::vector<std::string> names;
  for (const ModuleRoot &root : roots) {
    std::error_code error;
    for (fs::directory_iterator entry(root.folder, error), end;
         !error && entry != end; entry.increment(error))
      if (entry->path().extension() == ".nest")
        names.push_back(entry->path().stem().string());
  }
  return names;
}

} // namespace nestor::typed
