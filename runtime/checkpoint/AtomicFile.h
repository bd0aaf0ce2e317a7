/// Files that are there whole or not at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nestor {

/// Writes the pieces to `path`: to a temporary file beside it, which reaches
/// the disk and is then renamed. Until then, and where it fails, what stood at
/// `path` is as it was. Throws `Failure` with status 1.
void writeAtomically(const std::string &path,
                     const std::vector<std::string_view> &pieces);

/// Makes a rename or removal in `folder` reach the disk.
void syncFolder(const std::string &folder);

} // namespace nestor
