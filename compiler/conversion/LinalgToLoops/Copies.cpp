// Copies of buffers that memcpy cannot make, to linalg.generic.
#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace nestor {

static bool isMemcpy(memref::CopyOp op) {
  auto isPlain = [](Value buffer) {
    return cast<MemRefType>(buffer.getType()).getLayout().isIdentity();
  };
  return isPlain(op.getSource()) && isPlain(op.getTarget());
}

void copiesToLinalg(Operation *root) {
  SmallVector<memref::CopyOp> copies;
  root->walk([&](memref::CopyOp op) {
    if (!isMemcpy(op))
      copies.push_back(op);
  });
  for (memref::CopyOp op : copies) {
    OpBuilder b(op);
    auto type = cast<MemRefType>(op.getTarget().getType());
    AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
    SmallVector<utils::IteratorType> iterators(type.getRank(),
                                               utils::IteratorType::parallel);
    linalg::GenericOp::create(
        b, op.getLoc(), op.getSource(), op.getTarget(),
        ArrayRef<AffineMap>{identity, identity}, iterators,
        [](OpBuilder &inner, Location loc, ValueRange arguments) {
          linalg::YieldOp::create(inner, loc, arguments[0]);
        });
    op.erase();
  }
}

} // namespace nestor
