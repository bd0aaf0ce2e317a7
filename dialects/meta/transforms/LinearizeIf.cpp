// Linearization of meta.if: the primal branch also yields what its derivative
// needs (zeros in the branch not taken); the linear part branches the same way.
#include "dialects/meta/transforms/Linearize.h"
#include "dialects/ten/Build.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace nestor::meta {

static SmallVector<Value> primalsOf(ValueRange values, Linearizer &into) {
  SmallVector<Value> result;
  for (Value value : values)
    result.push_back(into.primalOf(value));
  return result;
}

LogicalResult linearizeIf(IfOp op, Linearizer &into) {
  Location loc = op.getLoc();
  SmallVector<bool> active;
  SmallVector<Value> linearCaptures;
  for (Value capture : op.getCaptures()) {
    Value tangent = into.tangentOf(capture);
    active.push_back(bool(tangent));
    if (tangent)
      linearCaptures.push_back(tangent);
  }
  SmallVector<LinearizedBlock, 2> branches;
  for (Region *region : {&op.getThenRegion(), &op.getElseRegion()}) {
    auto branch = linearizeBlock(region->front(), active);
    if (failed(branch))
      return failure();
    branches.push_back(std::move(*branch));
  }

  // The primal: results, residuals that a branch computes. Those that it only
  // captures are captured once more.
  SmallVector<Value> computed[2];
  llvm::SetVector<unsigned> captured;
  SmallVector<Type> types(op.getResultTypes());
  for (size_t i = 0; i < 2; ++i)
    for (Value residual : branches[i].residuals) {
      if (auto argument = dyn_cast<BlockArgument>(residual)) {
        captured.insert(argument.getArgNumber());
        continue;
      }
      computed[i].push_back(residual);
      types.push_back(residual.getType());
    }
  auto primal =
      IfOp::create(into.primal, loc, types, into.primalOf(op.getCondition()),
                   primalsOf(op.getCaptures(), into));
  for (size_t i = 0; i < 2; ++i) {
    LinearizedBlock &branch = branches[i];
    Block *block = branch.primal.release();
    primal->getRegion(i).push_back(block);
    OpBuilder builder = builderAtEnd(block, op.getContext());
    ten::Build build{builder, loc};
    SmallVector<Value> yielded(branch.results);
    for (size_t j = 0; j < 2; ++j)
      for (Value residual : computed[j])
        yielded.push_back(i == j ? residual : build.zeros(residual.getType()));
    YieldOp::create(builder, loc, yielded);
  }

  // The linear part: residuals and tangents in, tangents out.
  size_t results = op.getNumResults();
  SmallVector<Value> captures(primal.getResults().drop_front(results));
  size_t firstCaptured = captures.size();
  for (unsigned number : captured)
    captures.push_back(primal.getCaptures()[number]);
  size_t firstTangent = captures.size();
  captures.append(linearCaptures);
  SmallVector<unsigned> moving;
  SmallVector<Type> tangentTypes;
  for (unsigned i = 0; i < results; ++i)
    if (branches[0].tangents[i] || branches[1].tangents[i]) {
      moving.push_back(i);
      tangentTypes.push_back(op.getResult(i).getType());
    }
  for (unsigned i = 0; i < results; ++i)
    into.bind(op.getResult(i), primal.getResult(i), Value());
  if (moving.empty())
    return success();
  auto linear = IfOp::create(into.linear, loc, tangentTypes,
                             primal.getCondition(), captures);
  size_t first = 0;
  for (size_t i = 0; i < 2; ++i) {
    LinearizedBlock &branch = branches[i];
    auto *block = new Block();
    linear->getRegion(i).push_back(block);
    for (Value capture : captures)
      block->addArgument(capture.getType(), loc);
    OpBuilder builder = builderAtEnd(block, op.getContext());
    ten::Build build{builder, loc};
    IRMapping mapping;
    for (auto [k, residual] : llvm::enumerate(computed[i]))
      mapping.map(residual, block->getArgument(first + k));
    for (auto [k, number] : llvm::enumerate(captured))
      mapping.map(primal->getRegion(i).getArgument(number),
                  block->getArgument(firstCaptured + k));
    for (auto [k, argument] : llvm::enumerate(branch.linear->getArguments()))
      mapping.map(argument, block->getArgument(firstTangent + k));
    first += computed[i].size();
    inlineLinear(branch, builder, mapping);
    SmallVector<Value> yielded;
    for (unsigned index : moving) {
      Value tangent = branch.tangents[index];
      yielded.push_back(tangent ? mapping.lookup(tangent)
                                : build.zeros(op.getResult(index).getType()));
    }
    YieldOp::create(builder, loc, yielded);
  }
  for (auto [index, tangent] : llvm::zip(moving, linear.getResults()))
    into.bind(op.getResult(index), primal.getResult(index), tangent);
  return success();
}

} // namespace nestor::meta
