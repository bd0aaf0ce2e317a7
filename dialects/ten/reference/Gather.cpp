// Reference evaluation of the operations on rows that indices name.
#include "dialects/ten/reference/Reference.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nestor::ten::reference {

// [indices[i...], s...] for [i..., s...].
static Index rowIndex(Dims index, const Array &indices) {
  size_t rank = indices.shape.size();
  Index place = {int64_t(indices.at(index.take_front(rank)).value())};
  llvm::append_range(place, index.drop_front(rank));
  return place;
}

// x, with combine(before, row) in the place of each row, one after another.
template <typename Combine>
static Array scattered(ArrayRef<Array> operands, Combine &&combine) {
  Array result = operands[0];
  forEachIndex(operands[2].shape, [&](Dims index) {
    Dual &place = result.at(rowIndex(index, operands[1]));
    place = combine(place, operands[2].at(index));
  });
  return result;
}

// What reaches the extremum of its place shares the derivative there.
static Array extremum(ArrayRef<Array> operands,
                      Dual (*better)(const Dual &, const Dual &)) {
  Array result = scattered(operands, [&](const Dual &a, const Dual &b) {
    return better(a.value(), b.value());
  });
  Array movement(result.shape), count(result.shape);
  auto compare = [&](const Index &place, const Dual &candidate) {
    if (candidate.value() != result.at(place).value())
      return;
    movement.at(place) += candidate.movement();
    count.at(place) += 1;
  };
  forEachIndex(result.shape, [&](Dims index) {
    result.at(index) = result.at(index).value();
    compare(Index(index), operands[0].at(index));
  });
  forEachIndex(operands[2].shape, [&](Dims index) {
    compare(rowIndex(index, operands[1]), operands[2].at(index));
  });
  for (size_t i = 0; i < result.values.size(); ++i)
    if (!movement.values[i].isPlain())
      result.values[i] += movement.values[i] / count.values[i];
  return result;
}

std::optional<Array> evaluateGather(Operation *op, ArrayRef<Array> operands) {
  using Result = std::optional<Array>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](GatherOp op) {
        Array result(resultShape(op));
        forEachIndex(result.shape, [&](Dims index) {
          result.at(index) = operands[0].at(rowIndex(index, operands[1]));
        });
        return result;
      })
      .Case([&](ScatterAddOp) {
        return scattered(operands, [](const Dual &before, const Dual &row) {
          return before + row;
        });
      })
      .Case([&](ScatterSetOp) {
        return scattered(operands,
                         [](const Dual &, const Dual &row) { return row; });
      })
      .Case([&](ScatterMaxOp) { return extremum(operands, max); })
      .Case([&](ScatterMinOp) { return extremum(operands, min); })
      .Default(Result());
}

} // namespace nestor::ten::reference
