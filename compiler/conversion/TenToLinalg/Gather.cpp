// Rows by number: gather as an elementwise read, scatter_add as a loop that
// adds in the order of the indices.
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

struct ConvertGather : OpConversionPattern<ten::GatherOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::GatherOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    auto type = cast<RankedTensorType>(op.getResult().getType());
    Value x = adaptor.getX(), indices = adaptor.getIndices();
    bool single = !isa<RankedTensorType>(indices.getType());
    if (type.getRank() == 0) {
      rewriter.replaceOpWithNewOp<tensor::ExtractOp>(op, x,
                                                     asIndex(b, indices));
      return success();
    }
    int64_t lanes =
        single ? 0 : cast<RankedTensorType>(indices.getType()).getRank();
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
    rewriter.replaceOp(op, mapElements(b, type, inputs, maps, body));
    return success();
  }
};

struct ConvertScatterAdd : OpConversionPattern<ten::ScatterAddOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::ScatterAddOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Builder b(op.getLoc(), rewriter);
    Value x = adaptor.getX(), indices = adaptor.getIndices(),
          update = adaptor.getUpdate();
    auto type = cast<RankedTensorType>(x.getType());
    int64_t count = 1;
    bool single = !isa<RankedTensorType>(indices.getType());
    if (!single) {
      count = cast<RankedTensorType>(indices.getType()).getNumElements();
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
    auto add = [&](Builder &in, Value i, Value sums) -> Value {
      Value row = asIndex(
          in, single ? indices
                     : tensor::ExtractOp::create(in, indices, i).getResult());
      if (rows) {
        auto [at, sizes, strides] = slice(in, row);
        auto [from, fromSizes, fromStrides] = slice(in, i);
        Value old = tensor::ExtractSliceOp::create(in, rowType, sums, at, sizes,
                                                   strides);
        Value more = tensor::ExtractSliceOp::create(in, rowType, update, from,
                                                    fromSizes, fromStrides);
        return tensor::InsertSliceOp::create(in, addTensors(in, old, more),
                                             sums, at, sizes, strides);
      }
      Value old = tensor::ExtractOp::create(in, sums, row);
      Value more = isa<RankedTensorType>(update.getType())
                       ? tensor::ExtractOp::create(in, update, i).getResult()
                       : update;
      Value sum = isa<FloatType>(type.getElementType())
                      ? arith::AddFOp::create(in, old, more).getResult()
                      : arith::AddIOp::create(in, old, more).getResult();
      return tensor::InsertOp::create(in, sum, sums, row);
    };
    Value zero = arith::ConstantIndexOp::create(b, 0);
    if (count == 1) {
      rewriter.replaceOp(op, add(b, zero, x));
      return success();
    }
    auto loop = scf::ForOp::create(
        b, zero, arith::ConstantIndexOp::create(b, count),
        arith::ConstantIndexOp::create(b, 1), x,
        [&](OpBuilder &inner, Location loc, Value i, ValueRange sums) {
          Builder in(loc, inner);
          scf::YieldOp::create(in, add(in, i, sums[0]));
        });
    rewriter.replaceOp(op, loop.getResults());
    return success();
  }
};

} // namespace

void populateGatherToLinalgPatterns(TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  patterns.add<ConvertGather, ConvertScatterAdd>(converter,
                                                 patterns.getContext());
}

} // namespace nestor
