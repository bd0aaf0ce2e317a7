// Elementwise operations, comparison, selection and conversion.
#ifndef NESTOR_DIALECTS_TEN_TEN_ELEMENTWISE
#define NESTOR_DIALECTS_TEN_TEN_ELEMENTWISE

include "dialects/ten/TenDialect.td"
include "mlir/IR/EnumAttr.td"

// y[i] = f(x[i]); floating point unless said.
class Ten_Unary<string mnemonic, list<Trait> traits = []>
    : Ten_Op<mnemonic, !listconcat([Ten_Cheap, SameOperandsAndResultType,
        DeclareOpInterfaceMethods<LinearizeOpInterface>], traits)> {
  let arguments = (ins Ten_FloatTensor:$x);
  let results = (outs Ten_FloatTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($y)";
}

def Ten_NegOp : Ten_Op<"neg", [Ten_Cheap, SameOperandsAndResultType,
    DeclareOpInterfaceMethods<LinearizeOpInterface>,
    DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "y = -x";
  let arguments = (ins Ten_NumberTensor:$x);
  let results = (outs Ten_NumberTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($y)";
  let hasFolder = 1;
}
def Ten_AbsOp : Ten_Op<"abs", [Ten_Cheap, SameOperandsAndResultType,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "y = |x|; the derivative at 0 is 0";
  let arguments = (ins Ten_NumberTensor:$x);
  let results = (outs Ten_NumberTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($y)";
}
def Ten_SignOp : Ten_Op<"sign", [Ten_Cheap, SameOperandsAndResultType,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "y = -1, 0 or 1 as x is below, at or above 0; derivative 0";
  let arguments = (ins Ten_NumberTensor:$x);
  let results = (outs Ten_NumberTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($y)";
}
def Ten_ExpOp : Ten_Unary<"exp"> { let summary = "y = e^x"; }
def Ten_LogOp : Ten_Unary<"log"> { let summary = "y = ln x"; }
def Ten_Log1pOp : Ten_Unary<"log1p"> { let summary = "y = ln(1 + x)"; }
def Ten_Expm1Op : Ten_Unary<"expm1"> { let summary = "y = e^x - 1"; }
def Ten_SqrtOp : Ten_Unary<"sqrt"> {
  let summary = "y = sqrt x; the derivative at 0 is 0";
}
def Ten_RsqrtOp : Ten_Unary<"rsqrt"> { let summary = "y = 1 / sqrt x"; }
def Ten_SinOp : Ten_Unary<"sin"> { let summary = "y = sin x"; }
def Ten_CosOp : Ten_Unary<"cos"> { let summary = "y = cos x"; }
def Ten_TanhOp : Ten_Unary<"tanh"> { let summary = "y = tanh x"; }
def Ten_LogisticOp : Ten_Unary<"logistic"> {
  let summary = "y = 1 / (1 + e^-x)";
}
def Ten_FloorOp : Ten_Unary<"floor"> { let summary = "y = floor x; derivative 0"; }
def Ten_CeilOp : Ten_Unary<"ceil"> { let summary = "y = ceil x; derivative 0"; }
def Ten_RoundOp : Ten_Unary<"round"> {
  let summary = "y = the nearest integer, ties to even; derivative 0";
}

class Ten_Binary<string mnemonic, list<Trait> traits = []>
    : Ten_Op<mnemonic, !listconcat([Ten_Cheap, SameOperandsAndResultType,
        DeclareOpInterfaceMethods<LinearizeOpInterface>], traits)> {
  let arguments = (ins Ten_NumberTensor:$lhs, Ten_NumberTensor:$rhs);
  let results = (outs Ten_NumberTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($result)";
}
class Ten_LinearBinary<string mnemonic> : Ten_Binary<mnemonic,
    [DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let hasFolder = 1;
}

def Ten_AddOp : Ten_LinearBinary<"add"> { let summary = "lhs + rhs"; }
def Ten_SubOp : Ten_LinearBinary<"sub"> { let summary = "lhs - rhs"; }
def Ten_MulOp : Ten_LinearBinary<"mul"> { let summary = "lhs * rhs"; }
def Ten_DivOp : Ten_LinearBinary<"div"> {
  let summary = "lhs / rhs (floating point; irgen never emits it on integers)";
}
def Ten_PowOp : Ten_Binary<"pow"> {
  let summary = "lhs ^ rhs; 0^0 = 1, and the derivative to rhs at lhs = 0 is 0";
}
def Ten_MaxOp : Ten_Binary<"max"> { let summary = "the larger; ties share the derivative"; }
def Ten_MinOp : Ten_Binary<"min"> { let summary = "the smaller; ties share the derivative"; }
def Ten_FloorDivOp : Ten_Binary<"floordiv"> {
  let summary = "floor(lhs / rhs), of integers or floating point; derivative 0";
}
def Ten_ModOp : Ten_Binary<"mod"> {
  let summary = "lhs - rhs * floor(lhs / rhs): the sign of rhs";
}

def Ten_Predicate : I32EnumAttr<"Predicate", "how two numbers compare", [
    I32EnumAttrCase<"eq", 0>, I32EnumAttrCase<"ne", 1>,
    I32EnumAttrCase<"lt", 2>, I32EnumAttrCase<"le", 3>,
    I32EnumAttrCase<"gt", 4>, I32EnumAttrCase<"ge", 5>]> {
  let cppNamespace = "::nestor::ten";
  let genSpecializedAttr = 0;
}
def Ten_PredicateAttr : EnumAttr<Ten_Dialect, Ten_Predicate, "predicate">;

def Ten_CompareOp : Ten_Op<"compare", [Ten_Cheap, SameTypeOperands,
    SameOperandsAndResultShape,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "lhs PREDICATE rhs; with a NaN only ne holds";
  let arguments = (ins Ten_PredicateAttr:$predicate, Ten_Tensor:$lhs,
                   Ten_Tensor:$rhs);
  let results = (outs Ten_BoolTensor:$result);
  let assemblyFormat = [{
    $predicate $lhs `,` $rhs attr-dict `:` type($lhs) `->` type($result)
  }];
}

class Ten_Logical<string mnemonic> : Ten_Op<mnemonic,
    [Ten_Cheap, SameOperandsAndResultType,
     DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let arguments = (ins Ten_BoolTensor:$lhs, Ten_BoolTensor:$rhs);
  let results = (outs Ten_BoolTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($result)";
}
def Ten_AndOp : Ten_Logical<"and"> { let summary = "both"; }
def Ten_OrOp : Ten_Logical<"or"> { let summary = "either"; }
def Ten_NotOp : Ten_Op<"not", [Ten_Cheap, SameOperandsAndResultType,
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let summary = "the opposite";
  let arguments = (ins Ten_BoolTensor:$x);
  let results = (outs Ten_BoolTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($y)";
}

def Ten_SelectOp : Ten_Op<"select", [Ten_Cheap,
    AllTypesMatch<["onTrue", "onFalse", "result"]>,
    AllShapesMatch<["condition", "onTrue", "result"]>,
    DeclareOpInterfaceMethods<LinearizeOpInterface>,
    DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "onTrue where condition holds, else onFalse, element by element";
  let arguments = (ins Ten_BoolTensor:$condition, Ten_Tensor:$onTrue,
                   Ten_Tensor:$onFalse);
  let results = (outs Ten_Tensor:$result);
  let assemblyFormat = [{
    $condition `,` $onTrue `,` $onFalse attr-dict `:` type($condition) `,`
    type($result)
  }];
  let hasFolder = 1;
}

def Ten_ConvertOp : Ten_Op<"convert", [Ten_Cheap, SameOperandsAndResultShape,
    DeclareOpInterfaceMethods<LinearizeOpInterface>,
    DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "another element type";
  let description = [{
    Floating point to floating point rounds to nearest even and is linear.
    Floating point to integer truncates towards 0; bool is 0 or 1; to bool is
    x != 0. i8 holds unsigned bytes (the language's u8).
  }];
  let arguments = (ins Ten_Tensor:$x);
  let results = (outs Ten_Tensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($y)";
  let hasFolder = 1;
}

#endif
