// ten.convolve to linalg.generic with a fused multiply-add as its body,
// sequential over the terms (docs/decisions.md, D3). Images get their border
// block by block, so that a block stays in cache.
#include "compiler/conversion/TenToLinalg/Convolve.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;
using Dims = ArrayRef<int64_t>;

Exprs joined(std::initializer_list<ArrayRef<AffineExpr>> parts) {
  Exprs all;
  for (ArrayRef<AffineExpr> part : parts)
    llvm::append_range(all, part);
  return all;
}

Value Iterators::product(Value lhs, ArrayRef<AffineExpr> left, Value rhs,
                         ArrayRef<AffineExpr> right, Value sums,
                         ArrayRef<AffineExpr> result) const {
  auto map = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(types.size(), 0, exprs, b.getContext());
  };
  Type wide = typeOf(sums).getElementType();
  auto generic = linalg::GenericOp::create(
      b, TypeRange(sums.getType()), ValueRange{lhs, rhs}, sums,
      ArrayRef<AffineMap>{map(left), map(right), map(result)}, types,
      [&](OpBuilder &inner, Location loc, ValueRange arguments) {
        Builder in(loc, inner);
        auto widen = [&](Value x) -> Value {
          if (x.getType() == wide)
            return x;
          return arith::ExtFOp::create(in, wide, x);
        };
        Value sum = math::FmaOp::create(in, widen(arguments[0]),
                                        widen(arguments[1]), arguments[2]);
        linalg::YieldOp::create(in, sum);
      });
  return generic.getResult(0);
}

Exprs Places::at(ArrayRef<AffineExpr> o, ArrayRef<AffineExpr> k,
                 const Extents &extents, Dims spatial) const {
  Exprs exprs;
  for (size_t i = 0; i < o.size(); ++i) {
    bool isSame = extents.window[i] == 1 && strides[i] == 1 &&
                  offsets[i] == 0 && spatial[i] == extents.outputs[i];
    AffineExpr sum = o[i] * strides[i] + k[i] * dilations[i] + offsets[i];
    exprs.push_back(isSame ? o[i] : sum);
  }
  return exprs;
}

/// A copy whose axis i is axis perm[i] of `x`.
Value permuted(Builder &b, Value x, Dims perm) {
  RankedTensorType type = typeOf(x);
  SmallVector<int64_t> shape;
  Exprs exprs(perm.size());
  for (auto [i, axis] : llvm::enumerate(perm)) {
    shape.push_back(type.getDimSize(axis));
    exprs[axis] = b.getAffineDimExpr(i);
  }
  // Axes of one element move for nothing.
  SmallVector<int64_t> moving;
  for (int64_t axis : perm)
    if (type.getDimSize(axis) != 1)
      moving.push_back(axis);
  if (llvm::is_sorted(moving))
    return reshapeTensor(b, x, shape);
  AffineMap map = AffineMap::get(perm.size(), 0, exprs, b.getContext());
  return mapElements(b, type.clone(shape), x, map,
                     [](Builder &, ValueRange element) { return element[0]; });
}

void countUp(SmallVector<int64_t> &axes, int64_t first, size_t count) {
  for (size_t i = 0; i < count; ++i)
    axes.push_back(first + int64_t(i));
}

Value zeros(Builder &b, Dims shape, Type wide) {
  return fillTensor(b, shape, floatConstant(b, wide, 0.0));
}

void chooseVectors(Extents &extents, int64_t columnStride) {
  extents.alongColumns = !extents.isDepthwise && extents.out < wideChannels &&
                         columnStride == 1 &&
                         extents.outputs.back() >= wideChannels;
}

/// [n, spatial..., g, i] with the last spatial axis behind, and back.
static SmallVector<int64_t> columnsLast(size_t rank) {
  SmallVector<int64_t> perm;
  countUp(perm, 0, rank);
  perm.append({int64_t(rank) + 1, int64_t(rank) + 2, int64_t(rank)});
  return perm;
}
static SmallVector<int64_t> channelsLast(size_t rank) {
  SmallVector<int64_t> perm;
  countUp(perm, 0, rank);
  perm.append({int64_t(rank) + 2, int64_t(rank), int64_t(rank) + 1});
  return perm;
}

Value withBorder(Builder &b, Value images, const Extents &extents, Dims low,
                 Dims high) {
  if (!extents.alongColumns)
    return padImages(b, images, low, high, zeroOf(images));
  size_t rank = extents.rank();
  SmallVector<int64_t> axes;
  countUp(axes, 1, rank - 1);
  axes.push_back(rank + 2);
  return padAxes(b, permuted(b, images, columnsLast(rank)), axes, low, high,
                 zeroOf(images));
}

