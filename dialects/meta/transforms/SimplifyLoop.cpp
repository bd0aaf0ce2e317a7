// Simplification of meta.loop: dead stacks, carries and arguments go, equal
// stacks become one, what does not change between iterations moves outside.
#include "dialects/meta/transforms/SimplifyRegions.h"
#include "dialects/ten/Build.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace nestor::meta {

namespace {
// Where the parts of a loop begin.
struct Parts {
  unsigned flags, carries, scanned, invariants;
  explicit Parts(LoopOp op)
      : flags(op.getHasUntil()), carries(op.getCarries().size()),
        scanned(op.getScanned().size()), invariants(op.getInvariants().size()) {
  }
  unsigned firstScanned() const { return 1 + carries; }
  unsigned firstInvariant() const { return 1 + carries + scanned; }
};
} // namespace

// The value outside that `value` of the body stands for in every iteration, or
// null.
static Value outsideOf(LoopOp op, const Parts &parts, Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || argument.getOwner() != &op.getBody().front() ||
      argument.getArgNumber() < parts.firstInvariant())
    return Value();
  return op.getInvariants()[argument.getArgNumber() - parts.firstInvariant()];
}

// A stack of one row n times, as a broadcast of the row.
static Value repeated(OpBuilder &builder, Location loc, Value row, Type stack) {
  ten::Build build{builder, loc};
  SmallVector<int64_t> dims;
  for (int64_t i = 1; i < cast<RankedTensorType>(stack).getRank(); ++i)
    dims.push_back(i);
  return build.broadcast(row, stack, dims);
}

// Stacks of invariant rows and equal stacks.
static bool shareStacks(LoopOp op) {
  Parts parts(op);
  Operation *yield = op.getBody().front().getTerminator();
  bool changed = false;
  DenseMap<Value, unsigned> first;
  for (unsigned i = parts.carries; i < op.getNumResults(); ++i) {
    OpResult result = op->getResult(i);
    if (result.use_empty())
      continue;
    Value row = yield->getOperand(parts.flags + i);
    Operation *definition = row.getDefiningOp();
    bool constant =
        definition && definition->hasTrait<OpTrait::ConstantLike>();
    Value outside = outsideOf(op, parts, row);
    // Behind a stop, rows are zero.
    if ((outside || constant) && !op.getHasUntil()) {
      OpBuilder builder(op);
      if (constant)
        outside = builder.clone(*definition)->getResult(0);
      result.replaceAllUsesWith(
          repeated(builder, op.getLoc(), outside, result.getType()));
      changed = true;
      continue;
    }
    auto [it, fresh] = first.try_emplace(row, i);
    if (!fresh) {
      result.replaceAllUsesWith(op->getResult(it->second));
      changed = true;
    }
  }
  return changed;
}

// A scanned stack of equal rows is an invariant; so is a splat.
static bool unstackRows(LoopOp op) {
  Parts parts(op);
  Block &body = op.getBody().front();
  bool changed = false;
  for (unsigned i = 0; i < parts.scanned; ++i) {
    Value stack = op.getScanned()[i];
    BlockArgument row = body.getArgument(parts.firstScanned() + i);
    if (row.use_empty())
      continue;
    if (auto broadcast = stack.getDefiningOp<ten::BroadcastOp>()) {
      if (llvm::is_contained(broadcast.getDims(), 0))
        continue;
      Value source = broadcast.getX();
      OpBuilder builder(op);
      if (source.getType() != row.getType()) {
        SmallVector<int64_t> dims;
        for (int64_t dim : broadcast.getDims())
          dims.push_back(dim - 1);
        ten::Build build{builder, op.getLoc()};
        source = build.broadcast(source, row.getType(), dims);
      }
      op.getInvariantsMutable().append(source);
      row.replaceAllUsesWith(body.addArgument(row.getType(), op.getLoc()));
      changed = true;
      continue;
    }
    auto constant = stack.getDefiningOp<ten::ConstantOp>();
    auto dense = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                          : DenseElementsAttr();
    if (!dense || !dense.isSplat())
      continue;
    OpBuilder builder = OpBuilder::atBlockBegin(&body);
    row.replaceAllUsesWith(ten::ConstantOp::create(
        builder, op.getLoc(),
        dense.resizeSplat(cast<ShapedType>(row.getType()))));
    changed = true;
  }
  return changed;
}

