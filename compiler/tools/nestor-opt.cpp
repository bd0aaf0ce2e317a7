// The optimizer driver for tests: every upstream dialect and pass beside ours,
// the dialect check, and the stages as `--nestor-first-order` to `--nestor-llvm`.
#include "compiler/pipeline/Pipelines.h"
#include "dialects/check/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::registerAllPasses();
  nestor::registerPasses();
  nestor::check::registerCheckPasses();
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  nestor::registerDialects(registry);
  registry.insert<nestor::check::CheckDialect>();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "nestor optimizer driver\n", registry));
}
