// Tables of addresses, by which generated code hands tensors to the runtime and
// gets them back.
#pragma once

#include "compiler/conversion/Runtime.h"

namespace nestor {

/// Makes tables in one function. Stack slots stand at the function's entry,
/// because one inside a loop would take new stack each time.
class LeafTables {
public:
  explicit LeafTables(mlir::func::FuncOp function) : function(function) {}

  /// A table of the addresses of `leaves`, which the runtime only reads.
  mlir::Value toRead(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange leaves);

  /// A table of the addresses of copies of `leaves`, which the runtime may
  /// write. `read` gives what they hold afterwards.
  mlir::Value toWrite(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange leaves);
  llvm::SmallVector<mlir::Value> read(mlir::ImplicitLocOpBuilder &b);

private:
  mlir::Value stackSlot(mlir::ImplicitLocOpBuilder &b, mlir::Type element,
                        int64_t count);
  mlir::Value scalarSlot(mlir::ImplicitLocOpBuilder &b, mlir::Value leaf);
  mlir::Value tableOf(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange places);

  mlir::func::FuncOp function;
  struct Written {
    mlir::RankedTensorType type;
    mlir::Value place; // the slot of a scalar, else the buffer
  };
  llvm::SmallVector<Written> written;
};

/// The number in a tensor of rank 0.
mlir::Value scalarOf(mlir::ImplicitLocOpBuilder &b, mlir::Value tensor);

} // namespace nestor
