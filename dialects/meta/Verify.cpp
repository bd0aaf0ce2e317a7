// Verifiers: the arguments and results of every region against the operands and
// results of its operation.
#include "dialects/meta/Meta.h"

using namespace mlir;
using namespace nestor::meta;

static RankedTensorType tensorOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static Type indexType(Operation *op) {
  return RankedTensorType::get({}, IntegerType::get(op->getContext(), 64));
}

static void appendTypes(SmallVectorImpl<Type> &types, ValueRange values) {
  llvm::append_range(types, values.getTypes());
}

static LogicalResult appendRows(Operation *op, SmallVectorImpl<Type> &types,
                                ValueRange values, int64_t count) {
  for (Value value : values) {
    auto tensor = tensorOf(value);
    if (tensor.getRank() == 0 || tensor.getDimSize(0) != count)
      return op->emitOpError("needs a first extent of ")
             << count << " to walk along, got " << tensor;
    types.push_back(rowOf(tensor));
  }
  return success();
}

static LogicalResult verifyTypes(Operation *op, TypeRange found,
                                 TypeRange wanted, const Twine &what) {
  if (found.size() != wanted.size())
    return op->emitOpError("needs ")
           << wanted.size() << " " << what << ", got " << found.size();
  for (auto [i, pair] : llvm::enumerate(llvm::zip(found, wanted)))
    if (std::get<0>(pair) != std::get<1>(pair))
      return op->emitOpError("needs ")
             << what << " " << i << " of type " << std::get<1>(pair) << ", got "
             << std::get<0>(pair);
  return success();
}

// Regions have one block: the operation's definition says so.
static FailureOr<YieldOp> yieldOf(Operation *op, Region &region) {
  Block &block = region.front();
  auto yield = block.empty() ? YieldOp() : dyn_cast<YieldOp>(block.back());
  if (!yield)
    return op->emitOpError("needs regions that end with meta.yield"), failure();
  return yield;
}

// Of a loop or a minimize; `kept`: what first_order can hand through.
template <typename Op>
static LogicalResult verifyPlan(Op op, int64_t kept) {
  int64_t window = op.getWindow();
  if (op.getPlan() == Plan::truncated && (window < 1 || op.getHasUntil()))
    return op.emitOpError("needs a window of 1 or more and no `until` to be "
                          "truncated, got ")
           << window;
  if (op.getPlan() == Plan::first_order && (window < 0 || window > kept))
    return op.emitOpError("needs a window of at most ")
           << kept << " carries, got " << window;
  int64_t before = std::numeric_limits<int64_t>::max();
  for (int64_t length : op.getStorage().value_or(ArrayRef<int64_t>())) {
    if (length < 1 || length >= before)
      return op.emitOpError("needs a storage of lengths that decrease to 1 at "
                            "least, got ")
             << length;
    before = length;
  }
  int64_t slots = op.getSlots();
  if (slots != 0 && (slots < 2 || op.getStorage()))
    return op.emitOpError("needs no slots, or 2 or more and no storage, got ")
           << slots;
  return success();
}

LogicalResult LoopOp::verify() {
  int64_t count = getTripCount();
  if (count < 0)
    return emitOpError("needs a trip count of 0 or more, got ") << count;
  if (failed(verifyPlan(*this, getCarries().size())))
    return failure();
  SmallVector<Type> arguments = {indexType(*this)};
  appendTypes(arguments, getCarries());
  if (failed(appendRows(*this, arguments, getScanned(), count)))
    return failure();
  appendTypes(arguments, getInvariants());
  auto yield = yieldOf(*this, getBody());
  if (failed(yield) || failed(verifyTypes(*this, getBody().getArgumentTypes(),
                                          arguments, "block arguments")))
    return failure();
  SmallVector<Type> yielded;
  if (getHasUntil())
    yielded.push_back(
        RankedTensorType::get({}, IntegerType::get(getContext(), 1)));
  size_t flags = yielded.size(), carries = getCarries().size();
  appendTypes(yielded, getCarries());
  if (yield->getValues().size() < yielded.size())
    return emitOpError("needs its carries yielded");
  SmallVector<Type> results(getCarries().getTypes());
  for (Value stacked : yield->getValues().drop_front(flags + carries)) {
    yielded.push_back(stacked.getType());
    results.push_back(stackOf(stacked.getType(), count));
  }
  if (failed(verifyTypes(*this, yield->getValues().getTypes(), yielded,
                         "yielded values")))
    return failure();
  return verifyTypes(*this, getResultTypes(), results, "results");
}

