// A walk over all nodes below a block or an expression, for questions that
// need no types: which names does it read, what does it assign.
#pragma once

#include "compiler/ast/Ast.h"

#include <functional>
#include <set>

namespace nestor::ast {

/// Calls back for every expression and statement below, outermost first.
/// Nested functions are entered only if `intoFunctions`.
struct Walk {
  std::function<void(const Expr &)> expression;
  std::function<void(const Stmt &)> statement;
  std::function<void(const Place &)> place; // of minimize and grad
  bool intoFunctions = true;

  void operator()(const Block *block) const;
  void operator()(const Expr *expr) const;
  void operator()(const Function *function) const;

private:
  void visit(const Stmt &stmt) const;
  void visit(const Place &place) const;
  void visitChildren(const Expr &expr) const;
  void visit(const std::vector<IndexItem> &items) const;
  void visit(const TypeExpr *type) const;
};

/// Every name that stands for a value somewhere below.
std::set<std::string> namesRead(const Function &function);

/// Names that the block rebinds, in nested blocks too, in order of first
/// assignment: targets of `=`, `~` and of `minimize` without `from`.
std::vector<std::string> namesAssigned(const Block &block);

/// Every `minimize` without `from` of the block, in nested blocks too.
void forEachStep(const Block &block,
                 const std::function<void(const Minimize &)> &visit);

} // namespace nestor::ast
