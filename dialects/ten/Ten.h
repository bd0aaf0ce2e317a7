// The dialect `ten`: first-order tensor primitives.
#pragma once

#include "dialects/interfaces/DerivativeInterfaces.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace nestor::ten {
/// Operations that derivatives may run again to save memory.
template <typename ConcreteOp>
class Cheap : public mlir::OpTrait::TraitBase<ConcreteOp, Cheap> {};
} // namespace nestor::ten

#include "dialects/ten/TenDialect.h.inc"
#include "dialects/ten/TenEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/ten/TenAttributes.h.inc"
#define GET_OP_CLASSES
#include "dialects/ten/TenOps.h.inc"
