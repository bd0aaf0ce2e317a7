/// An advisory lock on the folder itself, which the system takes back however
/// the process ends.
#include "checkpoint/FolderLock.h"

#include "core/Failure.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace nestor {

FolderLock::FolderLock(const std::string &folder)
    : descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  // A file system without locks has to do without.
  if (descriptor < 0 || flock(descriptor, LOCK_EX | LOCK_NB) == 0 ||
      errno != EWOULDBLOCK)
    return;
  close(descriptor);
  throw Failure(
      ExitStatus::BadInput,
      fmt::format("another process is writing to the run folder `{}`", folder));
}

FolderLock::~FolderLock() {
  if (descriptor >= 0)
    close(descriptor);
}

} // namespace nestor
