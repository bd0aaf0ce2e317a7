// Learning loops and derivatives.
#ifndef NESTOR_DIALECTS_META_META_LEARNING
#define NESTOR_DIALECTS_META_META_LEARNING

include "dialects/meta/MetaControl.td"

def Meta_StopGradientOp : Meta_Op<"stop_gradient", [Pure,
    SameOperandsAndResultType,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "the value of x; its derivative is 0";
  let arguments = (ins Ten_Tensor:$x);
  let results = (outs Ten_Tensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($y)";
}

def Meta_Mode : I32EnumAttr<"Mode", "the order in which a chain rule runs", [
    I32EnumAttrCase<"automatic", 0>, I32EnumAttrCase<"forward", 1>,
    I32EnumAttrCase<"reverse", 2>]> {
  let cppNamespace = "::nestor::meta";
  let genSpecializedAttr = 0;
}
def Meta_ModeAttr : EnumAttr<Meta_Dialect, Meta_Mode, "mode">;

def Meta_GradOp : Meta_RegionOp<"grad", [AttrSizedOperandSegments]> {
  let summary = "the value of a region and its gradient";
  let description = [{
    The region takes `targets`, then `captures`, and yields a floating scalar
    (the value), then any further values (aux). Results: the value, one gradient
    for each target (its type), the aux values. Targets are floating point.

    Forward mode carries tangents along with the values, once for each number
    of the targets; reverse mode remembers what it needs on the way and walks
    back once for all. Left to itself (automatic), a single number goes forward
    where the region has loops.
  }];
  let arguments = (ins Variadic<Ten_FloatTensor>:$targets,
                   Variadic<Ten_Tensor>:$captures,
                   DefaultValuedAttr<Meta_ModeAttr, "Mode::automatic">:$mode);
  let results = (outs Variadic<Ten_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    (`mode` $mode^)? `of` `(` ($targets^ `:` type($targets))? `)`
    (`captures` `(` $captures^ `:` type($captures) `)`)?
    (`->` type($results)^)? attr-dict-with-keyword custom<Block>($body)
  }];
  let hasVerifier = 1;
}

def Meta_MinimizeOp : Meta_RegionOp<"minimize", [AttrSizedOperandSegments]> {
  let summary = "a learning loop";
  let description = [{
    `tripCount` steps. Three regions; the arguments that each takes, in order
    ([x] is one argument for each of x; scanned ones as in meta.loop):

    loss:    step (tensor<i64>, from 0), [targets], [carries], [scanned],
             [invariants]
             yields the loss (floating scalar), [carries], [aux]
    update:  step, [targets], [gradients], the loss, [states], [carries before
             the step], [scanned], [invariants]
             yields [targets], [states]
    observe: step, [targets after the update], [gradients], the loss, [aux],
             [carries after], [states after], [scanned], [invariants]
             yields the stop flag (tensor<i1>) if hasUntil, else nothing; runs
             at the end of each step and may have effects

    Gradients have the targets' types. Results: the last [targets], [states],
    [carries], then if `traced` the losses and [aux] stacked over steps. `plan`,
    `window`, `storage` and `slots` are those of the meta.loop that it becomes.
  }];
  let arguments = (ins I64Attr:$tripCount, UnitAttr:$hasUntil,
                   UnitAttr:$traced,
                   DefaultValuedAttr<Meta_PlanAttr, "Plan::unrolled">:$plan,
                   Variadic<Ten_FloatTensor>:$targets,
                   Variadic<Ten_Tensor>:$states,
                   Variadic<Ten_Tensor>:$carries,
                   Variadic<Ten_Tensor>:$scanned,
                   Variadic<Ten_Tensor>:$invariants,
                   DefaultValuedAttr<I64Attr, "-1">:$topLevel,
                   DefaultValuedAttr<I64Attr, "0">:$window,
                   OptionalAttr<DenseI64ArrayAttr>:$storage,
                   DefaultValuedAttr<I64Attr, "0">:$slots);
  let results = (outs Variadic<Ten_Tensor>:$results);
  let regions = (region SizedRegion<1>:$loss, SizedRegion<1>:$update,
                 SizedRegion<1>:$observe);
  let assemblyFormat = [{
    $tripCount (`until` $hasUntil^)? (`traced` $traced^)? (`plan` $plan^)?
    `of` `(` ($targets^ `:` type($targets))? `)`
    (`states` `(` $states^ `:` type($states) `)`)?
    (`carries` `(` $carries^ `:` type($carries) `)`)?
    (`scanned` `(` $scanned^ `:` type($scanned) `)`)?
    (`invariants` `(` $invariants^ `:` type($invariants) `)`)?
    (`->` type($results)^)? attr-dict-with-keyword
    `loss` custom<Block>($loss) `update` custom<Block>($update)
    `observe` custom<Block>($observe)
  }];
  let hasVerifier = 1;
}

#endif
