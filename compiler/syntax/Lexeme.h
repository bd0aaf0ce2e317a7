// Tokens between the lexer and the parser, and the stages that they pass: lex,
// check, match brackets, settle, check limits. Private to compiler/syntax.
#pragma once

#include "compiler/support/Diagnostic.h"
#include "compiler/support/SourceText.h"

#include <vector>

namespace nestor::syntax {

/// A token: its kind is a constant of NestorLexer.
struct Lexeme {
  size_t kind = 0;
  uint32_t begin = 0, end = 0; // bytes
  /// Outside brackets, an end of line before this token was passed over,
  /// because the line could not end there.
  bool joined = false;
  /// A NEWLINE that SettleTokens put before `}` or the end of the file.
  bool inserted = false;
};

/// What every stage needs to report.
struct SourceFile {
  const SourceText &source;
  uint32_t number;
  DiagnosticEngine &diagnostics;

  SourceRange range(const Lexeme &lexeme) const {
    return {number, lexeme.begin, lexeme.end};
  }
  SourceRange range(uint32_t begin, uint32_t end) const {
    return {number, begin, end};
  }
  std::string text(const Lexeme &lexeme) const {
    return source.text().substr(lexeme.begin, lexeme.end - lexeme.begin);
  }
};

/// False, with a report, where the text is too large or not UTF-8.
bool checkText(const SourceFile &file);

/// All tokens of a checked text, ends of line among them, and EOF at the end.
std::vector<Lexeme> lex(const SourceText &source);

/// Reports characters that begin no token, and strings that are not closed.
void checkTokens(const SourceFile &file, const std::vector<Lexeme> &lexemes);

/// False, with a report, where brackets are nested too deep.
bool checkNesting(const SourceFile &file, const std::vector<Lexeme> &lexemes);

/// Reports brackets without a partner and removes what surrounds them, so that
/// all brackets match afterwards.
void matchBrackets(const SourceFile &file, std::vector<Lexeme> &lexemes);

/// Decides which ends of line end a statement and which words are names. All
/// brackets match (matchBrackets). Afterwards a NEWLINE or SEMI ends every
/// statement, and a keyword token is a keyword.
std::vector<Lexeme> settleTokens(const std::vector<Lexeme> &lexemes);

/// False, with a report, where the parser or a walk over its tree would go too
/// deep without brackets, or where a chain of operators is too long.
bool checkChains(const SourceFile &file, const std::vector<Lexeme> &lexemes);

// ---- Kinds (TokenKinds.cpp)

/// Whether a token of this kind is spelt like a name.
bool isWord(size_t kind);

/// Whether it is one of ( [ {, or one of ) ] }.
bool isOpener(size_t kind);
bool isCloser(size_t kind);

/// Operators with an operand on both sides, `not`, and the minus of a sign.
bool isOperator(size_t kind);

} // namespace nestor::syntax
