// The stages of the compiler from the dialect meta to the dialect LLVM, one
// builder each (docs/architecture.md, the one-way street).
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

namespace nestor {

#define GEN_PASS_DECL
#include "compiler/pipeline/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "compiler/pipeline/Passes.h.inc"

/// Forms of a module, in order; each is reached from the one before.
enum class IrStage { Meta, FirstOrder, Linalg, Buffers, Loops, Llvm };

/// The name in `--emit=`.
llvm::StringRef stageName(IrStage stage);

/// Appends the passes that lead from the stage before to `stage`.
void buildStage(mlir::OpPassManager &passes, IrStage stage);

/// Registers all passes of the project, and the pipelines `nestor-first-order`
/// to `nestor-llvm`.
void registerPasses();

/// The dialects that a compilation goes through, with the interfaces that the
/// passes ask them for.
void registerDialects(mlir::DialectRegistry &registry);

} // namespace nestor
