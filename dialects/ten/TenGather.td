// Reading rows that run-time indices name, and combining others with them.
#ifndef NESTOR_DIALECTS_TEN_TEN_GATHER
#define NESTOR_DIALECTS_TEN_TEN_GATHER

include "dialects/ten/TenDialect.td"

def Ten_GatherOp : Ten_Op<"gather", [Ten_Cheap,
    DeclareOpInterfaceMethods<LinearizeOpInterface>,
    DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "rows of x by number";
  let description = [{
    result[i..., s...] = x[indices[i...], s...]. Every index lies in the first
    extent of x: irgen checks run-time indices first (`meta.check_index`).
  }];
  let arguments = (ins Ten_Tensor:$x, Ten_IntTensor:$indices);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = [{
    $x `[` $indices `]` attr-dict `:` type($x) `,` type($indices) `->`
    type($result)
  }];
  let hasVerifier = 1;
}

class Ten_Scatter<string mnemonic, Type tensor, list<Trait> traits = []>
    : Ten_Op<mnemonic, !listconcat([AllTypesMatch<["x", "result"]>,
        DeclareOpInterfaceMethods<LinearizeOpInterface>], traits)> {
  let arguments = (ins tensor:$x, Ten_IntTensor:$indices, tensor:$update);
  let results = (outs tensor:$result);
  let assemblyFormat = [{
    $x `[` $indices `]` `,` $update attr-dict `:` type($x) `,`
    type($indices) `,` type($update)
  }];
  let hasVerifier = 1;
}

def Ten_ScatterAddOp : Ten_Scatter<"scatter_add", Ten_NumberTensor,
    [DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "x with rows added to, in the order of the indices";
  let description = [{
    result = x, then for each i in row-major order: result[indices[i], s...] +=
    update[i, s...]. The transpose of gather; equal indices add up in order.
  }];
}
def Ten_ScatterSetOp : Ten_Scatter<"scatter_set", Ten_Tensor,
    [DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "x with rows replaced; of equal indices the last stays";
}
def Ten_ScatterMaxOp : Ten_Scatter<"scatter_max", Ten_NumberTensor> {
  let summary = "the largest of x and of the rows for it; ties share";
}
def Ten_ScatterMinOp : Ten_Scatter<"scatter_min", Ten_NumberTensor> {
  let summary = "the smallest of x and of the rows for it; ties share";
}

#endif
