// Bytes that move between memory and operations in the stage buffers.
#pragma once

#include "mlir/IR/Block.h"

namespace nestor {

/// What the operations of a block read and write: each operand once for a run
/// of a fused operation, however often its loops come back to it, and a sum's
/// destination twice. Loops times their iterations (all, where `until` may end
/// them early), and of a branch the dearer side. Calls of the runtime count
/// nothing.
double trafficOf(mlir::Block &block);

} // namespace nestor
