// Verifiers: what the operand types and attributes of an operation must satisfy
// beyond its traits. Messages name the constraint first, offending values last.
#include "dialects/ten/Ten.h"

#include <algorithm>

using namespace mlir;
using namespace nestor::ten;

using Dims = ArrayRef<int64_t>;

static Dims shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

static Type elementOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getElementType();
}

static LogicalResult sameElement(Operation *op, Value a, Value b) {
  if (elementOf(a) == elementOf(b))
    return success();
  return op->emitOpError("needs equal element types, got ")
         << elementOf(a) << " and " << elementOf(b);
}

// Axes in range, each once, increasing.
static LogicalResult increasingAxes(Operation *op, Dims axes, size_t rank) {
  for (size_t i = 0; i < axes.size(); ++i)
    if (axes[i] < 0 || axes[i] >= int64_t(rank) ||
        (i && axes[i] <= axes[i - 1]))
      return op->emitOpError("needs increasing axes below the rank ")
             << rank << ", got " << axes[i];
  return success();
}

static LogicalResult expectShape(Operation *op, Value result, Dims shape) {
  if (shapeOf(result) == shape)
    return success();
  return op->emitOpError("needs a result of shape [")
         << shape << "], got [" << shapeOf(result) << "]";
}

LogicalResult IotaOp::verify() {
  int64_t rank = int64_t(shapeOf(getResult()).size());
  if (getAxis() < 0 || int64_t(getAxis()) >= rank)
    return emitOpError("needs an axis below the rank ")
           << rank << ", got " << getAxis();
  return success();
}

LogicalResult BroadcastOp::verify() {
  Dims from = shapeOf(getX()), to = shapeOf(getResult()), dims = getDims();
  if (dims.size() != from.size())
    return emitOpError("needs one entry of dims an axis of x, got ")
           << dims.size() << " for rank " << from.size();
  if (failed(increasingAxes(*this, dims, to.size())) ||
      failed(sameElement(*this, getX(), getResult())))
    return failure();
  for (size_t i = 0; i < dims.size(); ++i)
    if (from[i] != to[dims[i]])
      return emitOpError("needs equal extents on axis ")
             << i << " and result axis " << dims[i] << ", got " << from[i]
             << " and " << to[dims[i]];
  return success();
}

LogicalResult ReshapeOp::verify() {
  auto from = cast<RankedTensorType>(getX().getType());
  auto to = cast<RankedTensorType>(getResult().getType());
  if (failed(sameElement(*this, getX(), getResult())))
    return failure();
  if (from.getNumElements() != to.getNumElements())
    return emitOpError("needs equal numbers of elements, got ")
           << from.getNumElements() << " and " << to.getNumElements();
  return success();
}

LogicalResult TransposeOp::verify() {
  Dims from = shapeOf(getX()), perm = getPerm();
  SmallVector<int64_t> sorted(perm);
  llvm::sort(sorted);
  bool valid = perm.size() == from.size();
  for (size_t i = 0; valid && i < sorted.size(); ++i)
    valid = sorted[i] == int64_t(i);
  if (!valid)
    return emitOpError("needs each axis of x once in perm, got [")
           << perm << "]";
  SmallVector<int64_t> shape;
  for (int64_t p : perm)
    shape.push_back(from[p]);
  if (failed(sameElement(*this, getX(), getResult())))
    return failure();
  return expectShape(*this, getResult(), shape);
}

LogicalResult SliceOp::verify() {
  Dims from = shapeOf(getX()), to = shapeOf(getResult());
  if (getOffsets().size() != from.size() ||
      getStrides().size() != from.size() || to.size() != from.size())
    return emitOpError("needs an offset, a stride and a result axis for each "
                       "of ")
           << from.size() << " axes";
  for (size_t i = 0; i < from.size(); ++i) {
    int64_t offset = getOffsets()[i], stride = getStrides()[i];
    bool inside = offset >= 0 && stride >= 1 &&
                  (to[i] == 0 || offset + stride * (to[i] - 1) < from[i]);
    if (!inside)
      return emitOpError("needs a slice inside axis ")
             << i << " of extent " << from[i] << ", got offset " << offset
             << ", stride " << stride << ", length " << to[i];
  }
  return sameElement(*this, getX(), getResult());
}

