// Reference evaluation of the operations that walk along an axis.
#include "dialects/ten/reference/Reference.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nestor::ten::reference {

// `index`, moved along an axis.
static Index movedTo(Dims index, int64_t axis, int64_t place) {
  Index result(index);
  result[axis] = place;
  return result;
}

// result[i] = next(result[i - 1], i) along the axis, where the first has a
// null pointer before it.
template <typename Next>
static Array walked(Operation *op, int64_t axis, bool reversed, Next &&next) {
  Array result(resultShape(op));
  int64_t extent = result.shape[axis];
  Index starts = result.shape;
  starts[axis] = std::min<int64_t>(extent, 1);
  forEachIndex(starts, [&](Dims start) {
    const Dual *before = nullptr;
    for (int64_t step = 0; step < extent; ++step) {
      Index index = movedTo(start, axis, reversed ? extent - 1 - step : step);
      Dual value = next(before, index);
      result.at(index) = value;
      before = &result.at(index);
    }
  });
  return result;
}

// The extremum of the elements up to each; those that reach it share its
// derivative: their mean moves.
static Array extremum(int64_t axis, const Array &x, bool isLargest) {
  Array result(x.shape);
  forEachIndex(x.shape, [&](Dims index) {
    double best = x.at(movedTo(index, axis, 0)).value();
    for (int64_t j = 1; j <= index[axis]; ++j) {
      double value = x.at(movedTo(index, axis, j)).value();
      bool better = isLargest ? value > best : value < best;
      if (better || value != value)
        best = value;
    }
    Dual movement, count;
    for (int64_t j = 0; j <= index[axis]; ++j)
      if (const Dual &one = x.at(movedTo(index, axis, j));
          one.value() == best) {
        movement += one.movement();
        count += 1;
      }
    result.at(index) =
        movement.isPlain() ? Dual(best) : Dual(best) + movement / count;
  });
  return result;
}

std::optional<Array> evaluateCumulative(Operation *op,
                                        ArrayRef<Array> operands) {
  using Result = std::optional<Array>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](CumSumOp op) {
        return walked(op, op.getAxis(), op.getReversed(),
                      [&](const Dual *before, Dims index) {
                        const Dual &x = operands[0].at(index);
                        return before ? *before + x : x;
                      });
      })
      .Case([&](CumProdOp op) {
        return walked(op, op.getAxis(), false,
                      [&](const Dual *before, Dims index) {
                        const Dual &x = operands[0].at(index);
                        return before ? *before * x : x;
                      });
      })
      .Case([&](CumMaxOp op) {
        return extremum(op.getAxis(), operands[0], /*isLargest=*/true);
      })
      .Case([&](CumMinOp op) {
        return extremum(op.getAxis(), operands[0], /*isLargest=*/false);
      })
      .Case([&](RecurrenceOp op) {
        return walked(op, op.getAxis(), op.getReversed(),
                      [&](const Dual *before, Dims index) {
                        const Dual &term = operands[1].at(index);
                        return before ? *before * operands[0].at(index) + term
                                      : term;
                      });
      })
      .Default(Result());
}

} // namespace nestor::ten::reference
