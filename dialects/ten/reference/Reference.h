// The reference interpreter: what each operation of `ten` means, written slowly
// and obviously in float64. Tests compare everything else with it.
#pragma once

#include "dialects/ten/Ten.h"
#include "dialects/ten/reference/Array.h"

#include <optional>

namespace nestor::ten::reference {

/// The result of one operation of the dialect `ten` on `operands`; fails with
/// a diagnostic on other operations.
mlir::FailureOr<Array> evaluate(mlir::Operation *op,
                                llvm::ArrayRef<Array> operands);

/// The same for one family; null where the operation belongs to another.
std::optional<Array> evaluateElementwise(mlir::Operation *op,
                                         llvm::ArrayRef<Array> operands);
std::optional<Array> evaluateShape(mlir::Operation *op,
                                   llvm::ArrayRef<Array> operands);
std::optional<Array> evaluateReduce(mlir::Operation *op,
                                    llvm::ArrayRef<Array> operands);
std::optional<Array> evaluateCumulative(mlir::Operation *op,
                                        llvm::ArrayRef<Array> operands);
std::optional<Array> evaluateGather(mlir::Operation *op,
                                    llvm::ArrayRef<Array> operands);
std::optional<Array> evaluateOrder(mlir::Operation *op,
                                   llvm::ArrayRef<Array> operands);
std::optional<Array> evaluateFactor(mlir::Operation *op,
                                    llvm::ArrayRef<Array> operands);
std::optional<Array> evaluateRandom(mlir::Operation *op,
                                    llvm::ArrayRef<Array> operands);
std::optional<Array> evaluateWindow(mlir::Operation *op,
                                    llvm::ArrayRef<Array> operands);

/// The shape of the operation's only result.
Dims resultShape(mlir::Operation *op);

} // namespace nestor::ten::reference
