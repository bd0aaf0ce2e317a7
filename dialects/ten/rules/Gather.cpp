// Derivatives of gather and scatter_add: each is linear in what it moves, and
// each is the other's transpose.
#include "dialects/ten/Build.h"

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

LogicalResult ScatterAddOp::linearize(OpBuilder &builder, Tangents tangents,
                                      Results &results) {
  if (!tangents[0] && !tangents[2]) {
    results.push_back(Value());
    return success();
  }
  Build b{builder, getLoc()};
  Value x = tangents[0] ? tangents[0] : b.zeros(getX().getType());
  Value update = tangents[2] ? tangents[2] : b.zeros(getUpdate().getType());
  results.push_back(ScatterAddOp::create(builder, getLoc(), getType(), x,
                                         getIndices(), update));
  return success();
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
