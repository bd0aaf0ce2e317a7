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

OutputFile::OutputFile(const std::string &path, int64_t from)
    : name("`" + path + "`"), isOwned(true), at(from) {
  int flags = O_WRONLY | O_CLOEXEC | (from == 0 ? O_CREAT | O_TRUNC : 0);
  descriptor = open(path.c_str(), flags, /*mode=*/0666);
  if (descriptor < 0)
    fail(errno);
  off_t size = lseek(descriptor, 0, SEEK_END);
  if (size < from)
    throw Failure(ExitStatus::BadInput,
                  fmt::format("{} has {} bytes, and its run had written {} "
                              "when the checkpoint was made",
                              name, size, from));
  if (ftruncate(descriptor, from) != 0 || lseek(descriptor, from, SEEK_SET) < 0)
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

void OutputFile::writeThrough(std::string_view bytes) {
  flush();
  writeAll(bytes);
}

void OutputFile::writeAll(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      at += written;
      bytes.remove_prefix(static_cast<size_t>(written));
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
}

void OutputFile::flush() {
  writeAll(buffer);
  buffer.clear();
}

void OutputFile::sync() {
  flush();
  // Pipes and terminals cannot be synchronised.
  if (fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS)
    fail(errno);
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