LogicalResult IfOp::verify() {
  for (Region *region : {&getThenRegion(), &getElseRegion()}) {
    auto yield = yieldOf(*this, *region);
    if (failed(yield) ||
        failed(verifyTypes(*this, region->getArgumentTypes(),
                           getCaptures().getTypes(), "block arguments")) ||
        failed(verifyTypes(*this, yield->getValues().getTypes(),
                           getResultTypes(), "yielded values")))
      return failure();
  }
  return success();
}

LogicalResult CostOp::verify() {
  if (failed(yieldOf(*this, getBody())))
    return failure();
  return verifyTypes(*this, getBody().getArgumentTypes(),
                     getCaptures().getTypes(), "block arguments");
}

LogicalResult MapOp::verify() {
  if (int64_t(getLanes()) < 0)
    return emitOpError("needs a number of lanes of 0 or more, got ")
           << int64_t(getLanes());
  SmallVector<Type> arguments = {indexType(*this)};
  if (failed(appendRows(*this, arguments, getMapped(), getLanes())))
    return failure();
  appendTypes(arguments, getInvariants());
  auto yield = yieldOf(*this, getBody());
  if (failed(yield) || failed(verifyTypes(*this, getBody().getArgumentTypes(),
                                          arguments, "block arguments")))
    return failure();
  SmallVector<Type> results;
  for (Value value : yield->getValues())
    results.push_back(stackOf(value.getType(), getLanes()));
  return verifyTypes(*this, getResultTypes(), results, "results");
}

static LogicalResult verifyScalarLoss(Operation *op, ValueRange yielded) {
  if (yielded.empty() || tensorOf(yielded[0]).getRank() != 0 ||
      !isa<FloatType>(tensorOf(yielded[0]).getElementType()))
    return op->emitOpError("needs a floating scalar yielded first");
  return success();
}

LogicalResult GradOp::verify() {
  SmallVector<Type> arguments(getTargets().getTypes());
  appendTypes(arguments, getCaptures());
  auto yield = yieldOf(*this, getBody());
  if (failed(yield) ||
      failed(verifyTypes(*this, getBody().getArgumentTypes(), arguments,
                         "block arguments")) ||
      failed(verifyScalarLoss(*this, yield->getValues())))
    return failure();
  SmallVector<Type> results = {yield->getValues()[0].getType()};
  appendTypes(results, getTargets());
  appendTypes(results, yield->getValues().drop_front());
  return verifyTypes(*this, getResultTypes(), results, "results");
}

static SmallVector<Type> floatingOf(TypeRange types) {
  return llvm::filter_to_vector(types, [](Type type) {
    return isa<FloatType>(cast<RankedTensorType>(type).getElementType());
  });
}

LogicalResult CustomGradientOp::verify() {
  SmallVector<Type> body(getInputs().getTypes()), rule(body);
  appendTypes(body, getCaptures());
  llvm::append_range(rule, floatingOf(getResultTypes()));
  appendTypes(rule, getCaptures());
  auto value = yieldOf(*this, getBody()), cotangents = yieldOf(*this, getRule());
  if (failed(value) || failed(cotangents) ||
      failed(verifyTypes(*this, getBody().getArgumentTypes(), body,
                         "arguments of body")) ||
      failed(verifyTypes(*this, getRule().getArgumentTypes(), rule,
                         "arguments of rule")) ||
      failed(verifyTypes(*this, value->getValues().getTypes(), getResultTypes(),
                         "values yielded by body")))
    return failure();
  return verifyTypes(*this, cotangents->getValues().getTypes(),
                     floatingOf(getInputs().getTypes()),
                     "values yielded by rule");
}

