// Compares what functions give as they stand with what they give behind passes:
// derivatives by dual numbers with derivatives by rules.
#include "dialects/check/Passes.h"
#include "dialects/check/Run.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/Format.h"

#include <cmath>

using namespace mlir;

namespace nestor::check {

#define GEN_PASS_DEF_COMPAREEXPANDED
#include "dialects/check/Passes.h.inc"

// 0 for numbers that are equal or both no numbers.
static double difference(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b)))
    return 0;
  double result = std::abs(a - b) / std::max({1.0, std::abs(a), std::abs(b)});
  return std::isnan(result) ? std::numeric_limits<double>::infinity() : result;
}

namespace {
struct CompareExpanded : impl::CompareExpandedBase<CompareExpanded> {
  using Base::Base;

  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<ten::TenDialect, meta::MetaDialect>();
  }

  LogicalResult initialize(MLIRContext *) override {
    return parsePassPipeline(pipeline, passes);
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto functions = functionsToRun(module);
    if (functions.empty()) {
      module.emitError("needs a function without arguments");
      return signalPassFailure();
    }
    auto expanded = cast<ModuleOp>(module->clone());
    module.push_back(expanded); // passes run below the module only
    if (failed(runPipeline(passes, expanded)))
      signalPassFailure();
    else
      for (func::FuncOp function : functions)
        compare(function,
                expanded.lookupSymbol<func::FuncOp>(function.getName()));
    expanded.erase();
    llvm::outs() << "compared " << functions.size() << " functions, worst "
                 << llvm::format("%.2g", worst) << " in `" << worstFunction
                 << "`\n";
    llvm::outs().flush();
    markAllAnalysesPreserved();
  }

private:
  void compare(func::FuncOp function, func::FuncOp expanded) {
    auto direct = runFunction(function);
    auto byRules = runFunction(expanded);
    if (failed(direct) || failed(byRules))
      return signalPassFailure();
    for (size_t k = 0; k < direct->size(); ++k) {
      const Array &a = (*direct)[k], &b = (*byRules)[k];
      for (size_t i = 0; i < a.values.size(); ++i) {
        double left = a.values[i].value(), right = b.values[i].value();
        double found = difference(left, right);
        if (worstFunction.empty() || found > worst) {
          worst = found;
          worstFunction = function.getName().str();
        }
        if (found <= tolerance)
          continue;
        function.emitError("result ")
            << k << " at " << indexOf(a.shape, i) << " is " << inFull(left)
            << " by dual numbers, " << inFull(right) << " by rules";
        signalPassFailure();
        break; // one message a result
      }
    }
  }

  OpPassManager passes{ModuleOp::getOperationName()};
  double worst = 0;
  std::string worstFunction;
};
} // namespace

} // namespace nestor::check
