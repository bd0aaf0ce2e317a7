/// The readers of the room, one a format, and what they share.
#pragma once

#include "data/Data.h"

namespace nestor::data {

/// Whether only names, types and shapes are wanted. Readers whose shape is only
/// known at the end read everything in any case.
enum class Extent { HeaderOnly, Everything };

/// Arrays of at most this many bytes are read; a header that claims more lies
/// or is beyond this runtime.
constexpr int64_t mostBytes = int64_t{1} << 40;

/// `source` in one of the folders; throws with the places that were tried.
std::string findFile(const std::string &source,
                     const std::vector<std::string> &folders);
/// The places to search: `folders`, NESTOR_DATA, Debian's data sets.
std::vector<std::string> searchPath(const std::vector<std::string> &folders);
bool isFile(const std::string &path);

/// The bytes of a file, decompressed if it is gzip. At most `limit` bytes if
/// that is not negative. Throws DataError.
std::string readBytes(const std::string &path, int64_t limit = -1);

/// Raw deflate data (as in a zip file) of a known size.
std::string inflateRaw(const std::string &path, const char *data, size_t size,
                       size_t expected);

std::vector<Loaded> readIdx(const std::string &source,
                            const std::vector<std::string> &folders,
                            Extent extent);
std::vector<Loaded> readCsv(const std::string &path);
std::vector<Loaded> readNpy(const std::string &path);
std::vector<Loaded> readNpz(const std::string &path);

/// One npy file's bytes, known as `name` in messages.
Loaded parseNpy(const std::string &name, const std::string &bytes,
                const std::string &path);

} // namespace nestor::data
