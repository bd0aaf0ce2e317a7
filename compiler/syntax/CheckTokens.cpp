// Reports bytes that are not UTF-8, characters that begin no token, and
// strings without an end.
#include "compiler/syntax/Lexeme.h"
#include "compiler/syntax/Parse.h"

#include "NestorLexer.h"

namespace nestor::syntax {

/// Bytes of the UTF-8 character at `at`, or 0 if there is none: overlong forms,
/// surrogates and values above U+10FFFF are none (RFC 3629, section 4).
static size_t characterLength(std::string_view text, size_t at) {
  auto byte = [&](size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  unsigned first = byte(0);
  if (first < 0x80)
    return 1;
  size_t length = first < 0xc2   ? 0
                  : first < 0xe0 ? 2
                  : first < 0xf0 ? 3
                  : first < 0xf5 ? 4
                                 : 0;
  if (length == 0)
    return 0;
  unsigned low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  unsigned high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < low || byte(1) > high)
    return 0;
  for (size_t i = 2; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80)
      return 0;
  return length;
}

bool checkText(const SourceFile &file) {
  const std::string &text = file.source.text();
  if (text.size() > maxSourceBytes) {
    file.diagnostics.report(DiagnosticKind::FileTooLarge, file.range(0, 0),
                            file.source.name(), text.size(), maxSourceBytes);
    return false;
  }
  for (size_t at = 0; at < text.size();) {
    size_t length = characterLength(text, at);
    if (length == 0) {
      file.diagnostics.report(DiagnosticKind::NotUtf8,
                              file.range(uint32_t(at), uint32_t(at + 1)),
                              static_cast<unsigned char>(text[at]));
      return false;
    }
    at += length;
  }
  return true;
}

/// What a character of another language or an editor was probably meant to be.
static const char *repairFor(std::string_view rest) {
  struct Repair {
    const char *prefix;
    const char *text;
  };
  static constexpr Repair repairs[] = {
      {"&", "write `and`"},
      {"|", "write `or`"},
      {"!", "write `not`"},
      {"'", "put strings into double quotes"},
      {"`", "put strings into double quotes"},
      {"\xe2\x80\x9c", "put strings into plain double quotes"}, // U+201C
      {"\xe2\x80\x9d", "put strings into plain double quotes"}, // U+201D
      {"\xe2\x80\x98", "put strings into plain double quotes"}, // U+2018
      {"\xe2\x80\x99", "put strings into plain double quotes"}, // U+2019
      {"\xe2\x88\x92", "write `-`"},                            // U+2212
      {"\xe2\x80\x93", "write `-`"},                            // U+2013
      {"\xc3\x97", "write `*`"},                                // U+00D7
      {"\\", "a line goes on by itself inside brackets, and where it ends in "
             "an operator or a comma"},
      {"?", "write `if c { a } else { b }`"},
  };
  for (const Repair &repair : repairs)
    if (rest.substr(0, std::string_view(repair.prefix).size()) == repair.prefix)
      return repair.text;
  return nullptr;
}

static std::string shownCharacter(std::string_view rest) {
  auto first = static_cast<unsigned char>(rest[0]);
  if (first < 0x20 || first == 0x7f)
    return fmt::format("U+{:04X}", unsigned(first));
  return std::string(rest.substr(0, characterLength(rest, 0)));
}

/// Reports the unknown characters that begin at lexemes[at] and stand without a
/// gap, as one.
static void reportUnknown(const SourceFile &file,
                          const std::vector<Lexeme> &lexemes, size_t at) {
  size_t last = at;
  while (lexemes[last + 1].kind == NestorLexer::UNKNOWN &&
         lexemes[last + 1].begin == lexemes[last].end)
    ++last;
  SourceRange range = file.range(lexemes[at].begin, lexemes[last].end);
  std::string_view rest = file.source.text();
  rest.remove_prefix(range.begin);
  Diagnostic &diagnostic = file.diagnostics.report(
      DiagnosticKind::UnknownCharacter, range, shownCharacter(rest));
  if (const char *repair = repairFor(rest))
    diagnostic.fixes.push_back({{}, "", repair}); // words only
}

void checkTokens(const SourceFile &file, const std::vector<Lexeme> &lexemes) {
  bool lineReported = false; // one slip may leave several on its line
  for (size_t i = 0; i < lexemes.size() && !file.diagnostics.full(); ++i) {
    const Lexeme &lexeme = lexemes[i];
    if (lexeme.kind == NestorLexer::NEWLINE)
      lineReported = false;
    if (lineReported)
      continue;
    if (lexeme.kind == NestorLexer::UNKNOWN) {
      reportUnknown(file, lexemes, i);
      lineReported = true;
    }
    if (lexeme.kind == NestorLexer::OPEN_STRING) {
      file.diagnostics.report(DiagnosticKind::UnterminatedString,
                              file.range(lexeme));
      lineReported = true;
    }
  }
}

} // namespace nestor::syntax
