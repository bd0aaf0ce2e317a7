// The reference interpreter of programs: functions, loops, branches, batches,
// derivatives and learning loops around the operations of `ten`.
#pragma once

#include "dialects/meta/Meta.h"
#include "dialects/ten/reference/Array.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nestor::meta::reference {

using ten::reference::Array;
using Arrays = llvm::SmallVector<Array>;

/// What an operation without results finds in its operands. Returns whether it
/// knows the operation; a failure ends the run.
using Observer = llvm::function_ref<mlir::FailureOr<bool>(
    mlir::Operation *, llvm::ArrayRef<Array>)>;

/// Runs operations as they stand. Derivatives are taken in forward mode, one
/// pass for each number that a derivative is taken to, and nowhere by the rules
/// of linearization and transposition: cost is that of the region times the
/// number of target elements, for every level of nesting.
class Interpreter {
public:
  explicit Interpreter(Observer observer) : observer(observer) {}

  /// What a function gives for `arguments`. Fails with a diagnostic where an
  /// operation is unknown, a function has no body or an index lies outside.
  /// Effects do nothing.
  mlir::FailureOr<Arrays> call(mlir::func::FuncOp function, Arrays arguments);

private:
  mlir::FailureOr<Arrays> run(mlir::Block &block, Arrays arguments);
  mlir::FailureOr<Arrays> runOperation(mlir::Operation *op, Arrays operands);
  mlir::FailureOr<Arrays> runLoop(LoopOp op, llvm::ArrayRef<Array> operands);
  mlir::FailureOr<Arrays> runMap(MapOp op, llvm::ArrayRef<Array> operands);
  mlir::FailureOr<Arrays> runGrad(GradOp op, Arrays operands);
  mlir::FailureOr<Arrays> runMinimize(MinimizeOp op,
                                      llvm::ArrayRef<Array> operands);
  /// `operands` without the captures, which follow.
  mlir::FailureOr<Arrays> runCustomGradient(CustomGradientOp op,
                                            const Arrays &operands,
                                            const Arrays &captures);
  mlir::FailureOr<Arrays> runOther(mlir::Operation *op, Arrays operands);

  /// A block's values, and the derivatives of the first of them to arguments.
  struct Derivative {
    Arrays values, gradients;
  };
  /// To `count` arguments from `first` on.
  mlir::FailureOr<Derivative> differentiate(mlir::Block &block,
                                            const Arrays &arguments,
                                            size_t first, size_t count);

  Observer observer;
  /// Derivatives that are being taken around the operation that runs.
  unsigned depth = 0;
  /// Whether this pass is one of many for one derivative: it is not observed.
  bool isPerturbed = false;
};

/// No derivative of any level goes through.
void stopDerivatives(llvm::MutableArrayRef<Array> values);

/// What the plan of a loop leaves of derivatives. `Loop` is a LoopOp or a
/// MinimizeOp; its carries come first among `values`.
template <typename Loop>
void enterIteration(Loop op, int64_t iteration, size_t carries,
                    llvm::MutableArrayRef<Array> values) {
  int64_t left = int64_t(op.getTripCount()) - iteration;
  if (op.getPlan() == Plan::truncated && iteration > 0 &&
      left % int64_t(op.getWindow()) == 0)
    stopDerivatives(values.take_front(carries));
}
template <typename Loop>
void leaveLoop(Loop op, size_t kept, llvm::ArrayRef<Array> starts,
               llvm::MutableArrayRef<Array> results) {
  if (op.getPlan() != Plan::first_order)
    return;
  stopDerivatives(results);
  for (size_t i = 0; i < kept; ++i)
    for (auto [number, start] : llvm::zip(results[i].values, starts[i].values))
      number += start.movement();
}
/// A tensor of the type with zeros.
Array zerosOf(mlir::Type type);
/// A scalar with this number.
Array numbered(int64_t number);

} // namespace nestor::meta::reference
