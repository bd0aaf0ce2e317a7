// Floating point operations of the stage first-order.
#pragma once

#include "mlir/IR/Block.h"
#include "mlir/IR/Operation.h"

#include <functional>
#include <string>

namespace nestor {

/// What one operation of `ten` does by itself: a contraction or convolution
/// two for each product that it adds up, what is elementwise one for each
/// element of floating point, whatever the function, a reduction one for each
/// element that it reads. Moves, conversions, integers and orders count
/// nothing. A double, since a program may do more than 2^63.
double flopsOf(mlir::Operation &op);

/// Of a block: loops times their iterations (all, where `until` may end them
/// early), and of a branch the dearer side. `counts` says of which operations;
/// a loop for which it does not hold counts as one iteration.
double flopsOf(mlir::Block &block,
               const std::function<bool(mlir::Operation &)> &counts);

/// `12.34 M`, with powers of 1 000.
std::string formatCount(double count);

} // namespace nestor
