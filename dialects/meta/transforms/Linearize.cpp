// The linearization engine: walks a block once, clones the primal and asks each
// operation for its tangents.
#include "dialects/meta/transforms/Linearize.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace nestor::meta {

void Linearizer::bind(Value source, Value clone, Value tangent) {
  mapping.map(source, clone);
  if (!tangent)
    return;
  tangents[source] = tangent;
  dependent.insert(tangent);
}

LogicalResult Linearizer::run(Block &source) {
  for (Operation &op : source.without_terminator())
    if (failed(runOperation(op)))
      return failure();
  return success();
}

LogicalResult Linearizer::runOperation(Operation &op) {
  SmallVector<Value> operandTangents;
  bool active = false;
  for (Value operand : op.getOperands()) {
    operandTangents.push_back(tangentOf(operand));
    active |= bool(operandTangents.back());
  }
  if (!active) {
    primal.clone(op, mapping);
    return success();
  }
  bool forward = !linearBlock;
  if (auto branch = dyn_cast<IfOp>(op))
    return forward ? forwardIf(branch, *this) : linearizeIf(branch, *this);
  if (auto loop = dyn_cast<LoopOp>(op))
    return forward ? forwardLoop(loop, *this) : linearizeLoop(loop, *this);
  if (auto map = dyn_cast<MapOp>(op))
    return forward ? forwardMap(map, *this) : linearizeMap(map, *this);
  if (auto custom = dyn_cast<CustomGradientOp>(op))
    return forward ? forwardCustomGradient(custom, *this)
                   : linearizeCustomGradient(custom, *this);
  Operation *clone = primal.clone(op, mapping);
  auto rule = dyn_cast<LinearizeOpInterface>(clone);
  if (!rule)
    return op.emitError("`") << op.getName() << "` has no derivative rule";
  Operation *last =
      forward || linearBlock->empty() ? nullptr : &linearBlock->back();
  SmallVector<Value> results;
  if (failed(rule.linearize(linear, operandTangents, results)))
    return failure();
  if (forward) {
    for (auto [result, tangent] : llvm::zip(op.getResults(), results))
      if (tangent)
        tangents[result] = tangent;
    return success();
  }
  moveKnown(last);
  for (auto [result, tangent] : llvm::zip(op.getResults(), results))
    // A tangent that depends on none can only be zero.
    if (tangent && dependent.contains(tangent))
      tangents[result] = tangent;
  return success();
}

LogicalResult Linearizer::runInstead(
    Operation *op, llvm::function_ref<SmallVector<Value>(OpBuilder &)> emit) {
  // They stay until the end: tangents are known by their values.
  Block *block =
      replacements.emplace_back(std::make_unique<Block>()).get();
  OpBuilder builder = builderAtEnd(block, op->getContext());
  SmallVector<Value> values = emit(builder);
  for (Operation &replacement : *block)
    if (failed(runOperation(replacement)))
      return failure();
  for (auto [result, value] : llvm::zip_equal(op->getResults(), values))
    bind(result, primalOf(value), tangentOf(value));
  return success();
}

void Linearizer::moveKnown(Operation *before) {
  auto it = before ? std::next(before->getIterator()) : linearBlock->begin();
  while (it != linearBlock->end()) {
    Operation &op = *it++;
    bool depends = llvm::any_of(op.getOperands(), [&](Value operand) {
      return dependent.contains(operand);
    });
    if (depends) {
      dependent.insert(op.result_begin(), op.result_end());
      continue;
    }
    op.remove();
    primal.insert(&op);
  }
}

// ---- Blocks of their own

FailureOr<LinearizedBlock> linearizeBlock(Block &source,
                                          ArrayRef<bool> active) {
  LinearizedBlock out;
  out.primal = std::make_unique<Block>();
  out.linear = std::make_unique<Block>();
  MLIRContext *context = source.getParentOp()->getContext();
  Linearizer linearizer(builderAtEnd(out.primal.get(), context), *out.linear);
  for (auto [argument, isActive] : llvm::zip(source.getArguments(), active)) {
    Value clone =
        out.primal->addArgument(argument.getType(), argument.getLoc());
    Value tangent;
    if (isActive)
      tangent = out.linear->addArgument(argument.getType(), argument.getLoc());
    linearizer.bind(argument, clone, tangent);
  }
  if (failed(linearizer.run(source)))
    return failure();
  for (Value value : source.getTerminator()->getOperands()) {
    out.results.push_back(linearizer.primalOf(value));
    out.tangents.push_back(linearizer.tangentOf(value));
  }
  llvm::SetVector<Value> residuals;
  for (Operation &op : *out.linear)
    for (Value operand : op.getOperands()) {
      Operation *definition = operand.getDefiningOp();
      bool isLinear = definition ? definition->getBlock() == out.linear.get()
                                 : operand.getParentBlock() == out.linear.get();
      bool constant = definition && definition->hasTrait<OpTrait::ConstantLike>();
      if (!isLinear && !constant)
        residuals.insert(operand);
    }
  out.residuals = residuals.takeVector();
  return out;
}

void inlineLinear(LinearizedBlock &block, OpBuilder &builder,
                  IRMapping &mapping) {
  for (Operation &op : *block.linear) {
    for (Value operand : op.getOperands())
      if (Operation *definition = operand.getDefiningOp())
        if (definition->hasTrait<OpTrait::ConstantLike>() &&
            !mapping.contains(operand))
          mapping.map(operand, builder.clone(*definition)->getResult(0));
    builder.clone(op, mapping);
  }
}

} // namespace nestor::meta
