// Takes a source text through the stages of this room to a syntax tree.
#include "compiler/syntax/Parse.h"
#include "compiler/syntax/BuildAst.h"
#include "compiler/syntax/Lexeme.h"
#include "compiler/syntax/SyntaxErrors.h"

#include <algorithm>

namespace nestor {

using namespace nestor::syntax;

namespace {

/// Hands settled tokens to ANTLR.
class SettledTokens : public antlr4::TokenSource {
public:
  explicit SettledTokens(const std::vector<Lexeme> &lexemes)
      : lexemes_(lexemes) {}

  std::unique_ptr<antlr4::Token> nextToken() override {
    // ANTLR stops at EOF, the last one.
    const Lexeme &lexeme = lexemes_[std::min(next_, lexemes_.size() - 1)];
    ++next_;
    return std::make_unique<antlr4::CommonToken>(
        std::make_pair(static_cast<antlr4::TokenSource *>(nullptr),
                       static_cast<antlr4::CharStream *>(nullptr)),
        lexeme.kind, antlr4::Token::DEFAULT_CHANNEL, lexeme.begin,
        size_t(lexeme.end) - 1);
  }
  size_t getLine() const override { return 0; }
  size_t getCharPositionInLine() override { return 0; }
  antlr4::CharStream *getInputStream() override { return nullptr; }
  std::string getSourceName() override { return {}; }
  antlr4::TokenFactory<antlr4::CommonToken> *getTokenFactory() override {
    return antlr4::CommonTokenFactory::DEFAULT.get();
  }

private:
  const std::vector<Lexeme> &lexemes_;
  size_t next_ = 0;
};

} // namespace

/// Settled tokens, or nothing where a limit stops the work.
static std::vector<Lexeme> readTokens(const SourceFile &file) {
  if (!checkText(file))
    return {};
  std::vector<Lexeme> lexemes = lex(file.source);
  checkTokens(file, lexemes);
  if (!checkNesting(file, lexemes))
    return {};
  matchBrackets(file, lexemes);
  lexemes = settleTokens(lexemes);
  if (!checkChains(file, lexemes))
    return {};
  return lexemes;
}

/// Parses whole declarations and appends them to `module`.
static void parsePart(const SourceFile &file,
                      const std::vector<Lexeme> &lexemes, ast::Module &module) {
  SettledTokens source(lexemes);
  antlr4::CommonTokenStream stream(&source);
  NestorParser parser(&stream);
  parser.removeErrorListeners();
  parser.setErrorHandler(std::make_shared<LineRecovery>(file, lexemes));
  AstBuilder(file, module).build(parser.program());
}

/// Parses a file in parts. ANTLR's tree takes about a hundred times the memory
/// of the text (2.4 KB for one operand); so only a part's tree is alive.
static void parseTokens(const SourceFile &file,
                        const std::vector<Lexeme> &lexemes,
                        ast::Module &module) {
  constexpr size_t tokensInPart = 16'384; // a tree of about 10 MB
  std::vector<Lexeme> part;
  unsigned depth = 0;
  for (const Lexeme &lexeme : lexemes) {
    part.push_back(lexeme);
    if (lexeme.kind == NestorParser::LBRACE)
      ++depth;
    if (lexeme.kind == NestorParser::RBRACE)
      --depth;
    bool endsLine = lexeme.kind == NestorParser::NEWLINE ||
                    lexeme.kind == NestorParser::SEMI;
    bool isFull = depth == 0 && endsLine && part.size() >= tokensInPart;
    if (!isFull && lexeme.kind != antlr4::Token::EOF)
      continue;
    if (isFull)
      part.push_back({antlr4::Token::EOF, lexeme.end, lexeme.end});
    parsePart(file, part, module);
    part.clear();
  }
}

/// Removes declarations that have an error inside: later stages would report
/// what follows from it.
static void dropDamaged(const DiagnosticEngine &diagnostics,
                        ast::Module &module) {
  auto isDamaged = [&](const ast::Decl *decl) {
    for (const Diagnostic &diagnostic : diagnostics.all()) {
      bool inside = diagnostic.range.file == module.file &&
                    diagnostic.range.begin >= decl->range.begin &&
                    diagnostic.range.begin < decl->range.end;
      if (inside && diagnostic.severity == Severity::Error)
        return true;
    }
    return false;
  };
  auto &all = module.declarations;
  all.erase(std::remove_if(all.begin(), all.end(), isDamaged), all.end());
}

/// Parses, with reports in the order of the stages.
static std::unique_ptr<ast::Module> parseFile(const SourceFile &file) {
  auto module = std::make_unique<ast::Module>();
  module->file = file.number;
  std::vector<Lexeme> lexemes = readTokens(file);
  if (lexemes.empty() || file.diagnostics.full())
    return module;
  try {
    parseTokens(file, lexemes, *module);
  } catch (const antlr4::ParseCancellationException &) {
    module->declarations.clear(); // more errors than anyone reads
  }
  dropDamaged(file.diagnostics, *module);
  return module;
}

/// From the top of the file, as a user reads it; a stage's order at one place.
static std::vector<const Diagnostic *>
inTextOrder(const DiagnosticEngine &diagnostics) {
  using Entry = std::tuple<uint32_t, size_t, const Diagnostic *>;
  std::vector<Entry> entries;
  for (const Diagnostic &diagnostic : diagnostics.all())
    entries.emplace_back(diagnostic.range.begin, entries.size(), &diagnostic);
  std::sort(entries.begin(), entries.end());
  std::vector<const Diagnostic *> sorted;
  for (const Entry &entry : entries)
    sorted.push_back(std::get<2>(entry));
  return sorted;
}

std::unique_ptr<ast::Module> parse(const SourceManager &sources, uint32_t file,
                                   DiagnosticEngine &diagnostics) {
  DiagnosticEngine found;
  auto module = parseFile({sources.file(file), file, found});
  for (const Diagnostic *diagnostic : inTextOrder(found))
    diagnostics.add(diagnostic->kind, diagnostic->range, diagnostic->message) =
        *diagnostic;
  return module;
}

} // namespace nestor
