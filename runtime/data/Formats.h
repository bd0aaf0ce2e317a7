/// The readers of the room, one a format, and what they share.
#pragma once

#include "data/ByteStream.h"
#include "data/Data.h"

namespace nestor::data {

/// Whether only names, types and shapes are wanted.
enum class Extent { HeaderOnly, Everything };

/// `source` in one of the folders; throws with the places that were searched.
std::string findFile(const std::string &source,
                     const std::vector<std::string> &folders);

/// A set of idx files: the single file, or those of train and test.
struct IdxFiles {
  struct Part {
    std::string path; ///< of the array in the set
    std::string file;
  };
  std::vector<Part> parts;
};
IdxFiles findIdx(const std::string &source,
                 const std::vector<std::string> &folders);

/// `text` from a file as a message can show it: short, in printable ASCII.
std::string shown(const std::string &text);

std::vector<Loaded> readIdx(const IdxFiles &files, Extent extent);
std::vector<Loaded> readCsv(const std::string &path, Extent extent);
std::vector<Loaded> readNpy(const std::string &path, Extent extent);
std::vector<Loaded> readNpz(const std::string &path, Extent extent);
std::vector<Loaded> readSafetensors(const std::string &path, Extent extent);

/// Sorts by the parts of the names, so that programs do not depend on the order
/// in which a file was written; numbers by size. Throws where one name is twice
/// there, or is another's beginning.
/// Whether an array's name is one in the language, too: identifiers and numbers
/// joined by dots.
bool isPath(const std::string &name);

void sortByPath(const std::string &file, std::vector<Loaded> &loaded);

/// An npy file from its first byte; `path` is the array's in its set.
Loaded readNpyFrom(ByteStream &in, const std::string &path, Extent extent);

} // namespace nestor::data
