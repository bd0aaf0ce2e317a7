// Verifiers: what the operand types and attributes of an operation must satisfy
// beyond its traits. Messages name the constraint first, offending values last;
// what concerns shapes is decided by shape_rules.
#include "dialects/ten/Ten.h"
#include "dialects/ten/shape_rules/ShapeRules.h"

using namespace mlir;
using namespace nestor::ten;
namespace rules = nestor::shape_rules;

using Dims = ArrayRef<int64_t>;
using rules::Constraint;

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

static LogicalResult report(Operation *op, const rules::Error &error) {
  Dims v = error.values;
  auto message = op->emitOpError("needs ");
  switch (error.constraint) {
  case Constraint::AxisBelowRank:
    return message << "an axis below the rank " << v[0] << ", got " << v[1];
  case Constraint::AxesIncreasing:
    return message << "increasing axes below the rank " << v[0] << ", got "
                   << v[1];
  case Constraint::AxesOnce:
    return message << "each axis in one place, got " << v[0] << " twice";
  case Constraint::OneEntryAnAxis:
    return message << "one entry for each of " << v[0] << " axes, got " << v[1];
  case Constraint::EqualRanks:
    return message << "equal ranks, got " << v[0] << " and " << v[1];
  case Constraint::EqualExtents:
    return message << "equal extents on axis " << v[0] << " and axis " << v[1]
                   << " of its pair, got " << v[2] << " and " << v[3];
  case Constraint::EqualElements:
    return message << "equal numbers of elements, got " << v[0] << " and "
                   << v[1];
  case Constraint::EveryAxisOnce:
    return message << "each axis of x once in perm, got [" << v << "]";
  case Constraint::SliceInside:
    return message << "a slice inside axis " << v[0] << " of extent " << v[1]
                   << ", got offset " << v[2] << ", stride " << v[3]
                   << ", length " << v[4];
  case Constraint::BlockFits:
    return message << "a block no longer than axis " << v[0] << " of extent "
                   << v[1] << ", got " << v[2];
  case Constraint::PadInside:
    return message << "the padded elements inside axis " << v[0]
                   << " of extent " << v[1] << ", got one at " << v[2];
  case Constraint::NotNegative:
    return message << "padding of 0 or more on axis " << v[0] << ", got "
                   << v[1];
  case Constraint::AtLeastOne:
    return message << "at least one operand";
  case Constraint::PairedAxes:
    return message << "as many entries on both sides, got " << v[0] << " and "
                   << v[1];
  case Constraint::AnAxisToGather:
    return message << "an axis to gather along";
  case Constraint::SpatialAxes:
    return message << "an image of at least 3 axes, got " << v[0];
  case Constraint::Positive:
    return message << "extents, strides and dilations of 1 or more on axis "
                   << v[0] << ", got " << v[1];
  case Constraint::WindowFits:
    return message << "windows that fit on axis " << v[0]
                   << " of extent " << v[1] << " with its padding, got "
                   << v[2];
  case Constraint::ChannelsOfGroups:
    return message << "filters on the channels of one of " << v[0]
                   << " groups, got " << v[1] << " channels and filters on "
                   << v[2];
  case Constraint::FiltersOfGroups:
    return message << "equally many filters in each of " << v[0]
                   << " groups, got " << v[1];
  case Constraint::Matrix:
    return message << "a matrix, got rank " << v[0];
  case Constraint::SquareMatrix:
    return message << "a square matrix, got " << v[0] << " by " << v[1];
  case Constraint::TallMatrix:
    return message << "at least as many rows as columns, got " << v[0] << " by "
                   << v[1];
  }
  llvm_unreachable("every constraint has a message");
}

static rules::Numbers numbers(Dims values) { return values.vec(); }

// The value whose shape is ruled has the shape that the rule gives.
static LogicalResult expectShape(Operation *op, Value ruled,
                                 const rules::Result &rule) {
  if (auto *error = std::get_if<rules::Error>(&rule))
    return report(op, *error);
  Dims shape = std::get<rules::Shape>(rule);
  if (shapeOf(ruled) == shape)
    return success();
  return op->emitOpError("needs a shape of [")
         << shape << "], got [" << shapeOf(ruled) << "]";
}

template <typename Op> static LogicalResult verifyAxis(Op op) {
  return expectShape(op, op.getResult(),
                     rules::alongAxis(numbers(shapeOf(op.getResult())),
                                      int64_t(op.getAxis())));
}

