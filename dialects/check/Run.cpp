// Evaluates expectations on the values that the interpreter finds.
#include "dialects/check/Run.h"
#include "dialects/check/Check.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mlir;

namespace nestor::check {

SmallVector<func::FuncOp> functionsToRun(ModuleOp module) {
  SmallVector<func::FuncOp> functions;
  for (auto function : module.getOps<func::FuncOp>())
    if (!function.isExternal() && function.getNumArguments() == 0)
      functions.push_back(function);
  return functions;
}

std::string indexOf(ArrayRef<int64_t> shape, size_t number) {
  SmallVector<std::string> entries;
  for (int64_t extent : llvm::reverse(shape)) {
    entries.push_back(std::to_string(number % size_t(extent)));
    number /= size_t(extent);
  }
  std::reverse(entries.begin(), entries.end());
  return "[" + llvm::join(entries, ", ") + "]";
}

std::string inFull(double number) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.17g", number);
  return text;
}

static bool isClose(double actual, double expected, double tolerance) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected)))
    return true;
  double scale = std::max(1.0, std::abs(expected));
  return std::isfinite(expected) &&
         std::abs(actual - expected) <= tolerance * scale;
}

// Compares element by element; the first that differs is reported.
template <typename Holds>
static bool expectAll(Operation *op, ArrayRef<Array> operands, StringRef how,
                      Holds &&holds) {
  const Array &actual = operands[0], &expected = operands[1];
  for (size_t i = 0; i < actual.values.size(); ++i) {
    double a = actual.values[i].value(), b = expected.values[i].value();
    if (holds(a, b))
      continue;
    op->emitError("expected ")
        << inFull(b) << how << " at " << indexOf(actual.shape, i) << ", got "
        << inFull(a);
    return false;
  }
  return true;
}

// Whether an expectation holds; null for other operations.
static std::optional<bool> verdict(Operation *op, ArrayRef<Array> operands) {
  using Verdict = std::optional<bool>;
  return llvm::TypeSwitch<Operation *, Verdict>(op)
      .Case([&](ExpectCloseOp op) -> Verdict {
        double tolerance = op.getTolerance().convertToDouble();
        std::string how;
        llvm::raw_string_ostream(how) << llvm::format(" within %g", tolerance);
        return expectAll(op, operands, how, [&](double a, double b) {
          return isClose(a, b, tolerance);
        });
      })
      .Case([&](ExpectEqualOp op) -> Verdict {
        return expectAll(op, operands, "",
                         [](double a, double b) { return a == b; });
      })
      .Case([&](ExpectFiniteOp op) -> Verdict {
        const Array &actual = operands[0];
        for (size_t i = 0; i < actual.values.size(); ++i) {
          double number = actual.values[i].value();
          if (std::isfinite(number))
            continue;
          op.emitError("expected a finite number at ")
              << indexOf(actual.shape, i) << ", got " << inFull(number);
          return false;
        }
        return true;
      })
      .Default(Verdict());
}

FailureOr<Arrays> runFunction(func::FuncOp function) {
  bool allHold = true;
  auto observe = [&](Operation *op,
                     ArrayRef<Array> operands) -> FailureOr<bool> {
    std::optional<bool> holds = verdict(op, operands);
    allHold &= holds.value_or(true);
    return holds.has_value();
  };
  auto results = meta::reference::Interpreter(observe).call(function, {});
  if (failed(results) || !allHold)
    return failure();
  return results;
}

} // namespace nestor::check
