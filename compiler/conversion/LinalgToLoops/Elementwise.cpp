// All-parallel linalg.generic to loops: a vector of neighbours along the last
// iterator at a time.
#include "compiler/conversion/LinalgToLoops/Body.h"
#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;

static void emitPoint(Builder &b, Body &body, unsigned outputCount,
                      const Point &point) {
  SmallVector<Value> outputs(outputCount);
  SmallVector<Value> values = body.evaluate(b, point, outputs);
  for (auto [i, value] : llvm::enumerate(values))
    body.write(b, i, value, point);
}

LogicalResult emitElementwiseLoops(linalg::GenericOp op, Builder &b) {
  if (emitTransposeLoops(op, b))
    return success();
  Body body(op);
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  unsigned rank = extents.size(), outputs = op.getNumDpsInits();
  Point point;
  point.indices.resize(rank);
  if (rank == 0) {
    emitPoint(b, body, outputs, point);
    return success();
  }
  SmallVector<unsigned> outer = llvm::to_vector(llvm::seq(rank - 1));
  point.dim = rank - 1;
  int64_t width = body.preferredWidth();
  int64_t rest = extents.back() % width, full = extents.back() - rest;
  emitLoopNest(b, outer, extents, point, [&](Builder &in) {
    emitLoop(in, full, width, [&](Builder &inner, Value i) {
      point.indices[point.dim] = i;
      point.width = width;
      emitPoint(inner, body, outputs, point);
    });
    if (rest == 0)
      return;
    point.indices[point.dim] = arith::ConstantIndexOp::create(in, full);
    point.width = rest;
    emitPoint(in, body, outputs, point);
  });
  return success();
}

} // namespace nestor
