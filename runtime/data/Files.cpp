/// Finding and reading files; gzip is undone on the way.
#include "data/Formats.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <zlib.h>

namespace nestor::data {

/// Where Debian's packages of data sets put them.
static constexpr const char *debianDataSets = "/usr/share/datasets";

bool isFile(const std::string &path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

std::vector<std::string> searchPath(const std::vector<std::string> &folders) {
  std::vector<std::string> path = folders;
  if (const char *folder = std::getenv("NESTOR_DATA"))
    if (*folder)
      path.push_back(folder);
  path.push_back(debianDataSets);
  return path;
}

std::string findFile(const std::string &source,
                     const std::vector<std::string> &folders) {
  if (!source.empty() && source[0] == '/') {
    if (isFile(source))
      return source;
    throw DataError("there is no file " + source);
  }
  std::string tried;
  for (const std::string &folder : searchPath(folders)) {
    std::string path = folder + "/" + source;
    if (isFile(path))
      return path;
    tried += (tried.empty() ? "" : ", ") + path;
  }
  throw DataError("there is no file " + source + " (looked for " + tried +
                  "); NESTOR_DATA=FOLDER adds a folder");
}

namespace {
struct GzFile {
  gzFile file;
  explicit GzFile(const std::string &path) : file(gzopen(path.c_str(), "rb")) {}
  ~GzFile() {
    if (file)
      gzclose_r(file);
  }
};
} // namespace

std::string readBytes(const std::string &path, int64_t limit) {
  errno = 0;
  GzFile in(path);
  if (!in.file)
    throw DataError(path + " cannot be read: " + std::strerror(errno));
  gzbuffer(in.file, 1 << 17);
  std::string bytes;
  constexpr unsigned block = 1 << 20;
  while (limit < 0 || int64_t(bytes.size()) < limit) {
    size_t before = bytes.size();
    unsigned want = block;
    if (limit >= 0)
      want = unsigned(std::min<int64_t>(block, limit - int64_t(before)));
    bytes.resize(before + want);
    int got = gzread(in.file, bytes.data() + before, want);
    bytes.resize(before + (got > 0 ? size_t(got) : 0));
    if (got < 0) {
      int code = 0;
      const char *text = gzerror(in.file, &code);
      throw DataError(path + " is damaged after " +
                      std::to_string(bytes.size()) + " bytes: " +
                      (code == Z_ERRNO ? std::strerror(errno) : text));
    }
    if (got == 0)
      break;
  }
  int code = 0;
  gzerror(in.file, &code);
  if (code == Z_BUF_ERROR)
    throw DataError(path + " is cut off after " +
                    std::to_string(bytes.size()) + " bytes");
  return bytes;
}

std::string inflateRaw(const std::string &path, const char *data, size_t size,
                       size_t expected) {
  // Deflate expands at most about 1032 times: a larger claim is a lie.
  if (expected / 1100 > size + 1)
    throw DataError(path + " claims an entry of " + std::to_string(expected) +
                    " bytes in " + std::to_string(size));
  std::string out(expected, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
    throw DataError(path + ": zlib could not start");
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(data));
  stream.avail_in = unsigned(size);
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = unsigned(out.size());
  int status = inflate(&stream, Z_FINISH);
  size_t made = stream.total_out;
  inflateEnd(&stream);
  if (status != Z_STREAM_END || made != expected)
    throw DataError(path + " has a damaged entry: " + std::to_string(made) +
                    " of " + std::to_string(expected) +
                    " bytes could be unpacked");
  return out;
}

} // namespace nestor::data
