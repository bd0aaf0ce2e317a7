// Experiment functions on tensors to functions whose arguments C can pass.
#include "compiler/conversion/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_FUNCTOCABI
#include "compiler/conversion/Passes.h.inc"

namespace {

LogicalResult convertSignature(func::FuncOp function) {
  FunctionType type = function.getFunctionType();
  auto isRank = [](Type t, int64_t rank) {
    auto tensor = dyn_cast<RankedTensorType>(t);
    return tensor && tensor.getRank() == rank;
  };
  if (type.getNumInputs() < 2 || type.getNumResults() != 0 ||
      !isRank(type.getInput(0), 0) || !isRank(type.getInput(1), 1))
    return function.emitOpError("an experiment must have the signature "
                                "(tensor<i64>, tensor<Hxf64>, data...) -> (), "
                                "found ")
           << type;
  auto seedType = cast<RankedTensorType>(type.getInput(0));
  auto hypersType = cast<RankedTensorType>(type.getInput(1));
  auto bufferType =
      MemRefType::get(hypersType.getShape(), hypersType.getElementType());

  Block &entry = function.getBody().front();
  ImplicitLocOpBuilder b(function.getLoc(), OpBuilder::atBlockBegin(&entry));
  BlockArgument seed = entry.getArgument(0), hypers = entry.getArgument(1);
  Value newSeed = entry.addArgument(seedType.getElementType(), seed.getLoc());
  Value newHypers = entry.addArgument(bufferType, hypers.getLoc());
  Value seedTensor = tensor::FromElementsOp::create(b, seedType, newSeed);
  // Not writable: the caller keeps the array for the next experiment.
  Value hypersTensor = bufferization::ToTensorOp::create(
      b, hypersType, newHypers, /*restrict=*/true, /*writable=*/false);
  seed.replaceAllUsesWith(seedTensor);
  hypers.replaceAllUsesWith(hypersTensor);
  // The arrays of data sets, which nobody writes.
  unsigned inputs = type.getNumInputs();
  for (unsigned i = 2; i < inputs; ++i) {
    BlockArgument array = entry.getArgument(i);
    auto arrayType = dyn_cast<RankedTensorType>(array.getType());
    if (!arrayType)
      return function.emitOpError("data must be tensors, found ")
             << array.getType();
    Value buffer = entry.addArgument(
        MemRefType::get(arrayType.getShape(), arrayType.getElementType()),
        array.getLoc());
    array.replaceAllUsesWith(bufferization::ToTensorOp::create(
        b, arrayType, buffer, /*restrict=*/true, /*writable=*/false));
  }
  entry.eraseArguments(0, inputs);
  function.setType(b.getFunctionType(entry.getArgumentTypes(), {}));
  return success();
}

struct FuncToCAbiPass : impl::FuncToCAbiBase<FuncToCAbiPass> {
  using Base::Base;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr(experimentAttrName))
        if (failed(convertSignature(function)))
          return signalPassFailure();
  }
};

} // namespace
} // namespace nestor
