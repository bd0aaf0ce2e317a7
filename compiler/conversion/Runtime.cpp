// Calls of the runtime's C functions from MLIR.
#include "compiler/conversion/Runtime.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace nestor::runtime {

func::CallOp call(ImplicitLocOpBuilder &builder, ModuleOp module,
                  StringRef name, ValueRange arguments, TypeRange results) {
  auto callee = module.lookupSymbol<func::FuncOp>(name);
  if (!callee) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(module.getBody());
    auto type = builder.getFunctionType(arguments.getTypes(), results);
    callee = func::FuncOp::create(builder, name, type);
    callee.setPrivate();
  }
  return func::CallOp::create(builder, callee, arguments);
}

Value pointerTo(ImplicitLocOpBuilder &builder, Value buffer) {
  auto address =
      memref::ExtractAlignedPointerAsIndexOp::create(builder, buffer);
  Value bits =
      arith::IndexCastOp::create(builder, builder.getI64Type(), address);
  auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
  return LLVM::IntToPtrOp::create(builder, pointer, bits);
}

Value pointerTo(ImplicitLocOpBuilder &builder, Value buffer, Value elements) {
  Value base = pointerTo(builder, buffer);
  Value offset =
      arith::IndexCastOp::create(builder, builder.getI64Type(), elements);
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  return LLVM::GEPOp::create(builder, base.getType(), element, base,
                             ArrayRef<LLVM::GEPArg>{offset});
}

int64_t bytesOf(Type element) {
  return llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
}

} // namespace nestor::runtime
