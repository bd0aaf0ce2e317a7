// Derivatives of the operations that walk along an axis. All of them are
// recurrences, and the transpose of a recurrence is one that walks back.
#include "dialects/ten/Build.h"

using namespace mlir;
using namespace nestor::ten;

using Tangents = ArrayRef<Value>;
using Linear = ArrayRef<bool>;
using Results = SmallVectorImpl<Value>;

enum class From { Before, After };

// v[i - 1] (or v[i + 1]) along an axis, 0 where there is none.
static Value neighbour(Build &b, Value v, int64_t axis, From from) {
  auto type = Build::typeOf(v);
  int64_t rank = type.getRank();
  SmallVector<int64_t> shape(type.getShape()), offsets(rank, 0),
      strides(rank, 1), low(rank, 0), interior(rank, 0);
  shape[axis] -= 1;
  (from == From::Before ? low : offsets)[axis] = 1;
  auto array = [&](ArrayRef<int64_t> numbers) {
    return b.builder.getDenseI64ArrayAttr(numbers);
  };
  Value part = SliceOp::create(
      b.builder, b.loc, RankedTensorType::get(shape, type.getElementType()), v,
      array(offsets), array(strides));
  return PadOp::create(b.builder, b.loc, type, part, array(low),
                       array(interior));
}

static Value recurrence(Build &b, Value factor, Value term, int64_t axis,
                        bool reversed) {
  return RecurrenceOp::create(b.builder, b.loc, term.getType(), factor, term,
                              b.builder.getI64IntegerAttr(axis),
                              reversed ? b.builder.getUnitAttr() : UnitAttr());
}

// Nothing moves, or there is nothing to move.
static bool isStill(Operation *op, Value tangent) {
  return !tangent ||
         Build::typeOf(op->getResult(0)).getNumElements() == 0;
}

// ---- Sums

LogicalResult CumSumOp::linearize(OpBuilder &builder, Tangents tangents,
                                  Results &results) {
  results.push_back(tangents[0]
                        ? CumSumOp::create(builder, getLoc(), getType(),
                                           tangents[0], getAxisAttr(),
                                           getReversedAttr())
                              .getResult()
                        : Value());
  return success();
}

// Element i is in every sum from i on.
LogicalResult CumSumOp::transpose(OpBuilder &builder, Tangents cotangents,
                                  Linear, Results &results) {
  results.push_back(CumSumOp::create(
      builder, getLoc(), getType(), cotangents[0], getAxisAttr(),
      getReversed() ? UnitAttr() : builder.getUnitAttr()));
  return success();
}

// ---- Products

// y[i] = x[i] y[i - 1]: dy[i] = x[i] dy[i - 1] + y[i - 1] dx[i]. No division,
// so that zeros are right. The factor of dx[0] is 1.
LogicalResult CumProdOp::linearize(OpBuilder &builder, Tangents tangents,
                                   Results &results) {
  if (isStill(*this, tangents[0])) {
    results.push_back(Value());
    return success();
  }
  Build b{builder, getLoc()};
  int64_t axis = getAxis();
  Value ones = b.constant(getX(), 1);
  Value first = b.sub(ones, neighbour(b, ones, axis, From::Before));
  Value before = b.add(neighbour(b, getResult(), axis, From::Before), first);
  results.push_back(recurrence(b, getX(), b.mul(before, tangents[0]), axis,
                               /*reversed=*/false));
  return success();
}

// ---- Extrema

// Those that reach the extremum so far share its derivative: their tangents
// and their number add up while it stays, and start anew where it moves.
template <typename Op>
static LogicalResult extremum(Op op, OpBuilder &builder, Tangents tangents,
                              Results &results) {
  if (isStill(op, tangents[0])) {
    results.push_back(Value());
    return success();
  }
  Build b{builder, op.getLoc()};
  int64_t axis = op.getAxis();
  Value x = op.getX(), y = op.getResult();
  Type element = Build::typeOf(x).getElementType();
  Value stays = b.convert(
      b.compare(Predicate::eq, y, neighbour(b, y, axis, From::Before)),
      element);
  Value reaches = b.convert(b.compare(Predicate::eq, x, y), element);
  Value sum = recurrence(b, stays, b.mul(reaches, tangents[0]), axis,
                         /*reversed=*/false);
  Value count = recurrence(b, stays, reaches, axis, /*reversed=*/false);
  results.push_back(b.div(sum, count));
  return success();
}

LogicalResult CumMaxOp::linearize(OpBuilder &builder, Tangents tangents,
                                  Results &results) {
  return extremum(*this, builder, tangents, results);
}
LogicalResult CumMinOp::linearize(OpBuilder &builder, Tangents tangents,
                                  Results &results) {
  return extremum(*this, builder, tangents, results);
}

// ---- Recurrences

// d(a[i] y[i - 1] + c[i]) = a[i] dy[i - 1] + (y[i - 1] da[i] + dc[i])
LogicalResult RecurrenceOp::linearize(OpBuilder &builder, Tangents tangents,
                                      Results &results) {
  Build b{builder, getLoc()};
  Value term = isStill(*this, tangents[1]) ? Value() : tangents[1];
  if (!isStill(*this, tangents[0])) {
    From from = getReversed() ? From::After : From::Before;
    Value before = neighbour(b, getResult(), getAxis(), from);
    term = addTangents(builder, getLoc(), b.mul(before, tangents[0]), term);
  }
  results.push_back(
      term ? recurrence(b, getFactor(), term, getAxis(), getReversed())
           : Value());
  return success();
}

// The cotangent of term i is that of y[i] and, by the next factor, that of the
// next term.
LogicalResult RecurrenceOp::transpose(OpBuilder &builder, Tangents cotangents,
                                      Linear linear, Results &results) {
  if (linear[0])
    return failure();
  Build b{builder, getLoc()};
  results.push_back(Value());
  if (isStill(*this, cotangents[0])) {
    results.push_back(cotangents[0]);
    return success();
  }
  From from = getReversed() ? From::Before : From::After;
  Value next = neighbour(b, getFactor(), getAxis(), from);
  results.push_back(
      recurrence(b, next, cotangents[0], getAxis(), !getReversed()));
  return success();
}
