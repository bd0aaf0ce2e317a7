// ten.convolve_input to convolutions of the output with the filters turned
// around, one for each phase of the strides.
#include "compiler/conversion/TenToLinalg/Convolve.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;
using Dims = ArrayRef<int64_t>;

namespace {

/// The transpose to the image is a convolution of the output with the filters
/// turned around, one for each phase of the strides.
struct ConvertConvolveInput : ConvolutionLowering<ten::ConvolveInputOp> {
  using ConvolutionLowering::ConvolutionLowering;

  /// [places..., c, g, i]: the filters that a phase sees, turned around.
  static Value turnAround(Builder &b, Value filters, const Extents &extents,
                          ArrayRef<Phase> phases) {
    size_t rank = extents.rank();
    SmallVector<int64_t> shape;
    Exprs exprs;
    for (auto [axis, phase] : llvm::enumerate(phases)) {
      shape.push_back(phase.places);
      AffineExpr place = b.getAffineConstantExpr(phase.last);
      if (phase.places > 1)
        place = phase.last - b.getAffineDimExpr(axis) * phase.step;
      exprs.push_back(place);
    }
    if (extents.isDepthwise) {
      shape.push_back(extents.groups);
      exprs.push_back(b.getAffineDimExpr(rank));
    } else {
      shape.append({extents.out, extents.groups, extents.in});
      for (size_t axis : {rank + 2, rank + 1, rank})
        exprs.push_back(b.getAffineDimExpr(axis));
    }
    AffineMap map = AffineMap::get(shape.size(), 0, exprs, b.getContext());
    return mapElements(b, typeOf(filters).clone(shape), filters, map,
                       [](Builder &, ValueRange w) { return w[0]; });
  }

  Value sums(Builder &b, ten::ConvolveInputOp op,
             OpAdaptor adaptor) const override {
    Extents extents(typeOf(op.getResult()).getShape(),
                    typeOf(op.getRhs()).getShape(),
                    typeOf(op.getLhs()).getShape(), op.getGroups());
    size_t rank = extents.rank();
    Type wide = wideOf(op.getResult());
    Value outputs = reshapeTensor(b, adaptor.getLhs(), extents.outputShape());
    Value filters = reshapeTensor(b, adaptor.getRhs(), extents.filterShape());

    SmallVector<SmallVector<Phase>> axes;
    SmallVector<int64_t> low(rank, 0), high(rank, 0);
    bool seesAll = true;
    for (size_t i = 0; i < rank; ++i) {
      axes.push_back(phasesOf(extents.spatial[i], extents.window[i],
                              op.getStrides()[i], op.getDilations()[i],
                              op.getLow()[i]));
      for (const Phase &phase : axes.back()) {
        seesAll &= phase.places > 0;
        if (phase.places == 0)
          continue;
        int64_t last = phase.count - 1 + phase.offset +
                       phase.dilation * (phase.places - 1);
        low[i] = std::max(low[i], -phase.offset);
        high[i] = std::max(high[i], last - (extents.outputs[i] - 1));
      }
    }
    struct Part {
      SmallVector<Phase> phases;
      Value filters;
    };
    SmallVector<Part> parts;
    forEachPhase(axes, [&](ArrayRef<Phase> phases) {
      if (llvm::all_of(phases, [](const Phase &p) { return p.places > 0; }))
        parts.push_back({SmallVector<Phase>(phases),
                         turnAround(b, filters, extents, phases)});
    });

    int64_t count = extents.images, block = imagesTogether(extents, wide);
    Value images = tensor::EmptyOp::create(b, extents.imageShape(), wide);
    if (!seesAll)
      images = zeros(b, extents.imageShape(), wide);
    // What the products see: the outputs are their images.
    Extents turned = extents;
    turned.images = block;
    std::swap(turned.in, turned.out);
    turned.outputs.back() = axes.back().front().count;
    chooseVectors(turned, /*columnStride=*/1);
    images = overBlocks(
        b, count, block, images, [&](Builder &in, Value start, Value carry) {
          Value from = takeImages(in, outputs, start, block);
          from = withBorder(in, from, turned, low, high);
          for (const Part &part : parts) {
            Places places{SmallVector<int64_t>(rank, 1), {}, {}};
            SmallVector<int64_t> first;
            for (size_t i = 0; i < rank; ++i) {
              const Phase &phase = part.phases[i];
              turned.outputs[i] = phase.count;
              turned.window[i] = phase.places;
              places.dilations.push_back(phase.dilation);
              places.offsets.push_back(phase.offset + low[i]);
              first.push_back(phase.start);
            }
            Value sums =
                convolveBlock(in, from, part.filters, turned, places, wide);
            carry = putImages(in, sums, carry, start, first, op.getStrides());
          }
          return carry;
        });
    return images;
  }
};

} // namespace

void populateConvolveInputPatterns(TypeConverter &converter,
                                   RewritePatternSet &patterns) {
  patterns.add<ConvertConvolveInput>(converter, patterns.getContext());
}

} // namespace nestor
