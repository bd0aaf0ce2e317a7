// Says in the user's words what was found and what was expected.
#include "compiler/syntax/DescribeTokens.h"

#include "NestorLexer.h"

namespace nestor::syntax {

using Lexer = NestorLexer;

std::string describeFound(const SourceFile &file, const Lexeme &lexeme) {
  constexpr size_t longest = 40; // bytes quoted of one token
  switch (lexeme.kind) {
  case Lexer::NEWLINE:
    return "end of line";
  case antlr4::Token::EOF:
    return "end of file";
  case Lexer::STRING:
    return "a string";
  default:
    break;
  }
  std::string text = file.text(lexeme);
  if (text.size() > longest)
    text = text.substr(0, longest) + "...";
  return "`" + text + "`";
}

namespace {

struct Spelling {
  size_t kind;
  const char *text;
};

} // namespace

/// Tokens that are named one by one, in the order in which they are listed.
static constexpr Spelling listed[] = {
    {Lexer::ARROW, "`->`"},
    {Lexer::EQ, "`=`"},
    {Lexer::TILDE, "`~`"},
    {Lexer::COLON, "`:`"},
    {Lexer::IN, "`in`"},
    {Lexer::STEPS, "`steps`"},
    {Lexer::FROM, "`from`"},
    {Lexer::WITH, "`with`"},
    {Lexer::COMMA, "`,`"},
    {Lexer::FOR, "`for`"},
    {Lexer::UNTIL, "`until`"},
    {Lexer::THROUGH, "`through`"},
    {Lexer::SEEDS, "`seeds`"},
    {Lexer::MEMORY, "`memory`"},
    {Lexer::STRING, "a string"},
    {Lexer::MINIMIZE, "`minimize`"},
    {Lexer::LBRACE, "`{`"},
    {Lexer::RPAREN, "`)`"},
    {Lexer::RBRACK, "`]`"},
    {Lexer::RBRACE, "`}`"},
};

static std::string joinWithOr(const std::vector<std::string> &words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0)
      text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

/// The one word for all the tokens that can begin something, or null.
static const char *
describeBeginning(const std::function<bool(size_t)> &accepts) {
  if (accepts(Lexer::IMPORT))
    return "a declaration";
  if (accepts(Lexer::ASSERT))
    return "a statement";
  if (accepts(Lexer::PARAM))
    return "a member";
  if (accepts(Lexer::NUMBER))
    return accepts(Lexer::NEW) ? "an index" : "an expression";
  if (accepts(Lexer::NAME))
    return accepts(Lexer::FN) ? "a type" : "a name";
  return nullptr;
}

std::string describeExpected(const std::function<bool(size_t)> &accepts) {
  std::vector<std::string> words;
  bool closes = accepts(Lexer::RPAREN) || accepts(Lexer::RBRACK);
  if (const char *beginning = describeBeginning(accepts)) {
    words.push_back(beginning);
    if (accepts(Lexer::RPAREN))
      words.push_back("`)`");
    if (accepts(Lexer::RBRACK) && !accepts(Lexer::COMMA))
      words.push_back("`]`");
    return joinWithOr(words);
  }
  // An expression could go on in many ways; its end is what was missed.
  if (accepts(Lexer::NEWLINE))
    return "end of line";
  for (const Spelling &spelling : listed) {
    bool named = accepts(spelling.kind);
    if (spelling.kind == Lexer::COMMA || spelling.kind == Lexer::FOR)
      named &= closes || accepts(Lexer::UNTIL);
    if (spelling.kind == Lexer::COMMA && accepts(Lexer::UNTIL))
      named = false;
    if (spelling.kind == Lexer::EQ)
      named &= !closes;
    if (named)
      words.push_back(spelling.text);
  }
  if (words.empty())
    return accepts(Lexer::PLUS) ? "an operator" : "`(`";
  return joinWithOr(words);
}

} // namespace nestor::syntax
