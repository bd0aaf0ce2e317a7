// Finds the partner of every bracket, reports those without one, and cuts out
// the declarations around them.
#include "compiler/syntax/Lexeme.h"

#include "NestorLexer.h"

#include <algorithm>

namespace nestor::syntax {

namespace {

/// Two brackets that do not fit, or one alone.
struct Mismatch {
  enum Kind { Unclosed, Unmatched, Crossed } kind;
  const Lexeme *bracket; // the one that is wrong
  const Lexeme *other;   // where that shows; null if there is no such place
};

/// A part of the tokens, [begin, end).
struct Part {
  size_t begin, end;
};

} // namespace

static size_t closerOf(size_t opener) {
  switch (opener) {
  case NestorLexer::LPAREN:
    return NestorLexer::RPAREN;
  case NestorLexer::LBRACK:
    return NestorLexer::RBRACK;
  case NestorLexer::LBRACE:
    return NestorLexer::RBRACE;
  default:
    return 0;
  }
}

static bool leadsDeclaration(size_t kind) {
  switch (kind) {
  case NestorLexer::IMPORT:
  case NestorLexer::CONST:
  case NestorLexer::HYPER:
  case NestorLexer::DATA:
  case NestorLexer::RECORD:
  case NestorLexer::FN:
  case NestorLexer::TASK:
  case NestorLexer::MODEL:
  case NestorLexer::OPTIMIZER:
  case NestorLexer::EXPERIMENT:
    return true;
  default:
    return false;
  }
}

/// Whether lexemes[i] leads a declaration at the left margin.
static bool startsDeclaration(const SourceFile &file,
                              const std::vector<Lexeme> &lexemes, size_t i) {
  if (!leadsDeclaration(lexemes[i].kind) || !isWord(lexemes[i + 1].kind))
    return false;
  const std::string &text = file.source.text();
  uint32_t at = lexemes[i].begin;
  return at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r';
}

/// All mismatches of one part, in the order in which they show.
static std::vector<Mismatch> matchPart(const SourceFile &file,
                                       const std::vector<Lexeme> &lexemes,
                                       Part part) {
  std::vector<Mismatch> found;
  std::vector<const Lexeme *> open;
  for (size_t i = part.begin; i < part.end; ++i) {
    const Lexeme &lexeme = lexemes[i];
    // No declaration stands in ( ) or [ ], even if they match by chance.
    if (!open.empty() && open.back()->kind != NestorLexer::LBRACE &&
        startsDeclaration(file, lexemes, i)) {
      found.push_back({Mismatch::Unclosed, open.back(), &lexeme});
      open.clear();
    }
    if (closerOf(lexeme.kind) != 0)
      open.push_back(&lexeme);
    if (!isCloser(lexeme.kind))
      continue;
    auto fits = [&](const Lexeme *opener) {
      return closerOf(opener->kind) == lexeme.kind;
    };
    auto partner = std::find_if(open.rbegin(), open.rend(), fits);
    bool inBlock = open.empty() || open.back()->kind == NestorLexer::LBRACE;
    if (partner == open.rend() && inBlock) {
      found.push_back({Mismatch::Unmatched, &lexeme, nullptr});
    } else if (partner == open.rend()) {
      // `f(x]`: one slip for both.
      found.push_back({Mismatch::Crossed, &lexeme, open.back()});
      open.pop_back();
    } else {
      // Of several that stay open, the innermost explains the others.
      if (partner != open.rbegin())
        found.push_back({Mismatch::Unclosed, open.back(), &lexeme});
      open.erase(partner.base() - 1, open.end());
    }
  }
  if (!open.empty())
    found.push_back({Mismatch::Unclosed, open.back(), nullptr});
  return found;
}

/// The parts of a file that begin with a declaration at the left margin.
static std::vector<Part> declarationParts(const SourceFile &file,
                                          const std::vector<Lexeme> &lexemes) {
  std::vector<Part> parts;
  size_t begin = 0;
  size_t end = lexemes.size() - 1; // EOF belongs to no part
  for (size_t i = 1; i < end; ++i) {
    if (!startsDeclaration(file, lexemes, i))
      continue;
    parts.push_back({begin, i});
    begin = i;
  }
  parts.push_back({begin, end});
  return parts;
}

static void report(const SourceFile &file, const Mismatch &mismatch) {
  std::string bracket = file.text(*mismatch.bracket);
  SourceRange range = file.range(*mismatch.bracket);
  switch (mismatch.kind) {
  case Mismatch::Unclosed: {
    Diagnostic &diagnostic = file.diagnostics.report(
        DiagnosticKind::UnclosedBracket, range, bracket);
    if (mismatch.other)
      diagnostic.labels.push_back(
          {file.range(*mismatch.other), "it was still open here"});
    return;
  }
  case Mismatch::Unmatched:
    file.diagnostics.report(DiagnosticKind::UnmatchedBracket, range, bracket);
    return;
  case Mismatch::Crossed: {
    Diagnostic &diagnostic =
        file.diagnostics.report(DiagnosticKind::CrossedBrackets, range, bracket,
                                file.text(*mismatch.other));
    diagnostic.labels.push_back({file.range(*mismatch.other), "opened here"});
    return;
  }
  }
}

static size_t kindOfCloser(char byte) {
  switch (byte) {
  case ')':
    return NestorLexer::RPAREN;
  case ']':
    return NestorLexer::RBRACK;
  case '}':
    return NestorLexer::RBRACE;
  default:
    return 0;
  }
}

/// A string without an end takes the rest of its line with it. Puts back the
/// brackets in there that close others of the same line, so that the missing
/// quote stays the only mistake.
static void restoreClosers(const SourceFile &file,
                           std::vector<Lexeme> &lexemes) {
  std::vector<Lexeme> restored;
  restored.reserve(lexemes.size());
  std::vector<size_t> open; // kinds of the closers that this line waits for
  for (const Lexeme &lexeme : lexemes) {
    restored.push_back(lexeme);
    if (lexeme.kind == NestorLexer::NEWLINE)
      open.clear();
    if (size_t closer = closerOf(lexeme.kind))
      open.push_back(closer);
    else if (!open.empty() && open.back() == lexeme.kind)
      open.pop_back();
    if (lexeme.kind != NestorLexer::OPEN_STRING)
      continue;
    for (uint32_t at = lexeme.begin; at < lexeme.end && !open.empty(); ++at) {
      if (kindOfCloser(file.source.text()[at]) != open.back())
        continue;
      restored.push_back({open.back(), lexeme.end, lexeme.end});
      open.pop_back();
    }
  }
  lexemes = std::move(restored);
}

void matchBrackets(const SourceFile &file, std::vector<Lexeme> &lexemes) {
  restoreClosers(file, lexemes);
  Part whole{0, lexemes.size() - 1};
  std::vector<Mismatch> ofWhole = matchPart(file, lexemes, whole);
  if (ofWhole.empty())
    return;

  // A bracket that stays open swallows what follows. A declaration at the left
  // margin is taken for the end of the one before, unless that explains the
  // file worse: then its blocks are not indented.
  std::vector<Part> damaged;
  std::vector<Mismatch> found;
  for (Part part : declarationParts(file, lexemes)) {
    std::vector<Mismatch> ofPart = matchPart(file, lexemes, part);
    if (!ofPart.empty())
      damaged.push_back(part);
    found.insert(found.end(), ofPart.begin(), ofPart.end());
  }
  if (found.size() > ofWhole.size() + 1) {
    found = std::move(ofWhole);
    damaged = {whole};
  }
  for (const Mismatch &mismatch : found)
    report(file, mismatch);
  for (auto part = damaged.rbegin(); part != damaged.rend(); ++part)
    lexemes.erase(lexemes.begin() + long(part->begin),
                  lexemes.begin() + long(part->end));
}

} // namespace nestor::syntax
