// Finds a section of the error index.
#include "compiler/driver/ExplainError.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using llvm::StringRef;

namespace nestor {

/// Ids that differ from what was asked for by at most this many edits are
/// suggested.
constexpr unsigned maxEdits = 3;

ExitStatus explainError(const std::string &id, const std::string &indexFile) {
  auto buffer = llvm::MemoryBuffer::getFile(indexFile);
  if (!buffer) {
    llvm::errs() << "error: cannot read `" << indexFile
                 << "`: " << buffer.getError().message() << "\n";
    return ExitStatus::BadInput;
  }
  bool found = false;
  std::string nearest;
  unsigned best = maxEdits + 1;
  for (StringRef rest = (*buffer)->getBuffer(); !rest.empty();) {
    auto [line, after] = rest.split('\n');
    rest = after;
    StringRef title = line;
    if (title.consume_front("### ")) {
      title = title.trim().trim('`');
      found = title == id;
      unsigned edits =
          title.edit_distance(id, /*AllowReplacements=*/true, maxEdits);
      if (edits < best)
        best = edits, nearest = title.str();
      if (found)
        llvm::outs() << title << "\n";
      continue;
    }
    if (found && line.starts_with("#"))
      return ExitStatus::Success;
    if (found)
      llvm::outs() << line << "\n";
  }
  if (best == 0)
    return ExitStatus::Success;
  llvm::errs() << "error: no error has the id `" << id << "`";
  if (!nearest.empty())
    llvm::errs() << ", did you mean `" << nearest << "`?";
  llvm::errs() << "\n";
  return ExitStatus::BadInput;
}

} // namespace nestor
