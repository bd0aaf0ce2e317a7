// The calls by which the loops at the top level of an experiment can be
// interrupted and resumed (runtime/include/nestor/Abi.h).
#pragma once

#include "compiler/conversion/LeafTable.h"
#include "dialects/meta/Meta.h"

namespace nestor {

/// The resume points of a module, found before its loops are converted.
class ResumePoints {
public:
  explicit ResumePoints(mlir::ModuleOp module);

  /// Before the loop: the first iteration, an index; `inits` become the values
  /// to start from.
  mlir::Value begin(mlir::ImplicitLocOpBuilder &b, meta::LoopOp op,
                    llvm::SmallVectorImpl<mlir::Value> &inits);
  /// At the beginning of an iteration: the runtime may take the state.
  void step(mlir::ImplicitLocOpBuilder &b, meta::LoopOp op,
            mlir::Value iteration, mlir::ValueRange state);
  /// Behind the loop, whose results those of `op` are.
  void finish(mlir::ImplicitLocOpBuilder &b, meta::LoopOp op,
              mlir::ValueRange results);

  /// Adds the entry "states" to the module's manifest, if it has one.
  void describe();

private:
  struct Point {
    int64_t loop;
    bool isOuter = false, isFollowed = false;
    struct Leaf {
      std::string name;
      mlir::RankedTensorType type;
      bool isKept;
    };
    llvm::SmallVector<Leaf> leaves;
  };

  mlir::ModuleOp module;
  llvm::DenseMap<mlir::Operation *, Point> points;
};

} // namespace nestor
