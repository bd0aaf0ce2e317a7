// ten operations that move elements, to tensor slices and to linalg.generic
// with the movement in its maps.
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

RankedTensorType resultType(Operation *op) { return typeOf(op->getResult(0)); }

/// Copies elements of `x`, read through `map`, into a tensor of `type`.
Value moveElements(Builder &b, RankedTensorType type, Value x, AffineMap map) {
  return mapElements(b, type, x, map, [](Builder &, ValueRange elements) {
    return elements[0];
  });
}

/// A tensor with one number everywhere is data of the program up to this size
/// in bytes; above, it is filled when it is needed.
constexpr int64_t largestSplat = 1 << 20;

struct ConvertConstant : Lowering<ten::ConstantOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::ConstantOp op, OpAdaptor) const override {
    ElementsAttr value = op.getValue();
    TypedAttr attr = cast<TypedAttr>(Attribute(value));
    if (resultType(op).getRank() == 0)
      attr = cast<TypedAttr>(*value.value_begin<Attribute>());
    auto splat = dyn_cast<SplatElementsAttr>(Attribute(value));
    RankedTensorType type = resultType(op);
    int64_t bits = type.getElementTypeBitWidth() * type.getNumElements();
    if (splat && bits > 8 * largestSplat && !isZero(splat)) {
      Value number = arith::ConstantOp::create(
          b, cast<TypedAttr>(splat.getSplatValue<Attribute>()));
      return fillTensor(b, type.getShape(), number);
    }
    return arith::ConstantOp::create(b, attr);
  }

  // Zeros take no room in the program's file.
  static bool isZero(SplatElementsAttr splat) {
    Attribute number = splat.getSplatValue<Attribute>();
    if (auto real = dyn_cast<FloatAttr>(number))
      return real.getValue().isPosZero();
    return cast<IntegerAttr>(number).getValue().isZero();
  }
};

struct ConvertIota : Lowering<ten::IotaOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::IotaOp op, OpAdaptor) const override {
    RankedTensorType type = resultType(op);
    Type element = type.getElementType();
    return mapElements(
        b, type, {}, {}, [&](Builder &inner, ValueRange) -> Value {
          Value i = linalg::IndexOp::create(inner, op.getAxis());
          Type whole = isa<FloatType>(element) ? inner.getI64Type() : element;
          Value number = arith::IndexCastOp::create(inner, whole, i);
          if (whole == element)
            return number;
          return arith::SIToFPOp::create(inner, element, number);
        });
  }
};

struct ConvertBroadcast : Lowering<ten::BroadcastOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::BroadcastOp op,
              OpAdaptor adaptor) const override {
    RankedTensorType type = resultType(op);
    Value x = adaptor.getX();
    if (type.getRank() == 0)
      return x;
    if (Value scalar = uniformElement(b, x))
      return mapElements(b, type, {}, {},
                         [&](Builder &, ValueRange) { return scalar; });
    SmallVector<AffineExpr> exprs;
    for (int64_t dim : op.getDims())
      exprs.push_back(b.getAffineDimExpr(dim));
    AffineMap map = AffineMap::get(type.getRank(), 0, exprs, b.getContext());
    return moveElements(b, type, x, map);
  }
};

struct ConvertReshape : Lowering<ten::ReshapeOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::ReshapeOp op, OpAdaptor adaptor) const override {
    RankedTensorType type = resultType(op);
    Value x = adaptor.getX();
    auto from = dyn_cast<RankedTensorType>(x.getType());
    if (!from && type.getRank() == 0)
      return x;
    if (!from) {
      return mapElements(b, type, {}, {},
                         [&](Builder &, ValueRange) { return x; });
    }
    if (type.getRank() == 0) {
      Value zero = arith::ConstantIndexOp::create(b, 0);
      SmallVector<Value> first(from.getRank(), zero);
      return tensor::ExtractOp::create(b, x, first);
    }
    if (type.getNumElements() == 0)
      return tensor::EmptyOp::create(b, type.getShape(), type.getElementType());
    return reshapeTensor(b, x, type.getShape());
  }
};

struct ConvertTranspose : Lowering<ten::TransposeOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::TransposeOp op,
              OpAdaptor adaptor) const override {
    RankedTensorType type = resultType(op);
    if (type.getRank() == 0)
      return adaptor.getX();
    // Dimension k of the result is dimension perm[k] of x.
    SmallVector<AffineExpr> exprs(type.getRank());
    for (auto [k, dim] : llvm::enumerate(op.getPerm()))
      exprs[dim] = b.getAffineDimExpr(k);
    AffineMap map = AffineMap::get(type.getRank(), 0, exprs, b.getContext());
    return moveElements(b, type, adaptor.getX(), map);
  }
};

struct ConvertReverse : Lowering<ten::ReverseOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::ReverseOp op, OpAdaptor adaptor) const override {
    RankedTensorType type = resultType(op);
    if (type.getRank() == 0)
      return adaptor.getX();
    SmallVector<AffineExpr> exprs;
    for (auto [dim, extent] : llvm::enumerate(type.getShape())) {
      AffineExpr i = b.getAffineDimExpr(dim);
      bool backwards = llvm::is_contained(op.getAxes(), int64_t(dim));
      exprs.push_back(backwards ? (extent - 1) - i : i);
    }
    AffineMap map = AffineMap::get(type.getRank(), 0, exprs, b.getContext());
    return moveElements(b, type, adaptor.getX(), map);
  }
};

/// Static offsets, sizes and strides as attributes.
struct StaticSlice {
  SmallVector<OpFoldResult> offsets, sizes, strides;

