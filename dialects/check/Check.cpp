// Registers the dialect's operations.
#include "dialects/check/Check.h"

#include "mlir/Transforms/InliningUtils.h"

#include "dialects/check/CheckDialect.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/check/CheckOps.cpp.inc"

using namespace mlir;
using namespace nestor::check;

namespace {
struct CheckInliner : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
};
} // namespace

void CheckDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/check/CheckOps.cpp.inc"
      >();
  addInterfaces<CheckInliner>();
}

// Expectations have no results, so no tangents either.
#define NOTHING(OP)                                                            \
  LogicalResult OP::linearize(OpBuilder &, ArrayRef<Value>,                    \
                              SmallVectorImpl<Value> &) {                      \
    return success();                                                          \
  }
NOTHING(ExpectCloseOp)
NOTHING(ExpectEqualOp)
NOTHING(ExpectFiniteOp)
#undef NOTHING
