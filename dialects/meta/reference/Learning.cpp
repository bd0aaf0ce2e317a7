// Derivatives and learning loops, run as their descriptions say: a derivative
// is the tangent of one pass for each number that it is taken to.
#include "dialects/meta/reference/Interpreter.h"
#include "dialects/ten/reference/Reference.h"

#include "llvm/ADT/ScopeExit.h"

using namespace mlir;

namespace nestor::meta::reference {

using ten::reference::Dual;
using ten::reference::row;
using ten::reference::setRow;

FailureOr<Interpreter::Derivative>
Interpreter::differentiate(Block &block, const Arrays &arguments, size_t first,
                           size_t count) {
  Derivative result;
  auto values = run(block, arguments);
  if (failed(values))
    return failure();
  result.values = std::move(*values);

  // Derivatives inside of the block have later perturbations, those around it
  // have earlier ones.
  unsigned own = depth++;
  bool wasPerturbed = std::exchange(isPerturbed, true);
  llvm::scope_exit restore([&] {
    --depth;
    isPerturbed = wasPerturbed;
  });
  for (size_t target = first; target < first + count; ++target) {
    Array gradient((ten::reference::Dims(arguments[target].shape)));
    for (size_t i = 0; i < gradient.values.size(); ++i) {
      Arrays moved = arguments;
      moved[target].values[i] += Dual::perturbation(own);
      auto yielded = run(block, std::move(moved));
      if (failed(yielded))
        return failure();
      gradient.values[i] = yielded->front().values.front().tangent(own);
    }
    result.gradients.push_back(std::move(gradient));
  }
  return result;
}

FailureOr<Arrays> Interpreter::runGrad(GradOp op, Arrays operands) {
  auto derivative = differentiate(op.getBody().front(), operands, /*first=*/0,
                                  op.getTargets().size());
  if (failed(derivative))
    return failure();
  Arrays results = {derivative->values.front()};
  llvm::append_range(results, derivative->gradients);
  llvm::append_range(results, ArrayRef<Array>(derivative->values).drop_front());
  return results;
}

// Arguments of a region: each list in turn.
static Arrays joined(std::initializer_list<ArrayRef<Array>> lists) {
  Arrays result;
  for (ArrayRef<Array> list : lists)
    llvm::append_range(result, list);
  return result;
}

FailureOr<Arrays> Interpreter::runMinimize(MinimizeOp op,
                                           ArrayRef<Array> operands) {
  if (op.getPlan() != Plan::unrolled)
    return op.emitOpError("needs the plan `unrolled`, got `")
           << stringifyPlan(op.getPlan()) << "`";
  size_t targetCount = op.getTargets().size(),
         stateCount = op.getStates().size(),
         carryCount = op.getCarries().size();
  auto take = [&](size_t count) {
    Arrays taken(operands.take_front(count));
    operands = operands.drop_front(count);
    return taken;
  };
  Arrays targets = take(targetCount), states = take(stateCount),
         carries = take(carryCount), scanned = take(op.getScanned().size());
  ArrayRef<Array> invariants = operands;
  Arrays traces;
  for (Value trace :
       op.getResults().drop_front(targetCount + stateCount + carryCount))
    traces.push_back(zerosOf(trace.getType()));

  for (int64_t step = 0; step < int64_t(op.getTripCount()); ++step) {
    Array number = numbered(step);
    Arrays rows;
    for (const Array &stack : scanned)
      rows.push_back(row(stack, step));
    auto loss =
        differentiate(op.getLoss().front(),
                      joined({number, targets, carries, rows, invariants}),
                      /*first=*/1, targetCount);
    if (failed(loss))
      return failure();
    ArrayRef<Array> yielded = loss->values;
    ArrayRef<Array> aux = yielded.drop_front(1 + carryCount);
    auto updated =
        run(op.getUpdate().front(),
            joined({number, targets, loss->gradients, yielded.front(), states,
                    carries, rows, invariants}));
    if (failed(updated))
      return failure();
    carries = Arrays(yielded.slice(1, carryCount));
    targets = Arrays(ArrayRef<Array>(*updated).take_front(targetCount));
    states = Arrays(ArrayRef<Array>(*updated).drop_front(targetCount));
    for (auto [k, trace] : llvm::enumerate(traces))
      setRow(trace, step, k == 0 ? yielded.front() : aux[k - 1]);

    auto observed =
        run(op.getObserve().front(),
            joined({number, targets, loss->gradients, yielded.front(), aux,
                    carries, rows, invariants}));
    if (failed(observed))
      return failure();
    if (op.getHasUntil() && observed->front().scalar() != 0)
      break;
  }
  return joined({targets, states, carries, traces});
}

} // namespace nestor::meta::reference
