/// A file's bytes from first to last, whatever they are packed in.
#pragma once

#include "data/Data.h"

#include <memory>
#include <string>

namespace nestor::data {

/// Deflate packs at most 258 bytes into two bits (zlib, technical details), so
/// a file of n bytes unpacks to at most 1032 n.
constexpr int64_t mostInflation = 1032;

class ByteStream {
public:
  virtual ~ByteStream() = default;

  /// Reads `count` bytes, fewer only at the end.
  int64_t read(char *out, int64_t count);
  /// Reads `count` bytes or says that the file is cut off in `what`.
  void readExactly(char *out, int64_t count, const char *what);
  /// Throws if a byte is left, and if what was read fails a checksum.
  void expectEnd();

  const std::string name; ///< in messages
  /// No more bytes than this can come, and exactly these if `isExact`.
  const int64_t most;
  const bool isExact;
  int64_t position() const { return at; }

protected:
  ByteStream(std::string name, int64_t most, bool isExact)
      : name(std::move(name)), most(most), isExact(isExact) {}

private:
  /// Reads between 1 and `count` bytes, 0 at the end.
  virtual int64_t readSome(char *out, int64_t count) = 0;

  int64_t at = 0;
};

/// A file that is plain or gzip. Throws DataError if it cannot be opened.
std::unique_ptr<ByteStream> openFile(const std::string &path);

/// Throws unless the elements of `array`, `storedSize` bytes each, can fill
/// `in` from its position to its end, and unless there are any. Afterwards the
/// array's numbers of elements and bytes do not overflow.
void checkSize(const ByteStream &in, const Array &array, int64_t storedSize);

} // namespace nestor::data
