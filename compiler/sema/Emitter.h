// The emitter: what can be done with values, whatever wrote it in a script.
// Constants are computed, for the rest nodes of the typed program are emitted;
// weak numbers meet tensors, and trees are combined leaf by leaf. Internal to
// the room.
#pragma once

#include "compiler/sema/Analyze.h"
#include "compiler/sema/Constructs.h"

#include <functional>
#include <set>

namespace nestor::typed {

class Emitter {
protected:
  Emitter(Program &program, SourceManager &sources,
          DiagnosticEngine &diagnostics, Element precision)
      : program_(program), sources_(sources), diagnostics_(&diagnostics),
        precision_(precision) {}

  ~Emitter() = default;

  /// With every leaf of a model's state at its present value.
  virtual Value withPresentStates(const Value &value) = 0;

  // ---- Errors (Emitter.cpp)
  template <typename... Args>
  Diagnostic &error(DiagnosticKind kind, SourceRange range, Args &&...args) {
    return withCallers(
        diagnostics_->report(kind, range, std::forward<Args>(args)...));
  }
  Diagnostic &withCallers(Diagnostic &diagnostic);
  Value errorValue() { return {types().error(), {}}; }
  TypeContext &types() { return program_.types; }
  /// The line of the script that leads to a place, maybe in the library.
  unsigned scriptLine(SourceRange range);

  // ---- Emission (Emitter.cpp)
  Var *emit(Primitive primitive, std::vector<Var *> operands, const Type *type,
            SourceRange range, std::vector<int64_t> axes = {},
            std::vector<int64_t> more = {});
  Node *emitNode(NodeKind kind, SourceRange range);
  Var *makeVar(const Type *type, const std::string &name = "");
  Value makeParameters(Region &region, const Type *type,
                       const std::string &name);
  Value tensorValue(Var *var) { return {var->type, {var}}; }
  Value compare(int predicate, const Value &a, const Value &b,
                SourceRange range);

  // ---- Elements, shapes and types (Convert.cpp)
  /// The element two operands meet in, or none (an error was reported).
  std::optional<Element> commonElement(const Value &a, const Value &b,
                                       SourceRange range);
  Value toElement(const Value &value, Element element, SourceRange range);
  Value toShape(const Value &value, const Shape &shape, SourceRange range);
  std::optional<Shape> broadcastShapes(const Value &a, const Value &b,
                                       SourceRange range);
  /// A tensor that exists at run time: constants become Real and Int.
  Value materialize(const Value &value, SourceRange range);
  Value literal(Element element, Shape shape, std::vector<double> numbers,
                SourceRange range);
  /// What both branches of an `if` (or two turns of a loop) can be, or null.
  const Type *commonType(const Type *a, const Type *b);
  Value convertTo(const Value &value, const Type *type, SourceRange range);
  Element strong(Element element);
  Value enterPrecision(const Value &value);

  // ---- What must be constant (Convert.cpp)
  std::optional<int64_t> constantInteger(const Value &value, SourceRange range,
                                         const char *what);
  std::optional<double> constantReal(const Value &value);
  std::optional<Shape> constantShape(const Value &value, SourceRange range);
  bool constantTruth(const Value &value, bool &truth);

  // ---- Operators (EmitOperators.cpp, EmitProducts.cpp, EmitTrees.cpp)
  Value apply(ast::Operator op, const Value &left, const Value &right,
              SourceRange range);
  Value applyConstants(ast::Operator op, const Value &left, const Value &right,
                       SourceRange range);
  Value applyTensors(ast::Operator op, Value left, Value right,
                     SourceRange range);
  Value matmul(const Value &left, const Value &right, SourceRange range);
  /// Contracts the given axes; the first `batch` axes of both are paired.
  Value contract(const Value &left, const Value &right, size_t batch,
                 std::vector<int64_t> leftAxes, std::vector<int64_t> rightAxes,
                 SourceRange range);
  Value concat(const std::vector<Value> &parts, int64_t axis,
               SourceRange range);
  Value joinLists(const Value &left, const Value &right, SourceRange range);
  Value negate(const Value &value, SourceRange range);
  bool isTree(const Value &value);
  bool moves(const Field &field);
  /// Leafwise over trees of one structure; scalars meet every leaf.
  Value mapLeaves(const Value &value,
                  const std::function<Value(const Value &)> &f);
  Value mapLeaves(const Value &left, const Value &right, SourceRange range,
                  const std::function<Value(const Value &, const Value &)> &f);
  Value listAsTensor(const Value &value, SourceRange range);
  Value reduce(Primitive primitive, const Value &x,
               const std::vector<int64_t> &axes, bool keep, SourceRange range);

