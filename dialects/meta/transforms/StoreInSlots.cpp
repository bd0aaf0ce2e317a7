// The pass meta-store-in-slots: a loop that stacks its carries for another
// that walks backwards keeps few of them instead, and the other computes the
// rest again from these, in the places that are free by then (binomial
// checkpoints, see BinomialSchedule.h). Everything follows from run-time
// numbers, so that the size of the code depends on neither steps nor slots, and
// a loop may stop early.
#include "dialects/meta/transforms/Linearize.h"
#include "dialects/meta/transforms/Passes.h"
#include "dialects/meta/transforms/SimplifyRegions.h"
#include "dialects/meta/transforms/Slots.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace nestor::meta {

#define GEN_PASS_DEF_STOREINSLOTS
#include "dialects/meta/transforms/Passes.h.inc"

using Values = SmallVector<Value>;

namespace {

/// A loop, and the one that walks back through what it stacked.
class SlotPair {
public:
  SlotPair(LoopOp there, int64_t slots)
      : there(there), loc(there.getLoc()), carries(there.getCarries().size()),
        flags(there.getHasUntil() ? 1 : 0), slotCount(slots) {}

  /// None if `there` stacks no carries for a loop that walks them backwards,
  /// or somebody else reads them too.
  static std::optional<SlotPair> find(LoopOp there, int64_t slots);
  void rewrite();

private:
  Slots keepOnTheWay(SlotBuilder &outside);
  void readOnTheWayBack(const Slots &kept);
  Values advance(const SlotBuilder &like, Block *block);
  Value ranIn(Block *block, size_t inserted = 0) const;

  LoopOp there, back;
  Location loc;
  size_t carries, flags;
  int64_t slotCount;
};

} // namespace

// The carry whose value before the iteration is what result `number` stacks.
static std::optional<unsigned> stackedCarry(LoopOp op, unsigned number) {
  Operation *yield = op.getBody().front().getTerminator();
  auto argument = dyn_cast<BlockArgument>(
      yield->getOperand(number + (op.getHasUntil() ? 1 : 0)));
  if (!argument || argument.getOwner() != &op.getBody().front() ||
      argument.getArgNumber() < 1 ||
      argument.getArgNumber() > op.getCarries().size())
    return std::nullopt;
  return argument.getArgNumber() - 1;
}

std::optional<SlotPair> SlotPair::find(LoopOp there, int64_t slots) {
  int64_t steps = there.getTripCount();
  if (slots >= steps || int64_t(there.getTopLevel()) >= 0)
    return std::nullopt;
  SlotPair pair(there, slots);
  for (unsigned i = pair.carries; i < there.getNumResults(); ++i) {
    auto carry = stackedCarry(there, i);
    Value stack = there.getResult(i);
    if (!carry || stack.use_empty())
      continue;
    for (OpOperand &use : stack.getUses()) {
      auto user = dyn_cast<LoopOp>(use.getOwner());
      size_t first = user ? user.getCarries().size() : 0;
      if (!user || user->getBlock() != there->getBlock() ||
          !user.getReversed() || user.getHasUntil() ||
          int64_t(user.getTripCount()) != steps ||
          use.getOperandNumber() < first ||
          use.getOperandNumber() >= first + user.getScanned().size() ||
          (pair.back && pair.back != user))
        return std::nullopt;
      pair.back = user;
    }
  }
  if (!pair.back)
    return std::nullopt;
  if (there.getHasUntil() && !pair.ranIn(&pair.back.getBody().front()))
    return std::nullopt;
  return pair;
}

// The argument of the loop back that tells whether an iteration ran: true is
// what such iterations stacked. `inserted`: arguments behind its carries that
// it has no operands for yet.
Value SlotPair::ranIn(Block *block, size_t inserted) const {
  Operation *yield = LoopOp(there).getBody().front().getTerminator();
  LoopOp user = back;
  for (auto [i, stack] : llvm::enumerate(user.getScanned())) {
    if (stack.getDefiningOp() != there)
      continue;
    Value row = yield->getOperand(cast<OpResult>(stack).getResultNumber() +
                                  unsigned(flags));
    bool isFlag =
        cast<RankedTensorType>(row.getType()).getElementType().isInteger(1);
    if (isFlag && ten::splatOf(row).value_or(0) != 0)
      return block->getArgument(
          unsigned(1 + user.getCarries().size() + inserted + i));
  }
  return Value();
}

