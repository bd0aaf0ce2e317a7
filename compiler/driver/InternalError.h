// What the compiler says of a mistake of its own.
#pragma once

#include "compiler/driver/ExitStatus.h"

#include "llvm/ADT/StringRef.h"

namespace nestor {

/// Says where it happened, what was found, and the command that shows it again.
ExitStatus reportInternal(llvm::StringRef where, llvm::StringRef messages,
                          llvm::StringRef reproduce);

} // namespace nestor