Value convolveBlock(Builder &b, Value images, Value filters,
                    const Extents &extents, const Places &places, Type wide) {
  size_t rank = extents.rank();
  SmallVector<int64_t> spatial(typeOf(images).getShape().slice(1, rank));
  Iterators it(b);
  if (extents.isDepthwise) {
    AffineExpr n = it.outer();
    Exprs o = it.outer(rank), k = it.terms(rank);
    AffineExpr g = it.outer();
    Exprs at = places.at(o, k, extents, spatial);
    return it.product(images, joined({n, at, g}), filters, joined({k, g}),
                      zeros(b, extents.outputShape(), wide), joined({n, o, g}));
  }
  AffineExpr g = it.outer(), n = it.outer();
  if (!extents.alongColumns) {
    Exprs o = it.outer(rank), k = it.terms(rank);
    AffineExpr i = it.term(), c = it.outer();
    Exprs at = places.at(o, k, extents, spatial);
    return it.product(
        images, joined({n, at, g, i}), filters, joined({k, i, g, c}),
        zeros(b, extents.outputShape(), wide), joined({n, o, g, c}));
  }
  spatial.back() = typeOf(images).getShape().back();
  Exprs o = it.outer(rank - 1);
  AffineExpr c = it.outer();
  Exprs k = it.terms(rank);
  AffineExpr i = it.term(), column = it.outer();
  o.push_back(column);
  Exprs at = places.at(o, k, extents, spatial);
  ArrayRef<AffineExpr> rows(at), outputRows(o);
  SmallVector<int64_t> shape = extents.outputShape();
  shape.erase(shape.begin() + rank);
  shape.push_back(extents.outputs.back());
  Value sums =
      it.product(images, joined({n, rows.drop_back(), g, i, rows.take_back()}),
                 filters, joined({k, i, g, c}), zeros(b, shape, wide),
                 joined({n, outputRows.drop_back(), g, c, column}));
  return permuted(b, sums, channelsLast(rank));
}

static int64_t bytesOf(Dims shape, Type element) {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count * element.getIntOrFloatBitWidth() / 8;
}

Type wideOf(Value value) {
  Type element = getElementTypeOrSelf(value);
  return element.isBF16() ? Type(Float32Type::get(value.getContext()))
                          : element;
}

int64_t imagesTogether(const Extents &extents, Type wide) {
  return blockOf(extents.images, (bytesOf(extents.imageShape(), wide) +
                                  bytesOf(extents.outputShape(), wide)) /
                                     std::max<int64_t>(extents.images, 1));
}

bool hasNoTerms(Operation *op) {
  auto isEmpty = [](Value value) {
    return typeOf(value).getNumElements() == 0;
  };
  return isEmpty(op->getResult(0)) || llvm::any_of(op->getOperands(), isEmpty);
}

namespace {

struct ConvertConvolve : ConvolutionLowering<ten::ConvolveOp> {
  using ConvolutionLowering::ConvolutionLowering;

  Value sums(Builder &b, ten::ConvolveOp op, OpAdaptor adaptor) const override {
    Extents extents(typeOf(op.getLhs()).getShape(),
                    typeOf(op.getRhs()).getShape(),
                    typeOf(op.getResult()).getShape(), op.getGroups());
    Type wide = wideOf(op.getResult());
    Value images = reshapeTensor(b, adaptor.getLhs(), extents.imageShape());
    Value filters = reshapeTensor(b, adaptor.getRhs(), extents.filterShape());
    Places places = placesOf(op);
    int64_t block = imagesTogether(extents, wide);
    Value outputs = tensor::EmptyOp::create(b, extents.outputShape(), wide);
    extents.images = block;
    chooseVectors(extents, op.getStrides().back());
    SmallVector<int64_t> first(extents.rank(), 0), apart(extents.rank(), 1);
    return overBlocks(
        b, typeOf(images).getDimSize(0), block, outputs,
        [&](Builder &in, Value start, Value carry) {
          Value part = takeImages(in, images, start, block);
          part = withBorder(in, part, extents, op.getLow(), op.getHigh());
          part = convolveBlock(in, part, filters, extents, places, wide);
          return putImages(in, part, carry, start, first, apart);
        });
  }
};

} // namespace

void populateConvolveToLinalgPatterns(TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<ConvertConvolve>(converter, patterns.getContext());
  populateConvolveInputPatterns(converter, patterns);
  populateConvolveFilterPatterns(converter, patterns);
}

} // namespace nestor
