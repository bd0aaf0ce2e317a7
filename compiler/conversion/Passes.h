// The passes of Passes.td and what they share.
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

#include <memory>

namespace nestor {

#define GEN_PASS_DECL
#include "compiler/conversion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "compiler/conversion/Passes.h.inc"

/// Marks an experiment; the value is its name.
constexpr llvm::StringLiteral experimentAttrName = "nestor.experiment";
/// On a module: the manifest of runtime/include/nestor/Abi.h.
constexpr llvm::StringLiteral manifestAttrName = "nestor.manifest";
/// On an experiment: bytes that the script allows its process.
constexpr llvm::StringLiteral memoryAttrName = "nestor.memory";
/// On an experiment: bytes of its arena, set by plan-memory.
constexpr llvm::StringLiteral arenaBytesAttrName = "nestor.arena_bytes";
/// A unit attribute of an scf.for whose next carries are all copied before one
/// is written (materialize-carries).
constexpr llvm::StringLiteral copiesCarriesAttrName = "nestor.copies_carries";

} // namespace nestor
