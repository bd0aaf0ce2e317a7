// Tensors as memory.
#include "compiler/conversion/TenToLinalg/Buffers.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace nestor {

Value readBuffer(ImplicitLocOpBuilder &b, Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  auto buffer = MemRefType::get(type.getShape(), type.getElementType());
  return bufferization::ToBufferOp::create(b, buffer, tensor,
                                           /*read_only=*/true);
}

OutputBuffer::OutputBuffer(ImplicitLocOpBuilder &b, ArrayRef<int64_t> shape,
                           Type element)
    : buffer(memref::AllocOp::create(b, MemRefType::get(shape, element))) {}

Value OutputBuffer::value(ImplicitLocOpBuilder &b) {
  auto type = cast<MemRefType>(buffer.getType());
  if (type.getRank() == 0)
    return memref::LoadOp::create(b, buffer, ValueRange{});
  // Not writable: a reader of the tensor may become a reader of the buffer,
  // whom bufferization does not see, so nothing may be computed in its place.
  return bufferization::ToTensorOp::create(
      b, RankedTensorType::get(type.getShape(), type.getElementType()), buffer,
      /*restrict=*/true, /*writable=*/false);
}

} // namespace nestor
