// Turns ANTLR's errors into ours, one for each mistake, and takes the parser on
// to the next line.
#include "compiler/syntax/SyntaxErrors.h"
#include "compiler/syntax/DescribeTokens.h"

namespace nestor::syntax {

using Parser = NestorParser;

/// Rules that end with the end of a line, so that behind it all is well again.
static bool isLineRule(size_t rule) {
  return rule == Parser::RuleDeclaration || rule == Parser::RuleStatement ||
         rule == Parser::RuleMember || rule == Parser::RuleField ||
         rule == Parser::RuleArm;
}

/// Rules that are lists of lines.
static bool isListRule(size_t rule) {
  return rule == Parser::RuleProgram || rule == Parser::RuleStatements ||
         rule == Parser::RuleMembers || rule == Parser::RuleFields ||
         rule == Parser::RuleArms;
}

void LineRecovery::reportMatch(antlr4::Parser *parser) {
  DefaultErrorStrategy::reportMatch(parser);
  matched_ = parser->getTokenStream()->index();
  stateBehind_ = parser->getState();
  contextBehind_ = parser->getContext();
}

/// What could have stood at token number `at`. An optional part that was left
/// out on the way there counts, so the answer is that of the place behind the
/// last matched token rather than that of the rule that failed.
antlr4::misc::IntervalSet LineRecovery::expected(antlr4::Parser *parser,
                                                 size_t at) const {
  const antlr4::atn::ATN &atn = parser->getATN();
  if (matched_ == SIZE_MAX || matched_ + 1 != at)
    return parser->getExpectedTokens();
  antlr4::atn::ATNState *state = atn.states[stateBehind_];
  size_t behind = state->transitions[0]->target->stateNumber;
  return atn.getExpectedTokens(behind, contextBehind_);
}

/// What a decision over two tokens expects as the second.
static bool acceptsBehind(size_t first, size_t kind) {
  if (first == NestorParser::FN)
    return kind == NestorParser::NAME || kind == NestorParser::LPAREN;
  // The other one is the open end of a slice.
  return kind == NestorParser::NUMBER || kind == NestorParser::RBRACK;
}

/// Reports tokens_[at], where a decision began at tokens_[decidedFrom].
void LineRecovery::report(antlr4::Parser *parser, size_t at,
                          size_t decidedFrom) {
  Lexeme found = tokens_[at];
  // CheckTokens has reported these.
  if (found.kind == NestorParser::UNKNOWN ||
      found.kind == NestorParser::OPEN_STRING)
    return;
  if (found.inserted && at + 1 < tokens_.size())
    found = tokens_[at + 1];

  antlr4::misc::IntervalSet set = expected(parser, at);
  std::function<bool(size_t)> accepts = [&](size_t kind) {
    if (decidedFrom != at)
      return acceptsBehind(tokens_[decidedFrom].kind, kind);
    return set.contains(kind);
  };
  Diagnostic &diagnostic = file_.diagnostics.report(
      DiagnosticKind::SyntaxError, file_.range(found),
      describeFound(file_, found), describeExpected(accepts));
  addHints(file_, tokens_, at, accepts, diagnostic);
}

void LineRecovery::reportError(antlr4::Parser *parser,
                               const antlr4::RecognitionException &error) {
  if (inErrorRecoveryMode(parser))
    return;
  beginErrorCondition(parser);
  size_t at = error.getOffendingToken()->getTokenIndex();
  size_t decidedFrom = at;
  auto *noAlternative =
      dynamic_cast<const antlr4::NoViableAltException *>(&error);
  if (noAlternative)
    decidedFrom = noAlternative->getStartToken()->getTokenIndex();
  report(parser, at, decidedFrom);
}

/// Skips to behind the end of this line, over blocks that begin in it, but not
/// over the brace that closes the block around it.
void LineRecovery::skipLine(antlr4::Parser *parser) {
  antlr4::TokenStream *stream = parser->getTokenStream();
  for (unsigned depth = 0;; parser->consume()) {
    switch (stream->LA(1)) {
    case antlr4::Token::EOF:
      return;
    case NestorParser::LBRACE:
      ++depth;
      break;
    case NestorParser::RBRACE:
      if (depth == 0)
        return;
      --depth;
      break;
    case NestorParser::NEWLINE:
    case NestorParser::SEMI:
      if (depth == 0) {
        parser->consume();
        return;
      }
      break;
    default:
      break;
    }
  }
}

void LineRecovery::recover(antlr4::Parser *parser, std::exception_ptr error) {
  if (file_.diagnostics.full())
    throw antlr4::ParseCancellationException();
  if (!isLineRule(parser->getContext()->getRuleIndex()))
    std::rethrow_exception(error);
  skipLine(parser);
  endErrorCondition(parser);
}

antlr4::Token *LineRecovery::recoverInline(antlr4::Parser *parser) {
  throw antlr4::InputMismatchException(parser);
}

/// ANTLR calls this before every decision. In a list of lines it skips those
/// that begin with what no line can begin with, so that the list goes on.
void LineRecovery::sync(antlr4::Parser *parser) {
  if (!isListRule(parser->getContext()->getRuleIndex()))
    return;
  const antlr4::atn::ATN &atn = parser->getATN();
  antlr4::TokenStream *stream = parser->getTokenStream();
  const antlr4::misc::IntervalSet &beginsLine =
      atn.nextTokens(atn.states[parser->getState()]);
  bool inBraces = parser->getContext()->getRuleIndex() != Parser::RuleProgram;
  auto fits = [&](size_t kind) {
    return kind == antlr4::Token::EOF || beginsLine.contains(kind) ||
           (inBraces && kind == NestorParser::RBRACE);
  };
  while (!fits(stream->LA(1))) {
    if (file_.diagnostics.full())
      throw antlr4::ParseCancellationException();
    report(parser, stream->index(), stream->index());
    size_t before = stream->index();
    skipLine(parser);
    // At top level a brace closes nothing; brackets match, so there is none.
    if (stream->index() == before)
      parser->consume();
  }
}

} // namespace nestor::syntax
