// Gives each tensor that a loop yields its carry as destination, so that
// bufferization computes it in place.
#include "compiler/conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_MATERIALIZECARRIES
#include "compiler/conversion/Passes.h.inc"

namespace {

/// One loop. Bufferization obeys a destination without question, so that
/// nothing may read a carry once its next value stands in it.
class CarryPlacement {
public:
  explicit CarryPlacement(scf::ForOp loop) : loop(loop) {}

  void run() {
    Operation *yield = loop.getBody()->getTerminator();
    for (auto [operand, carry] :
         llvm::zip_equal(yield->getOpOperands(), loop.getRegionIterArgs()))
      if (isa<RankedTensorType>(carry.getType()))
        yields.push_back({&operand, carry});
    if (loop->removeAttr(copiesCarriesAttrName))
      return copyAll();
    for (Operation &op :
         llvm::make_early_inc_range(loop.getBody()->without_terminator()))
      if (isa<scf::IfOp, arith::SelectOp>(op))
        for (Value result : op.getResults())
          copyReadLater(result);
    // Collect first: what a branch yields may be another carry, whose copy
    // must exist before anything is placed.
    for (size_t i = 0; i < yields.size(); ++i)
      while (openBranch(i)) {
      }
    for (auto [operand, carry] : yields)
      copyOtherCarry(*operand, carry);
    for (auto [operand, carry] : yields)
      copyUncertain(*operand, carry);
    for (auto [operand, carry] : yields)
      place(*operand, carry);
  }

private:
  struct Yield {
    OpOperand *operand;
    Value carry;
  };

  static Value copyOf(OpBuilder &b, Location loc, Value value) {
    return bufferization::AllocTensorOp::create(
        b, loc, cast<RankedTensorType>(value.getType()),
        /*dynamicSizes=*/ValueRange{}, /*copy=*/value);
  }

  /// A branch on a condition of its own that gives copies of what `select`
  /// chooses from.
  static void branchOfCopies(arith::SelectOp select) {
    OpBuilder b(select);
    auto yieldCopy = [&](Value source) {
      return [=](OpBuilder &inner, Location loc) {
        scf::YieldOp::create(inner, loc, copyOf(inner, loc, source));
      };
    };
    auto branch = scf::IfOp::create(b, select.getLoc(), select.getCondition(),
                                    yieldCopy(select.getTrueValue()),
                                    yieldCopy(select.getFalseValue()));
    select.replaceAllUsesWith(branch.getResult(0));
    select.erase();
  }

