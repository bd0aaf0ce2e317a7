// How an operation takes part in differentiation: its linearization, and its
// transpose where it is linear.
#ifndef NESTOR_DIALECTS_INTERFACES_DERIVATIVE_INTERFACES
#define NESTOR_DIALECTS_INTERFACES_DERIVATIVE_INTERFACES

include "mlir/IR/OpBase.td"

def LinearizeOpInterface : OpInterface<"LinearizeOpInterface"> {
  let cppNamespace = "::nestor";
  let description = [{
    The tangents of the results as linear functions of the tangents of the
    operands, in operations that have rules themselves. Zero is symbolic: a
    null Value. The engine has cloned the operation already; `primal` is the
    clone, whose operands and results may be used freely.
  }];
  let methods = [InterfaceMethod<[{
      Appends one tangent (or null) a result. `tangents` has one entry an
      operand, null where it is zero; at least one is not null. Operations
      whose derivative is zero everywhere append nulls.
    }],
    "::mlir::LogicalResult", "linearize",
    (ins "::mlir::OpBuilder &":$builder, "::llvm::ArrayRef<::mlir::Value>":$tangents,
         "::llvm::SmallVectorImpl<::mlir::Value> &":$resultTangents)>];
}

def TransposeOpInterface : OpInterface<"TransposeOpInterface"> {
  let cppNamespace = "::nestor";
  let description = [{
    The transpose of an operation that is linear in some of its operands. The
    engine asks with the set of operands that are linear here (depend on a
    tangent); the others are constants of the linear map.
  }];
  let methods = [InterfaceMethod<[{
      `cotangents`: one a result, null where it is zero, not all null.
      `isLinear`: one flag an operand. Appends one cotangent (or null) an
      operand; null for operands that are not linear. Fails if the operation is
      not linear in the flagged operands together.
    }],
    "::mlir::LogicalResult", "transpose",
    (ins "::mlir::OpBuilder &":$builder, "::llvm::ArrayRef<::mlir::Value>":$cotangents,
         "::llvm::ArrayRef<bool>":$isLinear,
         "::llvm::SmallVectorImpl<::mlir::Value> &":$operandCotangents)>];
}

#endif
