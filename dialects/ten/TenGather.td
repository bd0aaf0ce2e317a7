// Reading and adding to rows that run-time indices name.
#ifndef NESTOR_DIALECTS_TEN_TEN_GATHER
#define NESTOR_DIALECTS_TEN_TEN_GATHER

include "dialects/ten/TenDialect.td"

def Ten_GatherOp : Ten_Op<"gather", [
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

def Ten_ScatterAddOp : Ten_Op<"scatter_add", [
    AllTypesMatch<["x", "result"]>,
    DeclareOpInterfaceMethods<LinearizeOpInterface>,
    DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "x with rows added to, in the order of the indices";
  let description = [{
    result = x, then for each i in row-major order: result[indices[i], s...] +=
    update[i, s...]. The transpose of gather; equal indices add up in order.
  }];
  let arguments = (ins Ten_NumberTensor:$x, Ten_IntTensor:$indices,
                   Ten_NumberTensor:$update);
  let results = (outs Ten_NumberTensor:$result);
  let assemblyFormat = [{
    $x `[` $indices `]` `,` $update attr-dict `:` type($x) `,`
    type($indices) `,` type($update)
  }];
  let hasVerifier = 1;
}

#endif