  /// What branches choose is a copy, and whatever reads a carry has done so
  /// before the first is written.
  void copyAll() {
    SmallVector<Operation *> choices; // inner loops have made theirs
    loop.getBody()->walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (isa<scf::IfOp, arith::SelectOp>(op))
        choices.push_back(op);
      return isa<scf::ForOp>(op) ? WalkResult::skip() : WalkResult::advance();
    });
    for (Operation *op : choices) {
      auto select = dyn_cast<arith::SelectOp>(op);
      if (select && isa<RankedTensorType>(select.getType()) &&
          select.getCondition().getType().isInteger(1))
        branchOfCopies(select);
      auto branch = select ? scf::IfOp() : cast<scf::IfOp>(op);
      if (!branch || !branch.elseBlock())
        continue;
      for (scf::YieldOp yield : {branch.thenYield(), branch.elseYield()})
        for (OpOperand &operand : yield->getOpOperands())
          if (isa<RankedTensorType>(operand.get().getType())) {
            OpBuilder b(yield);
            operand.set(copyOf(b, yield.getLoc(), operand.get()));
          }
    }
    llvm::erase_if(yields, [](const Yield &yield) {
      return yield.operand->get() == yield.carry;
    });
    OpBuilder b(loop.getBody()->getTerminator());
    for (auto [operand, carry] : yields)
      operand->set(copyOf(b, loop.getLoc(), operand->get()));
    for (auto [operand, carry] : yields)
      operand->set(bufferization::MaterializeInDestinationOp::create(
                       b, loop.getLoc(), carry.getType(), operand->get(), carry)
                       .getResult());
  }

  /// Whether a value may stand in a carry's memory.
  bool aliasesCarry(Value value) {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      if (argument.getOwner() == loop.getBody())
        return true;
      auto inner = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
      return !inner || !argument.getArgNumber() ||
             aliasesCarry(inner.getTiedLoopInit(argument)->get());
    }
    auto result = cast<OpResult>(value);
    Operation *op = result.getOwner();
    if (isa<tensor::EmptyOp, arith::ConstantOp, bufferization::AllocTensorOp,
            tensor::FromElementsOp, tensor::ConcatOp>(op))
      return false;
    if (auto destination = dyn_cast<DestinationStyleOpInterface>(op))
      return aliasesCarry(destination.getTiedOpOperand(result)->get());
    if (auto branch = dyn_cast<scf::IfOp>(op))
      return aliasesCarry(branch.thenYield().getOperand(
                 result.getResultNumber())) ||
             aliasesCarry(
                 branch.elseYield().getOperand(result.getResultNumber()));
    if (auto inner = dyn_cast<scf::ForOp>(op))
      return aliasesCarry(inner.getTiedLoopInit(result)->get());
    return llvm::any_of(op->getOperands(), [&](Value operand) {
      return isa<RankedTensorType>(operand.getType()) && aliasesCarry(operand);
    });
  }

  /// A tensor that a branch yields twice would make its results, and so the
  /// carries that the other branch yields, one buffer.
  static void separateYields(scf::YieldOp yield) {
    DenseSet<Value> seen;
    OpBuilder b(yield);
    for (OpOperand &operand : yield->getOpOperands())
      if (auto type = dyn_cast<RankedTensorType>(operand.get().getType());
          type && !seen.insert(operand.get()).second)
        operand.set(copyOf(b, yield.getLoc(), operand.get()));
  }

  /// What a branch chose may be the carry itself. Who reads it must not find
  /// the carry's next value there.
  void copyReadLater(Value value) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    Operation *yield = loop.getBody()->getTerminator();
    if (!type || llvm::all_of(value.getUsers(), [&](Operation *user) {
          return user == yield;
        }) || !aliasesCarry(value))
      return;
    OpBuilder b(value.getContext());
    b.setInsertionPointAfterValue(value);
    auto select = value.getDefiningOp<arith::SelectOp>();
    if (auto branch = value.getDefiningOp<scf::IfOp>())
      for (scf::YieldOp yield : {branch.thenYield(), branch.elseYield()})
        separateYields(yield);
    if (!select) {
      Value copy = copyOf(b, value.getLoc(), value);
      value.replaceAllUsesExcept(copy, copy.getDefiningOp());
      return;
    }
    // Of two buffers that are chosen from, one may be read only.
    branchOfCopies(select);
  }

  /// A result of scf.if is placed by its branches: the one that yields the
  /// carry itself copies nothing. Yield `i` becomes that of one branch, and
  /// another is added for the other.
  bool openBranch(size_t i) {
    auto [operand, carry] = yields[i];
    splitSelect(*operand);
    Value value = operand->get();
    auto branch = value.getDefiningOp<scf::IfOp>();
    Block *block = operand->getOwner()->getBlock();
    if (!branch || !value.hasOneUse() || branch->getBlock() != block)
      return false;
    for (Operation *user : carry.getUsers()) {
      Operation *ancestor = block->findAncestorOpInBlock(*user);
      bool isYield = user == block->getTerminator();
      if (ancestor && !isYield && branch->isBeforeInBlock(ancestor))
        return false;
    }
    unsigned number = cast<OpResult>(value).getResultNumber();
    yields.push_back({&branch.elseYield()->getOpOperand(number), carry});
    yields[i] = {&branch.thenYield()->getOpOperand(number), carry};
    return true;
  }

  /// Canonicalization makes a select of a branch that only chooses; as a select
  /// of buffers it would copy in both cases.
  static void splitSelect(OpOperand &operand) {
    auto select = operand.get().getDefiningOp<arith::SelectOp>();
    if (!select || !select->hasOneUse() ||
        !select.getCondition().getType().isInteger(1))
      return;
    OpBuilder b(operand.getOwner());
    Location loc = select.getLoc();
    auto yieldOf = [&](Value value) {
      return [=](OpBuilder &inner, Location) {
        scf::YieldOp::create(inner, loc, value);
      };
    };
    auto branch = scf::IfOp::create(b, loc, select.getCondition(),
                                    yieldOf(select.getTrueValue()),
                                    yieldOf(select.getFalseValue()));
    operand.set(branch.getResult(0));
    select.erase();
  }

  void copyOtherCarry(OpOperand &operand, Value carry) {
    Value value = operand.get();
    auto argument = dyn_cast<BlockArgument>(value);
    if (value == carry || !argument || argument.getOwner() != loop.getBody())
      return;
    Value &copy = copies[value];
    if (!copy) {
      OpBuilder b = OpBuilder::atBlockBegin(loop.getBody());
      copy = copyOf(b, loop.getLoc(), value);
    }
    operand.set(copy);
  }

  /// An inner loop that starts from the carry and gives its next value works in
  /// the carry's memory if nobody else needs it: there is nothing to place.
  /// Otherwise it starts from a copy. Returns whether it works in place.
  static bool continuesInPlace(Value value, Value carry) {
    auto inner = value.getDefiningOp<scf::ForOp>();
    if (!inner)
      return false;
    OpOperand *init = inner.getTiedLoopInit(cast<OpResult>(value));
    if (init->get() != carry)
      return false;
    bool isShared = llvm::any_of(carry.getUses(), [&](OpOperand &use) {
      Operation *user =
          inner->getBlock()->findAncestorOpInBlock(*use.getOwner());
      return &use != init && user && !user->isBeforeInBlock(inner);
    });
    if (!isShared)
      return true;
    OpBuilder b(inner);
    init->set(copyOf(b, inner.getLoc(), carry));
    return false;
  }

  /// A result of an inner loop that starts from a carry, or of a branch that
  /// uses one, may or may not be that carry's memory.
  bool mayHoldCarry(Value value) {
    Operation *op = value.getDefiningOp();
    auto isCarry = [&](Value carry) {
      auto argument = dyn_cast<BlockArgument>(carry);
      return argument && argument.getOwner() == loop.getBody();
    };
    if (auto inner = dyn_cast_or_null<scf::ForOp>(op))
      return isCarry(inner.getTiedLoopInit(cast<OpResult>(value))->get());
    if (!isa_and_nonnull<scf::IfOp>(op))
      return false;
    return llvm::any_of(loop.getRegionIterArgs(), [&](Value carry) {
      return llvm::any_of(carry.getUsers(), [&](Operation *user) {
        return op->isAncestor(user);
      });
    });
  }

  /// What may be a carry's memory is copied before anything is placed there.
  void copyUncertain(OpOperand &operand, Value carry) {
    Value value = operand.get();
    if (value == carry || continuesInPlace(value, carry) ||
        !mayHoldCarry(value))
      return;
    OpBuilder b(value.getContext());
    b.setInsertionPointAfterValue(value);
    operand.set(copyOf(b, value.getLoc(), value));
  }

  void place(OpOperand &operand, Value carry) {
    Value value = operand.get();
    if (value == carry || continuesInPlace(value, carry))
      return;
    // A second carry takes the value from the first, which holds it by then.
    Value &first = placements[{value, operand.getOwner()->getBlock()}];
    if (first)
      value = first;
    OpBuilder b(operand.getOwner());
    auto placed = bufferization::MaterializeInDestinationOp::create(
        b, operand.getOwner()->getLoc(), value.getType(), value, carry);
    operand.set(placed.getResult());
    first = placed.getResult();
    // What a branch yields a second time, to be read, is what stands there.
    if (isa<scf::IfOp>(operand.getOwner()->getParentOp()))
      for (OpOperand &other : operand.getOwner()->getOpOperands())
        if (other.get() == value)
          other.set(placed.getResult());
  }

  scf::ForOp loop;
  SmallVector<Yield> yields;
  DenseMap<Value, Value> copies;
  DenseMap<std::pair<Value, Block *>, Value> placements;
};

/// A fill that two reductions start from would be copied for one of them.
void separateFill(linalg::FillOp fill) {
  Value result = fill.getResult(0);
  for (OpOperand &use : llvm::make_early_inc_range(result.getUses())) {
    if (result.hasOneUse())
      return;
    OpBuilder b(use.getOwner());
    Operation *copy = b.clone(*fill);
    use.set(copy->getResult(0));
  }
}

struct MaterializeCarriesPass
    : impl::MaterializeCarriesBase<MaterializeCarriesPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<linalg::FillOp> fills;
    getOperation().walk([&](linalg::FillOp fill) { fills.push_back(fill); });
    for (linalg::FillOp fill : fills)
      separateFill(fill);
    getOperation().walk([](scf::ForOp loop) { CarryPlacement(loop).run(); });
  }
};

} // namespace
} // namespace nestor
