// Runs the function `main` with the reference interpreter, prints its results
// and leaves the module as it is. For tests.
#include "dialects/meta/reference/Interpreter.h"
#include "dialects/meta/transforms/Passes.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Format.h"

using namespace mlir;

namespace nestor::meta {

#define GEN_PASS_DEF_EVALUATE
#include "dialects/meta/transforms/Passes.h.inc"

namespace {
struct Evaluate : impl::EvaluateBase<Evaluate> {
  using Base::Base;
  void runOnOperation() override {
    auto main = getOperation().lookupSymbol<func::FuncOp>("main");
    if (!main || main.getNumArguments() != 0) {
      getOperation().emitError("needs a function `main` without arguments");
      return signalPassFailure();
    }
    auto results = reference::call(main, {});
    if (failed(results))
      return signalPassFailure();
    for (auto [type, result] : llvm::zip(main.getResultTypes(), *results)) {
      llvm::outs() << type << ":";
      for (double value : result.values)
        llvm::outs() << llvm::format(" %.17g", value);
      llvm::outs() << "\n";
    }
    llvm::outs().flush();
    markAllAnalysesPreserved();
  }
};
} // namespace

} // namespace nestor::meta
