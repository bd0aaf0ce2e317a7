// Simplification of meta.if: results that nobody uses and captures that no
// branch reads go.
#include "dialects/meta/transforms/SimplifyRegions.h"

using namespace mlir;

namespace nestor::meta {

bool simplifyIf(IfOp op) {
  Block &then = op.getThenRegion().front(), &other = op.getElseRegion().front();
  bool changed = cloneConstants({&then, &other}, 0, op.getCaptures());
  llvm::BitVector deadResults(op.getNumResults());
  llvm::BitVector deadCaptures(op.getCaptures().size());
  for (auto [i, result] : llvm::enumerate(op.getResults()))
    if (result.use_empty())
      deadResults.set(i);
  for (Block *block : {&then, &other})
    block->getTerminator()->eraseOperands(deadResults);
  for (unsigned i = 0; i < deadCaptures.size(); ++i)
    if (then.getArgument(i).use_empty() && other.getArgument(i).use_empty())
      deadCaptures.set(i);
  if (deadResults.none() && deadCaptures.none())
    return changed;
  SmallVector<Value> captures;
  SmallVector<Type> types;
  for (auto [i, capture] : llvm::enumerate(op.getCaptures()))
    if (!deadCaptures[i])
      captures.push_back(capture);
  for (auto [i, type] : llvm::enumerate(op.getResultTypes()))
    if (!deadResults[i])
      types.push_back(type);
  then.eraseArguments(deadCaptures);
  other.eraseArguments(deadCaptures);
  OpBuilder builder(op);
  auto smaller =
      IfOp::create(builder, op.getLoc(), types, op.getCondition(), captures);
  smaller.getThenRegion().takeBody(op.getThenRegion());
  smaller.getElseRegion().takeBody(op.getElseRegion());
  unsigned next = 0;
  for (auto [i, result] : llvm::enumerate(op.getResults()))
    if (!deadResults[i])
      result.replaceAllUsesWith(smaller.getResult(next++));
  op.erase();
  return true;
}

} // namespace nestor::meta
