// Functions that bring their own derivative.
#ifndef NESTOR_DIALECTS_META_META_RULES
#define NESTOR_DIALECTS_META_META_RULES

include "dialects/meta/MetaControl.td"

def Meta_CustomGradientOp
    : Meta_RegionOp<"custom_gradient", [AttrSizedOperandSegments]> {
  let summary = "a region whose derivative is another region";
  let description = [{
    body: [inputs], [captures]; yields the results.
    rule: [inputs], [a cotangent for each floating result], [captures];
          yields a cotangent for each floating input, of its type.

    The derivative of the results is what the rule says, to every order: a
    derivative of the derivative is that of the rule. Captures are constants of
    the body. From irgen to meta-expand-grad, which puts the body in its place.
  }];
  let arguments = (ins Variadic<Ten_Tensor>:$inputs,
                   Variadic<Ten_Tensor>:$captures);
  let results = (outs Variadic<Ten_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body, SizedRegion<1>:$rule);
  let assemblyFormat = [{
    `of` `(` ($inputs^ `:` type($inputs))? `)`
    (`captures` `(` $captures^ `:` type($captures) `)`)?
    (`->` type($results)^)? attr-dict-with-keyword
    `body` custom<Block>($body) `rule` custom<Block>($rule)
  }];
  let hasVerifier = 1;
}

def Meta_PushforwardOp
    : Meta_RegionOp<"pushforward", [AttrSizedOperandSegments]> {
  let summary = "the linear map of which a rule is the transpose";
  let description = [{
    From tangents of the inputs numbered `active` to tangents of the floating
    results of a custom_gradient with this rule. Only inside of
    meta-expand-grad, between linearization and transposition.
  }];
  let arguments = (ins DenseI64ArrayAttr:$active,
                   Variadic<Ten_Tensor>:$inputs,
                   Variadic<Ten_Tensor>:$captures,
                   Variadic<Ten_FloatTensor>:$tangents);
  let results = (outs Variadic<Ten_FloatTensor>:$results);
  let regions = (region SizedRegion<1>:$rule);
  let assemblyFormat = [{
    $active `of` `(` ($inputs^ `:` type($inputs))? `)`
    (`captures` `(` $captures^ `:` type($captures) `)`)?
    `tangents` `(` $tangents `:` type($tangents) `)`
    `->` type($results) attr-dict-with-keyword `rule` custom<Block>($rule)
  }];
  let hasVerifier = 1;
}

#endif
