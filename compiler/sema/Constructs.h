// What loops, branches and indices hand around while they are evaluated.
// Internal to the room.
#pragma once

#include "compiler/sema/Modules.h"

namespace nestor::typed {

/// Variables in the order in which they were made.
struct VarOrder {
  bool operator()(const Var *a, const Var *b) const { return a->id < b->id; }
};

/// A name that a loop's body rebinds, or a leaf of a model's state that it
/// writes: one type in every turn.
struct Carried {
  std::string name; // empty for a leaf of state
  Value initial, inside;
  const Type *type = nullptr;
  SourceRange range;
  Var *state = nullptr; // what the leaf is known by (see ModelStates)
  int64_t leaf = -1;    // of the trained model, or -1
};

/// One value that a `match` compares with; none fits everything.
struct MatchArm {
  Value pattern;
  const ast::Expr *result = nullptr;
  const ast::NameRef *name = nullptr; // bound to the pattern
};

/// One axis of an indexed tensor: where its block starts and how long it is.
struct AxisBlock {
  int64_t start = 0;
  Var *runtimeStart = nullptr;
  int64_t length = 0;
  bool drops = false; // an integer index
};

/// How a derivative goes through a loop, in the order of meta's plans.
/// The derivative of a solution is no plan of the loop: none goes through it.
enum class Plan { Unrolled, Truncated, FirstOrder };
struct Through {
  Plan plan = Plan::Unrolled;
  int64_t window = 0; // of Truncated: steps
  const ast::Expr *solver = nullptr; // of `implicit`
};

/// Whether a value follows another, or also its derivative.
enum class Dependence { OfValue, OfDerivative };

/// One position between the brackets of an index, evaluated.
struct IndexPart {
  ast::IndexItem::Kind kind = ast::IndexItem::At;
  Value at; // of At: a constant, a range, an integer tensor of any rank
  std::optional<int64_t> first, last; // of Slice; from the end if negative
  SourceRange range;
  /// A tensor of indices: rows by number.
  bool isMany() const {
    return kind == ast::IndexItem::At && at.isTensor() &&
           !at.type->shape.empty() && isInteger(at.type->element);
  }
};
using IndexParts = std::vector<IndexPart>;

/// How many axes of a tensor the parts name, but for `...`.
size_t axesOf(const IndexParts &parts);

/// What parts with tensors of indices name: rows of a table.
struct Rows {
  IndexParts others;        // the parts, with whole axes for tensors of indices
  std::vector<size_t> axes; // those axes, among the axes that `others` leave
  Value table;              // them as one axis in front
  Value numbers;            // Int, in range
};

} // namespace nestor::typed