// The loop there carries the slots, in the place of its stacks.
Slots SlotPair::keepOnTheWay(SlotBuilder &outside) {
  OpBuilder builder(there);
  Slots start = outside.first(there.getCarries());
  Values operands(there.getCarries());
  llvm::append_range(operands, start.all());
  Block &body = there.getBody().front();
  Values arguments;
  for (auto [i, value] : llvm::enumerate(start.all()))
    arguments.push_back(
        body.insertArgument(1 + unsigned(carries + i), value.getType(), loc));
  Operation *yield = body.getTerminator();
  OpBuilder inside(yield);
  SlotBuilder at(outside, inside);
  Values next(yield->getOperands().slice(flags, carries));
  ten::Build build{inside, loc};
  Slots slots = at.keepIfDue(
      Slots::from(arguments), build.add(body.getArgument(0), at.number(1)),
      at.number(int64_t(there.getTripCount())), next);
  yield->insertOperands(unsigned(flags + carries), slots.all());
  SmallVector<Type> types(ValueRange(operands).getTypes());
  llvm::append_range(types, TypeRange(there.getResultTypes()).drop_front(carries));
  auto loop = LoopOp::create(builder, loc, types, there.getTripCountAttr(),
                             there.getHasUntilAttr(), /*reversed=*/nullptr,
                             operands, there.getScanned(),
                             there.getInvariants(), there.getTopLevelAttr());
  loop.getBody().takeBody(there.getBody());
  ValueRange results(loop.getResults());
  for (auto [i, result] : llvm::enumerate(there.getResults()))
    result.replaceAllUsesWith(
        results[i < carries ? i : i + start.all().size()]);
  there.erase();
  there = loop;
  return Slots::from(results.slice(carries, start.all().size()));
}

// The body of a branch that goes on from a slot to the iteration before `end`:
// a loop of the iterations there, which keeps what is due. Yields the slots,
// then the carries.
Values SlotPair::advance(const SlotBuilder &like, Block *block) {
  OpBuilder builder = builderAtEnd(block, there.getContext());
  SlotBuilder at(like, builder);
  ten::Build build{builder, loc};
  ValueRange arguments(block->getArguments());
  Value place = arguments[0], wanted = arguments[1];
  size_t own = 3 + carries; // the slots
  Slots slots = Slots::from(arguments.slice(2, own));
  Value end = build.add(wanted, at.number(1));
  slots.due = at.dueAfter(place, end, slots.top);
  Values operands = {place};
  llvm::append_range(operands, slots.all());
  llvm::append_range(operands, arguments.slice(2 + own, carries));
  size_t first = operands.size(); // of what the loop does not carry
  Values fixed = {wanted, end};
  llvm::append_range(fixed, arguments.drop_front(2 + own + carries));
  auto *body = new Block();
  body->addArgument(place.getType(), loc); // the number of the turn
  for (Value value : operands)
    body->addArgument(value.getType(), loc);
  for (Value value : fixed)
    body->addArgument(value.getType(), loc);

  OpBuilder inside = builderAtEnd(body, there.getContext());
  SlotBuilder turn(like, inside);
  ten::Build buildTurn{inside, loc};
  ValueRange given = body->getArguments().drop_front();
  Block &source = there.getBody().front();
  IRMapping mapping;
  mapping.map(source.getArgument(0), given[0]);
  size_t next = 1;
  for (Value carry : given.slice(1 + own, carries))
    mapping.map(source.getArgument(unsigned(next++)), carry);
  next = 1 + there.getCarries().size(); // it carries the slots by now
  ValueRange outside = given.drop_front(first + 2);
  for (Value stack : outside.take_front(there.getScanned().size()))
    mapping.map(source.getArgument(unsigned(next++)), turn.row(stack, given[0]));
  for (Value value : outside.drop_front(there.getScanned().size()))
    mapping.map(source.getArgument(unsigned(next++)), value);
  auto wantedCarries =
      source.getTerminator()->getOperands().slice(flags, carries);
  llvm::SetVector<Operation *> needed;
  Values open(wantedCarries);
  while (!open.empty()) {
    Operation *definition = open.pop_back_val().getDefiningOp();
    if (definition && needed.insert(definition))
      llvm::append_range(open, definition->getOperands());
  }
  for (Operation &op : source)
    if (needed.contains(&op))
      inside.clone(op, mapping);
  Values after;
  for (Value value : wantedCarries)
    after.push_back(mapping.lookup(value));
  Value now = buildTurn.add(given[0], turn.number(1));
  Slots kept =
      turn.keepIfDue(Slots::from(given.slice(1, own)), now, given[first + 1],
                     after);
  Values yielded = {
      buildTurn.compare(ten::Predicate::ge, now, given[first]), now};
  llvm::append_range(yielded, kept.all());
  llvm::append_range(yielded, after);
  YieldOp::create(inside, loc, yielded);

  int64_t most = int64_t(there.getTripCount()) - 1;
  SmallVector<Type> types(ValueRange(operands).getTypes());
  auto loop = LoopOp::create(builder, loc, types,
                             builder.getI64IntegerAttr(most),
                             builder.getUnitAttr(), /*reversed=*/nullptr,
                             operands, ValueRange(), fixed,
                             builder.getI64IntegerAttr(-1));
  loop->setAttr(meanTripsAttrName, builder.getF64FloatAttr(like.meanAdvances()));
  loop.getBody().push_back(body);
  return Values(loop.getResults().drop_front());
}

