/// A file that is written to its end or says why not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nestor {

/// Buffered output to a file descriptor. Every function throws `Failure` with
/// status 1, the file's name and the system's reason where the system refuses
/// (disk full, size limit, closed pipe).
class OutputFile {
public:
  /// Creates the file at `path`, or empties it.
  explicit OutputFile(const std::string &path);
  /// Goes on behind byte `from` of the file at `path`; what was there goes. The
  /// file has to be that long. 0 creates it.
  OutputFile(const std::string &path, int64_t from);
  /// Writes to a descriptor that is open already and stays open.
  OutputFile(int descriptor, const std::string &name);
  ~OutputFile();
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;

  void write(std::string_view text);
  /// The same without a copy in between, for large pieces.
  void writeThrough(std::string_view bytes);
  void flush();
  /// Flushes, and waits until all is on the disk.
  void sync();
  /// Bytes of the file once all is flushed.
  int64_t position() const { return at + static_cast<int64_t>(buffer.size()); }
  /// Flushes and closes; the only way to know that all was written.
  void close();

private:
  [[noreturn]] void fail(int errorNumber) const;
  void writeAll(std::string_view bytes);

  std::string name; ///< for messages
  std::string buffer;
  int descriptor;
  bool isOwned;
  int64_t at = 0; ///< bytes written
};

} // namespace nestor
