// What loops of the stage meta come to in the stage first-order: floating point
// operations, and what is stored for derivatives.
#pragma once

#include "mlir/IR/BuiltinOps.h"

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace nestor {

/// What the loops of one row come to.
struct LoopMeasure {
  double flops = 0;        // of one run, with its derivatives
  int64_t storedBytes = 0; // handed to derivatives, at most at one time
};

/// Follows operations from one stage to the other by their locations, into
/// which it writes the number of each loop around them: passes keep these.
class LoopMeasurer {
public:
  /// Marks the loops of a module of the stage meta: those that have a row, and
  /// what they hold.
  void mark(mlir::ModuleOp module,
            const std::function<std::optional<size_t>(mlir::Operation *)> &row);
  /// The marked module, in the stage first-order.
  std::vector<LoopMeasure> measure(mlir::ModuleOp firstOrder, size_t rows);

private:
  void mark(mlir::Operation *op, std::vector<size_t> around,
            const std::function<std::optional<size_t>(mlir::Operation *)> &row);
  const std::vector<size_t> &loopsAround(mlir::Operation &op);
  bool isOfRow(mlir::Operation &op, size_t row);
  int64_t mostStored(mlir::Block &block, size_t row);

  std::vector<size_t> rows_;                          // of each loop
  std::map<const void *, std::vector<size_t>> known_; // by location
};

} // namespace nestor
