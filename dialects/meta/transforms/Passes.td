// Passes that take learning apart, on `meta` and `ten` only.
#ifndef NESTOR_DIALECTS_META_TRANSFORMS_PASSES
#define NESTOR_DIALECTS_META_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def CheckFinite : Pass<"meta-check-finite"> {
  let summary = "every number that the script computes is inspected";
  let description = [{
    A check behind each operation that can make a NaN or an infinity of finite
    numbers, and behind its derivatives, since they come later. Values that only
    a selection reads are not: what it does not take is nobody's number.
  }];
  let options = [Option<"nanOnly", "nan-only", "bool", "false",
                        "infinities pass">];
  let dependentDialects = ["::nestor::meta::MetaDialect"];
}

def ExpandMinimize : Pass<"meta-expand-minimize"> {
  let summary = "meta.minimize becomes a loop around a gradient and an update";
  let dependentDialects = ["::nestor::meta::MetaDialect",
                           "::nestor::ten::TenDialect"];
}

def ExpandGrad : Pass<"meta-expand-grad"> {
  let summary = "meta.grad becomes the value and its transposed linearization";
  let description = [{
    Innermost first, so that derivatives of derivatives find ordinary
    operations.
  }];
  let options = [Option<"forward", "forward", "bool", "false",
                        "every derivative in forward mode">];
  let dependentDialects = ["::nestor::meta::MetaDialect",
                           "::nestor::ten::TenDialect"];
}

def SimplifyRegions : Pass<"meta-simplify-regions"> {
  let summary = "loops and branches lose what nobody needs";
  let description = [{
    Differentiation stacks whatever the transposed loop might use. This pass
    drops stacks, carries, arguments and results that are dead, keeps one of
    equal stacks, moves what does not change between iterations out of a loop,
    and hands a stack of equal rows over as one row. A loop of one iteration
    becomes its body. A batch that reads the rows which another batch stacked
    becomes one loop with it.
  }];
  let dependentDialects = ["::nestor::meta::MetaDialect",
                           "::nestor::ten::TenDialect"];
}

def StoreInSlots : Pass<"meta-store-in-slots"> {
  let summary = "carries are kept at binomial distances";
  let description = [{
    For each loop with `slots` whose carries another loop, behind it in the same
    block, walks backwards: both carry so many slots in the place of a stack of
    all iterations, and the loop back computes what it wants from the last slot
    before it (binomial checkpoints, Griewank and Walther 2000). Loops of other
    form keep their stacks.
  }];
  let dependentDialects = ["::nestor::meta::MetaDialect",
                           "::nestor::ten::TenDialect"];
}

def ExpandMap : Pass<"meta-expand-map"> {
  let summary = "meta.map becomes a loop over its lanes";
  let dependentDialects = ["::nestor::meta::MetaDialect"];
}

#endif
