// Tensors as memory, for lowerings that need loops over loads and stores or
// hand addresses to C functions.
#pragma once

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace nestor {

/// The buffer of a tensor that is only read.
mlir::Value readBuffer(mlir::ImplicitLocOpBuilder &builder,
                       mlir::Value tensor);

/// A buffer that is filled and then becomes a value.
struct OutputBuffer {
  mlir::Value buffer;

  OutputBuffer(mlir::ImplicitLocOpBuilder &builder,
               llvm::ArrayRef<int64_t> shape, mlir::Type element);

  /// Of rank 0 a scalar.
  mlir::Value value(mlir::ImplicitLocOpBuilder &builder);
};

} // namespace nestor
