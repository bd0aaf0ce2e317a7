// Decides which ends of line end a statement and which words are names, so
// that the grammar needs to know neither.
//
// Ends of line:
//   - directly inside ( ) and [ ] they count for nothing; directly inside { }
//     they count, also where that { } stands in brackets;
//   - behind an operator, a comma or another separator the line goes on, unless
//     the next one surely begins a statement;
//   - a line that begins with `|>`, `else`, a gradient rule, `every` behind a
//     block, `over ... seeds {` behind an experiment, or a clause of a loop
//     whose block has not come yet, continues the one before.
//
// Words:
//   - behind a point, and before `=` in an argument, every word is a name;
//   - a word that leads a statement (`data`, `state`, `report`, ...) is a
//     keyword only there, and only before something that can follow it;
//   - `memory` is a keyword behind the name of an experiment.
#include "compiler/syntax/Lexeme.h"

#include "NestorLexer.h"

namespace nestor::syntax {

using Lexer = NestorLexer;

/// Whether a line that ends with this token cannot end there.
static bool lineGoesOnBehind(size_t kind) {
  switch (kind) {
  case Lexer::COMMA:
  case Lexer::COLON:
  case Lexer::ARROW:
  case Lexer::EQ:
  case Lexer::TILDE:
  case Lexer::DOT:
  case Lexer::ELSE:
    return true;
  default:
    return isOperator(kind);
  }
}

/// Whether an expression can begin with this token.
static bool beginsExpression(size_t kind) {
  switch (kind) {
  case Lexer::NUMBER:
  case Lexer::STRING:
  case Lexer::OPEN_STRING:
  case Lexer::LPAREN:
  case Lexer::LBRACK:
  case Lexer::MINUS:
    return true;
  default:
    return isWord(kind) && kind != Lexer::AND && kind != Lexer::OR &&
           kind != Lexer::ELSE;
  }
}

static bool isEffect(size_t kind) {
  return kind == Lexer::REPORT || kind == Lexer::PRINT || kind == Lexer::PLOT ||
         kind == Lexer::SAVE || kind == Lexer::ASSERT;
}

/// Words that lead a declaration, member or statement before a name.
static bool isLeader(size_t kind) {
  switch (kind) {
  case Lexer::DATA:
  case Lexer::RECORD:
  case Lexer::TASK:
  case Lexer::MODEL:
  case Lexer::OPTIMIZER:
  case Lexer::PARAM:
  case Lexer::STATE:
  case Lexer::NOTE:
  case Lexer::CLAIM:
    return true;
  default:
    return false;
  }
}

namespace {

class Settler {
public:
  explicit Settler(const std::vector<Lexeme> &lexemes);
  std::vector<Lexeme> run();

private:
  size_t kind(size_t i) const {
    return i < in_.size() ? in_[i].kind : antlr4::Token::EOF;
  }
  size_t last() const {
    return out_.empty() ? size_t(Lexer::NEWLINE) : out_.back().kind;
  }
  bool atLineStart() const {
    return last() == Lexer::NEWLINE || last() == Lexer::SEMI ||
           last() == Lexer::LBRACE;
  }
  bool bracketed() const;

  bool leads(size_t i) const;
  bool surelyBegins(size_t i) const;
  bool isGradientRule(size_t i) const;
  bool isOverClause(size_t i) const;
  bool continuesLine(size_t i) const;
  bool lineEndsBefore(size_t i, bool newLine) const;
  size_t settledKind(size_t i) const;
  void noteEmitted(size_t kind);

