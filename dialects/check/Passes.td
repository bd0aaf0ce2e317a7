// Passes of tests: they leave the module as it is.
#ifndef NESTOR_DIALECTS_CHECK_PASSES
#define NESTOR_DIALECTS_CHECK_PASSES

include "mlir/Pass/PassBase.td"

def Evaluate : Pass<"check-evaluate", "::mlir::ModuleOp"> {
  let summary = "runs functions without arguments with the reference interpreter";
  let description = [{
    Every expectation that does not hold is an error at its place. Derivatives
    that are still in the module are taken by dual numbers, in float64.
  }];
  let options = [
    Option<"printResults", "print-results", "bool", /*default=*/"false",
           "print the results of `main`, one line each: TYPE: NUMBER ...">,
  ];
}

def CompareExpanded : Pass<"check-compare-expanded", "::mlir::ModuleOp"> {
  let summary = "functions without arguments give the same before and after "
                "passes";
  let description = [{
    The reference interpreter runs each function as it stands, where it takes
    derivatives by dual numbers, and once more behind `pipeline`, which takes
    them by rules. |a - b| <= tolerance * max(1, |a|, |b|) is asked of every
    element; a line on standard output names the worst.
  }];
  let options = [
    Option<"pipeline", "pipeline", "std::string",
           /*default=*/"\"inline,meta-expand-minimize,meta-expand-grad,"
                       "meta-expand-map\"",
           "the passes, as in --pass-pipeline">,
    Option<"tolerance", "tolerance", "double", /*default=*/"1e-10",
           "largest difference, relative to numbers above 1">,
  ];
}

def ListOperations : Pass<"check-list-operations", "::mlir::ModuleOp"> {
  let summary = "prints the operations of ten and the rules that they have";
  let description = [{
    One line an operation: its name, then `linearize` and `transpose` where it
    has the interface.
  }];
  let options = [
    Option<"dialect", "dialect", "std::string", /*default=*/"\"ten\"",
           "of which dialect">,
  ];
}

#endif
