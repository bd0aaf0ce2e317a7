// Operations that walk along one axis and keep what they have so far.
#ifndef NESTOR_DIALECTS_TEN_TEN_CUMULATIVE
#define NESTOR_DIALECTS_TEN_TEN_CUMULATIVE

include "dialects/ten/TenDialect.td"

class Ten_Cumulative<string mnemonic, list<Trait> traits = []>
    : Ten_Op<mnemonic, !listconcat([SameOperandsAndResultType,
        DeclareOpInterfaceMethods<LinearizeOpInterface>], traits)> {
  let arguments = (ins Ten_NumberTensor:$x, I64Attr:$axis);
  let results = (outs Ten_NumberTensor:$result);
  let assemblyFormat = "$x `axis` `=` $axis attr-dict `:` type($x)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Ten_CumSumOp : Ten_Cumulative<"cumsum",
    [DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "the sum of all elements up to each, one after another";
  let description = [{
    result[i] = result[i - 1] + x[i] along `axis`; `reversed` starts from the
    last element.
  }];
  let arguments = (ins Ten_NumberTensor:$x, I64Attr:$axis, UnitAttr:$reversed);
  let assemblyFormat = [{
    $x `axis` `=` $axis (`reversed` $reversed^)? attr-dict `:` type($x)
  }];
}
def Ten_CumProdOp : Ten_Cumulative<"cumprod"> {
  let summary = "the product of all elements up to each, one after another";
}
def Ten_CumMaxOp : Ten_Cumulative<"cummax"> {
  let summary = "the largest up to each; ties share the derivative";
}
def Ten_CumMinOp : Ten_Cumulative<"cummin"> {
  let summary = "the smallest up to each; ties share the derivative";
}

def Ten_RecurrenceOp : Ten_Op<"recurrence", [SameOperandsAndResultType,
    DeclareOpInterfaceMethods<LinearizeOpInterface>,
    DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "y[i] = factor[i] * y[i - 1] + term[i], one after another";
  let description = [{
    Along `axis`, by fused multiply-add; y starts with the first term, and the
    first factor is not read. `reversed` starts from the last element. What the
    derivatives of the cumulative operations are made of; linear in `term`.
  }];
  let arguments = (ins Ten_FloatTensor:$factor, Ten_FloatTensor:$term,
                   I64Attr:$axis, UnitAttr:$reversed);
  let results = (outs Ten_FloatTensor:$result);
  let assemblyFormat = [{
    $factor `,` $term `axis` `=` $axis (`reversed` $reversed^)? attr-dict `:`
    type($term)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif
