// Counter-based random numbers, Philox4x32-10 (docs/decisions.md, D4). A key
// is a tensor [..., 2] of i32; leading dimensions are lanes of a batch.
#ifndef NESTOR_DIALECTS_TEN_TEN_RANDOM
#define NESTOR_DIALECTS_TEN_TEN_RANDOM

include "dialects/ten/TenDialect.td"

def Ten_SeedKeyOp : Ten_Op<"seed_key", [
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "key0 = (low 32 bits, high 32 bits) of a seed";
  let arguments = (ins Ten_IndexScalar:$seed);
  let results = (outs Ten_KeyTensor:$key);
  let assemblyFormat = "$seed attr-dict `:` type($key)";
}

def Ten_KeyTag : I32EnumAttr<"KeyTag", "what a key is folded with", [
    I32EnumAttrCase<"site", 1>, I32EnumAttrCase<"call", 2>,
    I32EnumAttrCase<"loop", 3>, I32EnumAttrCase<"lane", 4>,
    I32EnumAttrCase<"seeded", 5>]> {
  let cppNamespace = "::nestor::ten";
  let genSpecializedAttr = 0;
}
def Ten_KeyTagAttr : EnumAttr<Ten_Dialect, Ten_KeyTag, "key_tag">;

def Ten_FoldKeyOp : Ten_Op<"fold_key", [
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "words 0, 1 of philox((lo n, hi n, tag, 0x4E455354), key)";
  let description = [{
    key: [..., 2], n: [...], result: [..., 2] with the same leading dimensions.
  }];
  let arguments = (ins Ten_KeyTagAttr:$tag, Ten_KeyTensor:$key,
                   StaticShapeTensorOf<[I64]>:$n);
  let results = (outs Ten_KeyTensor:$result);
  let assemblyFormat = [{
    $tag $key `,` $n attr-dict `:` type($key) `,` type($n) `->` type($result)
  }];
  let hasVerifier = 1;
}

class Ten_Draw<string mnemonic, Type tensor> : Ten_Op<mnemonic, [
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let arguments = (ins Ten_KeyTensor:$key);
  let results = (outs tensor:$result);
  let assemblyFormat = "$key attr-dict `:` type($key) `->` type($result)";
  let hasVerifier = 1;
}
// key: [batch..., 2], result: [batch..., shape...]; element i counts row-major
// within shape.
def Ten_UniformOp : Ten_Draw<"uniform", Ten_FloatTensor> {
  let summary = "uniform in [0, 1); multiples of 2^-24 (f32) or 2^-53 (f64)";
}
def Ten_NormalOp : Ten_Draw<"normal", Ten_FloatTensor> {
  let summary = "standard normal, by the inverse of its distribution function";
}
def Ten_RandomIntOp : Ten_Op<"random_int", [
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "uniform among 0 .. bound - 1: (u64(word) * bound) >> 32";
  let arguments = (ins Ten_KeyTensor:$key, I64Attr:$bound);
  let results = (outs Ten_IntTensor:$result);
  let assemblyFormat = [{
    $key `below` $bound attr-dict `:` type($key) `->` type($result)
  }];
  let hasVerifier = 1;
}


def Ten_PermutationOp : Ten_Op<"permutation", [
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "a part of a keyed permutation of 0 .. length - 1";
  let description = [{
    result[i] = where the permutation that belongs to the key sends start + i.
    start + extent of the result <= length. One key, no lanes.
  }];
  let arguments = (ins Ten_KeyTensor:$key, Ten_IndexScalar:$start,
                   I64Attr:$length);
  let results = (outs Ten_IntTensor:$result);
  let assemblyFormat = [{
    $key `from` $start `of` $length attr-dict `:` type($key) `->` type($result)
  }];
  let hasVerifier = 1;
}

#endif
