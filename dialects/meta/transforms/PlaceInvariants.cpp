// Operations on a loop's invariants alone are computed once, outside. A
// broadcast that elementwise operations read goes the other way: repeating a
// number costs nothing inside, and a tensor of it outside is memory to read.
#include "dialects/meta/transforms/SimplifyRegions.h"
#include "dialects/ten/Ten.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace nestor::meta {

// The value outside that `value` of the body stands for in every iteration, or
// null.
static Value outsideOf(LoopOp op, Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  unsigned first = 1 + op.getCarries().size() + op.getScanned().size();
  if (!argument || argument.getOwner() != &op.getBody().front() ||
      argument.getArgNumber() < first)
    return Value();
  return op.getInvariants()[argument.getArgNumber() - first];
}

static bool isElementwise(Operation *op) {
  return op->hasTrait<OpTrait::SameOperandsAndResultType>() ||
         op->hasTrait<OpTrait::SameOperandsAndResultShape>() ||
         isa<ten::CompareOp, ten::SelectOp>(op);
}

// Also through loops that it enters as an invariant.
static bool isReadElementwise(Value value) {
  return llvm::all_of(value.getUses(), [](OpOperand &use) {
    auto loop = dyn_cast<LoopOp>(use.getOwner());
    if (!loop)
      return isElementwise(use.getOwner());
    unsigned first = loop.getCarries().size() + loop.getScanned().size();
    return use.getOperandNumber() >= first &&
           isReadElementwise(
               loop.getBody().getArgument(1 + use.getOperandNumber()));
  });
}

static bool isFree(Operation *op) {
  return isa<ten::BroadcastOp>(op) && isReadElementwise(op->getResult(0));
}

// An invariant, a constant, or a broadcast of one.
static bool isInvariant(LoopOp op, Value value) {
  if (outsideOf(op, value))
    return true;
  Operation *definition = value.getDefiningOp();
  if (!definition)
    return false;
  return definition->hasTrait<OpTrait::ConstantLike>() ||
         (isa<ten::BroadcastOp>(definition) &&
          isInvariant(op, definition->getOperand(0)));
}

static Value copyOutside(LoopOp op, Value value, OpBuilder &builder) {
  if (Value outside = outsideOf(op, value))
    return outside;
  IRMapping mapping;
  Operation *definition = value.getDefiningOp();
  for (Value operand : definition->getOperands())
    mapping.map(operand, copyOutside(op, operand, builder));
  return builder.clone(*definition, mapping)->getResult(0);
}

static bool hoist(LoopOp op) {
  Block &body = op.getBody().front();
  bool changed = false;
  for (Operation &inner :
       llvm::make_early_inc_range(body.without_terminator())) {
    if (inner.hasTrait<OpTrait::ConstantLike>() || inner.getNumRegions() ||
        inner.getNumOperands() == 0 || !isPure(&inner) || isFree(&inner))
      continue;
    auto invariant = [&](Value operand) { return isInvariant(op, operand); };
    if (!llvm::all_of(inner.getOperands(), invariant))
      continue;
    OpBuilder builder(op);
    IRMapping mapping;
    for (Value operand : inner.getOperands())
      mapping.map(operand, copyOutside(op, operand, builder));
    Operation *outside = builder.clone(inner, mapping);
    for (auto [result, value] :
         llvm::zip(inner.getResults(), outside->getResults())) {
      op.getInvariantsMutable().append(value);
      result.replaceAllUsesWith(
          body.addArgument(value.getType(), inner.getLoc()));
    }
    inner.erase();
    changed = true;
  }
  return changed;
}

static bool sinkBroadcasts(LoopOp op) {
  Block &body = op.getBody().front();
  unsigned first = 1 + op.getCarries().size() + op.getScanned().size();
  bool changed = false;
  for (unsigned i = 0, count = op.getInvariants().size(); i < count; ++i) {
    auto broadcast = op.getInvariants()[i].getDefiningOp<ten::BroadcastOp>();
    BlockArgument argument = body.getArgument(first + i);
    if (!broadcast || argument.use_empty() || !isReadElementwise(argument))
      continue;
    Value source = broadcast.getX();
    op.getInvariantsMutable().append(source);
    IRMapping mapping;
    mapping.map(source, body.addArgument(source.getType(), op.getLoc()));
    OpBuilder inside = OpBuilder::atBlockBegin(&body);
    argument.replaceAllUsesWith(
        inside.clone(*broadcast, mapping)->getResult(0));
    changed = true;
  }
  return changed;
}

bool placeInvariants(LoopOp op) {
  bool changed = hoist(op);
  return sinkBroadcasts(op) || changed;
}

} // namespace nestor::meta
