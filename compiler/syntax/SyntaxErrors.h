// The error strategy of the parser. Private to compiler/syntax.
#pragma once

#include "compiler/syntax/Lexeme.h"

#include "NestorParser.h"

namespace nestor::syntax {

/// Reports one error for each mistake and goes on behind the line that has it:
/// an error leaves all rules up to the nearest statement, declaration, member,
/// field or arm, which skips its rest.
class LineRecovery : public antlr4::DefaultErrorStrategy {
public:
  /// `tokens` are those that the parser reads, in the same order.
  LineRecovery(const SourceFile &file, const std::vector<Lexeme> &tokens)
      : file_(file), tokens_(tokens) {}

  void reportMatch(antlr4::Parser *parser) override;
  void reportError(antlr4::Parser *parser,
                   const antlr4::RecognitionException &error) override;
  void recover(antlr4::Parser *parser, std::exception_ptr error) override;
  antlr4::Token *recoverInline(antlr4::Parser *parser) override;
  void sync(antlr4::Parser *parser) override;

private:
  antlr4::misc::IntervalSet expected(antlr4::Parser *parser, size_t at) const;
  void report(antlr4::Parser *parser, size_t at, size_t decidedFrom);
  void skipLine(antlr4::Parser *parser);

  const SourceFile &file_;
  const std::vector<Lexeme> &tokens_;
  // The last token that was matched, and where the grammar stood behind it.
  size_t matched_ = SIZE_MAX;
  size_t stateBehind_ = 0;
  antlr4::RuleContext *contextBehind_ = nullptr;
};

} // namespace nestor::syntax