LogicalResult IotaOp::verify() { return verifyAxis(*this); }

LogicalResult BroadcastOp::verify() {
  if (failed(sameElement(*this, getX(), getResult())))
    return failure();
  return expectShape(*this, getResult(),
                     rules::broadcast(numbers(shapeOf(getX())),
                                      numbers(shapeOf(getResult())),
                                      numbers(getDims())));
}

LogicalResult ReshapeOp::verify() {
  if (failed(sameElement(*this, getX(), getResult())))
    return failure();
  return expectShape(
      *this, getResult(),
      rules::reshape(numbers(shapeOf(getX())), numbers(shapeOf(getResult()))));
}

LogicalResult TransposeOp::verify() {
  if (failed(sameElement(*this, getX(), getResult())))
    return failure();
  return expectShape(
      *this, getResult(),
      rules::transpose(numbers(shapeOf(getX())), numbers(getPerm())));
}

LogicalResult SliceOp::verify() {
  if (failed(sameElement(*this, getX(), getResult())))
    return failure();
  return expectShape(*this, getResult(),
                     rules::slice(numbers(shapeOf(getX())),
                                  numbers(getOffsets()), numbers(getStrides()),
                                  numbers(shapeOf(getResult()))));
}

static LogicalResult verifyBlock(Operation *op, Value whole, Value block,
                                 ValueRange starts, Dims axes) {
  if (failed(sameElement(op, whole, block)))
    return failure();
  return expectShape(op, block,
                     rules::dynamicSlice(numbers(shapeOf(whole)),
                                         numbers(shapeOf(block)), numbers(axes),
                                         int64_t(starts.size())));
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
  std::vector<rules::Shape> parts;
  for (Value input : getInputs()) {
    if (failed(sameElement(*this, input, getResult())))
      return failure();
    parts.push_back(numbers(shapeOf(input)));
  }
  return expectShape(*this, getResult(),
                     rules::concat(parts, int64_t(getAxis())));
}

LogicalResult PadOp::verify() {
  if (failed(sameElement(*this, getX(), getResult())))
    return failure();
  return expectShape(*this, getResult(),
                     rules::pad(numbers(shapeOf(getX())), numbers(getLow()),
                                numbers(getInterior()),
                                numbers(shapeOf(getResult()))));
}

LogicalResult ReverseOp::verify() {
  return expectShape(
      *this, getResult(),
      rules::alongAxes(numbers(shapeOf(getX())), numbers(getAxes())));
}

template <typename Op> static LogicalResult verifyReduce(Op op) {
  if (failed(sameElement(op, op.getX(), op.getResult())))
    return failure();
  return expectShape(
      op, op.getResult(),
      rules::reduce(numbers(shapeOf(op.getX())), numbers(op.getAxes())));
}

LogicalResult ReduceSumOp::verify() { return verifyReduce(*this); }
LogicalResult ReduceProdOp::verify() { return verifyReduce(*this); }
LogicalResult ReduceMaxOp::verify() { return verifyReduce(*this); }
LogicalResult ReduceMinOp::verify() { return verifyReduce(*this); }
LogicalResult ReduceAndOp::verify() { return verifyReduce(*this); }
LogicalResult ReduceOrOp::verify() { return verifyReduce(*this); }

LogicalResult CumSumOp::verify() { return verifyAxis(*this); }
LogicalResult CumProdOp::verify() { return verifyAxis(*this); }
LogicalResult CumMaxOp::verify() { return verifyAxis(*this); }
LogicalResult CumMinOp::verify() { return verifyAxis(*this); }
LogicalResult RecurrenceOp::verify() { return verifyAxis(*this); }
LogicalResult ArgsortOp::verify() { return verifyAxis(*this); }

LogicalResult ContractOp::verify() {
  if (failed(sameElement(*this, getLhs(), getRhs())) ||
      failed(sameElement(*this, getLhs(), getResult())))
    return failure();
  return expectShape(
      *this, getResult(),
      rules::contract(numbers(shapeOf(getLhs())), numbers(shapeOf(getRhs())),
                      numbers(getLhsBatch()), numbers(getRhsBatch()),
                      numbers(getLhsContract()), numbers(getRhsContract())));
}

LogicalResult SolveOp::verify() {
  if (failed(sameElement(*this, getA(), getB())))
    return failure();
  return expectShape(
      *this, getResult(),
      rules::solve(numbers(shapeOf(getA())), numbers(shapeOf(getB()))));
}

