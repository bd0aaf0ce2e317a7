// Transposes of the operations that move elements, of sums and contractions.
#include "dialects/ten/Build.h"

using namespace mlir;
using namespace nestor::ten;

using Cotangents = ArrayRef<Value>;
using Linear = ArrayRef<bool>;
using Results = SmallVectorImpl<Value>;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

// Repeated elements are summed again.
LogicalResult BroadcastOp::transpose(OpBuilder &builder, Cotangents cotangents,
                                     Linear, Results &results) {
  Build b{builder, getLoc()};
  SmallVector<int64_t> axes;
  for (int64_t i = 0; i < typeOf(getResult()).getRank(); ++i)
    if (!llvm::is_contained(getDims(), i))
      axes.push_back(i);
  results.push_back(b.reduceSum(cotangents[0], axes));
  return success();
}

LogicalResult ReduceSumOp::transpose(OpBuilder &builder, Cotangents cotangents,
                                     Linear, Results &results) {
  Build b{builder, getLoc()};
  SmallVector<int64_t> kept;
  for (int64_t i = 0; i < typeOf(getX()).getRank(); ++i)
    if (!llvm::is_contained(getAxes(), i))
      kept.push_back(i);
  results.push_back(b.broadcast(cotangents[0], getX().getType(), kept));
  return success();
}

LogicalResult ReshapeOp::transpose(OpBuilder &builder, Cotangents cotangents,
                                   Linear, Results &results) {
  results.push_back(ReshapeOp::create(builder, getLoc(), getX().getType(),
                                      cotangents[0]));
  return success();
}

LogicalResult TransposeOp::transpose(OpBuilder &builder, Cotangents cotangents,
                                     Linear, Results &results) {
  SmallVector<int64_t> inverse(getPerm().size());
  for (auto [i, p] : llvm::enumerate(getPerm()))
    inverse[p] = int64_t(i);
  Build b{builder, getLoc()};
  results.push_back(b.transpose(cotangents[0], inverse));
  return success();
}

LogicalResult SliceOp::transpose(OpBuilder &builder, Cotangents cotangents,
                                 Linear, Results &results) {
  SmallVector<int64_t> interior;
  for (int64_t stride : getStrides())
    interior.push_back(stride - 1);
  results.push_back(PadOp::create(builder, getLoc(), getX().getType(),
                                  cotangents[0], getOffsetsAttr(),
                                  builder.getDenseI64ArrayAttr(interior)));
  return success();
}

LogicalResult PadOp::transpose(OpBuilder &builder, Cotangents cotangents,
                               Linear, Results &results) {
  SmallVector<int64_t> strides;
  for (int64_t gap : getInterior())
    strides.push_back(gap + 1);
  results.push_back(SliceOp::create(builder, getLoc(), getX().getType(),
                                    cotangents[0], getLowAttr(),
                                    builder.getDenseI64ArrayAttr(strides)));
  return success();
}

LogicalResult ReverseOp::transpose(OpBuilder &builder, Cotangents cotangents,
                                   Linear, Results &results) {
  results.push_back(ReverseOp::create(builder, getLoc(), getType(),
                                      cotangents[0], getAxesAttr()));
  return success();
}

// The cotangent of a block goes back to its place.
LogicalResult DynamicSliceOp::transpose(OpBuilder &builder,
                                        Cotangents cotangents, Linear linear,
                                        Results &results) {
  Build b{builder, getLoc()};
  results.push_back(AccumulateSliceOp::create(
      builder, getLoc(), getX().getType(), b.zeros(getX().getType()),
      cotangents[0], getStarts(), getAxesAttr()));
  results.append(linear.size() - 1, Value());
  return success();
}

static Value blockOf(OpBuilder &builder, Location loc, Value whole, Type block,
                     ValueRange starts, DenseI64ArrayAttr axes) {
  return DynamicSliceOp::create(builder, loc, block, whole, starts, axes);
}

LogicalResult AccumulateSliceOp::transpose(OpBuilder &builder,
                                           Cotangents cotangents,
                                           Linear linear, Results &results) {
  results.push_back(linear[0] ? cotangents[0] : Value());
  results.push_back(linear[1] ? blockOf(builder, getLoc(), cotangents[0],
                                        getUpdate().getType(), getStarts(),
                                        getAxesAttr())
                              : Value());
  results.append(linear.size() - 2, Value());
  return success();
}

LogicalResult UpdateSliceOp::transpose(OpBuilder &builder,
                                       Cotangents cotangents, Linear linear,
                                       Results &results) {
  Build b{builder, getLoc()};
  Value whole;
  if (linear[0])
    whole = UpdateSliceOp::create(builder, getLoc(), getType(), cotangents[0],
                                  b.zeros(getUpdate().getType()), getStarts(),
                                  getAxesAttr());
  results.push_back(whole);
  results.push_back(linear[1] ? blockOf(builder, getLoc(), cotangents[0],
                                        getUpdate().getType(), getStarts(),
                                        getAxesAttr())
                              : Value());
  results.append(linear.size() - 2, Value());
  return success();
}

