// What `nestor gradcheck` adds to a program.
#pragma once

#include "mlir/IR/BuiltinOps.h"

namespace nestor {

/// Before each gradient of `module`, at the dialect meta without minimize:
/// where it is reached for the first time, the gradient is compared with the
/// other mode and with differences. What is found goes to the runtime as an
/// effect, numbered behind the sites of the manifest, whose "gradients"
/// describe it:
///   leaf 0  [n, 7] for n chosen numbers: the gradient, the derivative by the
///           other mode (NaN if there is none), the loss at +h, -h, +h/2, -h/2,
///           and h
///   leaf 1  the loss
/// Everything is f64.
void checkGradients(mlir::ModuleOp module);

/// Kinks become smooth: a selection by a comparison of numbers becomes a blend
/// of both sides, max and min and abs likewise.
void smoothKinks(mlir::ModuleOp module);

} // namespace nestor
