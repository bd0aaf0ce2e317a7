// ten.window_take and ten.window_put to linalg.generic: the places of a small
// window stand in its body side by side, those of a large one are walked by a
// loop.
#include "compiler/conversion/TenToLinalg/Window.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;

Windows::Slice Windows::sliceOf(Builder &b, Value place,
                                ArrayRef<int64_t> outputs) const {
  Slice slice;
  for (int64_t extent : outputs)
    slice.sizes.push_back(b.getIndexAttr(extent));
  slice.offsets.assign(outputs.size(), b.getIndexAttr(0));
  slice.strides.assign(outputs.size(), b.getIndexAttr(1));
  for (size_t i = window.size(); i-- > 0;) {
    Value extent = arith::ConstantIndexOp::create(b, window[i]);
    slice.offsets[i + 1] = arith::RemUIOp::create(b, place, extent).getResult();
    slice.strides[i + 1] = b.getIndexAttr(strides[i]);
    place = arith::DivUIOp::create(b, place, extent);
  }
  return slice;
}

ValueRange overPlaces(
    Builder &b, int64_t places, ValueRange carries,
    function_ref<SmallVector<Value>(Builder &, Value, ValueRange)> body) {
  auto loop = scf::ForOp::create(
      b, arith::ConstantIndexOp::create(b, 0),
      arith::ConstantIndexOp::create(b, places),
      arith::ConstantIndexOp::create(b, 1), carries,
      [&](OpBuilder &inner, Location loc, Value k, ValueRange carried) {
        Builder in(loc, inner);
        scf::YieldOp::create(in, body(in, k, carried));
      });
  return loop.getResults();
}

namespace {

Value isPlace(Builder &b, Value place, int64_t k) {
  return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, place,
                               intConstant(b, place.getType(), k));
}

struct ConvertTake : Lowering<ten::WindowTakeOp> {
  using Lowering::Lowering;

  Value lower(Builder &b, ten::WindowTakeOp op,
              OpAdaptor adaptor) const override {
    Windows windows(op);
    auto result = typeOf(op.getResult());
    Value x = padImages(b, adaptor.getX(), windows.low, windows.high,
                        zeroOf(adaptor.getX()));
    Value places = adaptor.getPlaces();
    AffineMap identity = b.getMultiDimIdentityMap(result.getRank());
    if (windows.places() <= maxPlaces) {
      auto outputs = result.getShape().slice(1, windows.window.size());
      SmallVector<Value> inputs = {places};
      for (int64_t k = 0; k < windows.places(); ++k)
        inputs.push_back(windows.at(b, x, k, outputs));
      SmallVector<AffineMap> maps(inputs.size(), identity);
      return mapElements(b, result, inputs, maps,
                         [&](Builder &in, ValueRange v) -> Value {
                           Value y = floatConstant(in, v[1].getType(), 0);
                           for (int64_t k = 0; k < windows.places(); ++k)
                             y = arith::SelectOp::create(
                                 in, isPlace(in, v[0], k), v[k + 1], y);
                           return y;
                         });
    }
    Value y = fillTensor(b, result.getShape(),
                         floatConstant(b, result.getElementType(), 0));
    ValueRange taken = overPlaces(
        b, windows.places(), y,
        [&](Builder &in, Value k, ValueRange carried) -> SmallVector<Value> {
          Windows::Slice s = windows.sliceOf(in, k, result.getShape());
          Value here = tensor::ExtractSliceOp::create(in, result, x, s.offsets,
                                                      s.sizes, s.strides);
          Value number = arith::IndexCastOp::create(
              in, typeOf(places).getElementType(), k);
          return {mapElements(
              in, result, {places, here, carried[0]},
              {identity, identity, identity},
              [&](Builder &body, ValueRange v) -> Value {
                Value hit = arith::CmpIOp::create(
                    body, arith::CmpIPredicate::eq, v[0], number);
                return arith::SelectOp::create(body, hit, v[1], v[2]);
              })};
        });
    return taken[0];
  }
};

struct ConvertPut : Lowering<ten::WindowPutOp> {
  using Lowering::Lowering;

  Value lower(Builder &b, ten::WindowPutOp op,
              OpAdaptor adaptor) const override {
    Windows windows(op);
    auto result = typeOf(op.getResult());
    Value put =
        windows.places() <= maxPlaces
            ? byPhases(b, windows, adaptor.getX(), adaptor.getPlaces(), result)
            : walk(b, windows, adaptor.getX(), adaptor.getPlaces(), result);
    return put;
  }

