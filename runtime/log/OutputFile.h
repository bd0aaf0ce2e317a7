/// A file that is written to its end or says why not.
#pragma once

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
  /// Writes to a descriptor that is open already and stays open.
  OutputFile(int descriptor, const std::string &name);
  ~OutputFile();
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;

  void write(std::string_view text);
  void flush();
  /// Flushes and closes; the only way to know that all was written.
  void close();

private:
  [[noreturn]] void fail(int errorNumber) const;

  std::string name; ///< for messages
  std::string buffer;
  int descriptor;
  bool isOwned;
};

} // namespace nestor
