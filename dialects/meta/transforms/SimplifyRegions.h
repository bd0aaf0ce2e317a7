// Simplifications of operations with regions: each returns whether it changed
// anything, and may erase the operation.
#pragma once

#include "dialects/meta/Meta.h"

namespace nestor::meta {

bool simplifyIf(IfOp op);
bool simplifyLoop(LoopOp op);

/// Arguments of `blocks` that stand for constants outside become constants
/// inside; `operandOf` gives the operand of an argument.
bool cloneConstants(llvm::ArrayRef<mlir::Block *> blocks, unsigned first,
                    mlir::ValueRange operands);

} // namespace nestor::meta