// The loop back carries the slots and goes on from the last that is left.
void SlotPair::readOnTheWayBack(const Slots &kept) {
  int64_t steps = there.getTripCount();
  Values carried = {kept.top, kept.places};
  llvm::append_range(carried, kept.rows);
  size_t backCarries = back.getCarries().size();
  Block &body = back.getBody().front();
  Values arguments;
  for (auto [i, value] : llvm::enumerate(carried))
    arguments.push_back(body.insertArgument(1 + unsigned(backCarries + i),
                                            value.getType(), loc));
  Values outside(there.getScanned());
  llvm::append_range(outside, there.getInvariants());
  Values fixed;
  for (Value value : outside)
    fixed.push_back(body.addArgument(value.getType(), loc));

  // Behind this iteration nothing is needed any more.
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  SlotBuilder at(builder, loc, steps, slotCount);
  ten::Build build{builder, loc};
  Value wanted = body.getArgument(0), top = arguments[0], places = arguments[1];
  Value isBehind = at.isLess(wanted, at.row(places, top));
  top = build.select(isBehind, build.sub(top, at.number(1)), top);
  Value place = at.row(places, top);
  Value mustAdvance = at.isLess(place, wanted);
  if (flags)
    mustAdvance = ten::AndOp::create(builder, loc, mustAdvance.getType(),
                                     mustAdvance, ranIn(&body, carried.size()));
  // As the branch takes them: the slots with no iteration due, and the carries.
  Values state = {top, at.number(0), places};
  llvm::append_range(state, ArrayRef<Value>(arguments).drop_front(2));
  for (Value rows : ArrayRef<Value>(arguments).drop_front(2))
    state.push_back(at.row(rows, top));
  Values captures = {place, wanted};
  llvm::append_range(captures, state);
  llvm::append_range(captures, fixed);
  auto branch = IfOp::create(
      builder, loc, SmallVector<Type>(ValueRange(state).getTypes()),
      mustAdvance, captures);
  for (bool advances : {true, false}) {
    auto *block = new Block();
    (advances ? branch.getThenRegion() : branch.getElseRegion())
        .push_back(block);
    for (Value capture : captures)
      block->addArgument(capture.getType(), loc);
    Values yielded(block->getArguments().slice(2, state.size()));
    if (advances)
      yielded = advance(at, block);
    OpBuilder end = builderAtEnd(block, back.getContext());
    YieldOp::create(end, loc, yielded);
  }

  ValueRange reached(branch.getResults());
  Slots after = Slots::from(reached.take_front(3 + carries));
  Values yielded = {after.top, after.places};
  llvm::append_range(yielded, after.rows);
  body.getTerminator()->insertOperands(unsigned(backCarries), yielded);
  // The rows that the loop walked are these carries.
  Values scanned;
  BitVector walked(body.getNumArguments());
  for (auto [i, stack] : llvm::enumerate(back.getScanned())) {
    auto result = dyn_cast<OpResult>(stack);
    auto carry = result && result.getOwner() == there
                     ? stackedCarry(there, result.getResultNumber())
                     : std::nullopt;
    if (!carry) {
      scanned.push_back(stack);
      continue;
    }
    unsigned argument = unsigned(1 + backCarries + carried.size() + i);
    body.getArgument(argument).replaceAllUsesWith(
        reached[3 + carries + *carry]);
    walked.set(argument);
  }
  body.eraseArguments(walked);
  Values starts(back.getCarries()), invariants(back.getInvariants());
  llvm::append_range(starts, carried);
  llvm::append_range(invariants, outside);
  SmallVector<Type> types(ValueRange(starts).getTypes());
  llvm::append_range(types,
                     TypeRange(back.getResultTypes()).drop_front(backCarries));
  OpBuilder before(back);
  auto loop = LoopOp::create(before, loc, types, back.getTripCountAttr(),
                             /*hasUntil=*/nullptr, back.getReversedAttr(),
                             starts, scanned, invariants,
                             back.getTopLevelAttr());
  loop.getBody().takeBody(back.getBody());
  for (auto [i, result] : llvm::enumerate(back.getResults()))
    result.replaceAllUsesWith(
        loop.getResult(unsigned(i < backCarries ? i : i + carried.size())));
  back.erase();
  back = loop;
}

void SlotPair::rewrite() {
  OpBuilder builder(there);
  SlotBuilder outside(builder, loc, int64_t(there.getTripCount()), slotCount);
  readOnTheWayBack(keepOnTheWay(outside));
  // Stacks that nobody reads any more, and constants that are handed in.
  for (LoopOp loop : {back, there})
    simplifyLoop(loop);
}

namespace {
struct StoreInSlots : impl::StoreInSlotsBase<StoreInSlots> {
  using Base::Base;
  void runOnOperation() override {
    SmallVector<std::pair<LoopOp, int64_t>> loops;
    getOperation()->walk([&](LoopOp op) {
      int64_t slots = op.getSlots();
      op.setSlots(0);
      if (slots > 0 && !op.getReversed()) // those stay until they are rewritten
        loops.push_back({op, slots});
    });
    for (auto [op, slots] : loops)
      if (auto pair = SlotPair::find(op, slots))
        pair->rewrite();
  }
};
} // namespace

} // namespace nestor::meta
