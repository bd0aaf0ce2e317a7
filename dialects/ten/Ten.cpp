// Registers the dialect's operations and attributes.
#include "dialects/ten/Ten.h"

#include "mlir/IR/DialectImplementation.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/TypeSwitch.h"

#include "dialects/ten/TenDialect.cpp.inc"
#include "dialects/ten/TenEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/ten/TenAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/ten/TenOps.cpp.inc"

using namespace mlir;
using namespace nestor::ten;

namespace {
// Pure operations may stand anywhere.
struct TenInliner : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *, Operation *, bool) const final {
    return true;
  }
  bool isLegalToInline(Region *, Region *, bool, IRMapping &) const final {
    return true;
  }
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
};
} // namespace

void TenDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/ten/TenAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/ten/TenOps.cpp.inc"
      >();
  addInterfaces<TenInliner>();
}

Operation *TenDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                           Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, elements);
}
