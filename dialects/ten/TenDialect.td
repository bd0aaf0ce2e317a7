// The dialect `ten`: first-order tensor primitives with value semantics. Every
// shape is static; a scalar is a tensor of rank 0.
#ifndef NESTOR_DIALECTS_TEN_TEN_DIALECT
#define NESTOR_DIALECTS_TEN_TEN_DIALECT

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "dialects/interfaces/DerivativeInterfaces.td"

def Ten_Dialect : Dialect {
  let name = "ten";
  let cppNamespace = "::nestor::ten";
  let summary = "first-order tensor primitives";
  let useDefaultAttributePrinterParser = 1;
  let description = [{
    Pure operations on ranked tensors of static shape. No implicit broadcast
    and no implicit conversion: irgen makes both explicit. Created by irgen and
    by the derivative rules; removed by `ten-to-linalg`.
  }];
  let hasConstantMaterializer = 1;
}

def Ten_Float : AnyTypeOf<[F32, F64, BF16]>;
def Ten_Int : AnyTypeOf<[I32, I64]>;
def Ten_Number : AnyTypeOf<[F32, F64, BF16, I32, I64]>;
def Ten_Element : AnyTypeOf<[F32, F64, BF16, I1, I8, I32, I64]>;

def Ten_Tensor : StaticShapeTensorOf<[Ten_Element]>;
def Ten_NumberTensor : StaticShapeTensorOf<[Ten_Number]>;
def Ten_FloatTensor : StaticShapeTensorOf<[Ten_Float]>;
def Ten_IntTensor : StaticShapeTensorOf<[Ten_Int]>;
def Ten_BoolTensor : StaticShapeTensorOf<[I1]>;
// Keys of the counter-based generator: the last dimension has the two words.
def Ten_KeyTensor : StaticShapeTensorOf<[I32]>;
def Ten_IndexScalar : 0DTensorOf<[I64]>,
    BuildableType<"::mlir::RankedTensorType::get({}, $_builder.getI64Type())">;
def Ten_BoolScalar : 0DTensorOf<[I1]>,
    BuildableType<"::mlir::RankedTensorType::get({}, $_builder.getI1Type())">;

// Costs about as much as reading its result: every element comes from a few
// elements of the operands. Derivatives compute such values again where that
// saves memory.
def Ten_Cheap : NativeOpTrait<"Cheap"> {
  let cppNamespace = "::nestor::ten";
}

class Ten_Op<string mnemonic, list<Trait> traits = []>
    : Op<Ten_Dialect, mnemonic, !listconcat([Pure], traits)>;

#endif
