// `nestor doc`: a folder of HTML pages on modules and documents, with a search
// that needs no server.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace nestor::reference {

struct ReferenceInput {
  /// Name and file of each module, in the order of the pages.
  std::vector<std::pair<std::string, std::string>> modules;
  /// Files in Markdown; the first is where a reader begins.
  std::vector<std::string> documents;
  /// style.css and search.js.
  std::string assets;
};

/// Writes into `folder`, which must be new, empty, or a reference already.
/// Gives what went wrong; empty if nothing did.
std::string writeReference(const ReferenceInput &input,
                           const std::string &folder);

} // namespace nestor::reference
