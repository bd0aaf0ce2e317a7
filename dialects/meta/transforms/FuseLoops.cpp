// Two loops over the same lanes become one where the second reads, row by row,
// what the first stacked: a lane's values then never leave the lane.
#include "dialects/meta/transforms/SimplifyRegions.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace nestor::meta {

// Its iterations do not know of each other.
static bool isMap(LoopOp op) {
  return op.getCarries().empty() && !op.getHasUntil() &&
         int64_t(op.getTopLevel()) < 0;
}

// What `second` needs and `first` does not give moves before `first`. Fails
// without a change if some of that depends on `first`.
static bool moveOperands(LoopOp first, LoopOp second) {
  Block *block = first->getBlock();
  llvm::SetVector<Operation *> needed;
  SmallVector<Value> open(second.getInvariants());
  for (Value stack : second.getScanned())
    if (stack.getDefiningOp() != first)
      open.push_back(stack);
  while (!open.empty()) {
    Operation *definition = open.pop_back_val().getDefiningOp();
    if (!definition || definition->getBlock() != block ||
        definition->isBeforeInBlock(first))
      continue;
    if (definition == first || !isMemoryEffectFree(definition))
      return false;
    if (needed.insert(definition))
      llvm::append_range(open, definition->getOperands());
  }
  SmallVector<Operation *> order = needed.takeVector();
  llvm::sort(order,
             [](Operation *l, Operation *r) { return l->isBeforeInBlock(r); });
  for (Operation *op : order)
    op->moveBefore(first);
  return true;
}

static LoopOp merge(LoopOp first, LoopOp second) {
  OpBuilder builder(first);
  Location loc = first.getLoc();
  Block &firstBody = first.getBody().front();
  Block &secondBody = second.getBody().front();
  SmallVector<Value> scanned(first.getScanned()), yielded;
  SmallVector<Value> invariants(first.getInvariants());
  auto *body = new Block();
  body->addArgument(firstBody.getArgument(0).getType(), loc);
  SmallVector<Value> own[2] = {{body->getArgument(0)}, {body->getArgument(0)}};

  Operation *firstYield = firstBody.getTerminator();
  for (Value row : firstBody.getArguments().slice(1, scanned.size()))
    own[0].push_back(body->addArgument(row.getType(), loc));
  for (auto [i, stack] : llvm::enumerate(second.getScanned())) {
    if (stack.getDefiningOp() == first) {
      // Becomes the row itself once the first body stands here.
      own[1].push_back(
          firstYield->getOperand(cast<OpResult>(stack).getResultNumber()));
      continue;
    }
    scanned.push_back(stack);
    own[1].push_back(
        body->addArgument(secondBody.getArgument(1 + i).getType(), loc));
  }
  for (Value invariant : first.getInvariants())
    own[0].push_back(body->addArgument(invariant.getType(), loc));
  for (Value invariant : second.getInvariants()) {
    invariants.push_back(invariant);
    own[1].push_back(body->addArgument(invariant.getType(), loc));
  }

  IRMapping mapping;
  mapping.map(firstBody.getArguments(), ArrayRef<Value>(own[0]));
  OpBuilder inside(first->getContext());
  inside.setInsertionPointToEnd(body);
  for (Operation &op : firstBody.without_terminator())
    inside.clone(op, mapping);
  for (Value value : firstYield->getOperands())
    yielded.push_back(mapping.lookupOrDefault(value));
  for (Value &value : own[1])
    value = mapping.lookupOrDefault(value);
  mapping.map(secondBody.getArguments(), ArrayRef<Value>(own[1]));
  for (Operation &op : secondBody.without_terminator())
    inside.clone(op, mapping);
  for (Value value : secondBody.getTerminator()->getOperands())
    yielded.push_back(mapping.lookupOrDefault(value));
  YieldOp::create(inside, loc, yielded);

  SmallVector<Type> types(first.getResultTypes());
  llvm::append_range(types, second.getResultTypes());
  // Maps have no order, so that the direction of neither matters.
  auto merged = LoopOp::create(builder, loc, types, first.getTripCountAttr(),
                               /*hasUntil=*/nullptr, /*reversed=*/nullptr,
                               /*carries=*/ValueRange(), scanned, invariants,
                               builder.getI64IntegerAttr(-1));
  merged.getBody().push_back(body);
  return merged;
}

bool fuseWithProducer(LoopOp second) {
  if (!isMap(second) || !isMemoryEffectFree(second))
    return false;
  for (Value stack : second.getScanned()) {
    auto first = stack.getDefiningOp<LoopOp>();
    if (!first || !isMap(first) || first->getBlock() != second->getBlock() ||
        first.getTripCount() != second.getTripCount() ||
        !moveOperands(first, second))
      continue;
    LoopOp merged = merge(first, second);
    unsigned firstResults = first.getNumResults();
    first->replaceAllUsesWith(merged.getResults().take_front(firstResults));
    second->replaceAllUsesWith(merged.getResults().drop_front(firstResults));
    second.erase();
    first.erase();
    return true;
  }
  return false;
}

} // namespace nestor::meta