  // ---- Parts: indexing (EmitBlocks.cpp, EmitRows.cpp)
  Value fieldOf(const Value &base, size_t index);
  Value indexTensor(const Value &base, const IndexParts &parts,
                    SourceRange range);
  Value indexLeaf(const Value &leaf, const IndexParts &parts,
                  SourceRange range);
  Value indexRows(const Value &base, const IndexParts &parts,
                  SourceRange range);
  Var *checkedStart(const Value &start, int64_t length, int64_t extent,
                    SourceRange range);
  std::optional<AxisBlock> axisBlock(const IndexPart &part, int64_t extent);
  /// The blocks of a tensor of `shape`, and the shape of what they hold.
  bool resolveIndex(const Shape &shape, const IndexParts &parts,
                    std::vector<AxisBlock> &blocks, Shape &result,
                    SourceRange range);
  bool resolveRows(const Value &base, const IndexParts &parts, Rows &rows,
                   SourceRange range);
  Value gatherRows(const Value &base, const Value &indices, SourceRange range);
  Value withAxesMoved(const Value &x, size_t from, size_t count, size_t to,
                      SourceRange range);
  Value transposed(const Value &x, const std::vector<int64_t> &order,
                   SourceRange range);
  Value reshaped(const Value &x, const Shape &shape, SourceRange range);
  Value checkedIndices(int64_t extent, const Value &indices, FromEnd fromEnd,
                       SourceRange range);
  const Type *retyped(const Type *type, const std::vector<Var *> &leaves);

  // ---- Parts: functional assignment (EmitAssign.cpp)
  Value assignIndex(const Value &base, const IndexParts &parts,
                    const Value &value, SourceRange range);
  Value assignBlocks(const Value &whole, const std::vector<AxisBlock> &blocks,
                     const Value &update, SourceRange range);
  Value assignRows(Value whole, const IndexParts &parts, const Value &value,
                   SourceRange range);
  Value fitted(Value &whole, const Value &value, const Shape &shape,
               SourceRange range);
  Value assignTreeElement(const Value &base, const IndexParts &parts,
                          const Value &value, SourceRange range);
  Value withField(const Value &base, size_t index, const Value &value);

  // ---- What can be walked (EmitSequences.cpp), what can be trained, keys
  Value makeList(const std::vector<Value> &items, SourceRange range);
  /// Element `index` of the first axis, of anything that can be walked.
  Value elementOf(const Value &base, int64_t index, SourceRange range);
  int64_t lengthOf(const Value &value); // -1: cannot be walked
  Value rowsOf(const Value &record, SourceRange range);
  Value trainable(const Value &value, SourceRange range);
  Var *foldKey(Var *key, int tag, Var *n, SourceRange range);
  Var *foldKey(Var *key, int tag, int64_t n, SourceRange range);

  Program &program_;
  SourceManager &sources_;
  DiagnosticEngine *diagnostics_;
  Element precision_; // what f32 means here
  Region *region_ = nullptr;
  /// The calls that led here, outermost first; constructions are calls.
  struct Caller {
    std::string name;
    std::string key; // callee and types of arguments; empty: may recur
    SourceRange range;
  };
  std::vector<Caller> callers_;
  /// Adds a caller, for the end of the call to take away, or reports that the
  /// calls would never end.
  bool enterCall(const std::string &name, std::string key, SourceRange range);
  // What a constant would stand for in a loop that is written out: loop numbers
  // and what is computed from them and from constants alone.
  std::set<const Var *> loopNumbers_;
};

} // namespace nestor::typed