LogicalResult ConcatOp::transpose(OpBuilder &builder, Cotangents cotangents,
                                  Linear linear, Results &results) {
  int64_t rank = typeOf(getResult()).getRank();
  SmallVector<int64_t> offsets(rank, 0), strides(rank, 1);
  for (auto [input, flag] : llvm::zip(getInputs(), linear)) {
    results.push_back(
        flag ? SliceOp::create(builder, getLoc(), input.getType(),
                               cotangents[0],
                               builder.getDenseI64ArrayAttr(offsets),
                               builder.getDenseI64ArrayAttr(strides))
                   .getResult()
             : Value());
    offsets[getAxis()] += typeOf(input).getDimSize(getAxis());
  }
  return success();
}

// ---- Contractions

// The axes of a tensor that are neither paired nor contracted.
static SmallVector<int64_t> freeAxes(RankedTensorType type,
                                     ArrayRef<int64_t> batch,
                                     ArrayRef<int64_t> contract) {
  SmallVector<int64_t> axes;
  for (int64_t i = 0; i < type.getRank(); ++i)
    if (!llvm::is_contained(batch, i) && !llvm::is_contained(contract, i))
      axes.push_back(i);
  return axes;
}

// result[b, m, n] = sum_k lhs[b, m, k] rhs[b, k, n]. The cotangent of the left
// is sum_n ct[b, m, n] rhs[b, k, n], of the right sum_m lhs[b, m, k] ct[b, m, n].
// With the cotangent as the left factor either comes out as [b, free, k], as the
// right one as [b, k, free]: whichever is the operand's own order saves a
// transpose.
LogicalResult ContractOp::transpose(OpBuilder &builder, Cotangents cotangents,
                                    Linear linear, Results &results) {
  if (linear[0] && linear[1])
    return failure();
  Build b{builder, getLoc()};
  auto lhs = typeOf(getLhs()), rhs = typeOf(getRhs());
  int64_t batch = int64_t(getLhsBatch().size());
  auto lhsFree = freeAxes(lhs, getLhsBatch(), getLhsContract());
  auto rhsFree = freeAxes(rhs, getRhsBatch(), getRhsContract());
  SmallVector<int64_t> ctBatch, ctM, ctN;
  for (int64_t i = 0; i < batch; ++i)
    ctBatch.push_back(i);
  for (size_t i = 0; i < lhsFree.size(); ++i)
    ctM.push_back(batch + int64_t(i));
  for (size_t i = 0; i < rhsFree.size(); ++i)
    ctN.push_back(batch + int64_t(lhsFree.size() + i));
  bool left = linear[0];
  RankedTensorType own = left ? lhs : rhs;
  Value other = left ? getRhs() : getLhs();
  auto otherType = typeOf(other);
  auto ownBatch = left ? getLhsBatch() : getRhsBatch();
  auto otherBatch = left ? getRhsBatch() : getLhsBatch();
  auto ownContract = left ? getLhsContract() : getRhsContract();
  auto otherContract = left ? getRhsContract() : getLhsContract();
  const auto &ownFree = left ? lhsFree : rhsFree;
  ArrayRef<int64_t> otherFree = left ? rhsFree : lhsFree;
  ArrayRef<int64_t> ctSummed = left ? ctN : ctM;

  // The contracted axes of `other` come out in its own order.
  SmallVector<int64_t> remaining;
  for (int64_t i = 0; i < otherType.getRank(); ++i)
    if (llvm::is_contained(otherContract, i))
      remaining.push_back(i);
  SmallVector<int64_t> contracted;
  for (int64_t i : remaining) {
    size_t k = llvm::find(otherContract, i) - otherContract.begin();
    contracted.push_back(ownContract[k]);
  }
  // Which axis of the operand each axis of the product is.
  auto axesOfProduct = [&](bool cotangentFirst) {
    SmallVector<int64_t> axes(ownBatch);
    llvm::append_range(axes, cotangentFirst ? ownFree : contracted);
    llvm::append_range(axes, cotangentFirst ? contracted : ownFree);
    return axes;
  };
  bool cotangentFirst = left;
  if (!llvm::is_sorted(axesOfProduct(left)) &&
      llvm::is_sorted(axesOfProduct(!left)))
    cotangentFirst = !left;
  SmallVector<int64_t> origin = axesOfProduct(cotangentFirst), shape;
  for (int64_t axis : origin)
    shape.push_back(own.getDimSize(axis));
  auto array = [&](ArrayRef<int64_t> axes) {
    return builder.getDenseI64ArrayAttr(axes);
  };
  auto type = RankedTensorType::get(shape, own.getElementType());
  Value cotangent;
  if (cotangentFirst)
    cotangent = ContractOp::create(builder, getLoc(), type, cotangents[0],
                                   other, array(ctBatch), array(otherBatch),
                                   array(ctSummed), array(otherFree));
  else
    cotangent = ContractOp::create(builder, getLoc(), type, other,
                                   cotangents[0], array(otherBatch),
                                   array(ctBatch), array(otherFree),
                                   array(ctSummed));
  SmallVector<int64_t> perm(origin.size());
  for (auto [i, axis] : llvm::enumerate(origin))
    perm[axis] = int64_t(i);
  cotangent = b.transpose(cotangent, perm);
  results.push_back(left ? cotangent : Value());
  results.push_back(left ? Value() : cotangent);
  return success();
}
