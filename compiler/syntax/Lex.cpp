// Cuts a text into tokens with the generated lexer.
#include "compiler/syntax/Lexeme.h"

#include "NestorLexer.h"

namespace nestor::syntax {

/// The text with bytes above 127 replaced by one that begins no token, so that
/// ANTLR's character indices are byte offsets. Strings and comments accept the
/// substitute; the builder reads strings from the source.
static std::string asciiText(const std::string &text) {
  constexpr char substitute = '\x7f';
  std::string ascii = text;
  for (char &byte : ascii)
    if (static_cast<unsigned char>(byte) > 127)
      byte = substitute;
  // A byte order mark at the start of a file says nothing in UTF-8.
  if (text.compare(0, 3, "\xef\xbb\xbf") == 0)
    ascii.replace(0, 3, "   ");
  return ascii;
}

std::vector<Lexeme> lex(const SourceText &source) {
  antlr4::ANTLRInputStream input(asciiText(source.text()));
  NestorLexer lexer(&input);
  lexer.removeErrorListeners();
  std::vector<Lexeme> lexemes;
  for (;;) {
    std::unique_ptr<antlr4::Token> token = lexer.nextToken();
    if (token->getType() == antlr4::Token::EOF)
      break;
    lexemes.push_back({token->getType(), uint32_t(token->getStartIndex()),
                       uint32_t(token->getStopIndex() + 1)});
  }
  auto end = uint32_t(source.text().size());
  lexemes.push_back({antlr4::Token::EOF, end, end});
  return lexemes;
}

} // namespace nestor::syntax
