/// The npz format of numpy: a zip file with an npy file for each array, stored
/// or deflated (PKWARE, APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16).
#include "data/Formats.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <zlib.h>

namespace nestor::data {

namespace {

/// The zip file; everything in it is read by place.
class ZipFile {
public:
  explicit ZipFile(const std::string &path)
      : name(path), file(std::fopen(path.c_str(), "rb"), std::fclose) {
    if (!file || fseeko(file.get(), 0, SEEK_END) != 0)
      throw DataError(path + " cannot be read: " + std::strerror(errno));
    size = ftello(file.get());
  }

  /// The bytes from `at` on.
  std::string read(int64_t at, int64_t count) const {
    if (at > size || count > size - at)
      throw DataError(name + " is cut off: it ends at byte " +
                      std::to_string(size) + ", expected " +
                      std::to_string(count) + " bytes at byte " +
                      std::to_string(at));
    std::string bytes(static_cast<size_t>(count), '\0');
    if (fseeko(file.get(), at, SEEK_SET) != 0 ||
        std::fread(bytes.data(), 1, bytes.size(), file.get()) != bytes.size())
      throw DataError(name + " cannot be read at byte " + std::to_string(at));
    return bytes;
  }

  const std::string name;
  int64_t size = 0; // bytes

private:
  std::unique_ptr<std::FILE, int (*)(std::FILE *)> file;
};

/// What the zip file's directory says of an array.
struct Entry {
  std::string name;
  unsigned method = 0; // 0 stored, 8 deflated
  uint32_t checksum = 0;
  int64_t packed = 0, unpacked = 0; // bytes
  int64_t data = 0;                 // where the packed bytes begin
};

class EntryStream : public ByteStream {
public:
  EntryStream(const ZipFile &zip, const Entry &entry);
  ~EntryStream() override { inflateEnd(&stream); }
  EntryStream(const EntryStream &) = delete;
  EntryStream &operator=(const EntryStream &) = delete;

private:
  int64_t readSome(char *out, int64_t count) override;
  int64_t copy(char *out, int64_t count);
  int64_t unpack(char *out, int64_t count);
  /// More packed bytes; empty at the entry's end.
  void refill();

