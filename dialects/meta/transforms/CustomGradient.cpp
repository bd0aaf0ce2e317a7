// Functions that bring their own derivative: linearized to a linear map that
// holds the rule, which its transposition puts in place; where no derivative is
// taken any more, the body takes the operation's place.
#include "dialects/meta/transforms/InlineRegion.h"
#include "dialects/meta/transforms/Linearize.h"
#include "dialects/meta/transforms/Transpose.h"
#include "dialects/ten/Build.h"

using namespace mlir;

namespace nestor::meta {

static bool isFloating(Value value) {
  return isa<FloatType>(cast<RankedTensorType>(value.getType()).getElementType());
}

LogicalResult linearizeCustomGradient(CustomGradientOp op, Linearizer &into) {
  Location loc = op.getLoc();
  IRMapping primals;
  SmallVector<Value> operands, captures, tangents, sources;
  SmallVector<int64_t> active;
  SmallVector<Type> types;
  for (auto [i, operand] : llvm::enumerate(op.getOperands())) {
    primals.map(operand, into.primalOf(operand));
    if (i >= op.getInputs().size())
      captures.push_back(into.primalOf(operand));
    else
      operands.push_back(into.primalOf(operand));
    Value tangent = into.tangentOf(operand);
    if (tangent && i < op.getInputs().size()) {
      tangents.push_back(tangent);
      active.push_back(int64_t(i));
    }
  }
  Operation *primal = into.primal.clone(*op, primals);
  for (auto [source, clone] : llvm::zip(op.getResults(), primal->getResults()))
    into.bind(source, clone, Value());
  for (Value result : op.getResults())
    if (isFloating(result)) {
      types.push_back(result.getType());
      sources.push_back(result);
    }
  if (tangents.empty() || sources.empty())
    return success();
  auto linear = PushforwardOp::create(into.linear, loc, types, active, operands,
                                      captures, tangents);
  IRMapping copied;
  op.getRule().cloneInto(&linear.getRule(), copied);
  for (auto [source, tangent] : llvm::zip(sources, linear.getResults()))
    into.bind(source, into.primalOf(source), tangent);
  return success();
}

LogicalResult transposePushforward(PushforwardOp op, OpBuilder &builder,
                                   ArrayRef<Value> cotangents,
                                   ArrayRef<bool> isLinear,
                                   SmallVectorImpl<Value> &results) {
  size_t operands = op.getInputs().size(),
         constants = operands + op.getCaptures().size();
  for (bool flag : isLinear.take_front(constants))
    if (flag)
      return failure();
  ten::Build build{builder, op.getLoc()};
  OperandRange all = op->getOperands();
  SmallVector<Value> arguments(all.take_front(operands));
  for (auto [result, cotangent] : llvm::zip(op.getResults(), cotangents))
    arguments.push_back(cotangent ? cotangent : build.zeros(result.getType()));
  llvm::append_range(arguments, op.getCaptures());
  SmallVector<Value> given = inlineRegion(builder, op.getRule(), arguments);
  // The rule gives one for each floating operand.
  SmallVector<Value> byOperand(operands);
  size_t next = 0;
  for (size_t i = 0; i < operands; ++i)
    if (isFloating(all[i]))
      byOperand[i] = given[next++];
  results.assign(constants, Value());
  for (int64_t number : op.getActive())
    results.push_back(byOperand[size_t(number)]);
  return success();
}

void inlineCustomGradient(CustomGradientOp op) {
  OpBuilder builder(op);
  op->replaceAllUsesWith(
      inlineRegion(builder, op.getBody(), op->getOperands()));
  op->erase();
}

} // namespace nestor::meta
