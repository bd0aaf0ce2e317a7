// Declarations of the runtime's C functions in MLIR: names and types of
// runtime/include/nestor/Abi.h and Random.h in one place.
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace nestor::runtime {

constexpr llvm::StringLiteral effect = "nestor_effect";
constexpr llvm::StringLiteral resume = "nestor_resume";
constexpr llvm::StringLiteral step = "nestor_step";
constexpr llvm::StringLiteral state = "nestor_state";
constexpr llvm::StringLiteral finish = "nestor_finish";
constexpr llvm::StringLiteral loss = "nestor_loss";
constexpr llvm::StringLiteral innerLoss = "nestor_inner_loss";
constexpr llvm::StringLiteral failIndex = "nestor_fail_index";
constexpr llvm::StringLiteral checkFinite = "nestor_check_finite";
constexpr llvm::StringLiteral firstTime = "nestor_first_time";
constexpr llvm::StringLiteral solved = "nestor_solved";
constexpr llvm::StringLiteral foldKey = "nestor_fold_key";

/// Calls the C function `name`, declaring it in the module on first use.
/// Pointers are values of type !llvm.ptr.
mlir::func::CallOp call(mlir::ImplicitLocOpBuilder &builder,
                        mlir::ModuleOp module, llvm::StringRef name,
                        mlir::ValueRange arguments,
                        mlir::TypeRange results = {});

/// The address of the first element of a buffer with identity layout.
mlir::Value pointerTo(mlir::ImplicitLocOpBuilder &builder, mlir::Value buffer);
/// The same, `elements` (an index) elements later.
mlir::Value pointerTo(mlir::ImplicitLocOpBuilder &builder, mlir::Value buffer,
                      mlir::Value elements);

/// Bytes of one element in memory; i1 takes one.
int64_t bytesOf(mlir::Type element);

} // namespace nestor::runtime
