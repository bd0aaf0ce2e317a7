// Tables of addresses: scalars stand in stack slots, tensors in buffers.
#include "compiler/conversion/LeafTable.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace nestor {

Value scalarOf(ImplicitLocOpBuilder &b, Value tensor) {
  if (auto box = tensor.getDefiningOp<tensor::FromElementsOp>())
    return box.getElements().front();
  return tensor::ExtractOp::create(b, tensor, ValueRange{});
}

/// What a scalar takes in memory: a bool takes a byte of 0 or 1.
static Type storedType(Type element) {
  return element.isInteger(1) ? IntegerType::get(element.getContext(), 8)
                              : element;
}

static MemRefType bufferOf(RankedTensorType type) {
  return MemRefType::get(type.getShape(), type.getElementType());
}

Value LeafTables::stackSlot(ImplicitLocOpBuilder &b, Type element,
                            int64_t count) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(&function.getBody().front());
  Type pointer = LLVM::LLVMPointerType::get(b.getContext());
  Value size = arith::ConstantOp::create(b, b.getI64IntegerAttr(count));
  return LLVM::AllocaOp::create(b, pointer, element, size);
}

Value LeafTables::scalarSlot(ImplicitLocOpBuilder &b, Value leaf) {
  Value scalar = scalarOf(b, leaf);
  Type stored = storedType(scalar.getType());
  if (stored != scalar.getType())
    scalar = arith::ExtUIOp::create(b, stored, scalar);
  Value slot = stackSlot(b, stored, 1);
  LLVM::StoreOp::create(b, scalar, slot);
  return slot;
}

Value LeafTables::tableOf(ImplicitLocOpBuilder &b, ValueRange places) {
  Type pointer = LLVM::LLVMPointerType::get(b.getContext());
  Value table = stackSlot(b, pointer, std::max<int64_t>(1, places.size()));
  for (auto [i, place] : llvm::enumerate(places)) {
    Value entry = LLVM::GEPOp::create(b, pointer, pointer, table,
                                      ArrayRef<LLVM::GEPArg>{int32_t(i)});
    LLVM::StoreOp::create(b, place, entry);
  }
  return table;
}

Value LeafTables::toRead(ImplicitLocOpBuilder &b, ValueRange leaves) {
  SmallVector<Value> places;
  for (Value leaf : leaves) {
    auto type = cast<RankedTensorType>(leaf.getType());
    if (type.getRank() == 0) {
      places.push_back(scalarSlot(b, leaf));
      continue;
    }
    Value buffer = bufferization::ToBufferOp::create(b, bufferOf(type), leaf,
                                                     /*read_only=*/true);
    places.push_back(runtime::pointerTo(b, buffer));
  }
  return tableOf(b, places);
}

Value LeafTables::toWrite(ImplicitLocOpBuilder &b, ValueRange leaves) {
  written.clear();
  SmallVector<Value> places;
  for (Value leaf : leaves) {
    auto type = cast<RankedTensorType>(leaf.getType());
    if (type.getRank() == 0) {
      places.push_back(scalarSlot(b, leaf));
      written.push_back({type, places.back()});
      continue;
    }
    // Memory of its own: the runtime writes behind the compiler's back, and two
    // leaves may start as one tensor. Of an empty one there is nothing to copy.
    Value copied = leaf.getDefiningOp<tensor::EmptyOp>() ? Value() : leaf;
    Value own = bufferization::AllocTensorOp::create(
        b, type, /*dynamicSizes=*/ValueRange{}, copied);
    Value buffer = bufferization::ToBufferOp::create(b, bufferOf(type), own);
    places.push_back(runtime::pointerTo(b, buffer));
    written.push_back({type, buffer});
  }
  return tableOf(b, places);
}

SmallVector<Value> LeafTables::read(ImplicitLocOpBuilder &b) {
  SmallVector<Value> values;
  for (auto [type, place] : written) {
    if (type.getRank() > 0) {
      values.push_back(bufferization::ToTensorOp::create(
          b, type, place, /*restrict=*/true, /*writable=*/true));
      continue;
    }
    Type element = type.getElementType();
    Value scalar = LLVM::LoadOp::create(b, storedType(element), place);
    if (scalar.getType() != element)
      scalar = arith::TruncIOp::create(b, element, scalar);
    values.push_back(tensor::FromElementsOp::create(b, type, scalar));
  }
  return values;
}

} // namespace nestor