static LogicalResult verifyBlock(Operation *op, Value whole, Value block,
                                 ValueRange starts, Dims axes) {
  Dims outer = shapeOf(whole), inner = shapeOf(block);
  if (outer.size() != inner.size())
    return op->emitOpError("needs a block of rank ")
           << outer.size() << ", got " << inner.size();
  if (starts.size() != axes.size())
    return op->emitOpError("needs one start an axis, got ")
           << starts.size() << " for " << axes.size() << " axes";
  if (failed(increasingAxes(op, axes, outer.size())))
    return failure();
  for (size_t i = 0; i < outer.size(); ++i)
    if (inner[i] > outer[i])
      return op->emitOpError("needs a block no longer than axis ")
             << i << " of extent " << outer[i] << ", got " << inner[i];
  return sameElement(op, whole, block);
}

LogicalResult DynamicSliceOp::verify() {
  return verifyBlock(*this, getX(), getResult(), getStarts(), getAxes());
}
LogicalResult UpdateSliceOp::verify() {
  return verifyBlock(*this, getX(), getUpdate(), getStarts(), getAxes());
}
LogicalResult AccumulateSliceOp::verify() {
  return verifyBlock(*this, getX(), getUpdate(), getStarts(), getAxes());
}

LogicalResult ConcatOp::verify() {
  if (getInputs().empty())
    return emitOpError("needs at least one operand");
  SmallVector<int64_t> shape(shapeOf(getInputs()[0]));
  int64_t axis = getAxis();
  if (axis < 0 || axis >= int64_t(shape.size()))
    return emitOpError("needs an axis below the rank ")
           << shape.size() << ", got " << axis;
  shape[axis] = 0;
  for (Value input : getInputs()) {
    SmallVector<int64_t> other(shapeOf(input));
    if (other.size() != shape.size())
      return emitOpError("needs operands of one rank, got ")
             << shape.size() << " and " << other.size();
    int64_t extent = other[axis];
    other[axis] = shape[axis];
    if (other != shape)
      return emitOpError("needs equal extents off axis ") << axis;
    shape[axis] += extent;
    if (failed(sameElement(*this, input, getResult())))
      return failure();
  }
  return expectShape(*this, getResult(), shape);
}

LogicalResult PadOp::verify() {
  Dims from = shapeOf(getX()), to = shapeOf(getResult());
  if (getLow().size() != from.size() || getInterior().size() != from.size() ||
      to.size() != from.size())
    return emitOpError("needs entries for each of ")
           << from.size() << " axes";
  for (size_t i = 0; i < from.size(); ++i) {
    int64_t last = getLow()[i] + (getInterior()[i] + 1) * (from[i] - 1);
    if (getLow()[i] < 0 || getInterior()[i] < 0 ||
        (from[i] > 0 && last >= to[i]))
      return emitOpError("needs the padded elements inside axis ")
             << i << " of extent " << to[i];
  }
  return sameElement(*this, getX(), getResult());
}

LogicalResult ReverseOp::verify() {
  return increasingAxes(*this, getAxes(), shapeOf(getX()).size());
}

template <typename Op> static LogicalResult verifyReduce(Op op) {
  Dims from = shapeOf(op.getX());
  if (failed(increasingAxes(op, op.getAxes(), from.size())) ||
      failed(sameElement(op, op.getX(), op.getResult())))
    return failure();
  SmallVector<int64_t> shape;
  for (size_t i = 0; i < from.size(); ++i)
    if (!llvm::is_contained(op.getAxes(), int64_t(i)))
      shape.push_back(from[i]);
  return expectShape(op, op.getResult(), shape);
}

LogicalResult ReduceSumOp::verify() { return verifyReduce(*this); }
LogicalResult ReduceProdOp::verify() { return verifyReduce(*this); }
LogicalResult ReduceMaxOp::verify() { return verifyReduce(*this); }
LogicalResult ReduceMinOp::verify() { return verifyReduce(*this); }
LogicalResult ReduceAndOp::verify() { return verifyReduce(*this); }
LogicalResult ReduceOrOp::verify() { return verifyReduce(*this); }

