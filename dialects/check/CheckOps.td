// The dialect `check`: what a test expects of the values of a program.
#ifndef NESTOR_DIALECTS_CHECK_CHECK_OPS
#define NESTOR_DIALECTS_CHECK_CHECK_OPS

include "dialects/ten/TenDialect.td"

def Check_Dialect : Dialect {
  let name = "check";
  let cppNamespace = "::nestor::check";
  let summary = "expectations of tests";
  let description = [{
    Written by tests only, evaluated by `check-evaluate`, and removed by no
    pass: a program that is compiled has none.
  }];
}

// Expectations keep their order and are never dropped.
def Check_Verdict : Resource<"::nestor::check::Verdict">;

class Check_Op<string mnemonic, list<Trait> traits = []>
    : Op<Check_Dialect, mnemonic, !listconcat([
        MemoryEffects<[MemWrite<Check_Verdict>]>,
        DeclareOpInterfaceMethods<LinearizeOpInterface>], traits)>;

def Check_ExpectCloseOp : Check_Op<"expect_close", [SameTypeOperands]> {
  let summary = "|actual - expected| <= tolerance * max(1, |expected|)";
  let description = [{
    Element by element; a NaN is close to a NaN only, an infinity to itself.
  }];
  let arguments = (ins Ten_FloatTensor:$actual, Ten_FloatTensor:$expected,
                   DefaultValuedAttr<F64Attr, "1e-10">:$tolerance);
  let assemblyFormat = [{
    $actual `,` $expected (`within` $tolerance^)? attr-dict `:` type($actual)
  }];
}

def Check_ExpectEqualOp : Check_Op<"expect_equal", [SameTypeOperands]> {
  let summary = "actual = expected, in every element";
  let arguments = (ins Ten_Tensor:$actual, Ten_Tensor:$expected);
  let assemblyFormat = "$actual `,` $expected attr-dict `:` type($actual)";
}

def Check_ExpectFiniteOp : Check_Op<"expect_finite"> {
  let summary = "no element of actual is a NaN or an infinity";
  let arguments = (ins Ten_FloatTensor:$actual);
  let assemblyFormat = "$actual attr-dict `:` type($actual)";
}

#endif
