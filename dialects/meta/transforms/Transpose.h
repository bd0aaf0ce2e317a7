// Transposition: from a block of linear operations to the block that maps
// cotangents of its results to cotangents of its linear arguments.
#pragma once

#include "dialects/meta/Meta.h"

#include "mlir/IR/IRMapping.h"

namespace nestor::meta {

class Transposer {
public:
  /// Emits at `builder`. Values that are constants of the linear map are looked
  /// up in `constants` (unmapped ones stand for themselves).
  Transposer(mlir::OpBuilder &builder, mlir::IRMapping constants = {})
      : builder(builder), constants(std::move(constants)) {}

  void mapConstant(mlir::Value from, mlir::Value to) {
    constants.map(from, to);
  }
  /// Adds to the cotangent of a value of the linear block.
  void add(mlir::Value linear, mlir::Value cotangent);
  /// Walks the block backwards from the cotangents added so far.
  mlir::LogicalResult run(mlir::Block &block,
                          llvm::ArrayRef<mlir::Value> linearArguments);
  /// Null for zero.
  mlir::Value cotangentOf(mlir::Value linear) {
    return cotangents.lookup(linear);
  }
  /// The same, zeros where it is null.
  mlir::Value cotangentOrZeros(mlir::Value linear);

private:
  /// The cotangent behind the checks that `linear` comes through.
  mlir::Value inspect(mlir::Value linear, mlir::Value cotangent);
  /// The cotangents so far of what a loop or branch goes on from, each once.
  llvm::SmallVector<mlir::Value> startsOf(mlir::Operation *op,
                                          llvm::ArrayRef<bool> isLinear);

  mlir::OpBuilder &builder;
  mlir::IRMapping constants;
  llvm::DenseMap<mlir::Value, mlir::Value> cotangents;
};

/// Rules of operations with regions; as TransposeOpInterface::transpose.
/// `starts`: cotangents that operands have already, or null. Branches, and loops
/// and batches for their invariants, go on from these, so that a loop in pieces adds in the
/// order of the whole; the operand's result holds the start.
mlir::LogicalResult
transposeIf(IfOp op, mlir::OpBuilder &builder,
            llvm::ArrayRef<mlir::Value> cotangents,
            llvm::ArrayRef<bool> isLinear,
            llvm::ArrayRef<mlir::Value> starts,
            llvm::SmallVectorImpl<mlir::Value> &operandCotangents);
mlir::LogicalResult
transposeLoop(LoopOp op, mlir::OpBuilder &builder,
              llvm::ArrayRef<mlir::Value> cotangents,
              llvm::ArrayRef<bool> isLinear,
              llvm::ArrayRef<mlir::Value> starts,
              llvm::SmallVectorImpl<mlir::Value> &operandCotangents);
mlir::LogicalResult
transposeMap(MapOp op, mlir::OpBuilder &builder,
             llvm::ArrayRef<mlir::Value> cotangents,
             llvm::ArrayRef<bool> isLinear,
             llvm::ArrayRef<mlir::Value> starts,
             llvm::SmallVectorImpl<mlir::Value> &operandCotangents);
mlir::LogicalResult
transposePushforward(PushforwardOp op, mlir::OpBuilder &builder,
                     llvm::ArrayRef<mlir::Value> cotangents,
                     llvm::ArrayRef<bool> isLinear,
                     llvm::SmallVectorImpl<mlir::Value> &operandCotangents);

} // namespace nestor::meta
