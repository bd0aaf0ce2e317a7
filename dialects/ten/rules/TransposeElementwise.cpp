// Transposes of the elementwise operations that are linear in an operand.
#include "dialects/ten/Build.h"

using namespace mlir;
using namespace nestor::ten;

using Cotangents = ArrayRef<Value>;
using Linear = ArrayRef<bool>;
using Results = SmallVectorImpl<Value>;

LogicalResult NegOp::transpose(OpBuilder &builder, Cotangents cotangents,
                               Linear, Results &results) {
  Build b{builder, getLoc()};
  results.push_back(b.neg(cotangents[0]));
  return success();
}

LogicalResult AddOp::transpose(OpBuilder &, Cotangents cotangents,
                               Linear linear, Results &results) {
  for (bool flag : linear)
    results.push_back(flag ? cotangents[0] : Value());
  return success();
}

LogicalResult SubOp::transpose(OpBuilder &builder, Cotangents cotangents,
                               Linear linear, Results &results) {
  Build b{builder, getLoc()};
  results.push_back(linear[0] ? cotangents[0] : Value());
  results.push_back(linear[1] ? b.neg(cotangents[0]) : Value());
  return success();
}

LogicalResult MulOp::transpose(OpBuilder &builder, Cotangents cotangents,
                               Linear linear, Results &results) {
  if (linear[0] && linear[1])
    return failure();
  Build b{builder, getLoc()};
  Value constant = linear[0] ? getRhs() : getLhs();
  Value cotangent = b.mul(constant, cotangents[0]);
  results.push_back(linear[0] ? cotangent : Value());
  results.push_back(linear[1] ? cotangent : Value());
  return success();
}

LogicalResult DivOp::transpose(OpBuilder &builder, Cotangents cotangents,
                               Linear linear, Results &results) {
  if (linear[1])
    return failure();
  Build b{builder, getLoc()};
  results.push_back(b.div(cotangents[0], getRhs()));
  results.push_back(Value());
  return success();
}

LogicalResult SelectOp::transpose(OpBuilder &builder, Cotangents cotangents,
                                  Linear linear, Results &results) {
  if (linear[0])
    return failure();
  Build b{builder, getLoc()};
  Value zero = b.zeros(getType());
  results.push_back(Value());
  results.push_back(linear[1] ? b.select(getCondition(), cotangents[0], zero)
                              : Value());
  results.push_back(linear[2] ? b.select(getCondition(), zero, cotangents[0])
                              : Value());
  return success();
}

LogicalResult ConvertOp::transpose(OpBuilder &builder, Cotangents cotangents,
                                   Linear, Results &results) {
  Build b{builder, getLoc()};
  results.push_back(b.convert(
      cotangents[0],
      cast<RankedTensorType>(getX().getType()).getElementType()));
  return success();
}
