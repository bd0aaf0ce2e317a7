// Runs the functions of tests with the reference interpreter.
#pragma once

#include "dialects/meta/reference/Interpreter.h"

namespace nestor::check {

using meta::reference::Array;
using meta::reference::Arrays;

/// Functions with a body and without arguments, in their order.
llvm::SmallVector<mlir::func::FuncOp> functionsToRun(mlir::ModuleOp module);

/// The results of a function without arguments. Fails with a diagnostic where
/// it cannot be run, or (each at its place) where expectations do not hold.
mlir::FailureOr<Arrays> runFunction(mlir::func::FuncOp function);

/// An index as in `[0, 2]`, of element `number` in row-major order.
std::string indexOf(llvm::ArrayRef<int64_t> shape, size_t number);
/// A number with all of its digits.
std::string inFull(double number);

} // namespace nestor::check
