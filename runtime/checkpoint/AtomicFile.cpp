/// Temporary file, fsync, rename.
#include "checkpoint/AtomicFile.h"

#include "core/Failure.h"
#include "log/OutputFile.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace nestor {

void writeAtomically(const std::string &path,
                     const std::vector<std::string_view> &pieces) {
  std::string temporary = path + ".tmp";
  try {
    OutputFile file(temporary);
    for (std::string_view piece : pieces)
      file.writeThrough(piece);
    file.sync();
    file.close();
    if (std::rename(temporary.c_str(), path.c_str()) != 0)
      throw Failure(ExitStatus::BadInput,
                    fmt::format("cannot write `{}`: {}", path,
                                std::strerror(errno)));
  } catch (...) {
    unlink(temporary.c_str()); // half a file helps nobody
    throw;
  }
}

void syncFolder(const std::string &folder) {
  int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return;
  fsync(descriptor); // a system that cannot do it for folders needs it not
  close(descriptor);
}

} // namespace nestor
