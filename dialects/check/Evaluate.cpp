// Runs every function without arguments and says which expectations fail.
#include "dialects/check/Passes.h"
#include "dialects/check/Run.h"

using namespace mlir;

namespace nestor::check {

#define GEN_PASS_DEF_EVALUATE
#include "dialects/check/Passes.h.inc"

static void print(func::FuncOp function, ArrayRef<Array> results) {
  for (auto [type, result] : llvm::zip(function.getResultTypes(), results)) {
    llvm::outs() << type << ":";
    for (const auto &number : result.values)
      llvm::outs() << " " << inFull(number.value());
    llvm::outs() << "\n";
  }
  llvm::outs().flush();
}

namespace {
struct Evaluate : impl::EvaluateBase<Evaluate> {
  using Base::Base;
  void runOnOperation() override {
    auto functions = functionsToRun(getOperation());
    if (functions.empty()) {
      getOperation().emitError("needs a function without arguments");
      return signalPassFailure();
    }
    for (func::FuncOp function : functions) {
      auto results = runFunction(function);
      if (failed(results))
        signalPassFailure();
      else if (printResults && function.getName() == "main")
        print(function, *results);
    }
    markAllAnalysesPreserved();
  }
};
} // namespace

} // namespace nestor::check
