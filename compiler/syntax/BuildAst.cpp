// Builds a module from the parse tree of a file, with the places, names and
// strings that all its parts need.
#include "compiler/syntax/BuildAst.h"

namespace nestor::syntax {

using namespace nestor::ast;

void AstBuilder::build(P::ProgramContext *program) {
  module_.file = file_.number;
  for (P::DeclarationContext *context : program->declaration())
    if (!context->exception)
      if (Decl *decl = declaration(context))
        module_.declarations.push_back(decl);
}

// ---- Places

SourceRange AstBuilder::range(antlr4::Token *token) const {
  return file_.range(uint32_t(token->getStartIndex()),
                     uint32_t(token->getStopIndex() + 1));
}

SourceRange AstBuilder::range(antlr4::ParserRuleContext *context) const {
  return join(range(context->getStart()), range(context->getStop()));
}

/// The range of a line without what ends it, its last child.
SourceRange AstBuilder::rangeBeforeEnd(antlr4::ParserRuleContext *line) const {
  size_t count = line->children.size();
  antlr4::tree::ParseTree *last = line->children[count - 2];
  SourceRange begin = range(line->getStart());
  if (auto *leaf = dynamic_cast<antlr4::tree::TerminalNode *>(last))
    return join(begin, range(leaf->getSymbol()));
  return join(begin, range(static_cast<antlr4::ParserRuleContext *>(last)));
}

std::string AstBuilder::text(SourceRange range) const {
  return file_.source.text().substr(range.begin, range.end - range.begin);
}

// ---- Names

Name AstBuilder::name(P::NameContext *context) const {
  SourceRange place = range(context);
  return {text(place), place};
}

std::vector<Name>
AstBuilder::names(const std::vector<P::NameContext *> &list) const {
  std::vector<Name> result;
  for (P::NameContext *context : list)
    result.push_back(name(context));
  return result;
}

/// Reports that `node` stands left of `sign` and cannot.
void AstBuilder::rejectTarget(const Node &node, const char *sign) {
  constexpr size_t longest = 40; // bytes quoted of the user's text
  std::string quoted = text(node.range);
  bool isShort = quoted.size() <= longest &&
                 quoted.find_first_of("\r\n") == std::string::npos;
  file_.diagnostics.report(DiagnosticKind::BadTarget, node.range,
                           isShort ? "`" + quoted + "`" : "an expression",
                           sign);
}

/// The name that must stand left of `sign`; an empty one, with a report, if
/// something else does.
Name AstBuilder::nameOf(const Expr &expr, const char *sign) {
  if (expr.kind == ExprKind::NameRef)
    return {static_cast<const NameRef &>(expr).name, expr.range};
  rejectTarget(expr, sign);
  return {"", expr.range};
}

// ---- Strings

/// The text between the quotes, escapes resolved.
std::string AstBuilder::stringValue(antlr4::Token *token) {
  SourceRange place = range(token);
  std::string quoted = text(place);
  std::string value;
  for (size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] != '\\') {
      value.push_back(quoted[i]);
      continue;
    }
    char escaped = quoted[++i];
    switch (escaped) {
    case 'n':
      value.push_back('\n');
      break;
    case 't':
      value.push_back('\t');
      break;
    case '"':
    case '\\':
      value.push_back(escaped);
      break;
    default: {
      uint32_t at = place.begin + uint32_t(i) - 1;
      file_.diagnostics.report(DiagnosticKind::BadEscape,
                               file_.range(at, at + 2),
                               quoted.substr(i - 1, 2));
    }
    }
  }
  return value;
}

} // namespace nestor::syntax
