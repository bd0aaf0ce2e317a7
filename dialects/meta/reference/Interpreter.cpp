// Walks the operations of a block in order; every region is run as it stands.
#include "dialects/meta/reference/Interpreter.h"
#include "dialects/ten/reference/Reference.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nestor::meta::reference {

using ten::reference::row;
using ten::reference::setRow;

Array zerosOf(Type type) {
  return Array(cast<RankedTensorType>(type).getShape());
}

Array numbered(int64_t number) { return Array({}, double(number)); }

void stopDerivatives(MutableArrayRef<Array> values) {
  for (Array &array : values)
    for (ten::reference::Dual &number : array.values)
      number = number.value();
}

FailureOr<Arrays> Interpreter::runLoop(LoopOp op, ArrayRef<Array> operands) {
  size_t flags = op.getHasUntil(), carries = op.getCarries().size(),
         scanned = op.getScanned().size();
  int64_t count = int64_t(op.getTripCount());
  Arrays results(operands.take_front(carries));
  for (Type type : op.getResults().drop_front(carries).getTypes())
    results.push_back(zerosOf(type));
  for (int64_t i = 0; i < count; ++i) {
    int64_t number = op.getReversed() ? count - 1 - i : i;
    enterIteration(op, i, carries, results);
    Arrays arguments = {numbered(number)};
    llvm::append_range(arguments, ArrayRef<Array>(results).take_front(carries));
    for (const Array &stack : operands.slice(carries, scanned))
      arguments.push_back(row(stack, number));
    llvm::append_range(arguments, operands.drop_front(carries + scanned));
    auto yielded = run(op.getBody().front(), std::move(arguments));
    if (failed(yielded))
      return failure();
    for (size_t k = 0; k < results.size(); ++k) {
      if (k < carries)
        results[k] = (*yielded)[flags + k];
      else
        setRow(results[k], number, (*yielded)[flags + k]);
    }
    if (flags && (*yielded)[0].scalar() != 0)
      break;
  }
  leaveLoop(op, op.getWindow(), operands, results);
  return results;
}

FailureOr<Arrays> Interpreter::runMap(MapOp op, ArrayRef<Array> operands) {
  size_t mapped = op.getMapped().size();
  Arrays results;
  for (Type type : op.getResultTypes())
    results.push_back(zerosOf(type));
  for (int64_t lane = 0; lane < int64_t(op.getLanes()); ++lane) {
    Arrays arguments = {numbered(lane)};
    for (const Array &stack : operands.take_front(mapped))
      arguments.push_back(row(stack, lane));
    llvm::append_range(arguments, operands.drop_front(mapped));
    auto yielded = run(op.getBody().front(), std::move(arguments));
    if (failed(yielded))
      return failure();
    for (auto [result, value] : llvm::zip(results, *yielded))
      setRow(result, lane, value);
  }
  return results;
}

static FailureOr<Arrays> checkIndex(CheckIndexOp op, int64_t index) {
  int64_t extent = int64_t(op.getExtent());
  int64_t start = index < 0 && !op.getForward() ? index + extent : index;
  if (start < 0 || start + int64_t(op.getLength()) > extent)
    return op.emitError("index outside the extent ")
           << extent << ", got " << index;
  return Arrays{numbered(start)};
}

FailureOr<Arrays> Interpreter::runOther(Operation *op, Arrays operands) {
  if (op->getNumResults() == 0) {
    // The passes of a derivative take the way of the first, which was observed.
    if (isPerturbed)
      return Arrays();
    FailureOr<bool> known = observer(op, operands);
    if (failed(known))
      return failure();
    if (*known)
      return Arrays();
  }
  auto value = ten::reference::evaluate(op, operands);
  if (failed(value))
    return failure();
  return Arrays{std::move(*value)};
}

FailureOr<Arrays> Interpreter::runOperation(Operation *op, Arrays operands) {
  using Result = FailureOr<Arrays>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](LoopOp op) { return runLoop(op, operands); })
      .Case([&](MapOp op) { return runMap(op, operands); })
      .Case([&](IfOp op) {
        Region &taken =
            operands[0].scalar() != 0 ? op.getThenRegion() : op.getElseRegion();
        return run(taken.front(),
                   Arrays(ArrayRef<Array>(operands).drop_front()));
      })
      .Case([&](GradOp op) { return runGrad(op, std::move(operands)); })
      .Case([&](MinimizeOp op) { return runMinimize(op, operands); })
      .Case([&](CustomGradientOp op) {
        ArrayRef<Array> all(operands);
        size_t count = op.getInputs().size();
        return runCustomGradient(op, Arrays(all.take_front(count)),
                                 Arrays(all.drop_front(count)));
      })
      .Case([&](StopGradientOp) -> Result {
        stopDerivatives(operands);
        return std::move(operands);
      })
      .Case([&](CostOp op) -> Result {
        return op.emitError("a cost is known only once it is compiled");
      })
      .Case([&](FirstTimeOp) -> Result {
        return Arrays{numbered(0)}; // only programs are inspected
      })
      .Case([&](CheckFiniteOp) -> Result {
        return Arrays{std::move(operands[0])};
      })
      .Case<EffectOp, LossOp, SolvedOp>([](auto) -> Result { return Arrays(); })
      .Case([&](CheckIndexOp op) {
        return checkIndex(op, int64_t(operands[0].scalar()));
      })
      .Case([&](func::CallOp op) -> Result {
        auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
            op, op.getCalleeAttr());
        if (!callee)
          return op.emitError("no function `") << op.getCallee() << "`";
        return call(callee, std::move(operands));
      })
      .Default(
          [&](Operation *op) { return runOther(op, std::move(operands)); });
}

FailureOr<Arrays> Interpreter::run(Block &block, Arrays arguments) {
  DenseMap<Value, Array> values;
  for (auto [argument, value] : llvm::zip(block.getArguments(), arguments))
    values.try_emplace(argument, std::move(value));
  auto operandsOf = [&](Operation &op) {
    Arrays operands;
    for (Value operand : op.getOperands())
      operands.push_back(values.at(operand));
    return operands;
  };
  for (Operation &op : block.without_terminator()) {
    auto results = runOperation(&op, operandsOf(op));
    if (failed(results))
      return failure();
    for (auto [result, value] : llvm::zip(op.getResults(), *results))
      values.try_emplace(result, std::move(value));
  }
  return operandsOf(*block.getTerminator());
}

FailureOr<Arrays> Interpreter::call(func::FuncOp function, Arrays arguments) {
  if (function.isExternal())
    return function.emitError("needs a body to be evaluated");
  return run(function.getBody().front(), std::move(arguments));
}

} // namespace nestor::meta::reference