LogicalResult PushforwardOp::verify() {
  SmallVector<Type> operands(getInputs().getTypes()), rule(operands),
      tangents;
  appendTypes(rule, getResults());
  appendTypes(rule, getCaptures());
  for (int64_t number : getActive()) {
    if (number < 0 || size_t(number) >= operands.size())
      return emitOpError("needs numbers of inputs, got ") << number;
    tangents.push_back(operands[size_t(number)]);
  }
  auto cotangents = yieldOf(*this, getRule());
  if (failed(cotangents) ||
      failed(verifyTypes(*this, getTangents().getTypes(), tangents,
                         "tangents")) ||
      failed(verifyTypes(*this, getRule().getArgumentTypes(), rule,
                         "arguments of rule")))
    return failure();
  return verifyTypes(*this, cotangents->getValues().getTypes(),
                     floatingOf(operands), "values yielded by rule");
}

LogicalResult MinimizeOp::verify() {
  int64_t count = getTripCount();
  if (count < 0)
    return emitOpError("needs a trip count of 0 or more, got ") << count;
  if (failed(verifyPlan(*this, getTargets().size())))
    return failure();
  SmallVector<Type> rows;
  if (failed(appendRows(*this, rows, getScanned(), count)))
    return failure();
  auto yieldLoss = yieldOf(*this, getLoss());
  auto yieldUpdate = yieldOf(*this, getUpdate());
  auto yieldObserve = yieldOf(*this, getObserve());
  if (failed(yieldLoss) || failed(yieldUpdate) || failed(yieldObserve) ||
      failed(verifyScalarLoss(*this, yieldLoss->getValues())))
    return failure();

  SmallVector<Type> loss = {indexType(*this)};
  appendTypes(loss, getTargets());
  appendTypes(loss, getCarries());
  llvm::append_range(loss, rows);
  appendTypes(loss, getInvariants());
  ValueRange yielded = yieldLoss->getValues();
  if (yielded.size() < 1 + getCarries().size())
    return emitOpError("needs its carries yielded behind the loss");
  if (failed(verifyTypes(*this, getLoss().getArgumentTypes(), loss,
                         "arguments of loss")) ||
      failed(verifyTypes(
          *this,
          yielded.drop_front(1).take_front(getCarries().size()).getTypes(),
          getCarries().getTypes(), "carries")))
    return failure();
  ValueRange aux = yielded.drop_front(1 + getCarries().size());
  Type scalar = yielded[0].getType();

  SmallVector<Type> update = {indexType(*this)};
  appendTypes(update, getTargets());
  appendTypes(update, getTargets());
  update.push_back(scalar);
  appendTypes(update, getStates());
  appendTypes(update, getCarries());
  llvm::append_range(update, rows);
  appendTypes(update, getInvariants());
  SmallVector<Type> next(getTargets().getTypes());
  appendTypes(next, getStates());
  if (failed(verifyTypes(*this, getUpdate().getArgumentTypes(), update,
                         "arguments of update")) ||
      failed(verifyTypes(*this, yieldUpdate->getValues().getTypes(), next,
                         "values yielded by update")))
    return failure();

  SmallVector<Type> observe = {indexType(*this)};
  appendTypes(observe, getTargets());
  appendTypes(observe, getTargets());
  observe.push_back(scalar);
  appendTypes(observe, aux);
  appendTypes(observe, getCarries());
  appendTypes(observe, getStates());
  llvm::append_range(observe, rows);
  appendTypes(observe, getInvariants());
  SmallVector<Type> stop;
  if (getHasUntil())
    stop.push_back(
        RankedTensorType::get({}, IntegerType::get(getContext(), 1)));
  if (failed(verifyTypes(*this, getObserve().getArgumentTypes(), observe,
                         "arguments of observe")) ||
      failed(verifyTypes(*this, yieldObserve->getValues().getTypes(), stop,
                         "values yielded by observe")))
    return failure();

  SmallVector<Type> results(next);
  appendTypes(results, getCarries());
  if (getTraced()) {
    results.push_back(stackOf(scalar, count));
    for (Type type : aux.getTypes())
      results.push_back(stackOf(type, count));
  }
  return verifyTypes(*this, getResultTypes(), results, "results");
}
