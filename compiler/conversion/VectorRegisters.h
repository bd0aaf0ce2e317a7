// The vector registers that loops are written for. They decide how many outputs
// are computed side by side, and no bit of any.
#pragma once

#include "mlir/IR/BuiltinOps.h"

namespace nestor {

struct VectorRegisters {
  int64_t bytes = 64, count = 32; // of AVX-512

  /// Writes them down in `module`.
  void attachTo(mlir::ModuleOp module) const;
  static void detachFrom(mlir::ModuleOp module);
  /// Those of the module around `op`; of AVX-512 if it has none.
  static VectorRegisters around(mlir::Operation *op);
};

} // namespace nestor
