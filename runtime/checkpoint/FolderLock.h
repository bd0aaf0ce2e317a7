/// One process writes to a run folder at a time.
#pragma once

#include <string>

namespace nestor {

/// Holds the folder until the process ends. Throws `Failure` with status 1
/// where another process does.
class FolderLock {
public:
  explicit FolderLock(const std::string &folder);
  ~FolderLock();
  FolderLock(const FolderLock &) = delete;
  FolderLock &operator=(const FolderLock &) = delete;

private:
  int descriptor;
};

} // namespace nestor
