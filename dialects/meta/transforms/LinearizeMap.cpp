// Linearization of meta.map: lane by lane, with the residuals stacked.
#include "dialects/meta/transforms/ChooseResiduals.h"
#include "dialects/meta/transforms/Linearize.h"

using namespace mlir;

namespace nestor::meta {

LogicalResult linearizeMap(MapOp op, Linearizer &into) {
  Location loc = op.getLoc();
  size_t mappedCount = op.getMapped().size();
  SmallVector<bool> active = {false}; // the lane number
  for (Value operand : op.getOperands())
    active.push_back(bool(into.tangentOf(operand)));
  auto linearized = linearizeBlock(op.getBody().front(), active);
  if (failed(linearized))
    return failure();
  LinearizedBlock &body = *linearized;
  Block *block = body.primal.get();

  auto [residuals, again] = chooseResiduals(
      *block, body.residuals, [](BlockArgument) { return true; },
      Recompute::Cheap);

  // The primal: results, then the residuals that differ between lanes.
  SmallVector<Value> stacked;
  for (Value residual : residuals)
    if (!isa<BlockArgument>(residual))
      stacked.push_back(residual);
  OpBuilder builder = builderAtEnd(block, op.getContext());
  SmallVector<Value> yielded(body.results);
  SmallVector<Type> types(op.getResultTypes());
  for (Value residual : stacked) {
    yielded.push_back(residual);
    types.push_back(stackOf(residual.getType(), op.getLanes()));
  }
  YieldOp::create(builder, loc, yielded);
  SmallVector<Value> operands;
  for (Value operand : op.getOperands())
    operands.push_back(into.primalOf(operand));
  ArrayRef<Value> all(operands);
  auto primal = MapOp::create(into.primal, loc, types, op.getLanesAttr(),
                              all.take_front(mappedCount),
                              all.drop_front(mappedCount));
  body.primal.release();
  primal.getBody().push_back(block);
  for (auto [source, clone] : llvm::zip(op.getResults(), primal.getResults()))
    into.bind(source, clone, Value());

  // The linear map.
  auto *linear = new Block();
  IRMapping mapping;
  mapping.map(block->getArgument(0),
              linear->addArgument(block->getArgument(0).getType(), loc));
  SmallVector<Value> mapped, invariants;
  auto add = [&](SmallVector<Value> &list, Value outer, Value inner) {
    list.push_back(outer);
    mapping.map(inner, linear->addArgument(inner.getType(), loc));
  };
  for (auto [i, residual] : llvm::enumerate(stacked))
    add(mapped, primal.getResult(op.getNumResults() + i), residual);
  for (Value residual : residuals)
    if (auto argument = dyn_cast<BlockArgument>(residual)) {
      size_t number = argument.getArgNumber();
      if (number > 0 && number <= mappedCount)
        add(mapped, primal.getMapped()[number - 1], residual);
    }
  size_t next = 0;
  for (size_t i = 0; i < mappedCount; ++i)
    if (active[1 + i])
      add(mapped, into.tangentOf(op.getMapped()[i]),
          body.linear->getArgument(next++));
  for (Value residual : residuals)
    if (auto argument = dyn_cast<BlockArgument>(residual)) {
      size_t number = argument.getArgNumber();
      if (number > mappedCount)
        add(invariants, primal.getInvariants()[number - 1 - mappedCount],
            residual);
    }
  for (size_t i = 0; i < op.getInvariants().size(); ++i)
    if (active[1 + mappedCount + i])
      add(invariants, into.tangentOf(op.getInvariants()[i]),
          body.linear->getArgument(next++));

  OpBuilder inside = builderAtEnd(linear, op.getContext());
  for (Operation *primalOp : again)
    inside.clone(*primalOp, mapping);
  inlineLinear(body, inside, mapping);
  SmallVector<Value> results, sources;
  SmallVector<Type> resultTypes;
  for (auto [source, tangent] : llvm::zip(op.getResults(), body.tangents))
    if (tangent) {
      results.push_back(mapping.lookup(tangent));
      resultTypes.push_back(source.getType());
      sources.push_back(source);
    }
  if (results.empty()) {
    delete linear;
    return success();
  }
  YieldOp::create(inside, loc, results);
  auto tangents = MapOp::create(into.linear, loc, resultTypes,
                                op.getLanesAttr(), mapped, invariants);
  tangents.getBody().push_back(linear);
  for (auto [source, tangent] : llvm::zip(sources, tangents.getResults()))
    into.bind(source, into.primalOf(source), tangent);
  return success();
}

} // namespace nestor::meta
