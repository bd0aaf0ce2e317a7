// Adds repairs for slips that other languages teach.
#include "compiler/support/NearestName.h"
#include "compiler/syntax/DescribeTokens.h"

#include "NestorLexer.h"

namespace nestor::syntax {

using Lexer = NestorLexer;

/// A note for a word that leads a statement elsewhere, or null.
static const char *noteForForeignWord(const std::string &word) {
  struct Entry {
    const char *word;
    const char *note;
  };
  static constexpr Entry entries[] = {
      {"let", "a binding has no word before it: `x = 1`"},
      {"var", "a binding has no word before it: `x = 1`"},
      {"val", "a binding has no word before it: `x = 1`"},
      {"def", "a function is declared with `fn`"},
      {"func", "a function is declared with `fn`"},
      {"function", "a function is declared with `fn`"},
      {"lambda", "a function without a name is `fn(x) = e`"},
      {"class", "a model is declared with `model`, a record with `record`"},
      {"struct", "a record is declared with `record`"},
      {"return", "the value of a block is its last expression"},
      {"while", "a loop that ends by a condition is `for N steps until c { }`"},
      {"elif", "write `else if`"},
      {"maximize", "minimize the negative"},
  };
  for (const Entry &entry : entries)
    if (word == entry.word)
      return entry.note;
  return nullptr;
}

namespace {

/// What another language writes as one operator.
struct Pair {
  size_t left, right;
  const char *replacement; // empty where words must do
  const char *text;
};

} // namespace

/// The repair for two tokens that touch, or null.
static const Pair *repairForPair(const Lexeme &left, const Lexeme &right) {
  static constexpr const char *writtenOut =
      "write the binding out: `x = x + e`";
  static constexpr Pair pairs[] = {
      {Lexer::STAR, Lexer::STAR, "^", "write `^` for a power"},
      {Lexer::COLON, Lexer::EQ, "=", "write `=` to bind a name"},
      {Lexer::EQ, Lexer::GT, "->", "write `->`"},
      {Lexer::LT, Lexer::MINUS, "", "write `~` to draw, `=` to bind"},
      {Lexer::PLUS, Lexer::EQ, "", writtenOut},
      {Lexer::MINUS, Lexer::EQ, "", writtenOut},
      {Lexer::STAR, Lexer::EQ, "", writtenOut},
      {Lexer::SLASH, Lexer::EQ, "", writtenOut},
      {Lexer::MINUS, Lexer::MINUS, "", writtenOut},
  };
  if (left.end != right.begin)
    return nullptr;
  for (const Pair &pair : pairs)
    if (pair.left == left.kind && pair.right == right.kind)
      return &pair;
  return nullptr;
}

/// The number of the token that leads the statement of tokens[at].
static size_t lineStart(const std::vector<Lexeme> &tokens, size_t at) {
  while (at > 0 && tokens[at - 1].kind != Lexer::NEWLINE &&
         tokens[at - 1].kind != Lexer::SEMI &&
         tokens[at - 1].kind != Lexer::LBRACE)
    --at;
  return at;
}

/// The word of the language that a misspelt one was meant to be, or "".
static std::string nearestWord(const std::string &word) {
  static const std::vector<std::string> words = {
      "import", "const",      "hyper", "data",  "record", "task",
      "model",  "optimizer",  "param", "state", "note",   "report",
      "print",  "experiment", "plot",  "save",  "assert", "claim",
      "trace",  "minimize",   "for",   "with",  "until",  "through",
      "every",  "match",      "else",  "steps", "from",   "seeds",
      "over",   "gradient"};
  // Two letters are too few to recognise; an exact word is no slip.
  std::string nearest = word.size() < 3 ? "" : nearestName(word, words);
  return nearest == word ? "" : nearest;
}

/// The number of the innermost bracket that is open before tokens[at], or
/// tokens.size().
static size_t enclosingBracket(const std::vector<Lexeme> &tokens, size_t at) {
  for (size_t depth = 0; at-- > 0;) {
    switch (tokens[at].kind) {
    case Lexer::RPAREN:
    case Lexer::RBRACK:
    case Lexer::RBRACE:
      ++depth;
      break;
    case Lexer::LPAREN:
    case Lexer::LBRACK:
    case Lexer::LBRACE:
      if (depth == 0)
        return at;
      --depth;
      break;
    default:
      break;
    }
  }
  return tokens.size();
}

/// Where an end of line was passed over because a bracket is open, says so.
static void labelOpenBracket(const SourceFile &file,
                             const std::vector<Lexeme> &tokens, size_t at,
                             Diagnostic &diagnostic) {
  size_t opener = enclosingBracket(tokens, at);
  if (opener == tokens.size() || tokens[opener].kind == Lexer::LBRACE)
    return;
  unsigned errorLine = file.source.position(tokens[at].begin).line;
  if (file.source.position(tokens[opener].begin).line == errorLine)
    return;
  diagnostic.labels.push_back(
      {file.range(tokens[opener]),
       fmt::format("{} is open since here",
                   describeFound(file, tokens[opener]))});
}

/// Where the line before went on without the user noticing, says so.
static void labelJoinedLine(const SourceFile &file,
                            const std::vector<Lexeme> &tokens, size_t at,
                            Diagnostic &diagnostic) {
  constexpr size_t farthest = 4; // tokens between a line's start and the error
  for (size_t back = 0; back < farthest && back < at; ++back) {
    const Lexeme &lexeme = tokens[at - back];
    if (lexeme.kind == Lexer::NEWLINE)
      return;
    if (!lexeme.joined)
      continue;
    const Lexeme &before = tokens[at - back - 1];
    diagnostic.labels.push_back(
        {file.range(before), fmt::format("this line goes on, for it ends in {}",
                                         describeFound(file, before))});
    return;
  }
}

/// Whether the token before this one was probably meant as a name.
static bool followsName(size_t kind) {
  switch (kind) {
  case Lexer::EQ:
  case Lexer::TILDE:
  case Lexer::COMMA:
  case Lexer::COLON:
  case Lexer::DOT:
  case Lexer::LPAREN:
  case Lexer::RPAREN:
    return true;
  default:
    return false;
  }
}

/// Adds a repair for what was found, if there is one.
static bool addRepair(const SourceFile &file, const std::vector<Lexeme> &tokens,
                      size_t at, const std::function<bool(size_t)> &accepts,
                      Diagnostic &diagnostic) {
  auto add = [&](const Lexeme &first, const Lexeme &last,
                 const std::string &replacement, std::string text) {
    SourceRange range;
    if (!replacement.empty())
      range = join(file.range(first), file.range(last));
    diagnostic.fixes.push_back({range, replacement, std::move(text)});
    return true;
  };
  const Lexeme &found = tokens[at];
  for (size_t right : {at, at + 1}) {
    if (right == 0 || right >= tokens.size())
      continue;
    const Lexeme &left = tokens[right - 1];
    if (const Pair *pair = repairForPair(left, tokens[right]))
      return add(left, tokens[right], pair->replacement, pair->text);
  }
  if (found.kind == Lexer::RPAREN) {
    size_t opener = enclosingBracket(tokens, at);
    bool follows = opener > 0 && opener < tokens.size();
    size_t word = follows ? tokens[opener - 1].kind : 0;
    if (word == Lexer::GRAD || word == Lexer::MINIMIZE)
      return add(tokens[opener], found, "",
                 fmt::format("write `{} x {{ }}`, without brackets",
                             file.text(tokens[opener - 1])));
  }
  if (found.kind == Lexer::EQ && accepts(Lexer::EQEQ) && accepts(Lexer::LBRACE))
    return add(found, found, "==", "write `==` to compare");
  // `modle Net { }` is found at `Net`, `minimize net wth opt` at `wth`.
  for (size_t i : {at, at > 0 ? at - 1 : at}) {
    bool leads = i == at || i == lineStart(tokens, at);
    if (tokens[i].kind != Lexer::NAME || !leads)
      continue;
    std::string word = nearestWord(file.text(tokens[i]));
    if (!word.empty())
      return add(tokens[i], tokens[i], word, fmt::format("write `{}`", word));
  }
  return false;
}

void addHints(const SourceFile &file, const std::vector<Lexeme> &tokens,
              size_t at, const std::function<bool(size_t)> &accepts,
              Diagnostic &diagnostic) {
  const Lexeme &found = tokens[at];
  labelJoinedLine(file, tokens, at, diagnostic);
  labelOpenBracket(file, tokens, at, diagnostic);

  size_t first = lineStart(tokens, at);
  const Lexeme &leader = tokens[first];
  if (leader.kind == Lexer::NAME)
    if (const char *note = noteForForeignWord(file.text(leader))) {
      diagnostic.notes.push_back(note);
      return;
    }
  if (addRepair(file, tokens, at, accepts, diagnostic))
    return;

  auto isKeyword = [](size_t kind) {
    return isWord(kind) && kind != Lexer::NAME;
  };
  const Lexeme *taken = nullptr; // a keyword that was meant as a name
  if (isKeyword(found.kind) && accepts(Lexer::NAME) && at + 1 < tokens.size() &&
      followsName(tokens[at + 1].kind))
    taken = &found;
  else if (found.kind == Lexer::EQ && at > 0 && isKeyword(tokens[at - 1].kind))
    taken = &tokens[at - 1];
  if (taken)
    diagnostic.notes.push_back(
        fmt::format("`{}` is a word of the language and cannot be a name here",
                    file.text(*taken)));

  bool atTopLevel = enclosingBracket(tokens, at) == tokens.size();
  bool startsWithName = leader.kind == Lexer::NAME && at == first + 1;
  if (atTopLevel && startsWithName && !isWord(found.kind))
    diagnostic.notes.push_back("at top level a name is bound with `=`; other "
                               "statements stand in an experiment or a "
                               "function");
}

} // namespace nestor::syntax
