// Reference evaluation of convolutions and windows: every term of the sums by
// its indices.
#include "dialects/ten/reference/Reference.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nestor::ten::reference {

// [n, strides o + dilations k - low, channel]; null outside the image.
static std::optional<Index> placeOf(Dims image, int64_t n, Dims output,
                                    Dims window, int64_t channel, Dims strides,
                                    Dims dilations, Dims low) {
  Index place = {n};
  for (size_t i = 0; i < window.size(); ++i) {
    place.push_back(strides[i] * output[i] + dilations[i] * window[i] - low[i]);
    if (place.back() < 0 || place.back() >= image[i + 1])
      return std::nullopt;
  }
  place.push_back(channel);
  return place;
}

// visit(index in the image, in the filters, in the output) for every term of
// the trilinear form (TenWindow.td) that is not zero by padding.
template <typename Op, typename Visit>
static void forEachTerm(Op op, Dims image, Dims filters, Dims output,
                        Visit &&visit) {
  int64_t spatial = int64_t(image.size()) - 2;
  int64_t groups = int64_t(op.getGroups());
  int64_t in = filters[spatial], out = filters.back() / groups;
  forEachIndex(output, [&](Dims y) {
    int64_t group = y.back() / out;
    forEachIndex(filters.drop_back(), [&](Dims window) {
      int64_t channel = group * in + window.back();
      auto x =
          placeOf(image, y[0], y.slice(1, spatial), window.drop_back(), channel,
                  op.getStrides(), op.getDilations(), op.getLow());
      if (!x)
        return;
      Index w(window);
      w.push_back(y.back());
      visit(Dims(*x), Dims(w), y);
    });
  });
}

static Array convolved(ConvolveOp op, const Array &x, const Array &w) {
  Array result(resultShape(op));
  forEachTerm(op, x.shape, w.shape, result.shape, [&](Dims i, Dims k, Dims o) {
    result.at(o) += x.at(i) * w.at(k);
  });
  return result;
}

static Array convolvedInput(ConvolveInputOp op, const Array &y,
                            const Array &w) {
  Array result(resultShape(op));
  forEachTerm(op, result.shape, w.shape, y.shape, [&](Dims i, Dims k, Dims o) {
    result.at(i) += y.at(o) * w.at(k);
  });
  return result;
}

static Array convolvedFilter(ConvolveFilterOp op, const Array &x,
                             const Array &y) {
  Array result(resultShape(op));
  forEachTerm(op, x.shape, result.shape, y.shape, [&](Dims i, Dims k, Dims o) {
    result.at(k) += x.at(i) * y.at(o);
  });
  return result;
}

// The place k of a window, counted row-major.
static Index windowIndex(Dims window, int64_t place) {
  Index index(window.size());
  for (size_t i = window.size(); i-- > 0; place /= window[i])
    index[i] = place % window[i];
  return index;
}

// Where place k of the window of an output lies in the image.
template <typename Op>
static std::optional<Index> elementOf(Op op, Dims image, Dims output,
                                      int64_t place) {
  Dims window = op.getWindow();
  int64_t count = 1;
  for (int64_t extent : window)
    count *= extent;
  if (place < 0 || place >= count)
    return std::nullopt;
  Index ones(window.size(), 1);
  return placeOf(image, output[0], output.slice(1, window.size()),
                 windowIndex(window, place), output.back(), op.getStrides(),
                 ones, op.getLow());
}

static Array argmax(WindowArgmaxOp op, const Array &x) {
  Array result(resultShape(op));
  int64_t count = 1;
  for (int64_t extent : op.getWindow())
    count *= extent;
  forEachIndex(result.shape, [&](Dims output) {
    std::optional<double> largest;
    for (int64_t place = 0; place < count; ++place) {
      auto index = elementOf(op, x.shape, output, place);
      if (!index || (largest && !(x.at(*index).value() > *largest)))
        continue;
      largest = x.at(*index).value();
      result.at(output) = double(place);
    }
  });
  return result;
}

std::optional<Array> evaluateWindow(Operation *op, ArrayRef<Array> operands) {
  using Result = std::optional<Array>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](ConvolveOp op) -> Result {
        return convolved(op, operands[0], operands[1]);
      })
      .Case([&](ConvolveInputOp op) -> Result {
        return convolvedInput(op, operands[0], operands[1]);
      })
      .Case([&](ConvolveFilterOp op) -> Result {
        return convolvedFilter(op, operands[0], operands[1]);
      })
      .Case(
          [&](WindowArgmaxOp op) -> Result { return argmax(op, operands[0]); })
      .Case([&](WindowTakeOp op) -> Result {
        Array result(resultShape(op));
        forEachIndex(result.shape, [&](Dims output) {
          auto index = elementOf(op, operands[0].shape, output,
                                 int64_t(operands[1].at(output).value()));
          if (index)
            result.at(output) = operands[0].at(*index);
        });
        return result;
      })
      .Case([&](WindowPutOp op) -> Result {
        Array result(resultShape(op));
        forEachIndex(operands[0].shape, [&](Dims output) {
          auto index = elementOf(op, result.shape, output,
                                 int64_t(operands[1].at(output).value()));
          if (index)
            result.at(*index) += operands[0].at(output);
        });
        return result;
      })
      .Default(Result());
}

} // namespace nestor::ten::reference
