// Finds the family that an operation belongs to.
#include "dialects/ten/reference/Reference.h"

using namespace mlir;

namespace nestor::ten::reference {

Dims resultShape(Operation *op) {
  return cast<RankedTensorType>(op->getResult(0).getType()).getShape();
}

Array row(const Array &stack, int64_t i) {
  Array result(Dims(stack.shape).drop_front());
  auto first = stack.values.begin() + i * int64_t(result.values.size());
  std::copy_n(first, result.values.size(), result.values.begin());
  return result;
}

void setRow(Array &stack, int64_t i, const Array &value) {
  llvm::copy(value.values,
             stack.values.begin() + i * int64_t(value.values.size()));
}

FailureOr<Array> evaluate(Operation *op, ArrayRef<Array> operands) {
  for (auto family :
       {evaluateElementwise, evaluateShape, evaluateGather, evaluateReduce,
        evaluateCumulative, evaluateOrder, evaluateFactor, evaluateRandom,
        evaluateWindow})
    if (std::optional<Array> result = family(op, operands))
      return std::move(*result);
  return op->emitError("the reference interpreter does not know `")
         << op->getName() << "`";
}

} // namespace nestor::ten::reference
