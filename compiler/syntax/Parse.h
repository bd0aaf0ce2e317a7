// From source text to a syntax tree, or to errors: the door of the room that
// knows ANTLR.
#pragma once

#include "compiler/ast/Ast.h"
#include "compiler/support/Diagnostic.h"

#include <memory>

namespace nestor {

/// Limits of a script (docs/decisions.md, D16).
constexpr size_t maxSourceBytes = 4u << 20;
constexpr unsigned maxNesting = 256;
constexpr unsigned maxChain = 10'000;

/// Parses file number `file` of `sources`. Reports every syntax error it can
/// find and still returns the declarations that it understood; never throws.
/// The caller runs it on a thread with a large stack (runOnLargeStack).
std::unique_ptr<ast::Module> parse(const SourceManager &sources, uint32_t file,
                                   DiagnosticEngine &diagnostics);

} // namespace nestor
