// The body of a linalg.generic on buffers, evaluated at one point of its
// iteration space or at several neighbours as a vector.
#pragma once

#include "compiler/conversion/VectorRegisters.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace nestor {

/// `width` neighbours along iterator `dim`, from `indices` on. Width 1 stands
/// for scalars.
struct Point {
  llvm::SmallVector<mlir::Value> indices;
  unsigned dim = 0;
  int64_t width = 1;
};

class Body {
public:
  explicit Body(mlir::linalg::GenericOp op)
      : op(op), registers(VectorRegisters::around(op)) {}

  /// The values that the body yields; `outputs[i]` is what it sees as output i
  /// (null: it does not look). A value that is the same at all neighbours may
  /// come as a scalar.
  llvm::SmallVector<mlir::Value> evaluate(mlir::ImplicitLocOpBuilder &b,
                                          const Point &point,
                                          mlir::ArrayRef<mlir::Value> outputs);

  mlir::Value read(mlir::ImplicitLocOpBuilder &b, mlir::OpOperand &operand,
                   const Point &point);
  void write(mlir::ImplicitLocOpBuilder &b, unsigned output, mlir::Value value,
             const Point &point);

  /// `value` as a vector of the point's width, or as it is at width 1.
  static mlir::Value widen(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                           const Point &point);

  /// Neighbours along `dim` lie side by side in the operand's memory.
  bool isContiguous(mlir::OpOperand &operand, unsigned dim);
  bool dependsOn(mlir::OpOperand &operand, unsigned dim);

  /// How many vector registers there are.
  int64_t registerCount() const { return registers.count; }
  /// Elements of a vector register, of the widest element type involved.
  int64_t preferredWidth();

private:
  llvm::SmallVector<mlir::Value> address(mlir::ImplicitLocOpBuilder &b,
                                         mlir::AffineMap map,
                                         mlir::ArrayRef<mlir::Value> at);
  mlir::Value gather(mlir::ImplicitLocOpBuilder &b, mlir::memref::LoadOp load,
                     mlir::ValueRange indices, const Point &point);
  mlir::Value neighbour(mlir::ImplicitLocOpBuilder &b, const Point &point,
                        int64_t lane);

  mlir::linalg::GenericOp op;
  VectorRegisters registers;
};

/// A combining operation of a reduction: the neutral element and one step.
struct Combiner {
  mlir::vector::CombiningKind kind;

  mlir::Value neutral(mlir::ImplicitLocOpBuilder &b, mlir::Type type) const;
  mlir::Value combine(mlir::ImplicitLocOpBuilder &b, mlir::Value l,
                      mlir::Value r) const;
};

/// How the body folds a point into its only output; fails if it is not of the
/// forms that ten-to-linalg makes.
mlir::FailureOr<Combiner> combinerOf(mlir::linalg::GenericOp op);

/// Loops 0, step, 2 step, ... below `extent` (a multiple of step) around
/// `body`; no loop for a single trip, nothing for none.
void emitLoop(
    mlir::ImplicitLocOpBuilder &b, int64_t extent, int64_t step,
    llvm::function_ref<void(mlir::ImplicitLocOpBuilder &, mlir::Value)> body);

/// `emitLoop` over each of `dims`, whose index is put into `point`.
void emitLoopNest(mlir::ImplicitLocOpBuilder &b, mlir::ArrayRef<unsigned> dims,
                  mlir::ArrayRef<int64_t> extents, Point &point,
                  llvm::function_ref<void(mlir::ImplicitLocOpBuilder &)> body);

using Accumulators = llvm::SmallVector<mlir::Value>;

/// What `sums` become in loops over `dims`, whose index is put into `point`:
/// `term` adds one term to them. No loop for a single trip.
Accumulators emitTerms(
    mlir::ImplicitLocOpBuilder &b, mlir::ArrayRef<unsigned> dims,
    mlir::ArrayRef<int64_t> extents, Point &point, Accumulators sums,
    llvm::function_ref<Accumulators(mlir::ImplicitLocOpBuilder &, Accumulators)>
        term);

} // namespace nestor
