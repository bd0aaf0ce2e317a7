// A folder for intermediate files that goes away with its object, or with the
// process where a signal ends it. It holds `program`, `program.o` and
// `program.log`.
#pragma once

#include <string>

namespace nestor {

class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder() { remove(); }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;

  const std::string &path() const { return path_; }
  /// Why there is none; empty if there is.
  const std::string &error() const { return error_; }
  void remove();

private:
  std::string path_, error_;
};

} // namespace nestor
