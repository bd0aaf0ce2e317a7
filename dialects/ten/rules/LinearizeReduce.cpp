// Linearization of reductions and contractions.
#include "dialects/ten/Build.h"

using namespace mlir;
using namespace nestor::ten;

using Tangents = ArrayRef<Value>;
using Results = SmallVectorImpl<Value>;

LogicalResult ReduceSumOp::linearize(OpBuilder &builder, Tangents tangents,
                                     Results &results) {
  results.push_back(tangents[0] ? ReduceSumOp::create(builder, getLoc(),
                                                      getType(), tangents[0],
                                                      getAxesAttr())
                                      .getResult()
                                : Value());
  return success();
}

// The axes that a reduction keeps, as dims of a broadcast back.
static SmallVector<int64_t> keptAxes(RankedTensorType type,
                                     ArrayRef<int64_t> axes) {
  SmallVector<int64_t> kept;
  for (int64_t i = 0; i < type.getRank(); ++i)
    if (!llvm::is_contained(axes, i))
      kept.push_back(i);
  return kept;
}

// Ties share: the tangent is the mean over the elements that reach the extremum.
template <typename Op>
static LogicalResult extremum(Op op, OpBuilder &builder, Tangents tangents,
                              Results &results) {
  if (!tangents[0]) {
    results.push_back(Value());
    return success();
  }
  Build b{builder, op.getLoc()};
  Value x = op.getX();
  auto type = cast<RankedTensorType>(x.getType());
  auto kept = keptAxes(type, op.getAxes());
  Value top = b.broadcast(op.getResult(), type, kept);
  Value reached = b.convert(b.compare(Predicate::eq, x, top),
                            type.getElementType());
  Value count = b.reduceSum(reached, op.getAxes());
  Value share = b.div(reached, b.broadcast(count, type, kept));
  results.push_back(b.reduceSum(b.mul(share, tangents[0]), op.getAxes()));
  return success();
}

LogicalResult ReduceMaxOp::linearize(OpBuilder &builder, Tangents tangents,
                                     Results &results) {
  return extremum(*this, builder, tangents, results);
}
LogicalResult ReduceMinOp::linearize(OpBuilder &builder, Tangents tangents,
                                     Results &results) {
  return extremum(*this, builder, tangents, results);
}

// d prod x = sum over i of (prod of the others) dx_i. The products of the
// others are built without division, so that zeros are right: halves of the
// axis are multiplied pairwise until one element is left, each step an
// ordinary product rule.
LogicalResult ReduceProdOp::linearize(OpBuilder &builder, Tangents tangents,
                                      Results &results) {
  if (!tangents[0]) {
    results.push_back(Value());
    return success();
  }
  Build b{builder, getLoc()};
  // The reduced axes go last and become one.
  auto type = cast<RankedTensorType>(getX().getType());
  auto perm = keptAxes(type, getAxes());
  SmallVector<int64_t> shape;
  int64_t length = 1;
  for (int64_t axis : perm)
    shape.push_back(type.getDimSize(axis));
  for (int64_t axis : getAxes()) {
    perm.push_back(axis);
    length *= type.getDimSize(axis);
  }
  auto flat = [&](Value v) -> Value {
    SmallVector<int64_t> full(shape);
    full.push_back(length);
    return ReshapeOp::create(
        builder, getLoc(),
        RankedTensorType::get(full, type.getElementType()),
        b.transpose(v, perm));
  };
  Value x = flat(getX()), dx = flat(tangents[0]);
  if (length == 0) {
    results.push_back(Value());
    return success();
  }
  auto part = [&](Value v, int64_t offset, int64_t count) -> Value {
    auto from = cast<RankedTensorType>(v.getType());
    SmallVector<int64_t> to(from.getShape()), offsets(from.getRank(), 0),
        strides(from.getRank(), 1);
    to.back() = count;
    offsets.back() = offset;
    return SliceOp::create(builder, getLoc(),
                           RankedTensorType::get(to, from.getElementType()), v,
                           builder.getDenseI64ArrayAttr(offsets),
                           builder.getDenseI64ArrayAttr(strides));
  };
  while (length > 1) {
    int64_t half = length / 2;
    Value a = part(x, 0, half), c = part(x, half, half);
    Value da = part(dx, 0, half), dc = part(dx, half, half);
    Value product = b.mul(a, c);
    Value tangent = b.add(b.mul(da, c), b.mul(a, dc));
    if (length % 2) {
      auto append = [&](Value head, Value tail) -> Value {
        auto from = cast<RankedTensorType>(head.getType());
        SmallVector<int64_t> to(from.getShape());
        to.back() = half + 1;
        return ConcatOp::create(
            builder, getLoc(),
            RankedTensorType::get(to, from.getElementType()),
            ValueRange{head, tail},
            builder.getI64IntegerAttr(from.getRank() - 1));
      };
      product = append(product, part(x, length - 1, 1));
      tangent = append(tangent, part(dx, length - 1, 1));
    }
    x = product;
    dx = tangent;
    length = half + length % 2;
  }
  results.push_back(ReshapeOp::create(builder, getLoc(), getType(), dx));
  return success();
}

LogicalResult ContractOp::linearize(OpBuilder &builder, Tangents tangents,
                                    Results &results) {
  auto with = [&](Value lhs, Value rhs) -> Value {
    return ContractOp::create(builder, getLoc(), getType(), lhs, rhs,
                              getLhsBatchAttr(), getRhsBatchAttr(),
                              getLhsContractAttr(), getRhsContractAttr());
  };
  Value left = tangents[0] ? with(tangents[0], getRhs()) : Value();
  Value right = tangents[1] ? with(getLhs(), tangents[1]) : Value();
  results.push_back(addTangents(builder, getLoc(), left, right));
  return success();
}
