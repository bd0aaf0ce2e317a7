// Measures loops in the stage first-order. A loop may have become several, one
// forward and one backward, in segments, in the bodies of others: what belongs
// to it is told by the marks in locations.
#include "compiler/driver/MeasureLoops.h"

#include "compiler/pipeline/CountFlops.h"
#include "dialects/meta/Meta.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <algorithm>

using namespace mlir;

namespace nestor {

static constexpr llvm::StringLiteral markPrefix = "@loop ";

void LoopMeasurer::mark(
    ModuleOp module,
    const std::function<std::optional<size_t>(Operation *)> &row) {
  for (Operation &op : *module.getBody())
    mark(&op, {}, row);
}

void LoopMeasurer::mark(
    Operation *op, std::vector<size_t> around,
    const std::function<std::optional<size_t>(Operation *)> &row) {
  if (auto own = row(op)) {
    around.push_back(rows_.size());
    rows_.push_back(*own);
  }
  Location place = op->getLoc();
  for (size_t loop : around)
    place = NameLoc::get(
        StringAttr::get(op->getContext(), markPrefix + std::to_string(loop)),
        place);
  op->setLoc(place);
  for (Region &region : op->getRegions())
    for (Block &block : region)
      for (Operation &inner : block)
        mark(&inner, around, row);
}

const std::vector<size_t> &LoopMeasurer::loopsAround(Operation &op) {
  const void *key = op.getLoc().getAsOpaquePointer();
  if (auto known = known_.find(key); known != known_.end())
    return known->second;
  std::vector<size_t> &loops = known_[key];
  op.getLoc()->walk([&](Location place) {
    if (auto mark = dyn_cast<NameLoc>(place)) {
      llvm::StringRef name = mark.getName();
      size_t loop = 0;
      if (name.consume_front(markPrefix) && !name.getAsInteger(10, loop))
        loops.push_back(loop);
    }
    return WalkResult::advance();
  });
  return loops;
}

// The innermost mark of a loop is its own, and stands outermost.
bool LoopMeasurer::isOfRow(Operation &op, size_t row) {
  const std::vector<size_t> &loops = loopsAround(op);
  return !loops.empty() && rows_[loops.front()] == row;
}

// Stacks of one loop that another of its row walks, and slots that another
// carries back, from the one to the other.
int64_t LoopMeasurer::mostStored(Block &block, size_t row) {
  int64_t now = 0, most = 0;
  llvm::DenseMap<Operation *, int64_t> endings;
  for (Operation &op : block) {
    int64_t inside = 0;
    for (Region &region : op.getRegions())
      for (Block &inner : region)
        inside = std::max(inside, mostStored(inner, row));
    auto loop = dyn_cast<meta::LoopOp>(op);
    if (loop && isOfRow(op, row))
      for (OpResult stack : loop.getResults()) {
        bool isCarry = stack.getResultNumber() < loop.getCarries().size();
        Operation *last = nullptr;
        for (OpOperand &use : stack.getUses()) {
          auto user = dyn_cast<meta::LoopOp>(use.getOwner());
          size_t first = user ? user.getCarries().size() : 0;
          bool isWalked =
              user && isOfRow(*user, row) &&
              (isCarry ? use.getOperandNumber() < first &&
                             user.getReversed() != loop.getReversed()
                       : use.getOperandNumber() >= first &&
                             use.getOperandNumber() <
                                 first + user.getScanned().size());
          if (isWalked && (!last || last->isBeforeInBlock(user)))
            last = user;
        }
        if (!last)
          continue;
        endings[last] += meta::bytesOf(stack.getType());
        now += meta::bytesOf(stack.getType());
      }
    most = std::max(most, now + inside);
    if (auto ending = endings.find(&op); ending != endings.end())
      now -= ending->second;
  }
  return most;
}

std::vector<LoopMeasure> LoopMeasurer::measure(ModuleOp firstOrder,
                                               size_t rows) {
  std::vector<LoopMeasure> result(rows);
  firstOrder.walk([&](func::FuncOp function) {
    if (function.isExternal())
      return;
    Block &body = function.getBody().front();
    for (size_t row = 0; row < rows; ++row)
      result[row].storedBytes =
          std::max(result[row].storedBytes, mostStored(body, row));
    for (size_t loop = 0; loop < rows_.size(); ++loop) {
      double flops = flopsOf(body, [&](Operation &op) {
        return llvm::is_contained(loopsAround(op), loop);
      });
      LoopMeasure &measure = result[rows_[loop]];
      measure.flops = std::max(measure.flops, flops);
    }
  });
  return result;
}

} // namespace nestor
