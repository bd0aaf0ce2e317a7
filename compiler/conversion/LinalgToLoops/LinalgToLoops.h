// linalg on buffers to loops over vectors: the three loop forms and the rule
// that chooses among them.
//
// Note: order of reductions
// -------------------------
// The order of summation is part of the language (docs/decisions.md, D3), and
// linalg.generic leaves it open. Here the order of its iterators fixes it:
//
//   no reduction iterator              elementwise: any order
//   the last iterator is a reduction   lane order: over the reduction iterators
//                                      together, row-major, element i goes to
//                                      lane i mod 16; the lanes start neutral
//                                      and meet in a fixed tree, lane j with
//                                      lane j + 8, then + 4, + 2, + 1
//   the last iterator is parallel      sequential: every element of the output
//                                      takes the reduction iterators' points
//                                      in row-major order, one after another
//
// ten-to-linalg puts the iterators accordingly. How many outputs are computed
// side by side, and in vectors of which width, changes no bit.
#pragma once

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/PatternMatch.h"

namespace nestor {

/// Lanes of a sum. Also the extent from which on a contraction's last axis is
/// wide enough to be computed sequentially, a vector of outputs at a time.
constexpr int64_t sumLanes = 16;

/// A copy with gaps would become a call of a runtime function that we do not
/// have; as linalg.generic it becomes loops. One without becomes memcpy.
void copiesToLinalg(mlir::Operation *root);

/// Merges iterators that every operand walks through without a gap. Returns the
/// operation to go on with.
mlir::linalg::GenericOp collapseIterators(mlir::linalg::GenericOp op,
                                          mlir::RewriterBase &rewriter);

/// A copy with exchanged axes, in blocks. Returns whether `op` is one; if so,
/// loops stand before it.
bool emitTransposeLoops(mlir::linalg::GenericOp op,
                        mlir::ImplicitLocOpBuilder &builder);

/// Each emits loops before `op`, which the caller erases. A reduction starts
/// from `start` in every element, or from what its output holds if that is
/// null.
mlir::LogicalResult emitElementwiseLoops(mlir::linalg::GenericOp op,
                                         mlir::ImplicitLocOpBuilder &builder);
mlir::LogicalResult emitLaneLoops(mlir::linalg::GenericOp op,
                                  mlir::Value start,
                                  mlir::ImplicitLocOpBuilder &builder);
mlir::LogicalResult emitSequentialLoops(mlir::linalg::GenericOp op,
                                        mlir::Value start,
                                        mlir::ImplicitLocOpBuilder &builder);
/// Sequential order where an input is read through windows.
mlir::LogicalResult emitWindowedLoops(mlir::linalg::GenericOp op,
                                      mlir::ImplicitLocOpBuilder &builder);

/// An index into an input is a sum of iterators.
bool readsWindows(mlir::linalg::GenericOp op);

} // namespace nestor
