// ten.convolve_filter to a linalg.generic whose terms are images and outputs,
// block by block.
#include "compiler/conversion/TenToLinalg/Convolve.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;
using Dims = ArrayRef<int64_t>;

namespace {

struct ConvertConvolveFilter : ConvolutionLowering<ten::ConvolveFilterOp> {
  using ConvolutionLowering::ConvolutionLowering;

  /// Adds the terms of a block of images with their border to `sums`.
  static Value addBlock(Builder &b, Value images, Value outputs, Value sums,
                        const Extents &extents, const Places &places,
                        bool alongInput) {
    size_t rank = extents.rank();
    Dims spatial = typeOf(images).getShape().slice(1, rank);
    Iterators it(b);
    if (extents.isDepthwise) {
      Exprs k = it.outer(rank);
      AffineExpr n = it.term();
      Exprs o = it.terms(rank);
      AffineExpr g = it.outer();
      Exprs at = places.at(o, k, extents, spatial);
      return it.product(images, joined({n, at, g}), outputs, joined({n, o, g}),
                        sums, joined({k, g}));
    }
    AffineExpr g = it.outer();
    Exprs k = it.outer(rank);
    AffineExpr row = it.outer(), n = it.term();
    Exprs o = it.terms(rank);
    AffineExpr last = it.outer();
    Exprs at = places.at(o, k, extents, spatial);
    AffineExpr i = alongInput ? last : row, c = alongInput ? row : last;
    return it.product(images, joined({n, at, g, i}), outputs,
                      joined({n, o, g, c}), sums,
                      alongInput ? joined({k, g, c, i}) : joined({k, i, g, c}));
  }

  Value sums(Builder &b, ten::ConvolveFilterOp op,
             OpAdaptor adaptor) const override {
    Extents extents(typeOf(op.getLhs()).getShape(),
                    typeOf(op.getResult()).getShape(),
                    typeOf(op.getRhs()).getShape(), op.getGroups());
    size_t rank = extents.rank();
    Type wide = wideOf(op.getResult());
    Value images = reshapeTensor(b, adaptor.getLhs(), extents.imageShape());
    Value outputs = reshapeTensor(b, adaptor.getRhs(), extents.outputShape());
    Places places = placesOf(op);
    bool alongInput = !extents.isDepthwise && extents.out < wideChannels &&
                      extents.in > extents.out;
    SmallVector<int64_t> shape(extents.filterShape());
    if (alongInput) {
      shape.assign(extents.window.begin(), extents.window.end());
      shape.append({extents.groups, extents.out, extents.in});
    }
    int64_t block = imagesTogether(extents, wide);
    Value result = overBlocks(
        b, extents.images, block, zeros(b, shape, wide),
        [&](Builder &in, Value start, Value carry) {
          Value part = takeImages(in, images, start, block);
          part = withBorder(in, part, extents, op.getLow(), op.getHigh());
          return addBlock(in, part, takeImages(in, outputs, start, block),
                          carry, extents, places, alongInput);
        });
    if (alongInput) {
      SmallVector<int64_t> perm;
      countUp(perm, 0, rank);
      perm.append({int64_t(rank) + 2, int64_t(rank), int64_t(rank) + 1});
      result = permuted(b, result, perm);
    }
    return result;
  }
};

} // namespace

void populateConvolveFilterPatterns(TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  patterns.add<ConvertConvolveFilter>(converter, patterns.getContext());
}

} // namespace nestor
