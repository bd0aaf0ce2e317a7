// meta.effect, meta.loss and meta.check_index to calls of the runtime; no meta
// operation is left afterwards.
#include "compiler/conversion/Passes.h"
#include "compiler/conversion/Runtime.h"
#include "dialects/meta/Meta.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_EFFECTSTORUNTIME
#include "compiler/conversion/Passes.h.inc"

namespace {

using Builder = ImplicitLocOpBuilder;

Value scalarOf(Builder &b, Value tensor) {
  if (auto box = tensor.getDefiningOp<tensor::FromElementsOp>())
    return box.getElements().front();
  return tensor::ExtractOp::create(b, tensor, ValueRange{});
}

Value constant(Builder &b, Type type, int64_t value) {
  return arith::ConstantOp::create(b, b.getIntegerAttr(type, value));
}

/// One conversion of a function's effects. Stack slots stand at the function's
/// entry, because one inside a loop would take new stack each time.
class EffectConversion {
public:
  EffectConversion(ModuleOp module, func::FuncOp function)
      : module(module), function(function) {}

  void convert(meta::EffectOp op) {
    Builder b(op.getLoc(), op);
    Type pointer = LLVM::LLVMPointerType::get(b.getContext());
    Value table =
        stackSlot(b, pointer, std::max<int64_t>(1, op.getLeaves().size()));
    for (auto [i, leaf] : llvm::enumerate(op.getLeaves())) {
      Value place = LLVM::GEPOp::create(b, pointer, pointer, table,
                                        ArrayRef<LLVM::GEPArg>{int32_t(i)});
      LLVM::StoreOp::create(b, leafPointer(b, leaf), place);
    }
    Value step = op.getStep() ? scalarOf(b, op.getStep())
                              : constant(b, b.getI64Type(), -1);
    runtime::call(b, module, runtime::effect,
                  {constant(b, b.getI32Type(), op.getSite()), step, table});
    op.erase();
  }

  void convert(meta::LossOp op) {
    Builder b(op.getLoc(), op);
    Value loss = scalarOf(b, op.getValue());
    if (loss.getType().getIntOrFloatBitWidth() < 64)
      loss = arith::ExtFOp::create(b, b.getF64Type(), loss);
    runtime::call(b, module, runtime::loss,
                  {constant(b, b.getI32Type(), op.getLoop()),
                   scalarOf(b, op.getStep()), loss});
    op.erase();
  }

  /// index < 0 counts from the end; then 0 <= index <= extent - length.
  void convert(meta::CheckIndexOp op) {
    Builder b(op.getLoc(), op);
    Type i64 = b.getI64Type();
    Value index = scalarOf(b, op.getIndex());
    Value zero = constant(b, i64, 0);
    Value extent = constant(b, i64, op.getExtent());
    Value last =
        constant(b, i64, int64_t(op.getExtent()) - int64_t(op.getLength()));
    Value negative =
        arith::CmpIOp::create(b, arith::CmpIPredicate::slt, index, zero);
    Value fromEnd = arith::AddIOp::create(b, index, extent);
    Value start = arith::SelectOp::create(b, negative, fromEnd, index);
    // Unsigned: what is still negative is greater than any extent.
    Value outside =
        arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, start, last);
    scf::IfOp::create(b, outside, [&](OpBuilder &inner, Location loc) {
      Builder in(loc, inner);
      runtime::call(
          in, module, runtime::failIndex,
          {constant(in, in.getI32Type(), op.getLine()), index, extent});
      scf::YieldOp::create(in);
    });
    op.replaceAllUsesWith(
        tensor::FromElementsOp::create(b, op.getType(), start).getResult());
    op.erase();
  }

private:
  Value stackSlot(Builder &b, Type element, int64_t count) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&function.getBody().front());
    Type pointer = LLVM::LLVMPointerType::get(b.getContext());
    Value size = constant(b, b.getI64Type(), count);
    return LLVM::AllocaOp::create(b, pointer, element, size);
  }

  Value leafPointer(Builder &b, Value leaf) {
    auto type = cast<RankedTensorType>(leaf.getType());
    if (type.getRank() == 0) {
      Value scalar = scalarOf(b, leaf);
      // A bool takes a byte of 0 or 1.
      if (scalar.getType().isInteger(1))
        scalar = arith::ExtUIOp::create(b, b.getI8Type(), scalar);
      Value slot = stackSlot(b, scalar.getType(), 1);
      LLVM::StoreOp::create(b, scalar, slot);
      return slot;
    }
    auto buffer = MemRefType::get(type.getShape(), type.getElementType());
    Value memory = bufferization::ToBufferOp::create(b, buffer, leaf,
                                                     /*read_only=*/true);
    return runtime::pointerTo(b, memory);
  }

  ModuleOp module;
  func::FuncOp function;
};

struct EffectsToRuntimePass : impl::EffectsToRuntimeBase<EffectsToRuntimePass> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    for (auto function : llvm::to_vector(module.getOps<func::FuncOp>())) {
      EffectConversion conversion(module, function);
      function.walk([&](Operation *op) {
        if (auto effect = dyn_cast<meta::EffectOp>(op))
          conversion.convert(effect);
        else if (auto loss = dyn_cast<meta::LossOp>(op))
          conversion.convert(loss);
        else if (auto check = dyn_cast<meta::CheckIndexOp>(op))
          conversion.convert(check);
      });
    }
  }
};

} // namespace
} // namespace nestor
