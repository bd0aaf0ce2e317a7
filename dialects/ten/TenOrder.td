// Operations that compare the elements along one axis with each other.
#ifndef NESTOR_DIALECTS_TEN_TEN_ORDER
#define NESTOR_DIALECTS_TEN_TEN_ORDER

include "dialects/ten/TenDialect.td"

def Ten_ArgsortOp : Ten_Op<"argsort", [
    AllShapesMatch<["x", "result"]>,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "the numbers of the elements along `axis`, in order of size";
  let description = [{
    x at result[0], result[1], ... along `axis` does not fall, with `descending`
    does not rise. Equal elements stay in the order of their numbers. A NaN is
    larger than every number, and equal to another NaN; -0 equals 0.
  }];
  let arguments = (ins Ten_NumberTensor:$x, I64Attr:$axis,
                   UnitAttr:$descending);
  let results = (outs StaticShapeTensorOf<[I32]>:$result);
  let assemblyFormat = [{
    $x `axis` `=` $axis (`descending` $descending^)? attr-dict `:` type($x) `->`
    type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif
