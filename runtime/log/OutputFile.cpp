/// Checked writes: no result of a system call is dropped.
#include "log/OutputFile.h"

#include "core/Failure.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace nestor {

/// Bytes kept before a write; a few pages.
static constexpr size_t bufferBytes = 1 << 16;

OutputFile::OutputFile(const std::string &path)
    : name("`" + path + "`"), isOwned(true) {
  descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                    /*mode=*/0666);
  if (descriptor < 0)
    fail(errno);
}

OutputFile::OutputFile(int descriptor, const std::string &name)
    : name(name), descriptor(descriptor), isOwned(false) {}

OutputFile::~OutputFile() {
  // Only on the way out after a failure is the file still open here; that
  // failure is the one to report.
  if (isOwned && descriptor >= 0)
    ::close(descriptor);
}

void OutputFile::fail(int errorNumber) const {
  throw Failure(ExitStatus::BadInput, fmt::format("cannot write {}: {}", name,
                                                  std::strerror(errorNumber)));
}

void OutputFile::write(std::string_view text) {
  buffer += text;
  if (buffer.size() >= bufferBytes)
    flush();
}

void OutputFile::flush() {
  size_t done = 0;
  while (done < buffer.size()) {
    ssize_t written =
        ::write(descriptor, buffer.data() + done, buffer.size() - done);
    if (written >= 0) {
      done += static_cast<size_t>(written);
      continue;
    }
    if (errno == EINTR)
      continue;
    if (errno != EAGAIN)
      fail(errno);
    // A terminal or pipe that another process made non-blocking.
    pollfd ready = {descriptor, POLLOUT, 0};
    poll(&ready, 1, /*timeout=*/-1);
  }
  buffer.clear();
}

void OutputFile::close() {
  flush();
  if (!isOwned)
    return;
  int closed = ::close(descriptor);
  descriptor = -1;
  if (closed != 0 && errno != EINTR)
    fail(errno);
}

} // namespace nestor
