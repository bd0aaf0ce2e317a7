// ten operations that move elements, to tensor slices and to linalg.generic
// with the movement in its maps.
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

RankedTensorType resultType(Operation *op) {
  return cast<RankedTensorType>(op->getResult(0).getType());
}

/// Copies elements of `x`, read through `map`, into a tensor of `type`.
Value moveElements(Builder &b, RankedTensorType type, Value x, AffineMap map) {
  return mapElements(b, type, x, map, [](Builder &, ValueRange elements) {
    return elements[0];
  });
}

/// A tensor with one number everywhere is data of the program up to this size
/// in bytes; above, it is filled when it is needed.
constexpr int64_t largestSplat = 1 << 20;

struct ConvertConstant : OpConversionPattern<ten::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::ConstantOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    ElementsAttr value = op.getValue();
    TypedAttr attr = cast<TypedAttr>(Attribute(value));
    if (resultType(op).getRank() == 0)
      attr = cast<TypedAttr>(*value.value_begin<Attribute>());
    auto splat = dyn_cast<SplatElementsAttr>(Attribute(value));
    RankedTensorType type = resultType(op);
    int64_t bits = type.getElementTypeBitWidth() * type.getNumElements();
    if (splat && bits > 8 * largestSplat && !isZero(splat)) {
      Builder b(op.getLoc(), rewriter);
      Value number = arith::ConstantOp::create(
          b, cast<TypedAttr>(splat.getSplatValue<Attribute>()));
      rewriter.replaceOp(op, fillTensor(b, type.getShape(), number));
      return success();
    }
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, attr);
    return success();
  }

  // Zeros take no room in the program's file.
  static bool isZero(SplatElementsAttr splat) {
    Attribute number = splat.getSplatValue<Attribute>();
    if (auto real = dyn_cast<FloatAttr>(number))
      return real.getValue().isPosZero();
    return cast<IntegerAttr>(number).getValue().isZero();
  }
};

struct ConvertIota : OpConversionPattern<ten::IotaOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::IotaOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    RankedTensorType type = resultType(op);
    Type element = type.getElementType();
    Value result =
        mapElements(b, type, {}, {}, [&](Builder &inner, ValueRange) -> Value {
          Value i = linalg::IndexOp::create(inner, op.getAxis());
          Type whole = isa<FloatType>(element) ? inner.getI64Type() : element;
          Value number = arith::IndexCastOp::create(inner, whole, i);
          if (whole == element)
            return number;
          return arith::SIToFPOp::create(inner, element, number);
        });
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct ConvertBroadcast : OpConversionPattern<ten::BroadcastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::BroadcastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    RankedTensorType type = resultType(op);
    Value x = adaptor.getX();
    if (type.getRank() == 0) {
      rewriter.replaceOp(op, x);
      return success();
    }
    if (Value scalar = uniformElement(b, x)) {
      Value result = mapElements(b, type, {}, {},
                                 [&](Builder &, ValueRange) { return scalar; });
      rewriter.replaceOp(op, result);
      return success();
    }
    SmallVector<AffineExpr> exprs;
    for (int64_t dim : op.getDims())
      exprs.push_back(b.getAffineDimExpr(dim));
    AffineMap map = AffineMap::get(type.getRank(), 0, exprs, b.getContext());
    rewriter.replaceOp(op, moveElements(b, type, x, map));
    return success();
  }
};

struct ConvertReshape : OpConversionPattern<ten::ReshapeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::ReshapeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    RankedTensorType type = resultType(op);
    Value x = adaptor.getX();
    auto from = dyn_cast<RankedTensorType>(x.getType());
    if (!from && type.getRank() == 0) {
      rewriter.replaceOp(op, x);
      return success();
    }
    if (!from) {
      rewriter.replaceOp(op,
                         mapElements(b, type, {}, {},
                                     [&](Builder &, ValueRange) { return x; }));
      return success();
    }
    if (type.getRank() == 0) {
      Value zero = arith::ConstantIndexOp::create(b, 0);
      SmallVector<Value> first(from.getRank(), zero);
      rewriter.replaceOpWithNewOp<tensor::ExtractOp>(op, x, first);
      return success();
    }
    if (type.getNumElements() == 0)
      rewriter.replaceOpWithNewOp<tensor::EmptyOp>(op, type.getShape(),
                                                   type.getElementType());
    else
      rewriter.replaceOp(op, reshapeTensor(b, x, type.getShape()));
    return success();
  }
};

struct ConvertTranspose : OpConversionPattern<ten::TransposeOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::TransposeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    RankedTensorType type = resultType(op);
    if (type.getRank() == 0) {
      rewriter.replaceOp(op, adaptor.getX());
      return success();
    }
    // Dimension k of the result is dimension perm[k] of x.
    SmallVector<AffineExpr> exprs(type.getRank());
    for (auto [k, dim] : llvm::enumerate(op.getPerm()))
      exprs[dim] = b.getAffineDimExpr(k);
    AffineMap map = AffineMap::get(type.getRank(), 0, exprs, b.getContext());
    rewriter.replaceOp(op, moveElements(b, type, adaptor.getX(), map));
    return success();
  }
};

