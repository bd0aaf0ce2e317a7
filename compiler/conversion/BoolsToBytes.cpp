// Buffers of i1 become buffers of i8 that hold 0 or 1, as they lie in memory:
// a vector of bytes is one load, a vector of i1 would be packed bits. True
// afterwards: i1 occurs in values, never in buffers.
#include "compiler/conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_BOOLSTOBYTES
#include "compiler/conversion/Passes.h.inc"

namespace {

using Builder = ImplicitLocOpBuilder;

bool isBoolBuffer(Type type) {
  auto buffer = dyn_cast<MemRefType>(type);
  return buffer && buffer.getElementType().isInteger(1);
}

Type bytesFor(Type type) {
  if (!isBoolBuffer(type))
    return type;
  return cast<ShapedType>(type).clone(IntegerType::get(type.getContext(), 8));
}

Value toBool(Builder &b, Value byte) {
  Value zero = arith::ConstantIntOp::create(b, byte.getType(), 0);
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, byte, zero);
}

Value toByte(Builder &b, Value flag) {
  return arith::ExtUIOp::create(b, b.getI8Type(), flag);
}

void convertLoad(memref::LoadOp op) {
  Builder b(op.getLoc(), op->getContext());
  b.setInsertionPointAfter(op);
  op.getResult().setType(b.getI8Type());
  Value flag = toBool(b, op.getResult());
  op.getResult().replaceAllUsesExcept(flag, flag.getDefiningOp());
}

void convertGlobal(memref::GlobalOp op) {
  auto bytes = cast<MemRefType>(bytesFor(op.getType()));
  op.setType(bytes);
  auto flags = dyn_cast_or_null<DenseElementsAttr>(op.getInitialValueAttr());
  if (flags)
    op.setInitialValueAttr(
        flags.mapValues(bytes.getElementType(),
                        [](const APInt &flag) { return flag.zext(8); }));
}

/// `and` and `or` of bytes that are 0 or 1 are those of the flags, so that the
/// body still ends by combining its output with one value.
void convertReduction(linalg::GenericOp op) {
  Operation *yield = op.getBody()->getTerminator();
  Operation *last = yield->getOperand(0).getDefiningOp();
  BlockArgument sum = op.getMatchingBlockArgument(op.getDpsInitOperand(0));
  sum.setType(IntegerType::get(op.getContext(), 8));
  // Nothing is combined where the body gives its output back.
  if (yield->getOperand(0) == sum)
    return;
  Builder b(op.getLoc(), last);
  for (OpOperand &operand : last->getOpOperands())
    if (operand.get() != sum)
      operand.set(toByte(b, operand.get()));
  last->getResult(0).setType(b.getI8Type());
}

void convertGeneric(linalg::GenericOp op) {
  Block *body = op.getBody();
  Operation *yield = body->getTerminator();
  bool reduces = op.getNumReductionLoops() > 0;
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isBoolBuffer(operand.get().getType()))
      continue;
    bool isOutput = op.isDpsInit(&operand);
    if (isOutput && reduces) {
      convertReduction(op);
      continue;
    }
    BlockArgument argument = op.getMatchingBlockArgument(&operand);
    Builder b(op.getLoc(), OpBuilder::atBlockBegin(body));
    argument.setType(b.getI8Type());
    if (!argument.use_empty()) {
      Value flag = toBool(b, argument);
      argument.replaceAllUsesExcept(flag, flag.getDefiningOp());
    }
    if (!isOutput)
      continue;
    b.setInsertionPoint(yield);
    OpOperand &yielded = *op.getMatchingYieldValue(&operand);
    yielded.set(toByte(b, yielded.get()));
  }
}

struct BoolsToBytesPass : impl::BoolsToBytesBase<BoolsToBytesPass> {
  using Base::Base;

  void runOnOperation() override {
    if (failed(generalizeNamed()))
      return signalPassFailure();
    // While the types of the buffers still tell which ones hold flags.
    getOperation().walk([](Operation *op) {
      if (auto generic = dyn_cast<linalg::GenericOp>(op))
        return convertGeneric(generic);
      if (auto global = dyn_cast<memref::GlobalOp>(op))
        return isBoolBuffer(global.getType()) ? convertGlobal(global) : void();
      auto load = dyn_cast<memref::LoadOp>(op);
      if (load && isBoolBuffer(load.getMemRefType()))
        return convertLoad(load);
      auto store = dyn_cast<memref::StoreOp>(op);
      if (!store || !isBoolBuffer(store.getMemRefType()))
        return;
      Builder b(store.getLoc(), store);
      store.getValueMutable().assign(toByte(b, store.getValue()));
    });
    getOperation().walk([](Operation *op) {
      for (Value result : op->getResults())
        result.setType(bytesFor(result.getType()));
      for (Region &region : op->getRegions())
        for (Block &block : region)
          for (BlockArgument argument : block.getArguments())
            argument.setType(bytesFor(argument.getType()));
      if (auto function = dyn_cast<func::FuncOp>(op))
        convertSignature(function);
    });
  }

  LogicalResult generalizeNamed() {
    SmallVector<linalg::LinalgOp> named;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (!isa<linalg::GenericOp>(op) &&
          llvm::any_of(op->getOperandTypes(), isBoolBuffer))
        named.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp op : named) {
      rewriter.setInsertionPoint(op);
      if (failed(linalg::generalizeNamedOp(rewriter, op)))
        return failure();
    }
    return success();
  }

  static void convertSignature(func::FuncOp function) {
    FunctionType type = function.getFunctionType();
    auto convert = [](ArrayRef<Type> from) {
      return llvm::map_to_vector(from, bytesFor);
    };
    function.setType(FunctionType::get(function.getContext(),
                                       convert(type.getInputs()),
                                       convert(type.getResults())));
  }
};

} // namespace
} // namespace nestor
