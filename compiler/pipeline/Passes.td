// Passes that run stages, or check what each promises.
#ifndef NESTOR_PIPELINE_PASSES
#define NESTOR_PIPELINE_PASSES

include "mlir/Pass/PassBase.td"

def MeasureCosts : Pass<"measure-costs", "::mlir::ModuleOp"> {
  let summary = "each meta.cost becomes what its region comes to, lowered alone";
}
def VerifyFirstOrder : Pass<"verify-first-order", "::mlir::ModuleOp"> {
  let summary = "no minimize, grad, map or call is left";
}
def VerifyLinalg : Pass<"verify-linalg", "::mlir::ModuleOp"> {
  let summary = "no ten and no meta operation is left";
}
def VerifyBuffers : Pass<"verify-buffers", "::mlir::ModuleOp"> {
  let summary = "no tensor type and no allocation is left";
}
def VerifyLoops : Pass<"verify-loops", "::mlir::ModuleOp"> {
  let summary = "no linalg operation is left";
}
def VerifyLlvm : Pass<"verify-llvm", "::mlir::ModuleOp"> {
  let summary = "only operations of the LLVM dialect are left";
}

#endif
