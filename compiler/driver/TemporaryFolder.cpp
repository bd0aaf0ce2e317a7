// Makes and removes a folder for intermediate files.
#include "compiler/driver/TemporaryFolder.h"

#include "llvm/Support/FileSystem.h"

namespace nestor {

TemporaryFolder::TemporaryFolder() {
  llvm::SmallString<128> path;
  std::error_code error = llvm::sys::fs::createUniqueDirectory("nestor", path);
  if (error)
    error_ = "cannot create a temporary folder: " + error.message();
  else
    path_ = path.str().str();
}

void TemporaryFolder::remove() {
  if (!path_.empty())
    llvm::sys::fs::remove_directories(path_);
  path_.clear();
}

} // namespace nestor
