// Words of the user's for tokens. Private to compiler/syntax.
#pragma once

#include "compiler/syntax/Lexeme.h"

#include <functional>
#include <string>

namespace nestor::syntax {

/// What was found: "`)`", "end of line", "a string".
std::string describeFound(const SourceFile &file, const Lexeme &lexeme);

/// What was expected, for the kinds that `accepts` says yes to: "an
/// expression", "`,` or `)`".
std::string describeExpected(const std::function<bool(size_t)> &accepts);

/// Adds repairs and notes for slips that other languages teach. `tokens[at]` is
/// what was found.
void addHints(const SourceFile &file, const std::vector<Lexeme> &tokens,
              size_t at, const std::function<bool(size_t)> &accepts,
              Diagnostic &diagnostic);

} // namespace nestor::syntax
