// The listing behind ast::print. Private to compiler/ast.
#pragma once

#include "compiler/ast/Ast.h"

namespace nestor::ast {

/// Writes one line for each declaration, member and statement. Expressions
/// stand on that line with all their brackets; a block inside one is written
/// as its number, `{1}`, and follows under the line, indented.
class Printer {
public:
  std::string take() { return std::move(out_); }
  void print(const Decl &decl);

private:
  // PrintAst.cpp
  void beginLine();
  void endLine();
  void writeHead(const Decl &decl);
  void printParts(const Decl &decl);
  void print(const Stmt &stmt);
  void print(const MemberDecl &member);
  void writeHead(const Function &function);
  void print(const Function &function);
  void write(const std::vector<Parameter> &parameters);
  void write(const std::vector<Binding> &bindings);
  void write(const Binding &binding);
  void write(const std::vector<Expr *> &values);

  // PrintExpr.cpp
  void write(const Expr &expr);
  void writeChain(const Chain &chain);
  void writeComprehension(const Comprehension &comprehension);
  void write(const Argument &argument);
  void write(const std::vector<Argument> &arguments);
  void write(const std::vector<IndexItem> &items);
  void write(const Place &place);
  void write(const std::vector<Name> &names, const char *separator);
  void writeBlock(const Block &block);

  // PrintForms.cpp
  void writeForm(const Expr &expr);
  void writeMinimize(const Minimize &minimize);
  void writeFor(const For &loop);
  void writeHeader(const LoopHeader &header);
  void writeClause(const char *word, const Expr *value);
  void writeEvery(const std::vector<Every> &every);
  void writeWith(const With &with);
  void writeIf(const If &conditional);
  void writeMatch(const Match &match);
  void write(const TypeExpr &type);
  void write(const Dimension &dimension);

  std::string out_;
  unsigned depth_ = 0;
  /// Blocks of the line being written, to be printed under it.
  std::vector<const Block *> blocks_;
  size_t lineBlocks_ = 0; // where those of this line begin in blocks_
};

/// The text in quotes, escapes written out.
std::string quoted(const std::string &text);

} // namespace nestor::ast
