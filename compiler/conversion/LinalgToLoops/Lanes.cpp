// Reductions in lane order to loops: lanes side by side in one vector, or one
// accumulator for each lane that holds a vector of neighbouring outputs.
#include "compiler/conversion/LinalgToLoops/Body.h"
#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;

namespace {

class LaneReduction {
public:
  LaneReduction(linalg::GenericOp op, Combiner combiner, Value start)
      : op(op), body(op), combiner(combiner), start(start),
        extents(op.getStaticLoopRanges()),
        element(getElementTypeOrSelf(op.getDpsInitOperand(0)->get())) {
    op.getParallelDims(outer);
    op.getReductionDims(reduced);
    for (unsigned dim : reduced)
      total *= extents[dim];
    point.indices.resize(extents.size());
  }

  void emit(Builder &b) {
    if (lanesAreNeighbours()) {
      emitLoopNest(b, outer, extents, point,
                   [&](Builder &in) { emitVectorOfLanes(in); });
      return;
    }
    if (outer.empty())
      return emitAccumulators(b, 1);
    unsigned last = outer.pop_back_val();
    emitLoopNest(b, outer, extents, point, [&](Builder &in) {
      int64_t width = std::min(body.preferredWidth(), extents[last]);
      int64_t rest = extents[last] % width, full = extents[last] - rest;
      point.dim = last;
      emitLoop(in, full, width, [&](Builder &inner, Value i) {
        point.indices[last] = i;
        emitAccumulators(inner, width);
      });
      if (rest == 0)
        return;
      point.indices[last] = arith::ConstantIndexOp::create(in, full);
      emitAccumulators(in, rest);
    });
  }

private:
  /// Compares reads for 16 terms of one output. A read of scattered elements
  /// costs one for each.
  bool lanesAreNeighbours() {
    unsigned inner = reduced.back();
    bool straddles = reduced.size() > 1 && extents[inner] % sumLanes != 0;
    if (outer.empty())
      return !straddles;
    if (straddles)
      return false;
    int64_t width = std::min(body.preferredWidth(), extents[outer.back()]);
    double lanes = 0, outputs = 0;
    for (OpOperand *input : op.getDpsInputOperands()) {
      auto reads = [&](unsigned dim, int64_t count) -> int64_t {
        bool single =
            !body.dependsOn(*input, dim) || body.isContiguous(*input, dim);
        return single ? 1 : count;
      };
      lanes += reads(inner, sumLanes);
      outputs += double(sumLanes) / width * reads(outer.back(), width);
    }
    return lanes <= outputs;
  }

  /// Sets the reduced indices to number `flat`, row-major.
  void setReduced(Builder &b, Value flat) {
    for (unsigned i = reduced.size(); i-- > 1;) {
      Value extent = arith::ConstantIndexOp::create(b, extents[reduced[i]]);
      point.indices[reduced[i]] = arith::RemUIOp::create(b, flat, extent);
      flat = arith::DivUIOp::create(b, flat, extent);
    }
    point.indices[reduced.front()] = flat;
  }

  /// Whole groups of 16 terms, `step` on the accumulators for each.
  SmallVector<Value> emitGroups(
      Builder &b, SmallVector<Value> accumulators,
      function_ref<SmallVector<Value>(Builder &, Value, ValueRange)> step) {
    int64_t full = total - total % sumLanes;
    if (full == 0)
      return accumulators;
    Value zero = arith::ConstantIndexOp::create(b, 0);
    if (full == sumLanes)
      return step(b, zero, accumulators);
    Value end = arith::ConstantIndexOp::create(b, full);
    Value stride = arith::ConstantIndexOp::create(b, sumLanes);
    auto loop = scf::ForOp::create(
        b, zero, end, stride, accumulators,
        [&](OpBuilder &inner, Location loc, Value i, ValueRange state) {
          Builder in(loc, inner);
          scf::YieldOp::create(in, step(in, i, state));
        });
    return SmallVector<Value>(loop.getResults());
  }

