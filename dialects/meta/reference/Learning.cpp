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

static bool isFloating(Value value) {
  return isa<FloatType>(
      cast<RankedTensorType>(value.getType()).getElementType());
}

// f(a + e da) = f(a) + e J da by the latest perturbation e, where row j of J is
// what the rule gives for the cotangent that is 1 at j and 0 elsewhere.
FailureOr<Arrays> Interpreter::runCustomGradient(CustomGradientOp op,
                                                 const Arrays &operands,
                                                 const Arrays &captures) {
  auto mapped = [](const Arrays &arrays, auto part) {
    Arrays result = arrays;
    for (Array &array : result)
      for (Dual &number : array.values)
        number = part(number);
    return result;
  };
  int latest = -1;
  for (const Array &operand : operands)
    for (const Dual &number : operand.values)
      if (!number.isPlain())
        latest = std::max(latest, int(number.latest()));
  if (latest < 0) {
    Arrays arguments = operands;
    llvm::append_range(
        arguments, mapped(captures, [](const Dual &x) { return x.value(); }));
    return run(op.getBody().front(), std::move(arguments));
  }
  unsigned level = unsigned(latest);
  auto base = [&](const Dual &x) { return x.base(level); };
  auto tangent = [&](const Dual &x) { return x.tangent(level); };
  Arrays at = mapped(operands, base), moves = mapped(operands, tangent),
         constants = mapped(captures, base);
  auto values = runCustomGradient(op, at, captures);
  if (failed(values))
    return failure();
  bool wasPerturbed = std::exchange(isPerturbed, true);
  llvm::scope_exit restore([&] { isPerturbed = wasPerturbed; });
  Arrays zeros;
  for (Value result : op.getResults())
    if (isFloating(result))
      zeros.push_back(zerosOf(result.getType()));
  size_t cotangent = 0;
  for (auto [r, result] : llvm::enumerate(op.getResults())) {
    if (!isFloating(result))
      continue;
    for (size_t j = 0; j < (*values)[r].values.size(); ++j) {
      Arrays arguments = at, unit = zeros;
      unit[cotangent].values[j] = 1;
      llvm::append_range(arguments, unit);
      llvm::append_range(arguments, constants);
      auto row = run(op.getRule().front(), std::move(arguments));
      if (failed(row))
        return failure();
      Dual sum;
      size_t next = 0;
      for (auto [i, move] : llvm::enumerate(moves)) {
        if (!isFloating(op->getOperand(unsigned(i))))
          continue;
        for (auto [weight, moved] :
             llvm::zip((*row)[next].values, move.values))
          sum += weight * moved;
        ++next;
      }
      Dual &number = (*values)[r].values[j];
      number = Dual::join(number, sum, level);
    }
    ++cotangent;
  }
  return values;
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
  Arrays starts = targets;
  Arrays traces;
  for (Value trace :
       op.getResults().drop_front(targetCount + stateCount + carryCount))
    traces.push_back(zerosOf(trace.getType()));

  for (int64_t step = 0; step < int64_t(op.getTripCount()); ++step) {
    Array number = numbered(step);
    for (Arrays *carried : {&targets, &states, &carries})
      enterIteration(op, step, carried->size(), *carried);
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
                    carries, states, rows, invariants}));
    if (failed(observed))
      return failure();
    if (op.getHasUntil() && observed->front().scalar() != 0)
      break;
  }
  Arrays results = joined({targets, states, carries, traces});
  leaveLoop(op, targetCount, starts, results);
  return results;
}

} // namespace nestor::meta::reference
