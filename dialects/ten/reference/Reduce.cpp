// Reference evaluation of reductions and contractions.
#include "dialects/ten/reference/Reference.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace nestor::ten::reference {

constexpr double infinity = std::numeric_limits<double>::infinity();

static double larger(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? std::nan("") : std::max(a, b);
}
static double smaller(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? std::nan("") : std::min(a, b);
}

template <typename Combine>
static Array reduced(Operation *op, const Array &x, Dims axes, double first,
                     Combine &&combine) {
  Array result(resultShape(op), first);
  forEachIndex(x.shape, [&](Dims index) {
    Index kept;
    for (size_t i = 0; i < index.size(); ++i)
      if (!llvm::is_contained(axes, int64_t(i)))
        kept.push_back(index[i]);
    double &place = result.at(kept);
    place = combine(place, x.at(index));
  });
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
        return reduce(op, 0, [](double a, double b) { return a + b; });
      })
      .Case([&](ReduceProdOp op) {
        return reduce(op, 1, [](double a, double b) { return a * b; });
      })
      .Case([&](ReduceMaxOp op) { return reduce(op, -infinity, larger); })
      .Case([&](ReduceMinOp op) { return reduce(op, infinity, smaller); })
      .Case([&](ReduceAndOp op) { return reduce(op, 1, smaller); })
      .Case([&](ReduceOrOp op) { return reduce(op, 0, larger); })
      .Case([&](ContractOp op) -> Result {
        return contracted(op, operands[0], operands[1]);
      })
      .Default(Result());
}

} // namespace nestor::ten::reference
