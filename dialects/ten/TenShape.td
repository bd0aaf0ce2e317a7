// Operations that move elements without computing on them.
#ifndef NESTOR_DIALECTS_TEN_TEN_SHAPE
#define NESTOR_DIALECTS_TEN_TEN_SHAPE

include "dialects/ten/TenDialect.td"

def Ten_ConstantOp : Ten_Op<"constant", [ConstantLike,
    AllTypesMatch<["value", "result"]>,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "a tensor known when the program is compiled";
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}

def Ten_IotaOp : Ten_Op<"iota", [Ten_Cheap,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "result[i_0, ..., i_axis, ...] = i_axis";
  let arguments = (ins I64Attr:$axis);
  let results = (outs Ten_NumberTensor:$result);
  let assemblyFormat = "$axis attr-dict `:` type($result)";
  let hasVerifier = 1;
}

class Ten_LinearShape<string mnemonic, list<Trait> traits = []>
    : Ten_Op<mnemonic, !listconcat([
        DeclareOpInterfaceMethods<LinearizeOpInterface>,
        DeclareOpInterfaceMethods<TransposeOpInterface>], traits)>;

def Ten_BroadcastOp : Ten_LinearShape<"broadcast", [Ten_Cheap]> {
  let summary = "repeats the operand along new dimensions";
  let description = [{
    result[..., i_{dims[0]}, ..., i_{dims[k]}, ...] = x[i_{dims[0]}, ...]:
    dimension k of x is dimension dims[k] of the result, with the same extent;
    dims increases. An extent of 1 is never stretched (irgen reshapes first).
  }];
  let arguments = (ins Ten_Tensor:$x, DenseI64ArrayAttr:$dims);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = [{
    $x `dims` `=` $dims attr-dict `:` type($x) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Ten_ReshapeOp : Ten_LinearShape<"reshape", [Ten_Cheap]> {
  let summary = "the same elements in row-major order, another shape";
  let arguments = (ins Ten_Tensor:$x);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Ten_TransposeOp : Ten_LinearShape<"transpose", [Ten_Cheap]> {
  let summary = "dimension k of the result is dimension perm[k] of x";
  let arguments = (ins Ten_Tensor:$x, DenseI64ArrayAttr:$perm);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = [{
    $x `perm` `=` $perm attr-dict `:` type($x) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Ten_SliceOp : Ten_LinearShape<"slice", [Ten_Cheap]> {
  let summary = "result[i] = x[offsets + strides * i], all static";
  let arguments = (ins Ten_Tensor:$x, DenseI64ArrayAttr:$offsets,
                   DenseI64ArrayAttr:$strides);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = [{
    $x `at` $offsets `by` $strides attr-dict `:` type($x) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Ten_DynamicSliceOp : Ten_LinearShape<"dynamic_slice", [Ten_Cheap]> {
  let summary = "a block of the result's shape that starts at run-time indices";
  let description = [{
    result[i] = x[i + s], where s[axes[k]] = starts[k] and s = 0 elsewhere.
    Ranks are equal. The block must lie inside x: irgen checks run-time indices
    first (`meta.check_index`).
  }];
  let arguments = (ins Ten_Tensor:$x, Variadic<Ten_IndexScalar>:$starts,
                   DenseI64ArrayAttr:$axes);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = [{
    $x `[` $starts `]` `axes` `=` $axes attr-dict `:` type($x) `->`
    type($result)
  }];
  let hasVerifier = 1;
}

// A variadic list of 0-d i64 tensors has one buildable type.
class Ten_IntoSlice<string mnemonic> : Ten_LinearShape<mnemonic,
    [AllTypesMatch<["x", "result"]>]> {
  let arguments = (ins Ten_Tensor:$x, Ten_Tensor:$update,
                   Variadic<Ten_IndexScalar>:$starts, DenseI64ArrayAttr:$axes);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = [{
    $x `,` $update `[` $starts `]` `axes` `=` $axes attr-dict `:` type($x) `,`
    type($update)
  }];
  let hasVerifier = 1;
}
def Ten_UpdateSliceOp : Ten_IntoSlice<"update_slice"> {
  let summary = "x with the block at `starts` (as in dynamic_slice) replaced";
}
def Ten_AccumulateSliceOp : Ten_IntoSlice<"accumulate_slice"> {
  let summary = "x with `update` added to the block at `starts`";
  let description = [{
    The transpose of dynamic_slice on a carried accumulator: costs the block,
    not x, once bufferized in place.
  }];
}

def Ten_ConcatOp : Ten_LinearShape<"concat", [Ten_Cheap]> {
  let summary = "the operands one after another along `axis`";
  let arguments = (ins Variadic<Ten_Tensor>:$inputs, I64Attr:$axis);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = [{
    $inputs `axis` `=` $axis attr-dict `:` type($inputs) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Ten_PadOp : Ten_LinearShape<"pad", [Ten_Cheap]> {
  let summary = "zeros around x, `low` before, and between elements";
  let description = [{
    result[low + (interior + 1) * i] = x[i], 0 elsewhere; what is left behind
    the last element is given by the result's shape. The transpose of slice.
  }];
  let arguments = (ins Ten_Tensor:$x, DenseI64ArrayAttr:$low,
                   DenseI64ArrayAttr:$interior);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = [{
    $x `low` `=` $low `interior` `=` $interior attr-dict `:` type($x) `->`
    type($result)
  }];
  let hasVerifier = 1;
}

def Ten_ReverseOp : Ten_LinearShape<"reverse", [Ten_Cheap, SameOperandsAndResultType]> {
  let summary = "the elements backwards along `axes`";
  let arguments = (ins Ten_Tensor:$x, DenseI64ArrayAttr:$axes);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = "$x `axes` `=` $axes attr-dict `:` type($x)";
  let hasVerifier = 1;
}

#endif
