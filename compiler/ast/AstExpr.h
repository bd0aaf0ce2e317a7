// Expressions and the types that are written beside them.
#pragma once

#include "compiler/ast/AstNode.h"

namespace nestor::ast {

enum class ExprKind {
  Number,
  String,
  Bool,
  NameRef,
  Unary,
  Chain,
  Binary,
  Call,
  Member,
  Index,
  Tuple,
  List,
  Comprehension,
  Lambda,
  Minimize,
  Grad,
  Cost,
  Trace,
  For,
  With,
  If,
  Match,
};

struct Expr : Node {
  const ExprKind kind;
  explicit Expr(ExprKind kind) : kind(kind) {}
};

/// `17`, `1_000`, `2.5e-3`. An integer has neither point nor exponent.
struct Number : Expr {
  Number() : Expr(ExprKind::Number) {}
  std::string text;
  bool isInteger = false;
  int64_t integer = 0;
  double real = 0; // set for integers too
};

struct String : Expr {
  String() : Expr(ExprKind::String) {}
  std::string value; // escapes resolved
};

struct Bool : Expr {
  Bool() : Expr(ExprKind::Bool) {}
  bool value = false;
};

struct NameRef : Expr {
  NameRef() : Expr(ExprKind::NameRef) {}
  std::string name;
};

enum class Operator {
  Or,
  And,
  Not,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Range,
  Join,
  Add,
  Subtract,
  Multiply,
  Divide,
  FloorDivide,
  Modulo,
  MatMul,
  Negate,
  Power,
  Pipe,
};

/// The operator as it is written: `+`, `//`, `and`.
const char *spelling(Operator op);

/// `-x`, `not x`.
struct Unary : Expr {
  Unary() : Expr(ExprKind::Unary) {}
  Operator op = Operator::Negate;
  Expr *operand = nullptr;
};

/// Operators of one level, applied from the left: operands[0] ops[0]
/// operands[1] ops[1] ... One flat node however long, so that no walk recurses
/// along it. Levels: or; and; ++; + -; * / // % @; |>.
struct Chain : Expr {
  Chain() : Expr(ExprKind::Chain) {}
  std::vector<Expr *> operands;
  std::vector<Operator> ops;
  std::vector<SourceRange> opRanges;
};

/// Comparisons, `^`, and `a..b` with both ends.
struct Binary : Expr {
  Binary() : Expr(ExprKind::Binary) {}
  Operator op = Operator::Equal;
  SourceRange opRange;
  Expr *left = nullptr, *right = nullptr;
};

/// `value` or `name = value`; in a list also `...name` (spread).
struct Argument {
  Name name; // text is empty where there is none
  Expr *value = nullptr;
  bool spread = false;
  SourceRange range;
};

struct Call : Expr {
  Call() : Expr(ExprKind::Call) {}
  Expr *callee = nullptr;
  std::vector<Argument> arguments;
};

struct Member : Expr {
  Member() : Expr(ExprKind::Member) {}
  Expr *base = nullptr;
  Name name;
};

/// One position between the brackets of an index.
struct IndexItem {
  enum Kind { New, Ellipsis, Whole, At, Slice } kind = At;
  Expr *first = nullptr; // the index, or where a slice starts (may be null)
  Expr *last = nullptr;  // where a slice ends (may be null)
  SourceRange range;
};

struct Index : Expr {
  Index() : Expr(ExprKind::Index) {}
  Expr *base = nullptr;
  std::vector<IndexItem> items;
};

/// `(a, b)`, `(x = a, y = b)`, `(x = a)`. Brackets round one unnamed
/// expression leave no node.
struct Tuple : Expr {
  Tuple() : Expr(ExprKind::Tuple) {}
  std::vector<Argument> items;
};

struct List : Expr {
  List() : Expr(ExprKind::List) {}
  std::vector<Argument> items; // unnamed; may be spread
};

/// `for a, b in source` or `for a ~ source` in a comprehension.
struct Generator {
  std::vector<Name> pattern;
  bool draws = false; // ~ instead of in
  Expr *source = nullptr;
  Expr *filter = nullptr; // always an error, kept to say so well
  SourceRange range;
};

struct Comprehension : Expr {
  Comprehension() : Expr(ExprKind::Comprehension) {}
  Expr *element = nullptr;
  std::vector<Generator> generators; // outermost first
};

/// A function without a name, `fn(a) = e`.
struct Lambda : Expr {
  Lambda() : Expr(ExprKind::Lambda) {}
  Function *function = nullptr;
};

/// `net`, `net.body[0].w`, `(net, rates)`: what can be trained.
struct Place : Node {
  Name root;
  struct Step {
    Name member;                  // text is empty where `items` counts
    std::vector<IndexItem> items; // empty where `member` counts
    SourceRange range;
  };
  std::vector<Step> steps;
  std::vector<Place *> parts; // of a tuple of places; then `root` is empty
};

/// `for N steps`, `for a, b in source`; empty where there is none.
struct LoopHeader {
  std::vector<Name> pattern; // empty for `N steps`
  Expr *source = nullptr;    // the count, or what is walked; null if absent
  SourceRange range;
};

/// `every N steps { ... }`.
struct Every {
  Expr *period = nullptr;
  Block *block = nullptr;
  SourceRange range;
};

struct Minimize : Expr {
  Minimize() : Expr(ExprKind::Minimize) {}
  Place *place = nullptr;
  Expr *from = nullptr; // null if absent
  Expr *optimizer = nullptr;
  LoopHeader header;
  Expr *until = nullptr;   // null if absent
  Expr *through = nullptr; // null if absent
  Block *block = nullptr;
  std::vector<Every> every;
  SourceRange keyword;
};

struct Grad : Expr {
  Grad() : Expr(ExprKind::Grad) {}
  Place *place = nullptr;
  Block *block = nullptr;
};

struct Cost : Expr {
  Cost() : Expr(ExprKind::Cost) {}
  Block *block = nullptr;
};

/// `trace minimize ...`, `trace for ...`.
struct Trace : Expr {
  Trace() : Expr(ExprKind::Trace) {}
  Expr *loop = nullptr; // Minimize or For
};

struct For : Expr {
  For() : Expr(ExprKind::For) {}
  LoopHeader header;
  Expr *until = nullptr;
  Expr *through = nullptr;
  Block *block = nullptr;
  std::vector<Every> every;
  SourceRange keyword;
};

struct Setting {
  Name name;
  Expr *value = nullptr;
};

struct With : Expr {
  With() : Expr(ExprKind::With) {}
  std::vector<Setting> settings;
  Block *block = nullptr;
};

struct If : Expr {
  If() : Expr(ExprKind::If) {}
  Expr *condition = nullptr;
  Block *thenBlock = nullptr;
  Block *elseBlock = nullptr; // null if absent; `else if` is a block of one If
};

/// `a -> e`, `k in ks -> e`.
struct Arm {
  Expr *pattern = nullptr;
  Expr *source = nullptr; // behind `in`; null if absent
  Expr *result = nullptr;
  SourceRange range;
};

struct Match : Expr {
  Match() : Expr(ExprKind::Match) {}
  Expr *subject = nullptr;
  std::vector<Arm> arms;
};

// ---- Types

/// One entry between the brackets of a type: `n`, `2 * k`, `...`, `...s`.
struct Dimension {
  bool ellipsis = false;
  std::string rest;       // the name behind `...`, or empty
  Expr *extent = nullptr; // null for an ellipsis
  SourceRange range;
};

struct TypeExpr : Node {
  enum Kind { Named, Tuple, Function } kind = Named;
  // Named: f32[n, m], nn.Dense(3), Net[5]
  std::vector<Name> path;
  bool hasArguments = false;
  std::vector<Argument> arguments;
  std::vector<std::vector<Dimension>> shapes; // one vector a pair of brackets
  // Tuple: (x: A, y: B), (A, B).  Function: fn(A, B) -> C
  std::vector<std::pair<Name, TypeExpr *>> items;
  TypeExpr *result = nullptr;
};

} // namespace nestor::ast
