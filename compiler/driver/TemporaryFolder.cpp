// Makes and removes a folder for intermediate files. A signal that ends the
// compiler removes it, too.
#include "compiler/driver/TemporaryFolder.h"
#include "compiler/driver/HeldSignals.h"

#include "llvm/Support/FileSystem.h"

#include <cstring>
#include <unistd.h>

namespace nestor {

// What the handler knows: plain characters, since it may interrupt anything.
static constexpr size_t mostFolders = 4, longestPath = 512;
static char folders[mostFolders][longestPath];

static void removeAndEnd(int signal) {
  static const char *const files[] = {"program", "program.o", "program.log"};
  for (char *folder : folders) {
    if (!*folder)
      continue;
    for (const char *file : files) {
      char path[longestPath + 16];
      std::strcpy(path, folder);
      std::strcat(path, "/");
      std::strcat(path, file);
      unlink(path);
    }
    rmdir(folder);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

TemporaryFolder::TemporaryFolder() {
  HeldSignals held; // until the handler knows the folder
  llvm::SmallString<128> path;
  std::error_code error = llvm::sys::fs::createUniqueDirectory("nestor", path);
  if (error) {
    error_ = "cannot create a temporary folder: " + error.message();
    return;
  }
  path_ = path.str().str();
  for (char *folder : folders)
    if (!*folder && path_.size() < longestPath) {
      std::strcpy(folder, path_.c_str());
      break;
    }
  for (int signal : endingSignals)
    if (std::signal(signal, removeAndEnd) == SIG_IGN)
      std::signal(signal, SIG_IGN);
}

void TemporaryFolder::remove() {
  if (path_.empty())
    return;
  llvm::sys::fs::remove_directories(path_);
  for (char *folder : folders)
    if (path_ == folder)
      *folder = 0;
  path_.clear();
}

} // namespace nestor
