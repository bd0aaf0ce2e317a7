// What convolutions and windows share on their way to linalg: images
// [n, spatial..., channels...] with a border, a block of images at a time.
#pragma once

#include "compiler/conversion/TenToLinalg/Patterns.h"

namespace nestor {

/// Zero of a tensor's elements.
mlir::TypedAttr zeroOf(mlir::Value value);

/// `low[i]` elements of `border` before axis `axes[i]` and `high[i]` behind.
mlir::Value padAxes(mlir::ImplicitLocOpBuilder &builder, mlir::Value x,
                    llvm::ArrayRef<int64_t> axes, llvm::ArrayRef<int64_t> low,
                    llvm::ArrayRef<int64_t> high, mlir::TypedAttr border);

/// `low[i]` elements of `border` before spatial axis i and `high[i]` behind.
mlir::Value padImages(mlir::ImplicitLocOpBuilder &builder, mlir::Value images,
                      llvm::ArrayRef<int64_t> low, llvm::ArrayRef<int64_t> high,
                      mlir::TypedAttr border);

/// The largest number of images, a divisor of `count`, whose `bytesEach` fit
/// into the processor's second cache together.
int64_t blockOf(int64_t count, int64_t bytesEach);

/// carry = body(start, carry) for start = 0, block, 2 block, ... below `count`.
mlir::Value
overBlocks(mlir::ImplicitLocOpBuilder &builder, int64_t count, int64_t block,
           mlir::Value carry,
           llvm::function_ref<mlir::Value(mlir::ImplicitLocOpBuilder &,
                                          mlir::Value, mlir::Value)>
               body);

/// `block` images from `start` on.
mlir::Value takeImages(mlir::ImplicitLocOpBuilder &builder, mlir::Value images,
                       mlir::Value start, int64_t block);

/// `counts[i]` elements along spatial axis i, from `first[i]` on, `strides[i]`
/// apart.
mlir::Value takeElements(mlir::ImplicitLocOpBuilder &builder,
                         mlir::Value images, llvm::ArrayRef<int64_t> first,
                         llvm::ArrayRef<int64_t> counts,
                         llvm::ArrayRef<int64_t> strides);

/// Puts `part` into `whole`, image `start` and spatial element `first` first,
/// `strides` apart.
mlir::Value putImages(mlir::ImplicitLocOpBuilder &builder, mlir::Value part,
                      mlir::Value whole, mlir::Value start,
                      llvm::ArrayRef<int64_t> first,
                      llvm::ArrayRef<int64_t> strides);

/// Along one axis of an image, the positions p = start + stride t, t < count,
/// that see the same places k of the windows around them: those windows are
/// t + offset + dilation j, where place j is k = last - step j, j < places.
struct Phase {
  int64_t start, count;
  int64_t places, last, step;
  int64_t offset, dilation;
};

/// The phases of an axis of `extent` elements under windows of `window` places.
llvm::SmallVector<Phase> phasesOf(int64_t extent, int64_t window,
                                  int64_t stride, int64_t dilation,
                                  int64_t low);

/// visit(one phase an axis) for each combination that has positions.
void forEachPhase(llvm::ArrayRef<llvm::SmallVector<Phase>> axes,
                  llvm::function_ref<void(llvm::ArrayRef<Phase>)> visit);

} // namespace nestor
