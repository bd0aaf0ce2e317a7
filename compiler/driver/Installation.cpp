// Finds the installation around the running program.
#include "compiler/driver/Installation.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace nestor {

Installation::Installation(const char *argv0) {
  // Any address within the program.
  static char here;
  std::string program = llvm::sys::fs::getMainExecutable(argv0, &here);
  llvm::StringRef folder = llvm::sys::path::parent_path(program);
  prefix = llvm::sys::path::parent_path(folder).str();
}

} // namespace nestor
