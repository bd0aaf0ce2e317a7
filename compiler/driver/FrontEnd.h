// From a script, or a file of MLIR, to a module of the dialect meta.
#pragma once

#include "compiler/driver/ExitStatus.h"
#include "compiler/driver/Options.h"
#include "compiler/sema/Levels.h"
#include "compiler/support/Diagnostic.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <string>
#include <vector>

namespace nestor {

/// Which form of the front end is wanted. A `Program` is a module that has
/// something to run.
enum class FrontEndForm { Ast, TypedAst, Module, Program, CheckOnly };

struct FrontEndResult {
  ExitStatus status = ExitStatus::Success;
  /// The listing of Ast and TypedAst.
  std::string listing;
  /// Of a Program that is a script.
  std::vector<typed::ExperimentLevels> levels;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// What was reported, to standard error.
void printDiagnostics(const DiagnosticEngine &diagnostics,
                      const SourceManager &sources, DiagnosticFormat format);

/// Reports every error of the input to standard error (as JSON, one object a
/// line, if asked). Files that end in `.mlir` are read as the stage `meta`.
FrontEndResult runFrontEnd(const CompileOptions &options, FrontEndForm form,
                           const std::string &libraryFolder,
                           mlir::MLIRContext &context);

} // namespace nestor
