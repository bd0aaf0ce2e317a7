// Rows by number: gather as an elementwise read, the others as a loop that
// combines rows in the order of the indices.
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

Value asIndex(Builder &b, Value number) {
  return arith::IndexCastOp::create(b, b.getIndexType(), number);
}

struct ConvertGather : Lowering<ten::GatherOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::GatherOp op, OpAdaptor adaptor) const override {
    auto type = typeOf(op.getResult());
    Value x = adaptor.getX(), indices = adaptor.getIndices();
    bool single = !isa<RankedTensorType>(indices.getType());
    if (type.getRank() == 0)
      return tensor::ExtractOp::create(b, x, asIndex(b, indices));
    int64_t lanes = single ? 0 : typeOf(indices).getRank();
    auto body = [&](Builder &in, ValueRange elements) -> Value {
      SmallVector<Value> at = {asIndex(in, single ? indices : elements[0])};
      for (int64_t i = lanes; i < type.getRank(); ++i)
        at.push_back(linalg::IndexOp::create(in, i));
      return tensor::ExtractOp::create(in, x, at);
    };
    SmallVector<Value> inputs;
    SmallVector<AffineMap> maps;
    if (!single) {
      inputs.push_back(indices);
      maps.push_back(
          AffineMap::getMultiDimIdentityMap(type.getRank(), b.getContext())
              .getMajorSubMap(lanes));
    }
    return mapElements(b, type, inputs, maps, body);
  }
};

// What stands in a place once a row has come to it.
template <typename FloatOp, typename IntOp>
Value either(Builder &b, Value before, Value row) {
  if (isa<FloatType>(before.getType()))
    return FloatOp::create(b, before, row);
  return IntOp::create(b, before, row);
}
Value combine(Builder &b, ten::ScatterAddOp, Value before, Value row) {
  return either<arith::AddFOp, arith::AddIOp>(b, before, row);
}
Value combine(Builder &b, ten::ScatterMaxOp, Value before, Value row) {
  return either<arith::MaximumFOp, arith::MaxSIOp>(b, before, row);
}
Value combine(Builder &b, ten::ScatterMinOp, Value before, Value row) {
  return either<arith::MinimumFOp, arith::MinSIOp>(b, before, row);
}
Value combine(Builder &, ten::ScatterSetOp, Value, Value row) { return row; }

template <typename Op> struct ConvertScatter : Lowering<Op> {
  using Lowering<Op>::Lowering;
  static constexpr bool replaces = std::is_same_v<Op, ten::ScatterSetOp>;

  static Value combineRows(Builder &b, Op op, Value before, Value row) {
    if (replaces)
      return row;
    auto type = typeOf(row);
    AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
    return mapElements(b, type, {before, row}, {identity, identity},
                       [&](Builder &in, ValueRange x) {
                         return combine(in, op, x[0], x[1]);
                       });
  }

  Value lower(Builder &b, Op op, typename Op::Adaptor adaptor) const override {
    Value x = adaptor.getX(), indices = adaptor.getIndices(),
          update = adaptor.getUpdate();
    auto type = typeOf(x);
    int64_t count = 1;
    bool single = !isa<RankedTensorType>(indices.getType());
    if (!single) {
      count = typeOf(indices).getNumElements();
      indices = reshapeTensor(b, indices, count);
    }
    bool rows = type.getRank() > 1;
    SmallVector<int64_t> rowShape(type.getShape());
    rowShape[0] = 1;
    auto rowType = RankedTensorType::get(rowShape, type.getElementType());
    if (isa<RankedTensorType>(update.getType())) {
      SmallVector<int64_t> flat(rowShape);
      flat[0] = count;
      update = reshapeTensor(b, update, flat);
    }
    auto slice = [&](Builder &in, Value row) {
      SmallVector<OpFoldResult> offsets(type.getRank(), in.getIndexAttr(0)),
          sizes, strides(type.getRank(), in.getIndexAttr(1));
      offsets[0] = row;
      for (int64_t extent : rowShape)
        sizes.push_back(in.getIndexAttr(extent));
      return std::tuple(offsets, sizes, strides);
    };
    auto put = [&](Builder &in, Value i, Value whole) -> Value {
      Value row = asIndex(
          in, single ? indices
                     : tensor::ExtractOp::create(in, indices, i).getResult());
      if (rows) {
        auto [at, sizes, strides] = slice(in, row);
        auto [from, fromSizes, fromStrides] = slice(in, i);
        Value before;
        if (!replaces)
          before = tensor::ExtractSliceOp::create(in, rowType, whole, at, sizes,
                                                  strides);
        Value more = tensor::ExtractSliceOp::create(in, rowType, update, from,
                                                    fromSizes, fromStrides);
        return tensor::InsertSliceOp::create(
            in, combineRows(in, op, before, more), whole, at, sizes, strides);
      }
      Value before = tensor::ExtractOp::create(in, whole, row);
      Value more = isa<RankedTensorType>(update.getType())
                       ? tensor::ExtractOp::create(in, update, i).getResult()
                       : update;
      return tensor::InsertOp::create(in, combine(in, op, before, more), whole,
                                      row);
    };
    Value zero = arith::ConstantIndexOp::create(b, 0);
    if (count == 1)
      return put(b, zero, x);
    auto loop = scf::ForOp::create(
        b, zero, arith::ConstantIndexOp::create(b, count),
        arith::ConstantIndexOp::create(b, 1), x,
        [&](OpBuilder &inner, Location loc, Value i, ValueRange whole) {
          Builder in(loc, inner);
          scf::YieldOp::create(in, put(in, i, whole[0]));
        });
    return loop.getResult(0);
  }
};

} // namespace

void populateGatherToLinalgPatterns(TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  patterns.add<ConvertGather, ConvertScatter<ten::ScatterAddOp>,
               ConvertScatter<ten::ScatterSetOp>,
               ConvertScatter<ten::ScatterMaxOp>,
               ConvertScatter<ten::ScatterMinOp>>(converter,
                                                  patterns.getContext());
}

} // namespace nestor
