// Linearization: a block becomes a primal part, which computes what it computed
// and what its derivative needs, and a linear part, which maps tangents to
// tangents. Zero tangents are symbolic (null).
#pragma once

#include "dialects/meta/Meta.h"

#include "mlir/IR/IRMapping.h"

namespace nestor::meta {

/// A builder at the end of a block that need not have a parent yet.
inline mlir::OpBuilder builderAtEnd(mlir::Block *block,
                                    mlir::MLIRContext *context) {
  mlir::OpBuilder builder(context);
  builder.setInsertionPointToEnd(block);
  return builder;
}

/// The two parts of one block, while they are made.
class Linearizer {
public:
  /// Primal operations are cloned at `primal`'s insertion point; linear ones
  /// are appended to the block `linear`, and may use primal values.
  Linearizer(mlir::OpBuilder primal, mlir::Block &linear)
      : primal(primal), linear(builderAtEnd(&linear, primal.getContext())),
        linearBlock(&linear) {}
  /// Forward mode: tangents are computed beside their values, at `place`.
  explicit Linearizer(mlir::OpBuilder place) : primal(place), linear(place) {}
  ~Linearizer() {
    // What came later may read what came before.
    while (!replacements.empty())
      replacements.pop_back();
  }

  /// `source` (a value of the original block) is `clone` in the primal part
  /// and has the tangent `tangent`, null for zero.
  void bind(mlir::Value source, mlir::Value clone, mlir::Value tangent);
  /// Takes over all operations of `source` but its terminator.
  mlir::LogicalResult run(mlir::Block &source);

  mlir::Value primalOf(mlir::Value source) {
    return mapping.lookup(source);
  }
  /// Null for zero.
  mlir::Value tangentOf(mlir::Value source) { return tangents.lookup(source); }
  void addDependent(mlir::Value value) { dependent.insert(value); }
  /// Linearizes what `emit` writes in the place of `op`: it gets a builder and
  /// returns the values that stand for the results.
  mlir::LogicalResult
  runInstead(mlir::Operation *op,
             llvm::function_ref<llvm::SmallVector<mlir::Value>(
                 mlir::OpBuilder &)>
                 emit);

  mlir::OpBuilder primal, linear;

private:
  mlir::LogicalResult runOperation(mlir::Operation &op);
  /// Operations of the linear part that do not depend on a tangent are primal.
  void moveKnown(mlir::Operation *before);

  mlir::Block *linearBlock = nullptr; // null in forward mode
  std::vector<std::unique_ptr<mlir::Block>> replacements;
  mlir::IRMapping mapping;
  llvm::DenseMap<mlir::Value, mlir::Value> tangents;
  llvm::DenseSet<mlir::Value> dependent;
};

/// A block linearized into blocks of its own: arguments of the primal block are
/// those of the source; the linear block has one argument for each active one.
struct LinearizedBlock {
  std::unique_ptr<mlir::Block> primal, linear;
  llvm::SmallVector<mlir::Value> results;  // in the primal block
  llvm::SmallVector<mlir::Value> tangents; // in the linear block; null: zero
  /// Primal values that the linear block uses, without constants.
  llvm::SmallVector<mlir::Value> residuals;
};
mlir::FailureOr<LinearizedBlock>
linearizeBlock(mlir::Block &source, llvm::ArrayRef<bool> active);

/// Copies the linear block's operations to `builder`, with `mapping` for its
/// arguments and residuals; constants are cloned.
void inlineLinear(LinearizedBlock &block, mlir::OpBuilder &builder,
                  mlir::IRMapping &mapping);

/// Rules of operations with regions: they emit into both parts and bind the
/// results.
mlir::LogicalResult linearizeIf(IfOp op, Linearizer &into);
mlir::LogicalResult linearizeLoop(LoopOp op, Linearizer &into);
mlir::LogicalResult linearizeMap(MapOp op, Linearizer &into);
mlir::LogicalResult linearizeCustomGradient(CustomGradientOp op,
                                            Linearizer &into);

/// The same in forward mode: one operation for values and tangents.
mlir::LogicalResult forwardIf(IfOp op, Linearizer &into);
mlir::LogicalResult forwardLoop(LoopOp op, Linearizer &into);
mlir::LogicalResult forwardMap(MapOp op, Linearizer &into);
mlir::LogicalResult forwardCustomGradient(CustomGradientOp op,
                                          Linearizer &into);

/// The pieces of a loop whose plan says that its derivative is not its own:
/// `isDone` tells whether they were all there was to do.
mlir::LogicalResult linearizePlan(LoopOp op, Linearizer &into, bool &isDone);

/// No derivative is taken any more: the body in the operation's place.
void inlineCustomGradient(CustomGradientOp op);

} // namespace nestor::meta