  void emitVectorOfLanes(Builder &b) {
    point.dim = reduced.back();
    auto type = VectorType::get(sumLanes, element);
    Value lanes = combiner.neutral(b, type);
    lanes = emitGroups(b, {lanes}, [&](Builder &in, Value i, ValueRange acc) {
      setReduced(in, i);
      point.width = sumLanes;
      Value next = body.evaluate(in, point, {acc[0]})[0];
      return SmallVector<Value>{Body::widen(in, next, point)};
    })[0];
    if (int64_t rest = total % sumLanes)
      lanes = emitRest(b, lanes, rest);
    while (cast<VectorType>(lanes.getType()).getNumElements() > 1) {
      int64_t half = cast<VectorType>(lanes.getType()).getNumElements() / 2;
      lanes = combiner.combine(b, slice(b, lanes, 0, half),
                               slice(b, lanes, half, half));
    }
    point.width = 1;
    finish(b, vector::ExtractOp::create(b, lanes, ArrayRef<int64_t>{0}));
  }

  static Value slice(Builder &b, Value lanes, int64_t first, int64_t count) {
    return vector::ExtractStridedSliceOp::create(
        b, lanes, ArrayRef<int64_t>{first}, ArrayRef<int64_t>{count},
        ArrayRef<int64_t>{1});
  }

  /// The last `rest` terms, one for each of the first lanes.
  Value emitRest(Builder &b, Value lanes, int64_t rest) {
    setReduced(b, arith::ConstantIndexOp::create(b, total - rest));
    point.width = rest;
    if (rest == 1) {
      Value lane = vector::ExtractOp::create(b, lanes, ArrayRef<int64_t>{0});
      Value next = body.evaluate(b, point, {lane})[0];
      return vector::InsertOp::create(b, next, lanes, ArrayRef<int64_t>{0});
    }
    Value next = body.evaluate(b, point, {slice(b, lanes, 0, rest)})[0];
    return vector::InsertStridedSliceOp::create(b, Body::widen(b, next, point),
                                                lanes, ArrayRef<int64_t>{0},
                                                ArrayRef<int64_t>{1});
  }

  /// One accumulator a lane, each for `width` outputs along point.dim.
  void emitAccumulators(Builder &b, int64_t width) {
    Type type = element;
    if (width > 1)
      type = VectorType::get(width, element);
    point.width = width;
    auto term = [&](Builder &in, Value base, int64_t lane, Value acc) {
      Value offset = arith::ConstantIndexOp::create(in, lane);
      setReduced(in, arith::AddIOp::create(in, base, offset));
      Value next = body.evaluate(in, point, {acc})[0];
      return Body::widen(in, next, point);
    };
    SmallVector<Value> acc(sumLanes, combiner.neutral(b, type));
    acc = emitGroups(b, acc, [&](Builder &in, Value i, ValueRange state) {
      SmallVector<Value> next;
      for (int64_t lane = 0; lane < sumLanes; ++lane)
        next.push_back(term(in, i, lane, state[lane]));
      return next;
    });
    int64_t rest = total % sumLanes;
    Value base = arith::ConstantIndexOp::create(b, total - rest);
    for (int64_t lane = 0; lane < rest; ++lane)
      acc[lane] = term(b, base, lane, acc[lane]);
    for (int64_t half = sumLanes / 2; half > 0; half /= 2)
      for (int64_t lane = 0; lane < half; ++lane)
        acc[lane] = combiner.combine(b, acc[lane], acc[lane + half]);
    finish(b, acc[0]);
  }

  void finish(Builder &b, Value value) {
    OpOperand &output = *op.getDpsInitOperand(0);
    Value before = start ? start : body.read(b, output, point);
    before = Body::widen(b, before, point);
    body.write(b, 0, combiner.combine(b, before, value), point);
  }

  linalg::GenericOp op;
  Body body;
  Combiner combiner;
  Value start;
  SmallVector<int64_t> extents;
  Type element;
  SmallVector<unsigned> outer, reduced;
  int64_t total = 1;
  Point point;
};

} // namespace

LogicalResult emitLaneLoops(linalg::GenericOp op, Value start, Builder &b) {
  FailureOr<Combiner> combiner = combinerOf(op);
  if (failed(combiner))
    return failure();
  LaneReduction(op, *combiner, start).emit(b);
  return success();
}

} // namespace nestor
