// From a module of the dialect meta to a later stage, an object or a program.
#pragma once

#include "compiler/driver/ExitStatus.h"
#include "compiler/driver/Options.h"
#include "compiler/pipeline/Pipelines.h"

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace nestor {

/// Runs the stages up to `last`, within the budget of memory that the options
/// have. A failure is ours, whatever the script says:
/// names the pass and the command that repeats it.
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