LogicalResult ContractOp::verify() {
  Dims lhs = shapeOf(getLhs()), rhs = shapeOf(getRhs());
  SmallVector<int64_t> shape;
  auto paired = [&](Dims a, Dims b, const char *what) -> LogicalResult {
    if (a.size() != b.size())
      return emitOpError("needs as many ")
             << what << " axes left as right, got " << a.size() << " and "
             << b.size();
    for (auto [i, j] : llvm::zip(a, b)) {
      if (i < 0 || i >= int64_t(lhs.size()) || j < 0 ||
          j >= int64_t(rhs.size()))
        return emitOpError("needs axes below the ranks ")
               << lhs.size() << " and " << rhs.size() << ", got " << i
               << " and " << j;
      if (lhs[i] != rhs[j])
        return emitOpError("needs equal ")
               << what << " extents, got " << lhs[i] << " and " << rhs[j];
    }
    return success();
  };
  if (failed(paired(getLhsBatch(), getRhsBatch(), "batch")) ||
      failed(paired(getLhsContract(), getRhsContract(), "contracted")))
    return failure();
  for (int64_t i : getLhsBatch())
    shape.push_back(lhs[i]);
  auto addFree = [&](Dims dims, Dims batch, Dims contract) {
    for (size_t i = 0; i < dims.size(); ++i)
      if (!llvm::is_contained(batch, int64_t(i)) &&
          !llvm::is_contained(contract, int64_t(i)))
        shape.push_back(dims[i]);
  };
  addFree(lhs, getLhsBatch(), getLhsContract());
  addFree(rhs, getRhsBatch(), getRhsContract());
  if (failed(sameElement(*this, getLhs(), getRhs())) ||
      failed(sameElement(*this, getLhs(), getResult())))
    return failure();
  return expectShape(*this, getResult(), shape);
}

// A key ends in its two words; what stands before are lanes.
static LogicalResult verifyKey(Operation *op, Value key, Dims lanes) {
  Dims shape = shapeOf(key);
  if (shape.empty() || shape.back() != 2)
    return op->emitOpError("needs a key of two words, got [") << shape << "]";
  Dims own = shape.drop_back();
  if (lanes.size() < own.size() || lanes.take_front(own.size()) != own)
    return op->emitOpError("needs the lanes of the key, [")
           << own << "], in front, got [" << lanes << "]";
  return success();
}

LogicalResult FoldKeyOp::verify() {
  if (failed(verifyKey(*this, getKey(), shapeOf(getN()))))
    return failure();
  if (shapeOf(getN()).size() + 1 != shapeOf(getKey()).size())
    return emitOpError("needs one number a lane");
  return expectShape(*this, getResult(), shapeOf(getKey()));
}
LogicalResult UniformOp::verify() {
  return verifyKey(*this, getKey(), shapeOf(getResult()));
}
LogicalResult NormalOp::verify() {
  return verifyKey(*this, getKey(), shapeOf(getResult()));
}
LogicalResult RandomIntOp::verify() {
  if (getBound() < 1 || int64_t(getBound()) > (int64_t(1) << 31))
    return emitOpError("needs a bound from 1 to 2^31, got ") << getBound();
  return verifyKey(*this, getKey(), shapeOf(getResult()));
}

LogicalResult PermutationOp::verify() {
  Dims shape = shapeOf(getResult());
  if (shapeOf(getKey()) != Dims{2} || shape.size() != 1)
    return emitOpError("needs one key and a result of rank 1");
  if (int64_t(getLength()) < shape[0])
    return emitOpError("needs a part of at most ")
           << getLength() << " numbers, got " << shape[0];
  return success();
}

LogicalResult GatherOp::verify() {
  Dims from = shapeOf(getX()), indices = shapeOf(getIndices());
  if (from.empty())
    return emitOpError("needs an axis to gather along");
  SmallVector<int64_t> shape(indices);
  llvm::append_range(shape, from.drop_front());
  if (failed(sameElement(*this, getX(), getResult())))
    return failure();
  return expectShape(*this, getResult(), shape);
}

LogicalResult ScatterAddOp::verify() {
  Dims to = shapeOf(getX()), indices = shapeOf(getIndices());
  if (to.empty())
    return emitOpError("needs an axis to scatter along");
  SmallVector<int64_t> shape(indices);
  llvm::append_range(shape, to.drop_front());
  if (failed(sameElement(*this, getX(), getUpdate())))
    return failure();
  return expectShape(*this, getUpdate(), shape);
}