  const std::vector<Lexeme> &in_;
  std::vector<Lexeme> out_;
  std::vector<size_t> closers_; // for an opener's index its closer's
  /// Open brackets; MINIMIZE marks a loop whose block has not come yet.
  std::vector<size_t> open_;
};

} // namespace

Settler::Settler(const std::vector<Lexeme> &lexemes)
    : in_(lexemes), closers_(lexemes.size()) {
  std::vector<size_t> open;
  for (size_t i = 0; i < in_.size(); ++i) {
    if (isOpener(in_[i].kind))
      open.push_back(i);
    if (!isCloser(in_[i].kind))
      continue;
    closers_[open.back()] = i;
    open.pop_back();
  }
}

/// Directly inside ( ) or [ ].
bool Settler::bracketed() const {
  for (auto mark = open_.rbegin(); mark != open_.rend(); ++mark)
    if (*mark != Lexer::MINIMIZE)
      return *mark != Lexer::LBRACE;
  return false;
}

/// Whether the word in_[i], first in its statement, is a keyword there.
bool Settler::leads(size_t i) const {
  size_t next = kind(i + 1);
  if (isLeader(kind(i))) {
    // `state in xs -> e` in a match speaks of a name.
    if (next == Lexer::IN)
      return kind(i + 2) == Lexer::EQ || kind(i + 2) == Lexer::TILDE;
    return isWord(next);
  }
  if (!isEffect(kind(i)) || !beginsExpression(next))
    return false;
  if (next != Lexer::LBRACK)
    return true;
  // `print [a, b]` against `report[i] = e`.
  size_t behind = kind(closers_[i + 1] + 1);
  return behind != Lexer::EQ && behind != Lexer::TILDE;
}

/// Whether in_[i] can only begin a statement, even behind an operator.
bool Settler::surelyBegins(size_t i) const {
  size_t next = kind(i + 1);
  switch (kind(i)) {
  case Lexer::IMPORT:
  case Lexer::CONST:
  case Lexer::HYPER:
  case Lexer::EXPERIMENT:
    return true;
  case Lexer::FN:
    return isWord(next);
  default:
    break;
  }
  if (!isWord(kind(i)))
    return false;
  if (next == Lexer::EQ || next == Lexer::TILDE)
    return true;
  return (isLeader(kind(i)) || isEffect(kind(i))) && leads(i) &&
         (isWord(next) || next == Lexer::NUMBER || next == Lexer::STRING);
}

/// `gradient(dy) = e` or `gradient(dy) { }`; no statement looks like that.
bool Settler::isGradientRule(size_t i) const {
  if (kind(i + 1) != Lexer::LPAREN)
    return false;
  size_t behind = kind(closers_[i + 1] + 1);
  return behind == Lexer::EQ || behind == Lexer::LBRACE;
}

/// `over N seeds {` behind an experiment; no statement looks like that.
bool Settler::isOverClause(size_t i) const {
  if (!open_.empty() || last() != Lexer::RBRACE)
    return false;
  for (++i; i < in_.size(); ++i) {
    if (kind(i) == Lexer::NEWLINE || kind(i) == Lexer::SEMI)
      return false;
    if (kind(i) == Lexer::SEEDS && kind(i + 1) == Lexer::LBRACE)
      return true;
    if (isOpener(kind(i)))
      i = closers_[i];
  }
  return false;
}

/// Whether the line that begins with in_[i] continues the one before.
bool Settler::continuesLine(size_t i) const {
  switch (kind(i)) {
  case Lexer::PIPE:
  case Lexer::ELSE:
    return true;
  case Lexer::GRADIENT:
    return isGradientRule(i);
  case Lexer::EVERY:
    return last() == Lexer::RBRACE;
  case Lexer::OVER:
    return isOverClause(i);
  case Lexer::FROM:
  case Lexer::WITH:
  case Lexer::FOR:
  case Lexer::UNTIL:
  case Lexer::THROUGH:
    return !open_.empty() && open_.back() == Lexer::MINIMIZE;
  default:
    return false;
  }
}

/// Whether a NEWLINE belongs before in_[i], which begins a line of the text if
/// `newLine`.
bool Settler::lineEndsBefore(size_t i, bool newLine) const {
  if (out_.empty() || atLineStart() || bracketed())
    return false;
  if (kind(i) == Lexer::RBRACE || kind(i) == antlr4::Token::EOF)
    return last() != Lexer::COMMA;
  if (!newLine)
    return false;
  if (lineGoesOnBehind(last()))
    return last() != Lexer::COMMA && surelyBegins(i);
  return !continuesLine(i);
}

size_t Settler::settledKind(size_t i) const {
  size_t own = kind(i);
  if (!isWord(own))
    return own;
  bool begins =
      last() == Lexer::LPAREN || (last() == Lexer::COMMA && bracketed());
  if (last() == Lexer::DOT || (begins && kind(i + 1) == Lexer::EQ))
    return Lexer::NAME;
  // `experiment name memory "64M" {`.
  if (own == Lexer::MEMORY)
    return out_.size() > 1 && out_[out_.size() - 2].kind == Lexer::EXPERIMENT
               ? own
               : size_t(Lexer::NAME);
  if (isLeader(own) || isEffect(own))
    return atLineStart() && leads(i) ? own : size_t(Lexer::NAME);
  return own;
}

/// Keeps `open_` up to date.
void Settler::noteEmitted(size_t kind) {
  auto dropMarks = [&] {
    while (!open_.empty() && open_.back() == Lexer::MINIMIZE)
      open_.pop_back();
  };
  switch (kind) {
  case Lexer::MINIMIZE:
    open_.push_back(Lexer::MINIMIZE);
    break;
  case Lexer::FOR:
    // In brackets it belongs to a comprehension, behind a mark to a minimize.
    if (!bracketed() && (open_.empty() || open_.back() != Lexer::MINIMIZE))
      open_.push_back(Lexer::MINIMIZE);
    break;
  case Lexer::LBRACE:
    if (!open_.empty() && open_.back() == Lexer::MINIMIZE)
      open_.pop_back();
    open_.push_back(kind);
    break;
  case Lexer::LPAREN:
  case Lexer::LBRACK:
    open_.push_back(kind);
    break;
  case Lexer::RPAREN:
  case Lexer::RBRACK:
  case Lexer::RBRACE:
    dropMarks();
    open_.pop_back();
    break;
  case Lexer::NEWLINE:
  case Lexer::SEMI:
    dropMarks();
    break;
  default:
    break;
  }
}

std::vector<Lexeme> Settler::run() {
  const Lexeme *newLine = nullptr; // the first end of line since out_.back()
  for (size_t i = 0; i < in_.size(); ++i) {
    if (kind(i) == Lexer::NEWLINE) {
      if (!newLine)
        newLine = &in_[i];
      continue;
    }
    Lexeme lexeme = in_[i];
    if (lineEndsBefore(i, newLine != nullptr)) {
      // An end of line is shown right behind what it ends.
      uint32_t at = out_.back().end;
      bool inserted = newLine == nullptr;
      out_.push_back({Lexer::NEWLINE, at, at, /*joined=*/false, inserted});
      noteEmitted(Lexer::NEWLINE);
    } else if (newLine && !bracketed() && !atLineStart()) {
      lexeme.joined = lineGoesOnBehind(last());
    }
    newLine = nullptr;
    if (lexeme.kind == Lexer::SEMI && atLineStart() && !bracketed())
      continue; // ends nothing
    lexeme.kind = settledKind(i);
    out_.push_back(lexeme);
    noteEmitted(lexeme.kind);
  }
  return std::move(out_);
}

std::vector<Lexeme> settleTokens(const std::vector<Lexeme> &lexemes) {
  return Settler(lexemes).run();
}

} // namespace nestor::syntax