  StaticSlice(Builder &b, ArrayRef<int64_t> offset, ArrayRef<int64_t> shape,
              ArrayRef<int64_t> stride) {
    for (auto [o, n, s] : llvm::zip_equal(offset, shape, stride)) {
      offsets.push_back(b.getIndexAttr(o));
      sizes.push_back(b.getIndexAttr(n));
      strides.push_back(b.getIndexAttr(s));
    }
  }
};

/// No offset is inside of a tensor for a slice of nothing behind its end.
bool isEmpty(RankedTensorType type) { return type.getNumElements() == 0; }

struct ConvertSlice : Lowering<ten::SliceOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::SliceOp op, OpAdaptor adaptor) const override {
    RankedTensorType type = resultType(op);
    if (type.getRank() == 0)
      return adaptor.getX();
    if (isEmpty(type))
      return tensor::EmptyOp::create(b, type.getShape(), type.getElementType());
    StaticSlice s(b, op.getOffsets(), type.getShape(), op.getStrides());
    return tensor::ExtractSliceOp::create(b, type, adaptor.getX(), s.offsets,
                                          s.sizes, s.strides);
  }
};

struct ConvertPad : Lowering<ten::PadOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::PadOp op, OpAdaptor adaptor) const override {
    RankedTensorType type = resultType(op);
    if (type.getRank() == 0)
      return adaptor.getX();
    Value zero =
        arith::ConstantOp::create(b, b.getZeroAttr(type.getElementType()));
    Value zeros = fillTensor(b, type.getShape(), zero);
    SmallVector<int64_t> strides;
    for (int64_t interior : op.getInterior())
      strides.push_back(interior + 1);
    auto from = typeOf(adaptor.getX());
    if (isEmpty(from))
      return zeros;
    StaticSlice s(b, op.getLow(), from.getShape(), strides);
    return tensor::InsertSliceOp::create(b, adaptor.getX(), zeros, s.offsets,
                                         s.sizes, s.strides);
  }
};

struct ConvertConcat : Lowering<ten::ConcatOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::ConcatOp op, OpAdaptor adaptor) const override {
    RankedTensorType type = resultType(op);
    Value result =
        tensor::EmptyOp::create(b, type.getShape(), type.getElementType());
    SmallVector<int64_t> offset(type.getRank(), 0), ones(type.getRank(), 1);
    for (Value input : adaptor.getInputs()) {
      auto from = typeOf(input);
      if (isEmpty(from))
        continue;
      StaticSlice s(b, offset, from.getShape(), ones);
      result = tensor::InsertSliceOp::create(b, input, result, s.offsets,
                                             s.sizes, s.strides);
      offset[op.getAxis()] += from.getDimSize(op.getAxis());
    }
    return result;
  }
};

/// A block of `shape` that starts at run-time indices along `axes`.
struct DynamicSlice {
  SmallVector<OpFoldResult> offsets, sizes, strides;

  DynamicSlice(Builder &b, ArrayRef<int64_t> shape, ValueRange starts,
               ArrayRef<int64_t> axes) {
    offsets.assign(shape.size(), b.getIndexAttr(0));
    strides.assign(shape.size(), b.getIndexAttr(1));
    for (int64_t extent : shape)
      sizes.push_back(b.getIndexAttr(extent));
    for (auto [start, axis] : llvm::zip_equal(starts, axes)) {
      Value index = arith::IndexCastOp::create(b, b.getIndexType(), start);
      offsets[axis] = index;
    }
  }
};

struct ConvertDynamicSlice : Lowering<ten::DynamicSliceOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::DynamicSliceOp op,
              OpAdaptor adaptor) const override {
    RankedTensorType type = resultType(op);
    if (type.getRank() == 0)
      return adaptor.getX();
    DynamicSlice s(b, type.getShape(), adaptor.getStarts(), op.getAxes());
    return tensor::ExtractSliceOp::create(b, type, adaptor.getX(), s.offsets,
                                          s.sizes, s.strides);
  }
};

enum class IntoSlice { Replace, Accumulate };

template <typename Op, IntoSlice how> struct ConvertIntoSlice : Lowering<Op> {
  using Lowering<Op>::Lowering;
  Value lower(Builder &b, Op op, typename Op::Adaptor adaptor) const override {
    Value x = adaptor.getX(), update = adaptor.getUpdate();
    auto type = dyn_cast<RankedTensorType>(update.getType());
    if (!type)
      return how == IntoSlice::Replace ? update : addScalars(b, x, update);
    if (type.getNumElements() == 0) { // perhaps behind the end
      return x;
    }
    DynamicSlice s(b, type.getShape(), adaptor.getStarts(), op.getAxes());
    if (how == IntoSlice::Accumulate) {
      Value block = tensor::ExtractSliceOp::create(b, type, x, s.offsets,
                                                   s.sizes, s.strides);
      update = addTensors(b, block, update);
    }
    return tensor::InsertSliceOp::create(b, update, x, s.offsets, s.sizes,
                                         s.strides);
  }

  static Value addScalars(Builder &b, Value l, Value r) {
    if (isa<FloatType>(l.getType()))
      return arith::AddFOp::create(b, l, r);
    return arith::AddIOp::create(b, l, r);
  }
};

} // namespace

void populateShapeToLinalgPatterns(TypeConverter &converter,
                                   RewritePatternSet &patterns) {
  patterns.add<ConvertConstant, ConvertIota, ConvertBroadcast, ConvertReshape,
               ConvertTranspose, ConvertReverse, ConvertSlice, ConvertPad,
               ConvertConcat, ConvertDynamicSlice,
               ConvertIntoSlice<ten::UpdateSliceOp, IntoSlice::Replace>,
               ConvertIntoSlice<ten::AccumulateSliceOp, IntoSlice::Accumulate>>(
      converter, patterns.getContext());
}

} // namespace nestor