  const ZipFile &zip;
  const Entry &entry;
  std::string block;
  int64_t taken = 0; // packed bytes
  z_stream stream = {};
  bool isAtEnd = false;
  uLong checksum = crc32(0, nullptr, 0);
};

} // namespace

static uint32_t littleEndian(const std::string &bytes, size_t at, size_t size) {
  uint32_t value = 0;
  for (size_t i = 0; i < size; ++i)
    value |= uint32_t(uint8_t(bytes[at + i])) << (8 * i);
  return value;
}

EntryStream::EntryStream(const ZipFile &zip, const Entry &entry)
    : ByteStream(zip.name + ":" + shown(entry.name), entry.unpacked,
                 /*isExact=*/true),
      zip(zip), entry(entry) {
  // Negative: deflate without a header of its own.
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
    throw DataError("there is no memory to unpack " + name);
}

void EntryStream::refill() {
  constexpr int64_t blockSize = 1 << 16; // bytes
  int64_t count = std::min(blockSize, entry.packed - taken);
  block = zip.read(entry.data + taken, count);
  taken += count;
  stream.next_in = reinterpret_cast<Bytef *>(block.data());
  stream.avail_in = static_cast<uInt>(count);
}

int64_t EntryStream::copy(char *out, int64_t count) {
  if (stream.avail_in == 0)
    refill();
  int64_t got = std::min<int64_t>(count, stream.avail_in);
  std::memcpy(out, stream.next_in, static_cast<size_t>(got));
  stream.next_in += got;
  stream.avail_in -= static_cast<uInt>(got);
  return got;
}

int64_t EntryStream::unpack(char *out, int64_t count) {
  constexpr int64_t mostAtOnce = 1 << 30; // zlib counts in 32 bits
  auto wanted = static_cast<uInt>(std::min(count, mostAtOnce));
  stream.next_out = reinterpret_cast<Bytef *>(out);
  stream.avail_out = wanted;
  while (stream.avail_out == wanted && !isAtEnd) {
    if (stream.avail_in == 0)
      refill();
    int status = inflate(&stream, Z_NO_FLUSH);
    isAtEnd = status == Z_STREAM_END;
    // Nothing was left to unpack.
    if (status == Z_BUF_ERROR)
      throw DataError(name + " is cut off: its packed data end after " +
                      std::to_string(position()) + " unpacked bytes");
    if (status != Z_OK && !isAtEnd)
      throw DataError(name + " is damaged after " + std::to_string(position()) +
                      " unpacked bytes" +
                      (stream.msg ? std::string(": ") + stream.msg : ""));
  }
  return wanted - stream.avail_out;
}

int64_t EntryStream::readSome(char *out, int64_t count) {
  int64_t got = entry.method == 0 ? copy(out, count) : unpack(out, count);
  checksum = crc32_z(checksum, reinterpret_cast<Bytef *>(out), size_t(got));
  if (got == 0 && checksum != entry.checksum)
    throw DataError(name + " is damaged: its checksum is " +
                    std::to_string(checksum) + ", expected " +
                    std::to_string(entry.checksum));
  return got;
}

/// Where the directory lies, from the record at the file's end.
struct Directory {
  unsigned entries = 0;
  int64_t begin = 0, size = 0; // bytes
};

static DataError isZip64(const ZipFile &zip) {
  return DataError(zip.name + " is a zip64 file, expected a zip file of arrays "
                              "below 4 GiB");
}

static Directory findDirectory(const ZipFile &zip) {
  constexpr int64_t recordSize = 22, longestComment = 0xFFFF; // bytes
  int64_t tailSize = std::min(zip.size, recordSize + longestComment);
  std::string tail = zip.read(zip.size - tailSize, tailSize);
  // The record is followed by its comment alone.
  size_t at = tail.size();
  do {
    at = at == 0 ? std::string::npos : tail.rfind("PK\5\6", at - 1);
    if (at == std::string::npos)
      throw DataError(zip.name + " is no npz file: no zip directory was found "
                                 "at its end");
  } while (at + recordSize > tail.size() ||
           at + recordSize + littleEndian(tail, at + 20, 2) != tail.size());
  Directory directory;
  directory.entries = littleEndian(tail, at + 10, 2);
  directory.size = littleEndian(tail, at + 12, 4);
  directory.begin = littleEndian(tail, at + 16, 4);
  if (directory.entries == 0xFFFF || directory.size == 0xFFFFFFFF ||
      directory.begin == 0xFFFFFFFF)
    throw isZip64(zip);
  return directory;
}

/// Checks an entry and finds its data, which a header of its own precedes.
static void findData(const ZipFile &zip, Entry &entry, int64_t local) {
  constexpr int64_t headerSize = 30; // bytes
  std::string name = zip.name + ":" + shown(entry.name);
  std::string header = zip.read(local, headerSize);
  if (littleEndian(header, 0, 4) != 0x04034B50)
    throw DataError(name + " has a damaged header at byte " +
                    std::to_string(local));
  if (littleEndian(header, 6, 2) & 1)
    throw DataError(name + " is encrypted");
  entry.data = local + headerSize + littleEndian(header, 26, 2) +
               littleEndian(header, 28, 2);
  if (entry.method != 0 && entry.method != 8)
    throw DataError(name + " is packed by zip method " +
                    std::to_string(entry.method) +
                    ", expected 0 (stored) or 8 (deflated)");
  if (entry.data > zip.size || entry.packed > zip.size - entry.data)
    throw DataError(name + " is cut off: the file ends at byte " +
                    std::to_string(zip.size) + ", expected " +
                    std::to_string(entry.packed) + " bytes at byte " +
                    std::to_string(entry.data));
  bool fits = entry.method == 0
                  ? entry.unpacked == entry.packed
                  : entry.unpacked / mostInflation <= entry.packed;
  if (!fits)
    throw DataError(name + " claims " + std::to_string(entry.unpacked) +
                    " bytes, packed into " + std::to_string(entry.packed));
}

static std::vector<Entry> readDirectory(const ZipFile &zip) {
  constexpr size_t headerSize = 46; // bytes
  Directory directory = findDirectory(zip);
  std::string bytes = zip.read(directory.begin, directory.size);
  std::vector<Entry> entries;
  int64_t total = 0;
  size_t at = 0;
  for (unsigned i = 0; i < directory.entries; ++i) {
    DataError damaged(zip.name + " has a damaged zip directory at byte " +
                      std::to_string(directory.begin + int64_t(at)));
    if (bytes.size() - at < headerSize ||
        littleEndian(bytes, at, 4) != 0x02014B50)
      throw damaged;
    Entry entry;
    entry.method = littleEndian(bytes, at + 10, 2);
    entry.checksum = littleEndian(bytes, at + 16, 4);
    entry.packed = littleEndian(bytes, at + 20, 4);
    entry.unpacked = littleEndian(bytes, at + 24, 4);
    int64_t local = littleEndian(bytes, at + 42, 4);
    size_t nameSize = littleEndian(bytes, at + 28, 2);
    size_t rest = nameSize + littleEndian(bytes, at + 30, 2) +
                  littleEndian(bytes, at + 32, 2);
    if (entry.packed == 0xFFFFFFFF || entry.unpacked == 0xFFFFFFFF ||
        local == 0xFFFFFFFF)
      throw isZip64(zip);
    if (bytes.size() - at - headerSize < rest)
      throw damaged;
    entry.name = bytes.substr(at + headerSize, nameSize);
    at += headerSize + rest;
    findData(zip, entry, local);
    // Entries that share their bytes could unpack to any size.
    total += entry.packed;
    if (total > zip.size)
      throw DataError(zip.name + " has entries that overlap");
    entries.push_back(std::move(entry));
  }
  return entries;
}

static std::string pathOf(const ZipFile &zip, const std::string &name) {
  std::string path = name;
  if (path.size() > 4 && path.compare(path.size() - 4, 4, ".npy") == 0)
    path.resize(path.size() - 4);
  if (!isPath(path))
    throw DataError(zip.name + " has an array named `" + shown(path) +
                    "`, expected names and numbers with dots between them, as "
                    "in numpy.savez(file, name=x)");
  return path;
}

std::vector<Loaded> readNpz(const std::string &path, Extent extent) {
  ZipFile zip(path);
  std::vector<Loaded> loaded;
  for (const Entry &entry : readDirectory(zip)) {
    EntryStream in(zip, entry);
    loaded.push_back(readNpyFrom(in, pathOf(zip, entry.name), extent));
    loaded.back().file = path;
  }
  if (loaded.empty())
    throw DataError(path + " holds no arrays");
  sortByPath(path, loaded);
  return loaded;
}

} // namespace nestor::data
