// Reference evaluation of the operations that move elements: constants, index
// arithmetic, slices.
#include "dialects/ten/reference/Reference.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nestor::ten::reference {

// The numbers of a constant; null where it is no dense constant.
static std::optional<Array> constantOf(ConstantOp op) {
  auto dense = dyn_cast<DenseElementsAttr>(op.getValue());
  if (!dense)
    return std::nullopt;
  Array result(resultShape(op));
  size_t next = 0;
  if (isa<FloatType>(dense.getElementType())) {
    for (APFloat value : dense.getValues<APFloat>()) {
      bool inexact = false;
      value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                    &inexact);
      result.values[next++] = value.convertToDouble();
    }
    return result;
  }
  // bool and bytes are unsigned.
  bool isUnsigned = dense.getElementType().getIntOrFloatBitWidth() <= 8;
  for (APInt value : dense.getValues<APInt>())
    result.values[next++] = isUnsigned ? double(value.getZExtValue())
                                       : double(value.getSExtValue());
  return result;
}

// Fills the result with what `from(index)` gives.
template <typename From> static Array gathered(Operation *op, From &&from) {
  Array result(resultShape(op));
  forEachIndex(result.shape,
               [&](Dims index) { result.at(index) = from(index); });
  return result;
}

// Where a block starts in each axis.
static Index blockStart(size_t rank, ArrayRef<Array> starts, Dims axes) {
  Index start(rank, 0);
  for (auto [axis, value] : llvm::zip(axes, starts))
    start[axis] = int64_t(value.scalar());
  return start;
}

static Index plus(Dims a, Dims b) {
  Index sum(a);
  for (size_t i = 0; i < sum.size(); ++i)
    sum[i] += b[i];
  return sum;
}

// x with the block at `start` combined with `update`.
template <typename Combine>
static Array intoBlock(ArrayRef<Array> operands, Dims axes, Combine &&combine) {
  Array result = operands[0];
  const Array &update = operands[1];
  Index start = blockStart(result.shape.size(), operands.drop_front(2), axes);
  forEachIndex(update.shape, [&](Dims index) {
    Dual &place = result.at(plus(index, start));
    place = combine(place, update.at(index));
  });
  return result;
}

static Array concatenated(ConcatOp op, ArrayRef<Array> operands) {
  Array result(resultShape(op));
  Index offset(result.shape.size(), 0);
  for (const Array &part : operands) {
    forEachIndex(part.shape, [&](Dims index) {
      result.at(plus(index, offset)) = part.at(index);
    });
    offset[op.getAxis()] += part.shape[op.getAxis()];
  }
  return result;
}

static Array padded(PadOp op, const Array &x) {
  Array result(resultShape(op));
  forEachIndex(x.shape, [&](Dims index) {
    Index place(index);
    for (size_t i = 0; i < place.size(); ++i)
      place[i] = op.getLow()[i] + (op.getInterior()[i] + 1) * index[i];
    result.at(place) = x.at(index);
  });
  return result;
}

std::optional<Array> evaluateShape(Operation *op, ArrayRef<Array> operands) {
  using Result = std::optional<Array>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](ConstantOp op) -> Result { return constantOf(op); })
      .Case([&](IotaOp op) -> Result {
        return gathered(
            op, [&](Dims index) { return Dual(double(index[op.getAxis()])); });
      })
      .Case([&](BroadcastOp op) -> Result {
        return gathered(op, [&](Dims index) {
          Index source;
          for (int64_t dim : op.getDims())
            source.push_back(index[dim]);
          return operands[0].at(source);
        });
      })
      .Case([&](ReshapeOp op) -> Result {
        Array result(resultShape(op));
        result.values = operands[0].values;
        return result;
      })
      .Case([&](TransposeOp op) -> Result {
        return gathered(op, [&](Dims index) {
          Index source(index.size());
          for (auto [k, axis] : llvm::enumerate(op.getPerm()))
            source[axis] = index[k];
          return operands[0].at(source);
        });
      })
      .Case([&](SliceOp op) -> Result {
        return gathered(op, [&](Dims index) {
          Index source(index);
          for (size_t i = 0; i < source.size(); ++i)
            source[i] = op.getOffsets()[i] + op.getStrides()[i] * index[i];
          return operands[0].at(source);
        });
      })
      .Case([&](DynamicSliceOp op) -> Result {
        Index start = blockStart(operands[0].shape.size(),
                                 operands.drop_front(), op.getAxes());
        return gathered(
            op, [&](Dims index) { return operands[0].at(plus(index, start)); });
      })
      .Case([&](UpdateSliceOp op) -> Result {
        return intoBlock(
            operands, op.getAxes(),
            [](const Dual &, const Dual &update) { return update; });
      })
      .Case([&](AccumulateSliceOp op) -> Result {
        return intoBlock(
            operands, op.getAxes(),
            [](const Dual &x, const Dual &update) { return x + update; });
      })
      .Case([&](ConcatOp op) -> Result { return concatenated(op, operands); })
      .Case([&](PadOp op) -> Result { return padded(op, operands[0]); })
      .Case([&](ReverseOp op) -> Result {
        return gathered(op, [&](Dims index) {
          Index source(index);
          for (int64_t axis : op.getAxes())
            source[axis] = operands[0].shape[axis] - 1 - index[axis];
          return operands[0].at(source);
        });
      })
      .Default(Result());
}

} // namespace nestor::ten::reference
