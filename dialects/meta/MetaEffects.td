// Effects: what an experiment tells its user.
#ifndef NESTOR_DIALECTS_META_META_EFFECTS
#define NESTOR_DIALECTS_META_META_EFFECTS

include "dialects/meta/MetaDialect.td"

// Effects keep their order and are never dropped or merged.
def Meta_Output : Resource<"::nestor::meta::Output">;

def Meta_EffectOp : Meta_Op<"effect", [AttrSizedOperandSegments,
    MemoryEffects<[MemWrite<Meta_Output>]>,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "a report, print, claim or assert";
  let description = [{
    `site` is its number in the manifest, which describes `leaves`; `step` is
    the iteration of the loop around it, if there is one.
  }];
  let arguments = (ins I64Attr:$site, Optional<Ten_IndexScalar>:$step,
                   Variadic<Ten_Tensor>:$leaves);
  let assemblyFormat = [{
    $site (`step` $step^)? `(` $leaves `)` attr-dict
    (`:` type($leaves)^)?
  }];
}

def Meta_CheckIndexOp : Meta_Op<"check_index", [
    MemoryEffects<[MemWrite<Meta_Output>]>,
    AllTypesMatch<["index", "result"]>,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "the index, counted from the start, if it lies in the extent";
  let description = [{
    -extent <= index < extent, else the program ends with a message that names
    `line` of the script. A negative index counts from the end, with `forward`
    it lies outside. The block of `length` elements that starts there must lie
    inside, too.
  }];
  let arguments = (ins Ten_IndexScalar:$index, I64Attr:$extent,
                   I64Attr:$length, I64Attr:$line, UnitAttr:$forward);
  let results = (outs Ten_IndexScalar:$result);
  let assemblyFormat = [{
    $index `in` $extent `length` $length `line` $line (`forward` $forward^)?
    attr-dict
  }];
}

def Meta_CheckFiniteOp : Meta_Op<"check_finite", [Pure, Ten_Cheap,
    AllTypesMatch<["x", "y"]>,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "x, which the program inspects on the way";
  let description = [{
    The program ends where x holds a NaN or, unless `nan_only`, an infinity, and
    names `source`, which gave x, and its place. With `operand` x is read by
    `source`, and inspected are its derivatives: theirs is a check of `order`
    one more, `backward` where reverse mode found them. No effect: what nobody reads is not inspected. Lowering adds the
    iterations of the loops around (`steps`) and their `lines`, from within.
  }];
  let arguments = (ins Ten_FloatTensor:$x, Variadic<Ten_IndexScalar>:$steps,
                   StrAttr:$source, DefaultValuedAttr<I64Attr, "0">:$order,
                   UnitAttr:$operand, UnitAttr:$backward, UnitAttr:$nan_only,
                   DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$lines);
  let results = (outs Ten_FloatTensor:$y);
  let assemblyFormat = [{
    $source $x (`operand` $operand^)? (`backward` $backward^)? (`nan_only` $nan_only^)? (`steps` $steps^)? attr-dict `:`
    type($x)
  }];
}

def Meta_FirstTimeOp : Meta_Op<"first_time", [
    MemoryEffects<[MemWrite<Meta_Output>]>,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "whether this place of a program is reached for the first time";
  let description = [{
    `place` numbers the gradients that `nestor gradcheck` inspects.
  }];
  let arguments = (ins I64Attr:$place);
  let results = (outs Ten_BoolScalar:$result);
  let assemblyFormat = "$place attr-dict";
}

def Meta_SolvedOp : Meta_Op<"solved", [
    MemoryEffects<[MemWrite<Meta_Output>]>,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "how well an iteration solved an equation";
  let description = [{
    The relative residual after `steps` steps. The runtime warns, at the end of
    a run, of `line`s where it was large.
  }];
  let arguments = (ins 0DTensorOf<[F64]>:$residual, Ten_IndexScalar:$steps,
                   I64Attr:$line);
  let assemblyFormat = [{
    $residual `after` $steps `line` $line attr-dict `:` type($residual)
  }];
}

def Meta_LossOp : Meta_Op<"loss", [MemoryEffects<[MemWrite<Meta_Output>]>]> {
  let summary = "the loss of one step, for the runtime";
  let description = [{
    Made by meta-expand-minimize; becomes a call that shows progress and checks
    that the loss is finite. Of a loop inside of others, where `loop` is -1 and
    `line` that of the script, the run warns in the end.
  }];
  let arguments = (ins I64Attr:$loop, OptionalAttr<I64Attr>:$line,
                   Ten_IndexScalar:$step, 0DTensorOf<[F32, F64]>:$value);
  let assemblyFormat = [{
    $loop (`line` $line^)? `step` $step `,` $value attr-dict `:` type($value)
  }];
}

#endif
