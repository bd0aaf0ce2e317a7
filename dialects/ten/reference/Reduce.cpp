// Reference evaluation of reductions and contractions.
#include "dialects/ten/reference/Reference.h"

#include "llvm/ADT/TypeSwitch.h"

#include <limits>

using namespace mlir;

namespace nestor::ten::reference {

constexpr double infinity = std::numeric_limits<double>::infinity();

static Index without(Dims index, Dims axes) {
  Index kept;
  for (auto [i, entry] : llvm::enumerate(index))
    if (!llvm::is_contained(axes, int64_t(i)))
      kept.push_back(entry);
  return kept;
}

template <typename Combine>
static Array reduced(Operation *op, const Array &x, Dims axes, double first,
                     Combine &&combine) {
  Array result(resultShape(op), first);
  forEachIndex(x.shape, [&](Dims index) {
    Dual &place = result.at(without(index, axes));
    place = combine(place, x.at(index));
  });
  return result;
}

static Dual larger(const Dual &a, const Dual &b) {
  return max(a.value(), b.value());
}
static Dual smaller(const Dual &a, const Dual &b) {
  return min(a.value(), b.value());
}

// The elements that reach the extremum share its derivative: their mean moves.
static Array extremum(Operation *op, const Array &x, Dims axes, double first,
                      Dual (*better)(const Dual &, const Dual &)) {
  Array result = reduced(op, x, axes, first, better);
  Array movement(result.shape), count(result.shape);
  forEachIndex(x.shape, [&](Dims index) {
    Index kept = without(index, axes);
    if (x.at(index).value() != result.at(kept).value())
      return;
    movement.at(kept) += x.at(index).movement();
    count.at(kept) += 1;
  });
  for (size_t i = 0; i < result.values.size(); ++i)
    if (!movement.values[i].isPlain())
      result.values[i] += movement.values[i] / count.values[i];
  return result;
}

// Where an axis of a contraction's operand gets its index from.
static Index operandIndex(size_t rank, Dims batch, Dims contract, Dims free,
                          Dims contracted) {
  Index index(rank, -1);
  for (auto [i, axis] : llvm::enumerate(batch))
    index[axis] = free[i];
  for (auto [i, axis] : llvm::enumerate(contract))
    index[axis] = contracted[i];
  size_t next = batch.size();
  for (int64_t &entry : index)
    if (entry < 0)
      entry = free[next++];
  return index;
}

// result[b, m, n] = sum over k of lhs[b, m, k] * rhs[b, k, n].
static Array contracted(ContractOp op, const Array &lhs, const Array &rhs) {
  Array result(resultShape(op));
  size_t batch = op.getLhsBatch().size();
  size_t lhsFree = lhs.shape.size() - batch - op.getLhsContract().size();
  Index extents;
  for (int64_t axis : op.getLhsContract())
    extents.push_back(lhs.shape[axis]);
  forEachIndex(result.shape, [&](Dims index) {
    Dims left = index.take_front(batch + lhsFree);
    Index right(index.take_front(batch));
    llvm::append_range(right, index.drop_front(batch + lhsFree));
    forEachIndex(extents, [&](Dims k) {
      result.at(index) +=
          lhs.at(operandIndex(lhs.shape.size(), op.getLhsBatch(),
                              op.getLhsContract(), left, k)) *
          rhs.at(operandIndex(rhs.shape.size(), op.getRhsBatch(),
                              op.getRhsContract(), right, k));
    });
  });
  return result;
}

std::optional<Array> evaluateReduce(Operation *op, ArrayRef<Array> operands) {
  using Result = std::optional<Array>;
  auto reduce = [&](auto op, double first, auto &&combine) -> Result {
    return reduced(op, operands[0], op.getAxes(), first, combine);
  };
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](ReduceSumOp op) {
        return reduce(op, 0,
                      [](const Dual &a, const Dual &b) { return a + b; });
      })
      .Case([&](ReduceProdOp op) {
        return reduce(op, 1,
                      [](const Dual &a, const Dual &b) { return a * b; });
      })
      .Case([&](ReduceMaxOp op) -> Result {
        return extremum(op, operands[0], op.getAxes(), -infinity, larger);
      })
      .Case([&](ReduceMinOp op) -> Result {
        return extremum(op, operands[0], op.getAxes(), infinity, smaller);
      })
      .Case([&](ReduceAndOp op) { return reduce(op, 1, smaller); })
      .Case([&](ReduceOrOp op) { return reduce(op, 0, larger); })
      .Case([&](ContractOp op) -> Result {
        return contracted(op, operands[0], operands[1]);
      })
      .Default(Result());
}

} // namespace nestor::ten::reference
