// Simplifications of operations with regions: each returns whether it changed
// anything, and may erase the operation.
#pragma once

#include "dialects/meta/Meta.h"

namespace nestor::meta {

bool simplifyIf(IfOp op);
bool simplifyLoop(LoopOp op);
/// What does not change between iterations is computed once, outside, unless
/// it is only a broadcast.
bool placeInvariants(LoopOp op);
bool inlineSingleTrip(LoopOp op);
/// Merges a loop with one that it scans a stack of, where both may go in step.
bool fuseWithProducer(LoopOp op);

/// Arguments of `blocks` that stand for constants outside become constants
/// inside; `operandOf` gives the operand of an argument.
bool cloneConstants(llvm::ArrayRef<mlir::Block *> blocks, unsigned first,
                    mlir::ValueRange operands);

} // namespace nestor::meta
