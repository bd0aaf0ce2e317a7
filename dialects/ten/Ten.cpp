// Registers the dialect's operations and attributes.
#include "dialects/ten/Ten.h"
#include "dialects/interfaces/InlineAnywhere.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

#include "dialects/ten/TenDialect.cpp.inc"
#include "dialects/ten/TenEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/ten/TenAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/ten/TenOps.cpp.inc"

using namespace mlir;
using namespace nestor::ten;

void TenDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/ten/TenAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/ten/TenOps.cpp.inc"
      >();
  addInterfaces<nestor::InlineAnywhere>();
}

Operation *TenDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                           Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, elements);
}
