// Two loops of equal length become one where the second reads, row by row, what
// the first stacked, if one has no order or both have the same: a lane's values
// then never leave the lane.
#include "dialects/meta/transforms/SimplifyRegions.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace nestor::meta {

// Its iterations do not know of each other, so that their order is free.
static bool isMap(LoopOp op) { return op.getCarries().empty(); }

// Whether each iteration of `second` may follow that of `first`.
static bool keepStep(LoopOp first, LoopOp second) {
  auto isFixed = [](LoopOp op) {
    return op.getHasUntil() || int64_t(op.getTopLevel()) >= 0;
  };
  return !isFixed(first) && !isFixed(second) &&
         first.getTripCount() == second.getTripCount() &&
         (isMap(first) || isMap(second) ||
          first.getReversed() == second.getReversed());
}

// The last value of a carry is there only when the loop has ended.
static bool isStack(LoopOp op, Value result) {
  return cast<OpResult>(result).getResultNumber() >= op.getCarries().size();
}

// What `second` needs and `first` does not give moves before `first`. Fails
// without a change if some of that depends on `first`.
static bool moveOperands(LoopOp first, LoopOp second) {
  Block *block = first->getBlock();
  llvm::SetVector<Operation *> needed;
  SmallVector<Value> open(second.getCarries());
  llvm::append_range(open, second.getInvariants());
  for (Value stack : second.getScanned())
    if (stack.getDefiningOp() != first || !isStack(first, stack))
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

namespace {
/// The loop that does in each iteration what `first` does, then what `second`
/// does.
class Merger {
public:
  Merger(LoopOp first, LoopOp second)
      : loops{first, second}, loc(first.getLoc()), builder(first) {}

  LoopOp run();
  /// The result that stands for result `i` of loop `which`.
  Value resultFor(LoopOp merged, unsigned which, unsigned i);

private:
  Value argument(Type type) { return body->addArgument(type, loc); }
  void addArguments();
  void copy(unsigned which, OpBuilder &inside, IRMapping &mapping);
  unsigned carryCount(unsigned which) {
    return loops[which].getCarries().size();
  }

  LoopOp loops[2];
  Location loc;
  OpBuilder builder;
  Block *body = new Block();
  SmallVector<Value> carries, scanned, invariants;
  SmallVector<Value> own[2]; // the arguments of each body
  SmallVector<Value> next, rows;
};
} // namespace

void Merger::addArguments() {
  auto argumentOf = [&](unsigned which, size_t operand) {
    return loops[which].getBody().getArgument(1 + operand);
  };
  Value index = argument(loops[0].getBody().getArgument(0).getType());
  for (unsigned which : {0, 1}) {
    own[which].push_back(index);
    for (Value carry : loops[which].getCarries()) {
      carries.push_back(carry);
      own[which].push_back(argument(carry.getType()));
    }
  }
  Operation *firstYield = loops[0].getBody().front().getTerminator();
  for (unsigned which : {0, 1})
    for (auto [i, stack] : llvm::enumerate(loops[which].getScanned())) {
      if (which == 1 && stack.getDefiningOp() == loops[0]) {
        // Becomes the row itself once the first body stands here.
        own[1].push_back(
            firstYield->getOperand(cast<OpResult>(stack).getResultNumber()));
        continue;
      }
      scanned.push_back(stack);
      own[which].push_back(
          argument(argumentOf(which, carryCount(which) + i).getType()));
    }
  for (unsigned which : {0, 1})
    for (Value invariant : loops[which].getInvariants()) {
      invariants.push_back(invariant);
      own[which].push_back(argument(invariant.getType()));
    }
}

void Merger::copy(unsigned which, OpBuilder &inside, IRMapping &mapping) {
  Block &source = loops[which].getBody().front();
  for (auto [argument, value] : llvm::zip(source.getArguments(), own[which]))
    mapping.map(argument, mapping.lookupOrDefault(value));
  for (Operation &op : source.without_terminator())
    inside.clone(op, mapping);
  for (auto [i, value] :
       llvm::enumerate(source.getTerminator()->getOperands()))
    (i < carryCount(which) ? next : rows)
        .push_back(mapping.lookupOrDefault(value));
}

LoopOp Merger::run() {
  addArguments();
  OpBuilder inside(builder.getContext());
  inside.setInsertionPointToEnd(body);
  IRMapping mapping;
  copy(0, inside, mapping);
  copy(1, inside, mapping);
  SmallVector<Value> yielded(next);
  llvm::append_range(yielded, rows);
  YieldOp::create(inside, loc, yielded);
  SmallVector<Type> types;
  for (Value carry : carries)
    types.push_back(carry.getType());
  for (unsigned which : {0, 1})
    for (Type type :
         llvm::drop_begin(loops[which].getResultTypes(), carryCount(which)))
      types.push_back(type);
  // Where both are maps the direction of neither matters.
  UnitAttr reversed = isMap(loops[0]) ? isMap(loops[1])
                                            ? UnitAttr()
                                            : loops[1].getReversedAttr()
                                      : loops[0].getReversedAttr();
  auto merged = LoopOp::create(builder, loc, types, loops[0].getTripCountAttr(),
                               /*hasUntil=*/nullptr, reversed, carries, scanned,
                               invariants, builder.getI64IntegerAttr(-1));
  merged.setSlots(std::max(loops[0].getSlots(), loops[1].getSlots()));
  merged.getBody().push_back(body);
  return merged;
}

Value Merger::resultFor(LoopOp merged, unsigned which, unsigned i) {
  unsigned own = carryCount(which);
  if (i < own)
    return merged.getResult(which == 0 ? i : carryCount(0) + i);
  unsigned stacks = which == 0 ? 0 : loops[0].getNumResults() - carryCount(0);
  return merged.getResult(carries.size() + stacks + i - own);
}

bool fuseWithProducer(LoopOp second) {
  if (!isMemoryEffectFree(second))
    return false;
  for (Value stack : second.getScanned()) {
    auto first = stack.getDefiningOp<LoopOp>();
    if (!first || first->getBlock() != second->getBlock() ||
        !keepStep(first, second) || !isStack(first, stack) ||
        !moveOperands(first, second))
      continue;
    Merger merger(first, second);
    LoopOp merged = merger.run();
    for (auto [which, loop] : llvm::enumerate(ArrayRef<LoopOp>{first, second}))
      for (OpResult result : loop->getResults())
        result.replaceAllUsesWith(
            merger.resultFor(merged, which, result.getResultNumber()));
    second.erase();
    first.erase();
    return true;
  }
  return false;
}

} // namespace nestor::meta
