// The dialect `meta`: learning as operations. Loops, branches, batches,
// derivatives and effects, with regions that are isolated from above: what a
// region reads from outside is an operand, and a block argument inside.
#ifndef NESTOR_DIALECTS_META_META_DIALECT
#define NESTOR_DIALECTS_META_META_DIALECT

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "dialects/interfaces/DerivativeInterfaces.td"
include "dialects/ten/TenDialect.td"

def Meta_Dialect : Dialect {
  let name = "meta";
  let cppNamespace = "::nestor::meta";
  let summary = "learning, derivatives, control flow and effects";
  let useDefaultAttributePrinterParser = 1;
  let dependentDialects = ["::nestor::ten::TenDialect"];
}

class Meta_Op<string mnemonic, list<Trait> traits = []>
    : Op<Meta_Dialect, mnemonic, traits>;

#endif
