/// Arenas as anonymous mappings: pages that the program never touches cost
/// nothing.
#include "core/Arena.h"

#include "core/Failure.h"
#include "nestor/FormatBytes.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/mman.h>

namespace nestor {

Arena::Arena(int64_t bytes)
    // An empty mapping is an error, so an empty arena has a byte.
    : size(static_cast<uint64_t>(std::max<int64_t>(bytes, 1))) {
  void *mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, /*fd=*/-1, /*offset=*/0);
  if (mapped == MAP_FAILED)
    throw Failure(ExitStatus::BadInput,
                  fmt::format("cannot allocate the {} that the experiment "
                              "needs: {}",
                              formatBytes(static_cast<double>(size)),
                              std::strerror(errno)));
  memory = static_cast<uint8_t *>(mapped);
}

Arena::~Arena() { munmap(memory, size); }

} // namespace nestor
