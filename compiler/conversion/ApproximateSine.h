// Sine and cosine of f32 by polynomials of our own.
#pragma once

#include "mlir/IR/PatternMatch.h"

namespace nestor {

/// Replaces math.sin and math.cos on f32 and vectors of it. Error below 2
/// units in the last place, or 2^-24 near zeros of the result, for |x| < 2^31;
/// beyond, the result is only known to lie in [-1, 1].
void populateApproximateSinePatterns(mlir::RewritePatternSet &patterns);

} // namespace nestor
