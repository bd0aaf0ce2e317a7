// meta.effect, meta.loss and the checks to calls of the runtime; no meta
// operation is left afterwards.
#include "compiler/conversion/Passes.h"
#include "compiler/conversion/LeafTable.h"
#include "compiler/conversion/Manifest.h"
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

Value constant(Builder &b, Type type, int64_t value) {
  return arith::ConstantOp::create(b, b.getIntegerAttr(type, value));
}

/// One conversion of a function's effects.
class EffectConversion {
public:
  EffectConversion(ModuleOp module, func::FuncOp function,
                   nlohmann::json &checks)
      : module(module), tables(function), checks(checks) {}

  void convert(meta::EffectOp op) {
    Builder b(op.getLoc(), op);
    Value table = tables.toRead(b, op.getLeaves());
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
    bool isInner = op.getLine().has_value();
    runtime::call(b, module, isInner ? runtime::innerLoss : runtime::loss,
                  {constant(b, b.getI32Type(),
                            isInner ? *op.getLine() : op.getLoop()),
                   scalarOf(b, op.getStep()), loss});
    op.erase();
  }

  void convert(meta::SolvedOp op) {
    Builder b(op.getLoc(), op);
    runtime::call(b, module, runtime::solved,
                  {constant(b, b.getI32Type(), op.getLine()),
                   scalarOf(b, op.getResidual()), scalarOf(b, op.getSteps())});
    op.erase();
  }

  void convert(meta::FirstTimeOp op) {
    Builder b(op.getLoc(), op);
    Type i32 = b.getI32Type();
    auto call = runtime::call(b, module, runtime::firstTime,
                              {constant(b, i32, op.getPlace())}, i32);
    Value isFirst =
        arith::CmpIOp::create(b, arith::CmpIPredicate::ne, call.getResult(0),
                              constant(b, i32, 0));
    op.replaceAllUsesWith(
        tensor::FromElementsOp::create(b, op.getType(), isFirst).getResult());
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
    Value start = index;
    if (!op.getForward()) {
      Value negative =
          arith::CmpIOp::create(b, arith::CmpIPredicate::slt, index, zero);
      Value fromEnd = arith::AddIOp::create(b, index, extent);
      start = arith::SelectOp::create(b, negative, fromEnd, index);
    }
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

  /// The runtime looks at the numbers; the manifest tells what they are.
  void convert(meta::CheckFiniteOp op) {
    op.replaceAllUsesWith(op.getX());
    if (op.getOperand() && op.getOrder() == 0)
      return op.erase();
    Builder b(op.getLoc(), op);
    SmallVector<Value> leaves = {op.getX()};
    llvm::append_range(leaves, op.getSteps());
    runtime::call(b, module, runtime::checkFinite,
                  {constant(b, b.getI32Type(), int64_t(checks.size())),
                   tables.toRead(b, leaves)});
    auto type = cast<RankedTensorType>(op.getType());
    auto place = op.getLoc()->findInstanceOf<FileLineColLoc>();
    checks.push_back({{"file", place ? place.getFilename().str() : ""},
                      {"line", place ? place.getLine() : 0},
                      {"source", op.getSource().str()},
                      {"order", int64_t(op.getOrder())},
                      {"backward", op.getBackward()},
                      {"nan_only", op.getNanOnly()},
                      {"type", elementName(type.getElementType())},
                      {"shape", type.getShape().vec()},
                      {"loops", op.getLines().vec()}});
    op.erase();
  }

private:
  ModuleOp module;
  LeafTables tables;
  nlohmann::json &checks;
};

struct EffectsToRuntimePass : impl::EffectsToRuntimeBase<EffectsToRuntimePass> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    nlohmann::json checks = nlohmann::json::array();
    for (auto function : llvm::to_vector(module.getOps<func::FuncOp>())) {
      EffectConversion conversion(module, function, checks);
      function.walk([&](Operation *op) {
        if (auto effect = dyn_cast<meta::EffectOp>(op))
          conversion.convert(effect);
        else if (auto loss = dyn_cast<meta::LossOp>(op))
          conversion.convert(loss);
        else if (auto check = dyn_cast<meta::CheckIndexOp>(op))
          conversion.convert(check);
        else if (auto solved = dyn_cast<meta::SolvedOp>(op))
          conversion.convert(solved);
        else if (auto first = dyn_cast<meta::FirstTimeOp>(op))
          conversion.convert(first);
        else if (auto check = dyn_cast<meta::CheckFiniteOp>(op))
          conversion.convert(check);
      });
    }
    if (!checks.empty())
      editManifest(module, [&](nlohmann::json &manifest) {
        manifest["checks"] = std::move(checks);
      });
  }
};

} // namespace
} // namespace nestor
