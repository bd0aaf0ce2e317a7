// Loops, branches and batches.
#ifndef NESTOR_DIALECTS_META_META_CONTROL
#define NESTOR_DIALECTS_META_META_CONTROL

include "dialects/meta/MetaDialect.td"

def Meta_YieldOp : Meta_Op<"yield", [Pure, Terminator]> {
  let summary = "ends a region and gives its values";
  let arguments = (ins Variadic<Ten_Tensor>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

// Operations with regions are free of effects if what they hold is: the
// recursive trait lets CSE and dead code elimination look inside.
class Meta_RegionOp<string mnemonic, list<Trait> traits = []>
    : Meta_Op<mnemonic, !listconcat([IsolatedFromAbove,
        RecursiveMemoryEffects], traits)>;

def Meta_Plan : I32EnumAttr<"Plan", "how a derivative goes through a loop", [
    I32EnumAttrCase<"unrolled", 0>, I32EnumAttrCase<"truncated", 1>,
    I32EnumAttrCase<"first_order", 2>]> {
  let cppNamespace = "::nestor::meta";
  let genSpecializedAttr = 0;
}
def Meta_PlanAttr : EnumAttr<Meta_Dialect, Meta_Plan, "plan">;

def Meta_LoopOp : Meta_RegionOp<"loop", [AttrSizedOperandSegments]> {
  let summary = "a counted loop with carried values and stacked results";
  let description = [{
    The body's block arguments, in this order: the iteration (tensor<i64>, from
    0), one for each of `carries`, one slice for each of `scanned` (an operand
    tensor<NxS> gives tensor<S>, row i in iteration i), one for each of
    `invariants`. It yields [the stop flag, if hasUntil], the next carries, then
    any number of values to stack. The results are the last carries, then the
    stacks (tensor<NxS>, N = tripCount). With hasUntil the first value yielded
    is tensor<i1>; once it holds, the loop ends after that iteration, and the
    rest of every stack repeats nothing: it is zero.
    Scanned rows are read, and stacks written, in reverse order of iterations
    if `reversed`: iteration i sees and writes row N - 1 - i, and its index
    argument is N - 1 - i.

    The plan says what the derivative is, never the value:
    unrolled    through every iteration
    truncated   carries are constants where the last `window` iterations begin,
                and every `window` before
    first_order the identity for the first `window` carries, zero for all else

    `storage` says how the derivative remembers, and changes no number. Empty:
    each iteration stacks what its derivative needs. [k, ...]: carries are kept
    every k iterations, and k iterations computed again from there, for which
    the rest of the list holds; k decreases, and behind 1 nothing follows.
    `slots` remembers carries in so many places of memory instead, at binomial
    distances (meta-store-in-slots); 0 for none, else 2 or more and no
    `storage`.
  }];
  let arguments = (ins I64Attr:$tripCount, UnitAttr:$hasUntil,
                   UnitAttr:$reversed,
                   Variadic<Ten_Tensor>:$carries,
                   Variadic<Ten_Tensor>:$scanned,
                   Variadic<Ten_Tensor>:$invariants,
                   // number of the loop in the manifest if it is a top-level
                   // loop of an experiment, else -1
                   DefaultValuedAttr<I64Attr, "-1">:$topLevel,
                   DefaultValuedAttr<Meta_PlanAttr, "Plan::unrolled">:$plan,
                   DefaultValuedAttr<I64Attr, "0">:$window,
                   OptionalAttr<DenseI64ArrayAttr>:$storage,
                   DefaultValuedAttr<I64Attr, "0">:$slots);
  let results = (outs Variadic<Ten_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let builders = [OpBuilder<(ins "::mlir::TypeRange":$results,
      "::mlir::IntegerAttr":$tripCount, "::mlir::UnitAttr":$hasUntil,
      "::mlir::UnitAttr":$reversed, "::mlir::ValueRange":$carries,
      "::mlir::ValueRange":$scanned, "::mlir::ValueRange":$invariants,
      "::mlir::IntegerAttr":$topLevel)>];
  let extraClassDeclaration = [{
    /// The plan and storage of another loop.
    void copyPlan(LoopOp from);
    /// No derivative will be taken any more: only `slots` is still to do.
    void dropPlan();
  }];
  let assemblyFormat = [{
    $tripCount (`until` $hasUntil^)? (`reversed` $reversed^)?
    (`plan` $plan^)?
    (`carries` `(` $carries^ `:` type($carries) `)`)?
    (`scanned` `(` $scanned^ `:` type($scanned) `)`)?
    (`invariants` `(` $invariants^ `:` type($invariants) `)`)?
    (`->` type($results)^)? attr-dict-with-keyword custom<Block>($body)
  }];
  let hasVerifier = 1;
}

def Meta_IfOp : Meta_RegionOp<"if"> {
  let summary = "one of two regions, by a run-time condition";
  let description = [{
    Both regions take one argument for each of `captures` and yield the results.
  }];
  let arguments = (ins Ten_BoolScalar:$condition,
                   Variadic<Ten_Tensor>:$captures);
  let results = (outs Variadic<Ten_Tensor>:$results);
  let regions = (region SizedRegion<1>:$thenRegion, SizedRegion<1>:$elseRegion);
  let assemblyFormat = [{
    $condition (`captures` `(` $captures^ `:` type($captures) `)`)?
    (`->` type($results)^)? attr-dict-with-keyword
    `then` custom<Block>($thenRegion) `else` custom<Block>($elseRegion)
  }];
  let hasVerifier = 1;
}

def Meta_MapOp : Meta_RegionOp<"map", [AttrSizedOperandSegments]> {
  let summary = "the region on each of `lanes` independent lanes";
  let description = [{
    Block arguments: the lane (tensor<i64>), one slice for each of `mapped`
    (tensor<LxS> gives tensor<S>), one for each of `invariants`. It yields
    values that the results stack along a new first dimension.
  }];
  let arguments = (ins I64Attr:$lanes, Variadic<Ten_Tensor>:$mapped,
                   Variadic<Ten_Tensor>:$invariants);
  let results = (outs Variadic<Ten_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $lanes (`mapped` `(` $mapped^ `:` type($mapped) `)`)?
    (`invariants` `(` $invariants^ `:` type($invariants) `)`)?
    (`->` type($results)^)? attr-dict-with-keyword custom<Block>($body)
  }];
  let hasVerifier = 1;
}

#endif
