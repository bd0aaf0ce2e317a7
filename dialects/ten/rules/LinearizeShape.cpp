// Linearization of the operations that move elements: they are linear, so the
// tangent goes through the same operation.
#include "dialects/ten/Build.h"

using namespace mlir;
using namespace nestor::ten;

using Tangents = ArrayRef<Value>;
using Results = SmallVectorImpl<Value>;

// The operation once more, on the tangent in place of operand 0.
static LogicalResult onTangent(Operation *op, OpBuilder &builder,
                               Tangents tangents, Results &results) {
  if (!tangents[0]) {
    results.push_back(Value());
    return success();
  }
  Operation *clone = builder.clone(*op);
  clone->setOperand(0, tangents[0]);
  results.push_back(clone->getResult(0));
  return success();
}

#define LINEAR(OP)                                                             \
  LogicalResult OP::linearize(OpBuilder &builder, Tangents tangents,           \
                              Results &results) {                              \
    return onTangent(*this, builder, tangents, results);                       \
  }
LINEAR(BroadcastOp)
LINEAR(ReshapeOp)
LINEAR(TransposeOp)
LINEAR(SliceOp)
LINEAR(DynamicSliceOp)
LINEAR(PadOp)
LINEAR(ReverseOp)
#undef LINEAR

// Operands 0 (the whole) and 1 (the block) are linear together.
static LogicalResult onBoth(Operation *op, OpBuilder &builder,
                            Tangents tangents, Results &results) {
  if (!tangents[0] && !tangents[1]) {
    results.push_back(Value());
    return success();
  }
  Build b{builder, op->getLoc()};
  Operation *clone = builder.clone(*op);
  builder.setInsertionPoint(clone);
  for (unsigned i = 0; i < 2; ++i)
    clone->setOperand(i, tangents[i] ? tangents[i]
                                     : b.zeros(op->getOperand(i).getType()));
  builder.setInsertionPointAfter(clone);
  results.push_back(clone->getResult(0));
  return success();
}

LogicalResult UpdateSliceOp::linearize(OpBuilder &builder, Tangents tangents,
                                       Results &results) {
  return onBoth(*this, builder, tangents, results);
}
LogicalResult AccumulateSliceOp::linearize(OpBuilder &builder,
                                           Tangents tangents,
                                           Results &results) {
  return onBoth(*this, builder, tangents, results);
}

LogicalResult ConcatOp::linearize(OpBuilder &builder, Tangents tangents,
                                  Results &results) {
  Build b{builder, getLoc()};
  SmallVector<Value> parts;
  for (auto [input, tangent] : llvm::zip(getInputs(), tangents))
    parts.push_back(tangent ? tangent : b.zeros(input.getType()));
  results.push_back(
      ConcatOp::create(builder, getLoc(), getType(), parts, getAxisAttr()));
  return success();
}
