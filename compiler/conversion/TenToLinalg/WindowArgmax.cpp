// ten.window_argmax to linalg.generic.
#include "compiler/conversion/TenToLinalg/Window.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;

namespace {

/// Whether place `k` of the windows lies inside the image, as i1; null where it
/// always does. Iterators: n, o..., c.
Value insideImage(Builder &b, const Windows &windows, ArrayRef<int64_t> k,
                  ArrayRef<int64_t> spatial, ArrayRef<int64_t> outputs) {
  Value inside;
  auto demand = [&](Value holds) {
    inside =
        inside ? arith::AndIOp::create(b, inside, holds).getResult() : holds;
  };
  for (size_t i = 0; i < k.size(); ++i) {
    int64_t first = k[i] - windows.low[i];
    int64_t last = first + windows.strides[i] * (outputs[i] - 1);
    if (first >= 0 && last < spatial[i])
      continue;
    Value o = linalg::IndexOp::create(b, i + 1);
    Value stride = arith::ConstantIndexOp::create(b, windows.strides[i]);
    Value at = arith::AddIOp::create(b, arith::MulIOp::create(b, o, stride),
                                     arith::ConstantIndexOp::create(b, first));
    // Below 0 is a large unsigned number.
    Value extent = arith::ConstantIndexOp::create(b, spatial[i]);
    demand(arith::CmpIOp::create(b, arith::CmpIPredicate::ult, at, extent));
  }
  return inside;
}

/// The first largest so far: its element, its place, and whether there is one
/// (null: there is).
struct Largest {
  Value element, place, any;

  void meet(Builder &b, Value x, Value k, Value inside) {
    if (!element) {
      element = x;
      place = k;
      any = inside;
      return;
    }
    Value wins =
        arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, x, element);
    if (any) {
      Value yes = arith::ConstantOp::create(b, b.getBoolAttr(true));
      Value none = arith::XOrIOp::create(b, any, yes);
      wins = arith::OrIOp::create(b, wins, none);
    }
    if (inside)
      wins = arith::AndIOp::create(b, wins, inside);
    element = arith::SelectOp::create(b, wins, x, element);
    place = arith::SelectOp::create(b, wins, k, place);
    if (any)
      any = inside ? arith::OrIOp::create(b, any, inside).getResult() : Value();
  }
};

struct ConvertArgmax : Lowering<ten::WindowArgmaxOp> {
  using Lowering::Lowering;

  Value lower(Builder &b, ten::WindowArgmaxOp op,
              OpAdaptor adaptor) const override {
    Windows windows(op);
    auto result = typeOf(op.getResult());
    Type whole = result.getElementType();
    auto spatial =
        typeOf(adaptor.getX()).getShape().slice(1, windows.window.size());
    auto outputs = result.getShape().slice(1, windows.window.size());
    Value x = padImages(b, adaptor.getX(), windows.low, windows.high,
                        zeroOf(adaptor.getX()));
    if (windows.places() > maxPlaces)
      return walk(b, windows, x, result, spatial);
    SmallVector<Value> inputs;
    for (int64_t k = 0; k < windows.places(); ++k)
      inputs.push_back(windows.at(b, x, k, outputs));
    SmallVector<AffineMap> maps(inputs.size(),
                                b.getMultiDimIdentityMap(result.getRank()));
    return mapElements(b, result, inputs, maps,
                       [&](Builder &in, ValueRange elements) -> Value {
                         Largest largest;
                         for (auto [k, element] : llvm::enumerate(elements))
                           largest.meet(in, element, intConstant(in, whole, k),
                                        insideImage(in, windows,
                                                    windows.indexOf(k), spatial,
                                                    outputs));
                         return largest.place;
                       });
  }

  /// Carries the elements, their places and, where there is a border, whether
  /// there is one; -1 is the place of none.
  static Value walk(Builder &b, const Windows &windows, Value x,
                    RankedTensorType result, ArrayRef<int64_t> spatial) {
    Type element = typeOf(x).getElementType(), whole = result.getElementType();
    Value elements =
        fillTensor(b, result.getShape(), floatConstant(b, element, 0));
    Value places = fillTensor(b, result.getShape(), intConstant(b, whole, -1));
    ValueRange found = overPlaces(
        b, windows.places(), {elements, places},
        [&](Builder &in, Value k, ValueRange carried) -> SmallVector<Value> {
          Windows::Slice s = windows.sliceOf(in, k, result.getShape());
          Value here = tensor::ExtractSliceOp::create(
              in, result.clone(element), x, s.offsets, s.sizes, s.strides);
          Value number = arith::IndexCastOp::create(in, whole, k);
          AffineMap identity = in.getMultiDimIdentityMap(result.getRank());
          auto generic = linalg::GenericOp::create(
              in, TypeRange{result.clone(element), result}, here,
              ValueRange{carried[0], carried[1]},
              ArrayRef<AffineMap>{identity, identity, identity},
              SmallVector<utils::IteratorType>(result.getRank(),
                                               utils::IteratorType::parallel),
              [&](OpBuilder &inner, Location loc, ValueRange v) {
                Builder body(loc, inner);
                Value wins = arith::CmpFOp::create(
                    body, arith::CmpFPredicate::OGT, v[0], v[1]);
                Value none =
                    arith::CmpIOp::create(body, arith::CmpIPredicate::slt, v[2],
                                          intConstant(body, whole, 0));
                wins = arith::OrIOp::create(body, wins, none);
                if (windows.isPadded())
                  wins = arith::AndIOp::create(
                      body, wins, insideAt(body, windows, s, spatial));
                Value best = arith::SelectOp::create(body, wins, v[0], v[1]);
                Value place = arith::SelectOp::create(body, wins, number, v[2]);
                linalg::YieldOp::create(body, ValueRange{best, place});
              });
          return SmallVector<Value>(generic.getResults());
        });
    if (!windows.isPadded())
      return found[1];
    // A window outside has place 0.
    return mapElements(
        b, result, found[1], b.getMultiDimIdentityMap(result.getRank()),
        [&](Builder &in, ValueRange v) -> Value {
          return arith::MaxSIOp::create(in, v[0], intConstant(in, whole, 0));
        });
  }

  /// As insideImage, at the run-time place of a slice.
  static Value insideAt(Builder &b, const Windows &windows,
                        const Windows::Slice &slice,
                        ArrayRef<int64_t> spatial) {
    Value inside;
    for (size_t i = 0; i < windows.window.size(); ++i) {
      Value o = linalg::IndexOp::create(b, i + 1);
      Value stride = arith::ConstantIndexOp::create(b, windows.strides[i]);
      Value low = arith::ConstantIndexOp::create(b, windows.low[i]);
      Value at = arith::SubIOp::create(
          b,
          arith::AddIOp::create(b, arith::MulIOp::create(b, o, stride),
                                cast<Value>(slice.offsets[i + 1])),
          low);
      Value extent = arith::ConstantIndexOp::create(b, spatial[i]);
      Value holds =
          arith::CmpIOp::create(b, arith::CmpIPredicate::ult, at, extent);
      inside =
          inside ? arith::AndIOp::create(b, inside, holds).getResult() : holds;
    }
    return inside;
  }
};

} // namespace

void populateWindowArgmaxPatterns(TypeConverter &converter,
                                  RewritePatternSet &patterns) {
  patterns.add<ConvertArgmax>(converter, patterns.getContext());
}

} // namespace nestor