// Carries that reach no used result, stack, stop flag or effect.
static llvm::BitVector deadCarries(LoopOp op) {
  Parts parts(op);
  Block &body = op.getBody().front();
  Operation *yield = body.getTerminator();
  SmallVector<Value> open;
  for (unsigned i = 0; i < parts.flags; ++i)
    open.push_back(yield->getOperand(i));
  for (auto [i, result] : llvm::enumerate(op.getResults()))
    if (!result.use_empty())
      open.push_back(yield->getOperand(parts.flags + i));
  for (Operation &inner : body.without_terminator())
    if (!isMemoryEffectFree(&inner))
      llvm::append_range(open, inner.getOperands());
  DenseSet<Value> live;
  while (!open.empty()) {
    Value value = open.pop_back_val();
    if (!live.insert(value).second)
      continue;
    if (Operation *definition = value.getDefiningOp()) {
      llvm::append_range(open, definition->getOperands());
    } else {
      unsigned number = cast<BlockArgument>(value).getArgNumber();
      if (number >= 1 && number <= parts.carries)
        open.push_back(yield->getOperand(parts.flags + number - 1));
    }
  }
  llvm::BitVector dead(parts.carries);
  for (unsigned i = 0; i < parts.carries; ++i)
    if (op->getResult(i).use_empty() &&
        !live.contains(body.getArgument(1 + i)))
      dead.set(i);
  return dead;
}

// Carries that are yielded as they came in are invariants.
static bool freezeCarries(LoopOp op) {
  Parts parts(op);
  Block &body = op.getBody().front();
  Operation *yield = body.getTerminator();
  bool changed = false;
  for (unsigned i = 0; i < parts.carries; ++i) {
    BlockArgument carry = body.getArgument(1 + i);
    if (yield->getOperand(parts.flags + i) != carry)
      continue;
    Value start = op.getCarries()[i];
    if (!op->getResult(i).use_empty()) {
      op->getResult(i).replaceAllUsesWith(start);
      changed = true;
    }
    if (carry.hasOneUse())
      continue;
    op.getInvariantsMutable().append(start);
    Value inside = body.addArgument(start.getType(), op.getLoc());
    carry.replaceAllUsesExcept(inside, yield);
    changed = true;
  }
  return changed;
}

// The names of the results that are left.
static void keepNames(LoopOp from, LoopOp to, const llvm::BitVector &dropped) {
  auto names = from->getAttrOfType<ArrayAttr>(namesAttrName);
  if (!names)
    return;
  SmallVector<Attribute> kept;
  for (auto [i, name] : llvm::enumerate(names))
    if (!dropped[i])
      kept.push_back(name);
  to->setAttr(namesAttrName, ArrayAttr::get(from.getContext(), kept));
}

static bool dropDead(LoopOp op) {
  Parts parts(op);
  Block &body = op.getBody().front();
  llvm::BitVector results(op.getNumResults()), arguments(body.getNumArguments()),
      yielded(parts.flags + op.getNumResults());
  llvm::BitVector carries = deadCarries(op);
  for (unsigned i : carries.set_bits()) {
    results.set(i);
    arguments.set(1 + i);
  }
  for (unsigned i = parts.carries; i < op.getNumResults(); ++i)
    if (op->getResult(i).use_empty())
      results.set(i);
  for (unsigned i = 1 + parts.carries; i < body.getNumArguments(); ++i)
    if (body.getArgument(i).use_empty())
      arguments.set(i);
  if (results.none() && arguments.none())
    return false;
  for (unsigned i : results.set_bits())
    yielded.set(parts.flags + i);
  body.getTerminator()->eraseOperands(yielded);
  // Dead computations may still read dead arguments: they see zeros, and go
  // with the next round.
  for (unsigned i : arguments.set_bits()) {
    BlockArgument argument = body.getArgument(i);
    if (argument.use_empty())
      continue;
    OpBuilder inside = OpBuilder::atBlockBegin(&body);
    ten::Build build{inside, op.getLoc()};
    argument.replaceAllUsesWith(build.zeros(argument.getType()));
  }
  SmallVector<Value> kept[3];
  for (unsigned i = 1; i < body.getNumArguments(); ++i)
    if (!arguments[i])
      kept[i < parts.firstScanned() ? 0 : i < parts.firstInvariant() ? 1 : 2]
          .push_back(op->getOperand(i - 1));
  SmallVector<Type> types;
  for (auto [i, type] : llvm::enumerate(op.getResultTypes()))
    if (!results[i])
      types.push_back(type);
  body.eraseArguments(arguments);
  OpBuilder builder(op);
  auto smaller = LoopOp::create(
      builder, op.getLoc(), types, op.getTripCountAttr(), op.getHasUntilAttr(),
      op.getReversedAttr(), kept[0], kept[1], kept[2], op.getTopLevelAttr());
  smaller.getBody().takeBody(op.getBody());
  smaller.copyPlan(op);
  keepNames(op, smaller, results);
  unsigned next = 0;
  for (auto [i, result] : llvm::enumerate(op.getResults()))
    if (!results[i])
      result.replaceAllUsesWith(smaller.getResult(next++));
  op.erase();
  return true;
}

bool simplifyLoop(LoopOp op) {
  Parts parts(op);
  bool changed = cloneConstants({&op.getBody().front()}, parts.firstInvariant(),
                                op.getInvariants());
  changed |= placeInvariants(op);
  changed |= shareStacks(op);
  changed |= unstackRows(op);
  changed |= freezeCarries(op);
  return dropDead(op) || changed;
}

} // namespace nestor::meta
