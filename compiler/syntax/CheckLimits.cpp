// Refuses, by a linear scan, what would take the parser or a walk over its tree
// too deep.
#include "compiler/syntax/Lexeme.h"
#include "compiler/syntax/Parse.h"

#include "NestorLexer.h"

namespace nestor::syntax {

using Lexer = NestorLexer;

bool checkNesting(const SourceFile &file, const std::vector<Lexeme> &lexemes) {
  unsigned depth = 0;
  for (const Lexeme &lexeme : lexemes) {
    if (isCloser(lexeme.kind) && depth > 0)
      --depth;
    if (isOpener(lexeme.kind) && ++depth > maxNesting) {
      file.diagnostics.report(DiagnosticKind::NestingTooDeep,
                              file.range(lexeme), maxNesting);
      return false;
    }
  }
  return true;
}

namespace {

/// What is counted between a bracket and its partner, or at top level. Each
/// counter is a level of the tree for each token, although no bracket opens.
struct Level {
  unsigned prefixes = 0;  // `not not x`, `- -x`, `x^y^z`
  unsigned suffixes = 0;  // `a.b.c`, `f(1)(2)`, `x[0][1]`
  unsigned functions = 0; // `fn(a) = fn(b) = a`
  unsigned elseIfs = 0;   // `if .. else if .. else if ..`
  unsigned operators = 0; // those of the current expression

  unsigned depth() const {
    return 1 + prefixes + suffixes + functions + elseIfs;
  }
};

} // namespace

static bool isSeparator(size_t kind) {
  switch (kind) {
  case Lexer::COMMA:
  case Lexer::SEMI:
  case Lexer::NEWLINE:
    return true;
  default:
    return false;
  }
}

static bool endsOperand(size_t kind) {
  return isCloser(kind) || kind == Lexer::NAME || kind == Lexer::NUMBER ||
         kind == Lexer::STRING || (kind >= Lexer::AT && kind <= Lexer::SEEDS);
}

/// Counts `kind` on its level; `previous` is the token before it.
static void count(Level &level, size_t previous, size_t kind) {
  if (isSeparator(kind)) {
    level = {};
    return;
  }
  bool unary =
      kind == Lexer::NOT || (kind == Lexer::MINUS && !endsOperand(previous));
  if (unary || kind == Lexer::CARET)
    ++level.prefixes;
  else if (isOperator(kind))
    level.prefixes = 0;
  if (isOperator(kind))
    ++level.operators;

  bool suffix =
      kind == Lexer::DOT || ((kind == Lexer::LPAREN || kind == Lexer::LBRACK) &&
                             endsOperand(previous));
  if (suffix)
    ++level.suffixes;
  else if (previous != Lexer::DOT)
    level.suffixes = 0;

  if (kind == Lexer::FN)
    ++level.functions;
  if (kind == Lexer::IF && previous == Lexer::ELSE)
    ++level.elseIfs;
}

bool checkChains(const SourceFile &file, const std::vector<Lexeme> &lexemes) {
  std::vector<Level> levels(1);
  unsigned outer = 0; // depth of all levels but the last
  size_t previous = Lexer::NEWLINE;
  for (const Lexeme &lexeme : lexemes) {
    if (isCloser(lexeme.kind)) {
      levels.pop_back();
      outer -= levels.back().depth();
    } else {
      count(levels.back(), previous, lexeme.kind);
    }
    if (levels.back().operators > maxChain) {
      file.diagnostics.report(DiagnosticKind::ChainTooLong, file.range(lexeme),
                              maxChain);
      return false;
    }
    // The outermost level is no nesting.
    if (outer + levels.back().depth() > maxNesting + 1) {
      file.diagnostics.report(DiagnosticKind::NestingTooDeep,
                              file.range(lexeme), maxNesting);
      return false;
    }
    if (isOpener(lexeme.kind)) {
      outer += levels.back().depth();
      levels.emplace_back();
    }
    previous = lexeme.kind;
  }
  return true;
}

} // namespace nestor::syntax
