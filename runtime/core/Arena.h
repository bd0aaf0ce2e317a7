/// The memory of one experiment.
#pragma once

#include <cstdint>

namespace nestor {

/// `bytes` bytes from the operating system, aligned to a page, given back at
/// the end of its life. Throws `Failure` with status 1 where there is not
/// enough memory.
class Arena {
public:
  explicit Arena(int64_t bytes);
  ~Arena();
  Arena(const Arena &) = delete;
  Arena &operator=(const Arena &) = delete;

  uint8_t *data() const { return memory; }

private:
  uint8_t *memory = nullptr;
  uint64_t size = 0; ///< bytes
};

} // namespace nestor
