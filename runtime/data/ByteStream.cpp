/// Reading plain and gzip files, with the checks that all formats share.
#include "data/ByteStream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <zlib.h>

namespace nestor::data {

int64_t ByteStream::read(char *out, int64_t count) {
  int64_t done = 0;
  while (done < count) {
    int64_t got = readSome(out + done, count - done);
    if (got == 0)
      break;
    done += got;
    at += got;
  }
  return done;
}

void ByteStream::readExactly(char *out, int64_t count, const char *what) {
  int64_t begin = at, got = read(out, count);
  if (got != count)
    throw DataError(name + " is cut off in its " + what + ": found " +
                    std::to_string(got) + " bytes from byte " +
                    std::to_string(begin) + ", expected " +
                    std::to_string(count));
}

void ByteStream::expectEnd() {
  int64_t end = at;
  char byte;
  if (read(&byte, 1) != 0)
    throw DataError(name +
                    " goes on behind its last element: its header "
                    "promises " +
                    std::to_string(end) + " bytes in all");
}

namespace {
class File : public ByteStream {
public:
  File(const std::string &path, gzFile file, int64_t most, bool isPlain)
      : ByteStream(path, most, isPlain), file(file) {}
  ~File() override { gzclose_r(file); }

private:
  int64_t readSome(char *out, int64_t count) override {
    constexpr int64_t mostAtOnce = 1 << 30; // gzread counts in 32 bits
    int got =
        gzread(file, out, static_cast<unsigned>(std::min(count, mostAtOnce)));
    int code = Z_OK;
    std::string text = gzerror(file, &code);
    // A cut gzip file gives what it has first, then nothing with this code.
    if (got == 0 && code == Z_BUF_ERROR)
      throw DataError(name + " is cut off: its gzip data ends after " +
                      std::to_string(position()) + " unpacked bytes");
    if (got >= 0)
      return got;
    if (code == Z_ERRNO)
      throw DataError(name + " cannot be read: " + std::strerror(errno));
    // zlib puts the name first.
    if (text.compare(0, name.size() + 2, name + ": ") == 0)
      text.erase(0, name.size() + 2);
    throw DataError(name + " is damaged after " + std::to_string(position()) +
                    " unpacked bytes: " + text);
  }

  gzFile file;
};
} // namespace

std::unique_ptr<ByteStream> openFile(const std::string &path) {
  struct stat info = {};
  errno = 0;
  gzFile file = gzopen(path.c_str(), "rb");
  if (!file || stat(path.c_str(), &info) != 0) {
    std::string reason = std::strerror(errno ? errno : ENOMEM);
    if (file)
      gzclose_r(file);
    throw DataError(path + " cannot be read: " + reason);
  }
  gzbuffer(file, 1 << 17);
  bool isPlain = gzdirect(file) != 0;
  int64_t size = info.st_size;
  int64_t most = size;
  if (!isPlain && __builtin_mul_overflow(size, mostInflation, &most))
    most = INT64_MAX;
  return std::make_unique<File>(path, file, most, isPlain);
}

void checkSize(const ByteStream &in, const Array &array, int64_t storedSize) {
  // Neither the stored elements nor those in memory may overflow.
  int64_t bytes = std::max(storedSize, elementSize(array.element));
  for (int64_t extent : array.shape) {
    if (extent == 0)
      throw DataError(in.name + " holds " + array.type() +
                      ", expected at least one element on each axis");
    if (__builtin_mul_overflow(bytes, extent, &bytes)) {
      bytes = INT64_MAX;
      break;
    }
  }
  int64_t rest = in.most - in.position();
  bool isTooMany = bytes == INT64_MAX || array.count() > rest / storedSize;
  if (!isTooMany && (!in.isExact || array.count() * storedSize == rest))
    return;
  std::string promised = array.type();
  if (bytes != INT64_MAX)
    promised += ", " + std::to_string(array.count() * storedSize) + " bytes";
  throw DataError(in.name + (in.isExact ? " holds " : " holds at most ") +
                  std::to_string(rest) +
                  " bytes of elements, its header promises " + promised);
}

} // namespace nestor::data
