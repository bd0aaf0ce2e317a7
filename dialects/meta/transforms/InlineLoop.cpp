// A loop of one iteration becomes its body: what it hands from one iteration to
// its transpose need not be stacked.
#include "dialects/meta/transforms/SimplifyRegions.h"
#include "dialects/ten/Build.h"

using namespace mlir;

namespace nestor::meta {

bool inlineSingleTrip(LoopOp op) {
  // A top-level loop tells the runtime about its steps.
  if (op.getTripCount() != 1 || op.getHasUntil() || int64_t(op.getTopLevel()) >= 0)
    return false;
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Block &body = op.getBody().front();
  auto index = cast<RankedTensorType>(body.getArgument(0).getType());
  auto zero = DenseElementsAttr::get(index, builder.getI64IntegerAttr(0));
  SmallVector<Value> arguments{
      ten::ConstantOp::create(builder, loc, cast<ElementsAttr>(zero))};
  llvm::append_range(arguments, op.getCarries());
  for (Value stack : op.getScanned()) {
    auto row = cast<RankedTensorType>(
        body.getArgument(arguments.size()).getType());
    arguments.push_back(ten::ReshapeOp::create(builder, loc, row, stack));
  }
  llvm::append_range(arguments, op.getInvariants());
  for (auto [argument, value] : llvm::zip_equal(body.getArguments(), arguments))
    argument.replaceAllUsesWith(value);

  Operation *yield = body.getTerminator();
  op->getBlock()->getOperations().splice(op->getIterator(),
                                         body.getOperations(), body.begin(),
                                         yield->getIterator());
  for (auto [i, result] : llvm::enumerate(op.getResults())) {
    Value value = yield->getOperand(i);
    if (i >= op.getCarries().size() && !result.use_empty())
      value = ten::ReshapeOp::create(builder, loc, result.getType(), value);
    result.replaceAllUsesWith(value);
  }
  op.erase();
  return true;
}

} // namespace nestor::meta
