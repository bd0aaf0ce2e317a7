// What a computation would cost, without doing it.
#ifndef NESTOR_DIALECTS_META_META_COST
#define NESTOR_DIALECTS_META_META_COST

include "dialects/meta/MetaControl.td"

def Meta_CostOp : Meta_Op<"cost", [Pure, IsolatedFromAbove,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "what the region would cost, which is not run";
  let description = [{
    The region takes one argument for each of `captures` and yields what is
    computed. The results are constants that nestor-measure-costs finds when the
    stage first-order begins, of the region lowered by itself to buffers:
    floating point operations; bytes that its operations read and write; bytes
    of all its tensors at the peak, without `captures`.
  }];
  let arguments = (ins Variadic<Ten_Tensor>:$captures);
  let results = (outs 0DTensorOf<[F64]>:$flops, 0DTensorOf<[F64]>:$bytes,
                      0DTensorOf<[F64]>:$peakBytes);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    (`captures` `(` $captures^ `:` type($captures) `)`)? `->` type(results)
    attr-dict-with-keyword custom<Block>($body)
  }];
  let hasVerifier = 1;
}

#endif
