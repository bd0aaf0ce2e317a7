// Derivatives of gather and of the ways to combine rows: gather, scatter_add
// and scatter_set are linear in what they move; gather and scatter_add are each
// other's transpose.
#include "dialects/ten/Build.h"

#include <numeric>

using namespace mlir;
using namespace nestor::ten;

using Tangents = ArrayRef<Value>;
using Linear = ArrayRef<bool>;
using Results = SmallVectorImpl<Value>;

LogicalResult GatherOp::linearize(OpBuilder &builder, Tangents tangents,
                                  Results &results) {
  results.push_back(tangents[0]
                        ? GatherOp::create(builder, getLoc(), getType(),
                                           tangents[0], getIndices())
                              .getResult()
                        : Value());
  return success();
}

LogicalResult GatherOp::transpose(OpBuilder &builder, Tangents cotangents,
                                  Linear linear, Results &results) {
  if (linear[1])
    return failure();
  Build b{builder, getLoc()};
  results.push_back(ScatterAddOp::create(
      builder, getLoc(), getX().getType(), b.zeros(getX().getType()),
      getIndices(), cotangents[0]));
  results.push_back(Value());
  return success();
}

// The operation once more, on the tangents of x and of the rows.
template <typename Op>
static LogicalResult onTangents(Op op, OpBuilder &builder, Tangents tangents,
                                Results &results) {
  if (!tangents[0] && !tangents[2]) {
    results.push_back(Value());
    return success();
  }
  Build b{builder, op.getLoc()};
  Value x = tangents[0] ? tangents[0] : b.zeros(op.getX().getType());
  Value update = tangents[2] ? tangents[2] : b.zeros(op.getUpdate().getType());
  results.push_back(Op::create(builder, op.getLoc(), op.getType(), x,
                               op.getIndices(), update));
  return success();
}

LogicalResult ScatterAddOp::linearize(OpBuilder &builder, Tangents tangents,
                                      Results &results) {
  return onTangents(*this, builder, tangents, results);
}

LogicalResult ScatterAddOp::transpose(OpBuilder &builder, Tangents cotangents,
                                      Linear linear, Results &results) {
  if (linear[1])
    return failure();
  results.push_back(linear[0] ? cotangents[0] : Value());
  results.push_back(Value());
  results.push_back(linear[2] ? GatherOp::create(builder, getLoc(),
                                                 getUpdate().getType(),
                                                 cotangents[0], getIndices())
                                    .getResult()
                              : Value());
  return success();
}

// ---- Replaced rows

LogicalResult ScatterSetOp::linearize(OpBuilder &builder, Tangents tangents,
                                      Results &results) {
  return onTangents(*this, builder, tangents, results);
}

// Whether each row is the last that was put in its place, for every element:
// the rows leave their numbers there, and see whether they find them again.
static Value stays(Build &b, ScatterSetOp op) {
  auto type = Build::typeOf(op.getIndices());
  auto update = Build::typeOf(op.getUpdate());
  Type whole = b.builder.getI64Type();
  auto flat = RankedTensorType::get({type.getNumElements()}, whole);
  auto numbers = RankedTensorType::get(type.getShape(), whole);
  auto places =
      RankedTensorType::get({Build::typeOf(op.getX()).getDimSize(0)}, whole);
  Value number = ReshapeOp::create(
      b.builder, b.loc, numbers,
      IotaOp::create(b.builder, b.loc, flat, b.builder.getI64IntegerAttr(0)));
  Value left = ScatterSetOp::create(b.builder, b.loc, places, b.zeros(places),
                                    op.getIndices(), number);
  Value found =
      GatherOp::create(b.builder, b.loc, numbers, left, op.getIndices());
  SmallVector<int64_t> dims(type.getRank());
  std::iota(dims.begin(), dims.end(), 0);
  return b.broadcast(
      b.compare(Predicate::eq, number, found),
      RankedTensorType::get(update.getShape(), b.builder.getI1Type()), dims);
}

LogicalResult ScatterSetOp::transpose(OpBuilder &builder, Tangents cotangents,
                                      Linear linear, Results &results) {
  if (linear[1])
    return failure();
  Build b{builder, getLoc()};
  Type update = getUpdate().getType();
  results.push_back(
      linear[0] ? ScatterSetOp::create(builder, getLoc(), getType(),
                                       cotangents[0], getIndices(),
                                       b.zeros(update))
                      .getResult()
                : Value());
  results.push_back(Value());
  if (!linear[2]) {
    results.push_back(Value());
    return success();
  }
  Value rows = GatherOp::create(builder, getLoc(), update, cotangents[0],
                                getIndices());
  results.push_back(b.select(stays(b, *this), rows, b.zeros(update)));
  return success();
}

// ---- Extrema

// All that reach the extremum of a place share its derivative: their tangents
// and their number are added up there.
template <typename Op>
static LogicalResult extremum(Op op, OpBuilder &builder, Tangents tangents,
                              Results &results) {
  if (!tangents[0] && !tangents[2]) {
    results.push_back(Value());
    return success();
  }
  Build b{builder, op.getLoc()};
  Value x = op.getX(), update = op.getUpdate(), y = op.getResult();
  Type element = Build::typeOf(x).getElementType();
  Value best =
      GatherOp::create(builder, b.loc, update.getType(), y, op.getIndices());
  Value own = b.convert(b.compare(Predicate::eq, x, y), element);
  Value rows = b.convert(b.compare(Predicate::eq, update, best), element);
  auto added = [&](Value start, Value more) -> Value {
    return ScatterAddOp::create(builder, b.loc, op.getType(), start,
                                op.getIndices(), more);
  };
  Value start =
      tangents[0] ? b.mul(own, tangents[0]) : b.zeros(op.getType());
  Value sum = tangents[2] ? added(start, b.mul(rows, tangents[2])) : start;
  results.push_back(b.div(sum, added(own, rows)));
  return success();
}

LogicalResult ScatterMaxOp::linearize(OpBuilder &builder, Tangents tangents,
                                      Results &results) {
  return extremum(*this, builder, tangents, results);
}
LogicalResult ScatterMinOp::linearize(OpBuilder &builder, Tangents tangents,
                                      Results &results) {
  return extremum(*this, builder, tangents, results);
}