struct ConvertReverse : OpConversionPattern<ten::ReverseOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::ReverseOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    RankedTensorType type = resultType(op);
    if (type.getRank() == 0) {
      rewriter.replaceOp(op, adaptor.getX());
      return success();
    }
    SmallVector<AffineExpr> exprs;
    for (auto [dim, extent] : llvm::enumerate(type.getShape())) {
      AffineExpr i = b.getAffineDimExpr(dim);
      bool backwards = llvm::is_contained(op.getAxes(), int64_t(dim));
      exprs.push_back(backwards ? (extent - 1) - i : i);
    }
    AffineMap map = AffineMap::get(type.getRank(), 0, exprs, b.getContext());
    rewriter.replaceOp(op, moveElements(b, type, adaptor.getX(), map));
    return success();
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

struct ConvertSlice : OpConversionPattern<ten::SliceOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::SliceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    RankedTensorType type = resultType(op);
    if (type.getRank() == 0) {
      rewriter.replaceOp(op, adaptor.getX());
      return success();
    }
    if (isEmpty(type)) {
      rewriter.replaceOpWithNewOp<tensor::EmptyOp>(op, type.getShape(),
                                                   type.getElementType());
      return success();
    }
    StaticSlice s(b, op.getOffsets(), type.getShape(), op.getStrides());
    rewriter.replaceOpWithNewOp<tensor::ExtractSliceOp>(
        op, type, adaptor.getX(), s.offsets, s.sizes, s.strides);
    return success();
  }
};

struct ConvertPad : OpConversionPattern<ten::PadOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::PadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    RankedTensorType type = resultType(op);
    if (type.getRank() == 0) {
      rewriter.replaceOp(op, adaptor.getX());
      return success();
    }
    Value zero =
        arith::ConstantOp::create(b, b.getZeroAttr(type.getElementType()));
    Value zeros = fillTensor(b, type.getShape(), zero);
    SmallVector<int64_t> strides;
    for (int64_t interior : op.getInterior())
      strides.push_back(interior + 1);
    auto from = cast<RankedTensorType>(adaptor.getX().getType());
    if (isEmpty(from)) {
      rewriter.replaceOp(op, zeros);
      return success();
    }
    StaticSlice s(b, op.getLow(), from.getShape(), strides);
    rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(
        op, adaptor.getX(), zeros, s.offsets, s.sizes, s.strides);
    return success();
  }
};

struct ConvertConcat : OpConversionPattern<ten::ConcatOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::ConcatOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    RankedTensorType type = resultType(op);
    Value result =
        tensor::EmptyOp::create(b, type.getShape(), type.getElementType());
    SmallVector<int64_t> offset(type.getRank(), 0), ones(type.getRank(), 1);
    for (Value input : adaptor.getInputs()) {
      auto from = cast<RankedTensorType>(input.getType());
      if (isEmpty(from))
        continue;
      StaticSlice s(b, offset, from.getShape(), ones);
      result = tensor::InsertSliceOp::create(b, input, result, s.offsets,
                                             s.sizes, s.strides);
      offset[op.getAxis()] += from.getDimSize(op.getAxis());
    }
    rewriter.replaceOp(op, result);
    return success();
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

struct ConvertDynamicSlice : OpConversionPattern<ten::DynamicSliceOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::DynamicSliceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    RankedTensorType type = resultType(op);
    if (type.getRank() == 0) {
      rewriter.replaceOp(op, adaptor.getX());
      return success();
    }
    DynamicSlice s(b, type.getShape(), adaptor.getStarts(), op.getAxes());
    rewriter.replaceOpWithNewOp<tensor::ExtractSliceOp>(
        op, type, adaptor.getX(), s.offsets, s.sizes, s.strides);
    return success();
  }
};

enum class IntoSlice { Replace, Accumulate };

template <typename Op, IntoSlice how>
struct ConvertIntoSlice : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;
  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    Value x = adaptor.getX(), update = adaptor.getUpdate();
    auto type = dyn_cast<RankedTensorType>(update.getType());
    if (!type) {
      rewriter.replaceOp(
          op, how == IntoSlice::Replace ? update : addScalars(b, x, update));
      return success();
    }
    if (type.getNumElements() == 0) { // perhaps behind the end
      rewriter.replaceOp(op, x);
      return success();
    }
    DynamicSlice s(b, type.getShape(), adaptor.getStarts(), op.getAxes());
    if (how == IntoSlice::Accumulate) {
      Value block = tensor::ExtractSliceOp::create(b, type, x, s.offsets,
                                                   s.sizes, s.strides);
      update = addTensors(b, block, update);
    }
    rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(op, update, x, s.offsets,
                                                       s.sizes, s.strides);
    return success();
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
