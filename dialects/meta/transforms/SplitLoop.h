// A loop as a head and segments of equal length: what truncation and storage
// by segments are made of.
#pragma once

#include "dialects/meta/Meta.h"

namespace nestor::meta {

/// How the pieces of a split loop follow each other.
struct LoopSegments {
  int64_t head = 0;   // iterations before the first segment
  int64_t length = 1; // of a segment
  /// Float carries are constants where a segment begins. Needs a head.
  bool cut = false;
  /// Of a segment's iterations (and the head's), and of the loop over segments.
  mlir::DenseI64ArrayAttr inside, outside;
};

/// Emits the same iterations in the same order. The head and the segments must
/// make up the trip count; no `until`. Returns what the results of `op` become.
llvm::SmallVector<mlir::Value> splitLoop(LoopOp op, mlir::OpBuilder &builder,
                                         const LoopSegments &segments);

/// A loop with `until` as a loop over segments of `length`, both with `until`:
/// a segment in which the flag has held is the last.
llvm::SmallVector<mlir::Value>
splitUntilLoop(LoopOp op, mlir::OpBuilder &builder, int64_t length,
               mlir::DenseI64ArrayAttr inside, mlir::DenseI64ArrayAttr outside);

/// The pieces of a truncated loop: derivatives go through the last `window`
/// iterations, and through those of each window before for what was stacked
/// there.
llvm::SmallVector<mlir::Value> truncateLoop(LoopOp op,
                                            mlir::OpBuilder &builder);

} // namespace nestor::meta