  /// Every position of the image asks the windows that see it.
  static Value byPhases(Builder &b, const Windows &windows, Value x,
                        Value places, RankedTensorType result) {
    size_t rank = windows.window.size();
    auto outputs = typeOf(x).getShape().slice(1, rank);
    SmallVector<SmallVector<Phase>> axes;
    SmallVector<int64_t> low(rank, 0), high(rank, 0);
    for (size_t i = 0; i < rank; ++i) {
      axes.push_back(phasesOf(result.getDimSize(i + 1), windows.window[i],
                              windows.strides[i], 1, windows.low[i]));
      for (const Phase &phase : axes.back()) {
        int64_t last = phase.count - 1 + phase.offset + phase.places - 1;
        low[i] = std::max(low[i], -phase.offset);
        high[i] = std::max(high[i], last - (outputs[i] - 1));
      }
    }
    // Beyond the windows there is nothing to put.
    x = padImages(b, x, low, high, zeroOf(x));
    places = padImages(b, places, low, high, zeroOf(places));
    Value whole =
        tensor::EmptyOp::create(b, result.getShape(), result.getElementType());
    Value zero = arith::ConstantIndexOp::create(b, 0);
    forEachPhase(axes, [&](ArrayRef<Phase> phases) {
      Value part = phaseOf(b, windows, x, places, result, phases, low);
      SmallVector<int64_t> first;
      for (const Phase &phase : phases)
        first.push_back(phase.start);
      whole = putImages(b, part, whole, zero, first, windows.strides);
    });
    return whole;
  }

  static Value phaseOf(Builder &b, const Windows &windows, Value x,
                       Value places, RankedTensorType result,
                       ArrayRef<Phase> phases, ArrayRef<int64_t> low) {
    SmallVector<int64_t> shape = {result.getDimSize(0)}, sizes;
    for (const Phase &phase : phases) {
      shape.push_back(phase.count);
      sizes.push_back(phase.places);
    }
    shape.push_back(result.getShape().back());
    SmallVector<int64_t> counts(ArrayRef<int64_t>(shape).slice(1).drop_back());
    SmallVector<int64_t> apart(phases.size(), 1), numbers;
    SmallVector<Value> inputs;
    int64_t terms = 1;
    for (int64_t size : sizes)
      terms *= size;
    for (int64_t term = 0; term < terms; ++term) {
      SmallVector<int64_t> k(phases.size()), first(phases.size());
      int64_t rest = term;
      for (size_t i = phases.size(); i-- > 0; rest /= sizes[i]) {
        const Phase &phase = phases[i];
        int64_t j = rest % sizes[i];
        k[i] = phase.last - phase.step * j;
        first[i] = phase.offset + phase.dilation * j + low[i];
      }
      numbers.push_back(windows.placeOf(k));
      inputs.push_back(takeElements(b, x, first, counts, apart));
      inputs.push_back(takeElements(b, places, first, counts, apart));
    }
    SmallVector<AffineMap> maps(inputs.size(),
                                b.getMultiDimIdentityMap(shape.size()));
    return mapElements(
        b, result.clone(shape), inputs, maps,
        [&](Builder &in, ValueRange v) -> Value {
          Value nothing = floatConstant(in, result.getElementType(), 0), sum;
          for (auto [term, number] : llvm::enumerate(numbers)) {
            Value more = arith::SelectOp::create(
                in, isPlace(in, v[2 * term + 1], number), v[2 * term], nothing);
            sum = sum ? arith::AddFOp::create(in, sum, more).getResult() : more;
          }
          return sum ? sum : nothing;
        });
  }

  /// Place by place from the last on, so that each position adds up over its
  /// windows in order.
  static Value walk(Builder &b, const Windows &windows, Value x, Value places,
                    RankedTensorType result) {
    size_t rank = windows.window.size();
    SmallVector<int64_t> shape(result.getShape());
    for (size_t i = 0; i < rank; ++i)
      shape[i + 1] += windows.low[i] + windows.high[i];
    RankedTensorType type = typeOf(x);
    Value whole =
        fillTensor(b, shape, floatConstant(b, result.getElementType(), 0));
    AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
    whole = overPlaces(
        b, windows.places(), whole,
        [&](Builder &in, Value count,
            ValueRange carried) -> SmallVector<Value> {
          Value last = arith::ConstantIndexOp::create(in, windows.places() - 1);
          Value k = arith::SubIOp::create(in, last, count);
          Windows::Slice s = windows.sliceOf(in, k, type.getShape());
          Value here = tensor::ExtractSliceOp::create(
              in, type, carried[0], s.offsets, s.sizes, s.strides);
          Value number = arith::IndexCastOp::create(
              in, typeOf(places).getElementType(), k);
          Value sums = mapElements(
              in, type, {places, x, here}, {identity, identity, identity},
              [&](Builder &body, ValueRange v) -> Value {
                Value hit = arith::CmpIOp::create(
                    body, arith::CmpIPredicate::eq, v[0], number);
                Value more = arith::AddFOp::create(body, v[2], v[1]);
                return arith::SelectOp::create(body, hit, more, v[2]);
              });
          return {tensor::InsertSliceOp::create(in, sums, carried[0], s.offsets,
                                                s.sizes, s.strides)};
        })[0];
    SmallVector<OpFoldResult> offsets(shape.size(), b.getIndexAttr(0)), sizes,
        strides(shape.size(), b.getIndexAttr(1));
    for (int64_t extent : result.getShape())
      sizes.push_back(b.getIndexAttr(extent));
    for (size_t i = 0; i < rank; ++i)
      offsets[i + 1] = b.getIndexAttr(windows.low[i]);
    return tensor::ExtractSliceOp::create(b, result, whole, offsets, sizes,
                                          strides);
  }
};

} // namespace

void populateWindowToLinalgPatterns(TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  patterns.add<ConvertTake, ConvertPut>(converter, patterns.getContext());
  populateWindowArgmaxPatterns(converter, patterns);
}

} // namespace nestor
