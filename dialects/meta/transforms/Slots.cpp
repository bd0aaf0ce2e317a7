// Reads and writes of slots, and the rule that says what is kept next.
#include "dialects/meta/transforms/Slots.h"
#include "dialects/meta/transforms/Linearize.h"

#include <limits>

using namespace mlir;

namespace nestor::meta {

using Values = SmallVector<Value>;

Values Slots::all() const {
  Values values = {top, due, places};
  llvm::append_range(values, rows);
  return values;
}

Slots Slots::from(ValueRange values) {
  return {values[0], values[1], values[2], Values(values.drop_front(3))};
}

Value SlotBuilder::number(int64_t value) {
  auto type = RankedTensorType::get({}, b.getI64Type());
  return ten::ConstantOp::create(
      b, loc,
      cast<ElementsAttr>(
          DenseElementsAttr::get(type, b.getI64IntegerAttr(value))));
}

Value SlotBuilder::row(Value stack, Value index) {
  auto type = cast<RankedTensorType>(stack.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape[0] = 1;
  Value slice = ten::DynamicSliceOp::create(
      b, loc, RankedTensorType::get(shape, type.getElementType()), stack, index,
      b.getDenseI64ArrayAttr({0}));
  return ten::ReshapeOp::create(b, loc, rowOf(type), slice);
}

Value SlotBuilder::withRow(Value stack, Value index, Value row) {
  Value slice = ten::ReshapeOp::create(b, loc, stackOf(row.getType(), 1), row);
  return ten::UpdateSliceOp::create(b, loc, stack.getType(), stack, slice,
                                    index, b.getDenseI64ArrayAttr({0}));
}

Value SlotBuilder::dueAfter(Value now, Value end, Value top) {
  auto index = b.getI64Type();
  int64_t columns = schedule.columns();
  std::vector<int64_t> entries = schedule.table();
  auto type = RankedTensorType::get({count + 1, columns}, index);
  Value table = ten::ConstantOp::create(
      b, loc,
      cast<ElementsAttr>(DenseElementsAttr::get(type, ArrayRef(entries))));
  Value open = build.sub(number(count), top); // with the slot of `now`
  Value betas = row(table, open);             // beta(open, j - 2)
  Value left = build.sub(end, now);
  Value isSmaller =
      isLess(betas, build.broadcast(left, betas.getType(), {}));
  // beta(open, r - 2) stands in column r.
  Value repeats = build.sub(build.reduceSum(build.convert(isSmaller, index), {0}),
                            number(2));
  Value fewer = row(table, build.sub(open, number(1)));
  Value behind = row(fewer, build.add(repeats, number(2)));
  Value length = build.like<ten::MaxOp>(left, row(betas, repeats),
                                        build.sub(left, behind));
  length = build.like<ten::MaxOp>(left, length, number(1));
  Value never = number(std::numeric_limits<int64_t>::max());
  return build.select(isLess(number(1), open), build.add(now, length), never);
}

Slots SlotBuilder::keepIfDue(const Slots &slots, Value now, Value end,
                             ValueRange carries) {
  Values captures = slots.all();
  llvm::append_range(captures, ValueRange{now, end});
  llvm::append_range(captures, carries);
  size_t own = slots.all().size();
  SmallVector<Type> types(ValueRange(captures).take_front(own).getTypes());
  Value isDue = build.compare(ten::Predicate::eq, now, slots.due);
  auto branch = IfOp::create(b, loc, types, isDue, captures);
  for (bool keeps : {true, false}) {
    auto *block = new Block();
    (keeps ? branch.getThenRegion() : branch.getElseRegion()).push_back(block);
    for (Value capture : captures)
      block->addArgument(capture.getType(), loc);
    Values arguments(block->getArguments());
    Slots inside = Slots::from(ValueRange(arguments).take_front(own));
    OpBuilder at = builderAtEnd(block, b.getContext());
    if (keeps) {
      SlotBuilder inner(*this, at);
      inside.top = inner.build.add(inside.top, inner.number(1));
      inside.places =
          inner.withRow(inside.places, inside.top, arguments[own]);
      for (auto [row, carry] : llvm::zip(
               inside.rows, ArrayRef<Value>(arguments).drop_front(own + 2)))
        row = inner.withRow(row, inside.top, carry);
      inside.due =
          inner.dueAfter(arguments[own], arguments[own + 1], inside.top);
    }
    YieldOp::create(at, loc, inside.all());
  }
  return Slots::from(branch.getResults());
}

Slots SlotBuilder::first(ValueRange carries) {
  Slots slots;
  slots.top = number(0);
  slots.places =
      build.zeros(RankedTensorType::get({count}, b.getI64Type()));
  for (Value carry : carries)
    slots.rows.push_back(
        withRow(build.zeros(stackOf(carry.getType(), count)), slots.top, carry));
  slots.due = dueAfter(slots.top, number(steps), slots.top);
  return slots;
}

} // namespace nestor::meta
