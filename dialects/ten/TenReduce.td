// Reductions and contractions: the operations whose order of summation is part
// of the language (docs/decisions.md, D3).
#ifndef NESTOR_DIALECTS_TEN_TEN_REDUCE
#define NESTOR_DIALECTS_TEN_TEN_REDUCE

include "dialects/ten/TenDialect.td"

class Ten_Reduce<string mnemonic, Type tensor, list<Trait> traits = []>
    : Ten_Op<mnemonic, !listconcat([
        DeclareOpInterfaceMethods<LinearizeOpInterface>], traits)> {
  let arguments = (ins tensor:$x, DenseI64ArrayAttr:$axes);
  let results = (outs tensor:$result);
  let assemblyFormat = [{
    $x `axes` `=` $axes attr-dict `:` type($x) `->` type($result)
  }];
  let hasVerifier = 1;
}
def Ten_ReduceSumOp : Ten_Reduce<"reduce_sum", Ten_NumberTensor,
    [DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "the sum over `axes` (increasing), which drop out";
}
def Ten_ReduceProdOp : Ten_Reduce<"reduce_prod", Ten_NumberTensor> {
  let summary = "the product over `axes`";
}
def Ten_ReduceMaxOp : Ten_Reduce<"reduce_max", Ten_NumberTensor> {
  let summary = "the largest over `axes`; ties share the derivative";
}
def Ten_ReduceMinOp : Ten_Reduce<"reduce_min", Ten_NumberTensor> {
  let summary = "the smallest over `axes`; ties share the derivative";
}
def Ten_ReduceAndOp : Ten_Reduce<"reduce_and", Ten_BoolTensor> {
  let summary = "whether all hold";
}
def Ten_ReduceOrOp : Ten_Reduce<"reduce_or", Ten_BoolTensor> {
  let summary = "whether any holds";
}

def Ten_ContractOp : Ten_Op<"contract", [
    DeclareOpInterfaceMethods<LinearizeOpInterface>,
    DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "a batched matrix product of any rank";
  let description = [{
    result[b, m, n] = sum over k of lhs[b, m, k] * rhs[b, k, n], where b are
    the paired dimensions lhsBatch[i] ~ rhsBatch[i], k the paired dimensions
    lhsContract[i] ~ rhsContract[i], m and n the free dimensions of lhs and rhs
    in order. The result has b, then m, then n.
  }];
  let arguments = (ins Ten_FloatTensor:$lhs, Ten_FloatTensor:$rhs,
                   DenseI64ArrayAttr:$lhsBatch, DenseI64ArrayAttr:$rhsBatch,
                   DenseI64ArrayAttr:$lhsContract,
                   DenseI64ArrayAttr:$rhsContract);
  let results = (outs Ten_FloatTensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `batch` `=` $lhsBatch `,` $rhsBatch `contract` `=`
    $lhsContract `,` $rhsContract attr-dict `:` type($lhs) `,` type($rhs) `->`
    type($result)
  }];
  let hasVerifier = 1;
}

#endif
