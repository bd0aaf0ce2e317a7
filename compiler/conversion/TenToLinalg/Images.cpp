// Borders, blocks and phases of images.
#include "compiler/conversion/TenToLinalg/Images.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <numeric>

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;

/// Bytes of images that are worked on together: a part of the second cache,
/// which holds filters and results as well.
constexpr int64_t blockBytes = 256 * 1024;

TypedAttr zeroOf(Value value) {
  return cast<TypedAttr>(
      OpBuilder(value.getContext()).getZeroAttr(getElementTypeOrSelf(value)));
}

Value padAxes(Builder &b, Value x, ArrayRef<int64_t> axes,
              ArrayRef<int64_t> low, ArrayRef<int64_t> high, TypedAttr border) {
  auto isZero = [](int64_t n) { return n == 0; };
  if (llvm::all_of(low, isZero) && llvm::all_of(high, isZero))
    return x;
  RankedTensorType type = typeOf(x);
  SmallVector<int64_t> shape(type.getShape());
  SmallVector<OpFoldResult> offsets(shape.size(), b.getIndexAttr(0)), sizes,
      strides(shape.size(), b.getIndexAttr(1));
  for (int64_t extent : shape)
    sizes.push_back(b.getIndexAttr(extent));
  for (auto [axis, before, behind] : llvm::zip_equal(axes, low, high)) {
    shape[axis] += before + behind;
    offsets[axis] = b.getIndexAttr(before);
  }
  Value whole = fillTensor(b, shape, arith::ConstantOp::create(b, border));
  return tensor::InsertSliceOp::create(b, x, whole, offsets, sizes, strides);
}

Value padImages(Builder &b, Value images, ArrayRef<int64_t> low,
                ArrayRef<int64_t> high, TypedAttr border) {
  SmallVector<int64_t> axes;
  for (size_t i = 0; i < low.size(); ++i)
    axes.push_back(int64_t(i) + 1);
  return padAxes(b, images, axes, low, high, border);
}

int64_t blockOf(int64_t count, int64_t bytesEach) {
  for (int64_t block = count; block > 1; --block)
    if (count % block == 0 && block * bytesEach <= blockBytes)
      return block;
  return 1;
}

Value overBlocks(Builder &b, int64_t count, int64_t block, Value carry,
                 function_ref<Value(Builder &, Value, Value)> body) {
  Value zero = arith::ConstantIndexOp::create(b, 0);
  if (count <= block)
    return body(b, zero, carry);
  auto loop = scf::ForOp::create(
      b, zero, arith::ConstantIndexOp::create(b, count),
      arith::ConstantIndexOp::create(b, block), carry,
      [&](OpBuilder &inner, Location loc, Value start, ValueRange carried) {
        Builder in(loc, inner);
        scf::YieldOp::create(in, body(in, start, carried[0]));
      });
  return loop.getResult(0);
}

Value takeImages(Builder &b, Value images, Value start, int64_t block) {
  RankedTensorType type = typeOf(images);
  if (type.getDimSize(0) == block)
    return images;
  SmallVector<int64_t> shape(type.getShape());
  shape[0] = block;
  SmallVector<OpFoldResult> offsets(shape.size(), b.getIndexAttr(0)), sizes,
      strides(shape.size(), b.getIndexAttr(1));
  offsets[0] = start;
  for (int64_t extent : shape)
    sizes.push_back(b.getIndexAttr(extent));
  return tensor::ExtractSliceOp::create(b, type.clone(shape), images, offsets,
                                        sizes, strides);
}

Value takeElements(Builder &b, Value images, ArrayRef<int64_t> first,
                   ArrayRef<int64_t> counts, ArrayRef<int64_t> stride) {
  RankedTensorType type = typeOf(images);
  SmallVector<int64_t> shape(type.getShape());
  SmallVector<OpFoldResult> offsets(shape.size(), b.getIndexAttr(0)), sizes,
      strides(shape.size(), b.getIndexAttr(1));
  for (size_t i = 0; i < first.size(); ++i) {
    offsets[i + 1] = b.getIndexAttr(first[i]);
    strides[i + 1] = b.getIndexAttr(stride[i]);
    shape[i + 1] = counts[i];
  }
  for (int64_t extent : shape)
    sizes.push_back(b.getIndexAttr(extent));
  return tensor::ExtractSliceOp::create(b, type.clone(shape), images, offsets,
                                        sizes, strides);
}

Value putImages(Builder &b, Value part, Value whole, Value start,
                ArrayRef<int64_t> first, ArrayRef<int64_t> stride) {
  if (part.getType() == whole.getType())
    return part;
  ArrayRef<int64_t> shape = typeOf(part).getShape();
  SmallVector<OpFoldResult> offsets(shape.size(), b.getIndexAttr(0)), sizes,
      strides(shape.size(), b.getIndexAttr(1));
  if (typeOf(whole).getDimSize(0) != shape[0])
    offsets[0] = start;
  for (int64_t extent : shape)
    sizes.push_back(b.getIndexAttr(extent));
  for (size_t i = 0; i < first.size(); ++i) {
    offsets[i + 1] = b.getIndexAttr(first[i]);
    strides[i + 1] = b.getIndexAttr(stride[i]);
  }
  return tensor::InsertSliceOp::create(b, part, whole, offsets, sizes, strides);
}

SmallVector<Phase> phasesOf(int64_t extent, int64_t window, int64_t stride,
                            int64_t dilation, int64_t low) {
  SmallVector<Phase> phases;
  int64_t step = stride / std::gcd(dilation, stride);
  for (int64_t start = 0; start < std::min(stride, extent); ++start) {
    Phase phase{start,
                (extent - start + stride - 1) / stride,
                0,
                0,
                step,
                0,
                step * dilation / stride};
    // Window o sees p at place k if stride o = p + low - dilation k.
    for (int64_t k = 0; k < window; ++k)
      if ((start + low - dilation * k) % stride == 0) {
        ++phase.places;
        phase.last = k;
      }
    phase.offset = (start + low - dilation * phase.last) / stride;
    phases.push_back(phase);
  }
  return phases;
}

void forEachPhase(ArrayRef<SmallVector<Phase>> axes,
                  function_ref<void(ArrayRef<Phase>)> visit) {
  SmallVector<Phase> chosen;
  std::function<void()> choose = [&] {
    if (chosen.size() == axes.size())
      return visit(chosen);
    for (const Phase &phase : axes[chosen.size()]) {
      chosen.push_back(phase);
      choose();
      chosen.pop_back();
    }
  };
  choose();
}

} // namespace nestor
