// The pass meta-simplify-regions: inner operations first, again until nothing
// changes.
#include "dialects/meta/transforms/SimplifyRegions.h"
#include "dialects/meta/transforms/Passes.h"

using namespace mlir;

namespace nestor::meta {

#define GEN_PASS_DEF_SIMPLIFYREGIONS
#include "dialects/meta/transforms/Passes.h.inc"

bool cloneConstants(ArrayRef<Block *> blocks, unsigned first,
                    ValueRange operands) {
  bool changed = false;
  for (auto [i, operand] : llvm::enumerate(operands)) {
    Operation *definition = operand.getDefiningOp();
    if (!definition || !definition->hasTrait<OpTrait::ConstantLike>())
      continue;
    for (Block *block : blocks) {
      BlockArgument argument = block->getArgument(first + i);
      if (argument.use_empty())
        continue;
      OpBuilder builder = OpBuilder::atBlockBegin(block);
      argument.replaceAllUsesWith(builder.clone(*definition)->getResult(0));
      changed = true;
    }
  }
  return changed;
}

// Pure operations without uses, the last ones first.
static bool eraseDead(Block &block) {
  bool changed = false;
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op)) {
      op.erase();
      changed = true;
    }
  return changed;
}

namespace {
struct SimplifyRegions : impl::SimplifyRegionsBase<SimplifyRegions> {
  using Base::Base;
  void runOnOperation() override {
    // What one round leaves dead, the next removes; depth bounds the rounds.
    constexpr int mostRounds = 16;
    for (int round = 0; round < mostRounds; ++round) {
      bool changed = false;
      SmallVector<Operation *> regions;
      getOperation()->walk([&](Operation *op) {
        if (isa<IfOp, LoopOp>(op))
          regions.push_back(op);
      });
      for (Operation *op : regions) {
        for (Region &region : op->getRegions())
          changed |= eraseDead(region.front());
        if (auto branch = dyn_cast<IfOp>(op))
          changed |= simplifyIf(branch);
        else
          changed |= inlineSingleTrip(cast<LoopOp>(op)) ||
                     simplifyLoop(cast<LoopOp>(op));
      }
      changed |= fuseLoops();
      if (!changed)
        return;
    }
  }

  // A merged loop replaces two that may be waiting, so that each round of the
  // walk ends with the first change.
  bool fuseLoops() {
    auto fuseOne = [](LoopOp op) {
      return fuseWithProducer(op) ? WalkResult::interrupt()
                                  : WalkResult::advance();
    };
    bool changed = false;
    while (getOperation()->walk(fuseOne).wasInterrupted())
      changed = true;
    return changed;
  }
};
} // namespace

} // namespace nestor::meta
