// The one form of internal errors.
#include "compiler/driver/InternalError.h"

#include "llvm/Support/raw_ostream.h"

namespace nestor {

ExitStatus reportInternal(llvm::StringRef where, llvm::StringRef messages,
                          llvm::StringRef reproduce) {
  llvm::errs() << "internal error in " << where << ": " << messages << "\n"
               << "  this is a mistake of the compiler, not of the program\n"
               << "  to reproduce: " << reproduce << "\n";
  return ExitStatus::Internal;
}

} // namespace nestor
