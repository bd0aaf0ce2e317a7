// Reference evaluation of the operations that order elements.
#include "dialects/ten/reference/Reference.h"

#include <cmath>

using namespace mlir;

namespace nestor::ten::reference {

// A NaN is larger than every number.
static bool isLess(double a, double b) {
  return std::isnan(b) ? !std::isnan(a) : a < b;
}

static Array argsort(ArgsortOp op, const Array &x) {
  Array result(x.shape);
  int64_t axis = op.getAxis(), extent = x.shape[axis];
  Index starts = x.shape;
  starts[axis] = std::min<int64_t>(extent, 1);
  forEachIndex(starts, [&](Dims start) {
    auto place = [&](int64_t i) {
      Index index(start);
      index[axis] = i;
      return index;
    };
    auto isBefore = [&](int64_t i, int64_t j) {
      double a = x.at(place(i)).value(), b = x.at(place(j)).value();
      bool less = isLess(a, b), greater = isLess(b, a);
      if (!less && !greater)
        return i < j;
      return op.getDescending() ? greater : less;
    };
    for (int64_t i = 0; i < extent; ++i) {
      int64_t before = 0;
      for (int64_t j = 0; j < extent; ++j)
        before += isBefore(j, i);
      result.at(place(before)) = double(i);
    }
  });
  return result;
}

std::optional<Array> evaluateOrder(Operation *op, ArrayRef<Array> operands) {
  if (auto sort = dyn_cast<ArgsortOp>(op))
    return argsort(sort, operands[0]);
  return std::nullopt;
}

} // namespace nestor::ten::reference
