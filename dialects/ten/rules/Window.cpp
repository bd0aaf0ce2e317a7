// Derivatives of convolutions and windows. The three convolutions are the
// derivatives of one trilinear form t(x, w, y) to its arguments: each is
// bilinear, and transposed in one operand it is the one of that operand.
#include "dialects/ten/Build.h"

using namespace mlir;
using namespace nestor::ten;

using Tangents = ArrayRef<Value>;
using Linear = ArrayRef<bool>;
using Results = SmallVectorImpl<Value>;

// `To` between two operands, with the windows of `op`.
template <typename To, typename Op>
static Value like(OpBuilder &builder, Op op, Type type, Value lhs, Value rhs) {
  return To::create(builder, op.getLoc(), type, lhs, rhs, op.getStridesAttr(),
                    op.getDilationsAttr(), op.getLowAttr(), op.getHighAttr(),
                    op.getGroupsAttr());
}

// d(a * b) = da * b + a * db
template <typename Op>
static LogicalResult productRule(Op op, OpBuilder &builder, Tangents tangents,
                                 Results &results) {
  Value left, right;
  if (tangents[0])
    left = like<Op>(builder, op, op.getType(), tangents[0], op.getRhs());
  if (tangents[1])
    right = like<Op>(builder, op, op.getType(), op.getLhs(), tangents[1]);
  results.push_back(addTangents(builder, op.getLoc(), left, right));
  return success();
}

LogicalResult ConvolveOp::linearize(OpBuilder &builder, Tangents tangents,
                                    Results &results) {
  return productRule(*this, builder, tangents, results);
}
LogicalResult ConvolveInputOp::linearize(OpBuilder &builder, Tangents tangents,
                                         Results &results) {
  return productRule(*this, builder, tangents, results);
}
LogicalResult ConvolveFilterOp::linearize(OpBuilder &builder, Tangents tangents,
                                          Results &results) {
  return productRule(*this, builder, tangents, results);
}

// y = convolve(x, w): the cotangent of x is convolve_input(y, w), that of w is
// convolve_filter(x, y).
LogicalResult ConvolveOp::transpose(OpBuilder &builder, Tangents cotangents,
                                    Linear linear, Results &results) {
  if (linear[0] && linear[1])
    return failure();
  Value y = cotangents[0], x, w;
  if (linear[0])
    x = like<ConvolveInputOp>(builder, *this, getLhs().getType(), y, getRhs());
  if (linear[1])
    w = like<ConvolveFilterOp>(builder, *this, getRhs().getType(), getLhs(), y);
  results.append({x, w});
  return success();
}

// x = convolve_input(y, w): to y convolve(x, w), to w convolve_filter(x, y)
LogicalResult ConvolveInputOp::transpose(OpBuilder &builder,
                                         Tangents cotangents, Linear linear,
                                         Results &results) {
  if (linear[0] && linear[1])
    return failure();
  Value x = cotangents[0], y, w;
  if (linear[0])
    y = like<ConvolveOp>(builder, *this, getLhs().getType(), x, getRhs());
  if (linear[1])
    w = like<ConvolveFilterOp>(builder, *this, getRhs().getType(), x, getLhs());
  results.append({y, w});
  return success();
}

// w = convolve_filter(x, y): to x convolve_input(y, w), to y convolve(x, w)
LogicalResult ConvolveFilterOp::transpose(OpBuilder &builder,
                                          Tangents cotangents, Linear linear,
                                          Results &results) {
  if (linear[0] && linear[1])
    return failure();
  Value w = cotangents[0], x, y;
  if (linear[0])
    x = like<ConvolveInputOp>(builder, *this, getLhs().getType(), getRhs(), w);
  if (linear[1])
    y = like<ConvolveOp>(builder, *this, getRhs().getType(), getLhs(), w);
  results.append({x, y});
  return success();
}

// ---- Elements of windows: linear in what they move

template <typename To, typename Op>
static Value moved(OpBuilder &builder, Op op, Type type, Value x) {
  return To::create(builder, op.getLoc(), type, x, op.getPlaces(),
                    op.getWindowAttr(), op.getStridesAttr(), op.getLowAttr(),
                    op.getHighAttr());
}

LogicalResult WindowTakeOp::linearize(OpBuilder &builder, Tangents tangents,
                                      Results &results) {
  results.push_back(
      tangents[0] ? moved<WindowTakeOp>(builder, *this, getType(), tangents[0])
                  : Value());
  return success();
}
LogicalResult WindowPutOp::linearize(OpBuilder &builder, Tangents tangents,
                                     Results &results) {
  results.push_back(
      tangents[0] ? moved<WindowPutOp>(builder, *this, getType(), tangents[0])
                  : Value());
  return success();
}

LogicalResult WindowTakeOp::transpose(OpBuilder &builder, Tangents cotangents,
                                      Linear linear, Results &results) {
  if (linear[1])
    return failure();
  results.append(
      {moved<WindowPutOp>(builder, *this, getX().getType(), cotangents[0]),
       Value()});
  return success();
}
LogicalResult WindowPutOp::transpose(OpBuilder &builder, Tangents cotangents,
                                     Linear linear, Results &results) {
  if (linear[1])
    return failure();
  results.append(
      {moved<WindowTakeOp>(builder, *this, getX().getType(), cotangents[0]),
       Value()});
  return success();
}
