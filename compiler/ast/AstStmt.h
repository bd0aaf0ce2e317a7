// Statements and blocks.
#pragma once

#include "compiler/ast/AstExpr.h"

namespace nestor::ast {

enum class StmtKind {
  Expression,
  Bind,
  State,
  Note,
  Effect,
  Assert,
  Claim,
  Function
};

struct Stmt : Node {
  const StmtKind kind;
  explicit Stmt(StmtKind kind) : kind(kind) {}
};

struct ExprStmt : Stmt {
  ExprStmt() : Stmt(StmtKind::Expression) {}
  std::vector<Expr *> values; // several: the block's value is a tuple
};

/// `a = e`, `a ~ e`, `a, b = e`, `a[i] = e`, `net.b = e`. Targets are NameRef,
/// Member or Index expressions (checked by compiler/syntax).
struct Bind : Stmt {
  Bind() : Stmt(StmtKind::Bind) {}
  std::vector<Expr *> targets;
  std::vector<Expr *> values;
  bool draws = false;
};

/// `name = e` or `name ~ e` behind param, state, const, hyper, data, note.
struct Binding {
  Name name;
  Expr *value = nullptr;
  bool draws = false;
  SourceRange range;
};

struct State : Stmt {
  State() : Stmt(StmtKind::State) {}
  std::vector<Binding> bindings;
};

struct Note : Stmt {
  Note() : Stmt(StmtKind::Note) {}
  std::vector<Binding> bindings;
};

enum class EffectKind { Report, Print, Plot, Save };

struct Effect : Stmt {
  Effect() : Stmt(StmtKind::Effect) {}
  EffectKind effect = EffectKind::Report;
  std::vector<Argument> items; // a name may be a string: `"a b" = e`
};

struct Assert : Stmt {
  Assert() : Stmt(StmtKind::Assert) {}
  Expr *condition = nullptr;
  Expr *message = nullptr; // null if absent
};

struct Claim : Stmt {
  Claim() : Stmt(StmtKind::Claim) {}
  Name name;
  Expr *condition = nullptr;
};

struct FunctionStmt : Stmt {
  FunctionStmt() : Stmt(StmtKind::Function) {}
  Function *function = nullptr;
};

struct Block : Node {
  std::vector<Stmt *> statements;
};

} // namespace nestor::ast