template <typename Op>
static LogicalResult verifyFactor(Op op,
                                  rules::Result (*rule)(const rules::Shape &)) {
  if (failed(sameElement(op, op.getA(), op.getResult())))
    return failure();
  return expectShape(op, op.getResult(), rule(numbers(shapeOf(op.getA()))));
}
LogicalResult CholeskyOp::verify() {
  return verifyFactor(*this, rules::cholesky);
}
LogicalResult QrOp::verify() { return verifyFactor(*this, rules::qr); }
LogicalResult EighOp::verify() { return verifyFactor(*this, rules::eigh); }
LogicalResult SvdOp::verify() { return verifyFactor(*this, rules::svd); }

LogicalResult GatherOp::verify() {
  if (failed(sameElement(*this, getX(), getResult())))
    return failure();
  return expectShape(
      *this, getResult(),
      rules::gather(numbers(shapeOf(getX())), numbers(shapeOf(getIndices()))));
}

template <typename Op> static LogicalResult verifyScatter(Op op) {
  if (failed(sameElement(op, op.getX(), op.getUpdate())))
    return failure();
  return expectShape(op, op.getUpdate(),
                     rules::gather(numbers(shapeOf(op.getX())),
                                   numbers(shapeOf(op.getIndices()))));
}

LogicalResult ScatterAddOp::verify() { return verifyScatter(*this); }
LogicalResult ScatterSetOp::verify() { return verifyScatter(*this); }
LogicalResult ScatterMaxOp::verify() { return verifyScatter(*this); }
LogicalResult ScatterMinOp::verify() { return verifyScatter(*this); }

// ---- Windows

// Which of the three is the image, the filters and the output.
template <typename Op>
static LogicalResult verifyConvolution(Op op, Value image, Value filters,
                                       Value output) {
  if (failed(sameElement(op, op.getLhs(), op.getRhs())) ||
      failed(sameElement(op, op.getLhs(), op.getResult())))
    return failure();
  rules::Windows windows{{},
                         numbers(op.getStrides()),
                         numbers(op.getDilations()),
                         numbers(op.getLow()),
                         numbers(op.getHigh())};
  return expectShape(op, output,
                     rules::convolve(numbers(shapeOf(image)),
                                     numbers(shapeOf(filters)), windows,
                                     int64_t(op.getGroups())));
}

LogicalResult ConvolveOp::verify() {
  return verifyConvolution(*this, getLhs(), getRhs(), getResult());
}
LogicalResult ConvolveInputOp::verify() {
  return verifyConvolution(*this, getResult(), getRhs(), getLhs());
}
LogicalResult ConvolveFilterOp::verify() {
  return verifyConvolution(*this, getLhs(), getResult(), getRhs());
}

template <typename Op>
static LogicalResult verifyWindow(Op op, Value image, Value output) {
  rules::Windows windows{numbers(op.getWindow()), numbers(op.getStrides()),
                         rules::Numbers(op.getWindow().size(), 1),
                         numbers(op.getLow()), numbers(op.getHigh())};
  return expectShape(op, output,
                     rules::window(numbers(shapeOf(image)), windows));
}

LogicalResult WindowArgmaxOp::verify() {
  return verifyWindow(*this, getX(), getResult());
}
LogicalResult WindowTakeOp::verify() {
  if (failed(sameElement(*this, getX(), getResult())) ||
      failed(expectShape(*this, getPlaces(), numbers(shapeOf(getResult())))))
    return failure();
  return verifyWindow(*this, getX(), getResult());
}
LogicalResult WindowPutOp::verify() {
  if (failed(sameElement(*this, getX(), getResult())) ||
      failed(expectShape(*this, getPlaces(), numbers(shapeOf(getX())))))
    return failure();
  return verifyWindow(*this, getResult(), getX());
}

// ---- Keys and draws

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
    return emitOpError("needs one number a lane, got [")
           << shapeOf(getN()) << "] for keys [" << shapeOf(getKey()) << "]";
  return expectShape(*this, getResult(), numbers(shapeOf(getKey())));
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
    return emitOpError("needs one key and a result of rank 1, got [")
           << shapeOf(getKey()) << "] and [" << shape << "]";
  if (int64_t(getLength()) < shape[0])
    return emitOpError("needs a part of at most ")
           << getLength() << " numbers, got " << shape[0];
  return success();
}
