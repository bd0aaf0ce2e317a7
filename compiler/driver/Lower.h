// From a module of the dialect meta to a later stage, an object or a program.
#pragma once

#include "compiler/driver/FitMemory.h"
#include "compiler/pipeline/Pipelines.h"

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace nestor {

/// Readies a module of the stage meta for the stages behind: finds what `cost`
/// asks for, adds the checks that the options ask for, and chooses what loops
/// store within the budget. A failure is ours, whatever the script says: names
/// the pass and the command that repeats it.
ExitStatus planMemory(mlir::ModuleOp module, const CompileOptions &options,
                      MemoryPlan &plan);

/// The same, and runs the stages up to `last`.
ExitStatus lowerTo(mlir::ModuleOp module, IrStage last,
                   const CompileOptions &options);

/// Adds to the program what `nestor gradcheck` compares, in smooth functions if
/// `smooth`.
ExitStatus addGradientChecks(mlir::ModuleOp module, bool smooth,
                             const CompileOptions &options);

/// Runs the stages behind `before` up to `last`.
ExitStatus lowerBetween(mlir::ModuleOp module, IrStage before, IrStage last,
                        const CompileOptions &options);

/// Runs what is left from the stage llvm on and writes an object file.
ExitStatus writeObject(mlir::ModuleOp module, const CompileOptions &options,
                       llvm::raw_pwrite_stream &out);

/// The same, and links it with the runtime to the program at `path`.
ExitStatus writeProgram(mlir::ModuleOp module, const CompileOptions &options,
                        const std::string &runtimeLibrary,
                        const std::string &path);

} // namespace nestor
