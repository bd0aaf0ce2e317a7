// The syntax tree: what the user wrote, with a source range on every node and
// nothing decided yet. Nodes are owned by their Module and never change after
// compiler/syntax has built them.
#pragma once

#include "compiler/ast/AstStmt.h"

#include <deque>
#include <memory>

namespace nestor::ast {

struct Parameter {
  Name name;
  std::string at;           // the pattern of `p at "**.bias"`, or empty
  TypeExpr *type = nullptr; // null if absent
  Expr *defaultValue = nullptr;
  SourceRange range;
};

/// A named function, or a lambda (whose name is empty). The body of `= e` is a
/// block of one expression.
struct Function : Node {
  Name name;
  std::vector<Parameter> parameters;
  TypeExpr *result = nullptr;
  Block *body = nullptr;
  // gradient(dy) = ...
  std::vector<Parameter> gradientParameters;
  Block *gradientBody = nullptr;
};

enum class DeclKind {
  Import,
  Const,
  Hyper,
  Data,
  Record,
  Function,
  Task,
  Model,
  Optimizer,
  Alias,
  Experiment,
  Constant,
};

struct Decl : Node {
  const DeclKind kind;
  Name name; // empty for Import and declarations of several bindings
  explicit Decl(DeclKind kind) : kind(kind) {}
};

struct Import : Decl {
  Import() : Decl(DeclKind::Import) {}
  std::vector<std::vector<Name>> paths;
};

/// const, hyper, data.
struct Bindings : Decl {
  explicit Bindings(DeclKind kind) : Decl(kind) {}
  std::vector<Binding> bindings;
};

struct Record : Decl {
  Record() : Decl(DeclKind::Record) {}
  std::vector<std::pair<Name, TypeExpr *>> fields;
};

struct FunctionDecl : Decl {
  FunctionDecl() : Decl(DeclKind::Function) {}
  Function *function = nullptr;
};

/// A member of a task, model or optimizer.
struct MemberDecl {
  enum Role { Plain, Param, State, Method } role = Plain;
  Binding binding;              // not for Method
  Function *function = nullptr; // for Method
};

/// task, model, optimizer with a body.
struct Aggregate : Decl {
  explicit Aggregate(DeclKind kind) : Decl(kind) {}
  bool hasParameters = false;
  std::vector<Parameter> parameters;
  std::vector<MemberDecl> members;
};

/// `model Net = nn.mlp([1, 40, 1])`, `task Episode = Fashion(ways = 5)`.
struct Alias : Decl {
  Alias() : Decl(DeclKind::Alias) {}
  DeclKind of = DeclKind::Model; // or Task
  Expr *value = nullptr;
};

struct Experiment : Decl {
  Experiment() : Decl(DeclKind::Experiment) {}
  std::string memory; // as written: `64M`; empty if absent
  SourceRange memoryRange;
  Block *block = nullptr;
  Expr *seeds = nullptr; // `over N seeds`; null if absent
  Block *overBlock = nullptr;
};

/// `name = e` at top level: a constant.
struct Constant : Decl {
  Constant() : Decl(DeclKind::Constant) {}
  std::vector<Name> names;
  Expr *value = nullptr;
};

/// One parsed file; owns its nodes.
class Module {
public:
  uint32_t file = 0;
  std::vector<Decl *> declarations;

  template <typename T, typename... Args>
  T *make(SourceRange range, Args &&...args) {
    auto node = std::make_unique<T>(std::forward<Args>(args)...);
    node->range = range;
    T *raw = node.get();
    nodes_.push_back(std::move(node));
    return raw;
  }

private:
  std::deque<std::unique_ptr<Node>> nodes_;
};

/// An indented listing, the form of `--emit=ast`.
std::string print(const Module &module);

} // namespace nestor::ast
