// What every node of the syntax tree has: a source range.
#pragma once

#include "compiler/support/SourceText.h"

#include <string>
#include <vector>

namespace nestor::ast {

struct Expr;
struct Block;
struct TypeExpr;
struct Function;

/// A name and where it stands.
struct Name {
  std::string text;
  SourceRange range;
};

struct Node {
  SourceRange range;
  virtual ~Node() = default;
};

} // namespace nestor::ast
