// What the stages before the parser ask of a token.
#include "compiler/syntax/Lexeme.h"

#include "NestorLexer.h"

namespace nestor::syntax {

using Lexer = NestorLexer;

bool isWord(size_t kind) {
  bool keyword = kind >= Lexer::IMPORT && kind <= Lexer::SEEDS;
  return keyword || kind == Lexer::NAME;
}

bool isOpener(size_t kind) {
  return kind == Lexer::LPAREN || kind == Lexer::LBRACK ||
         kind == Lexer::LBRACE;
}

bool isCloser(size_t kind) {
  return kind == Lexer::RPAREN || kind == Lexer::RBRACK ||
         kind == Lexer::RBRACE;
}

bool isOperator(size_t kind) {
  switch (kind) {
  case Lexer::PIPE:
  case Lexer::OR:
  case Lexer::AND:
  case Lexer::NOT:
  case Lexer::EQEQ:
  case Lexer::NE:
  case Lexer::LE:
  case Lexer::GE:
  case Lexer::LT:
  case Lexer::GT:
  case Lexer::RANGE:
  case Lexer::JOIN:
  case Lexer::PLUS:
  case Lexer::MINUS:
  case Lexer::STAR:
  case Lexer::SLASH2:
  case Lexer::SLASH:
  case Lexer::PERCENT:
  case Lexer::AT_SIGN:
  case Lexer::CARET:
    return true;
  default:
    return false;
  }
}

} // namespace nestor::syntax
