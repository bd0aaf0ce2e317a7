// Reads the script that the command line names.
#include "compiler/driver/ReadInput.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

namespace nestor {

uint32_t readInput(const std::string &path, size_t maxBytes,
                   SourceManager &sources, DiagnosticEngine &diagnostics) {
  auto fail = [&](std::error_code error) {
    diagnostics.report(DiagnosticKind::FileUnreadable, SourceRange{}, path,
                       error.message());
    return 0u;
  };
  if (llvm::sys::fs::is_directory(path))
    return fail(std::make_error_code(std::errc::is_a_directory));
  uint64_t size = 0;
  if (!llvm::sys::fs::file_size(path, size) && size > maxBytes) {
    diagnostics.report(DiagnosticKind::FileTooLarge, SourceRange{}, path, size,
                       maxBytes);
    return 0;
  }
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return fail(buffer.getError());
  return sources.add(SourceText(path, (*buffer)->getBuffer().str()));
}

} // namespace nestor
