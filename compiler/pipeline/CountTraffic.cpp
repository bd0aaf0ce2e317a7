// Counts bytes by the types of buffers and the bounds of loops.
#include "compiler/pipeline/CountTraffic.h"
#include "compiler/conversion/Runtime.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nestor {

static double elementBytes(Type buffer) {
  return double(runtime::bytesOf(cast<MemRefType>(buffer).getElementType()));
}

// A scalar operand is in a register.
static double bytesOf(Type operand) {
  auto type = dyn_cast<MemRefType>(operand);
  return type ? double(type.getNumElements()) * elementBytes(type) : 0;
}

// Loads in the body of an operation go wherever an index leads.
static double trafficOf(linalg::LinalgOp op) {
  double bytes = 0;
  for (OpOperand *read : op.getDpsInputOperands())
    bytes += bytesOf(read->get().getType());
  for (OpOperand &written : op.getDpsInitsMutable())
    bytes += bytesOf(written.get().getType()) *
             (op.payloadUsesValueFromOperand(&written) ? 2 : 1);
  double iterations = 1;
  for (int64_t range : op.getStaticLoopRanges())
    iterations *= double(range);
  return bytes + iterations * trafficOf(op->getRegion(0).front());
}

static double iterationsOf(scf::ForOp loop) {
  auto first = getConstantIntValue(loop.getLowerBound());
  auto end = getConstantIntValue(loop.getUpperBound());
  return first && end ? double(*end - *first) : 1;
}

static double trafficOf(Region &region) {
  return region.empty() ? 0 : trafficOf(region.front());
}

// Of the buffers whose addresses a function of the runtime is given.
static double trafficOf(func::CallOp call) {
  double bytes = 0;
  for (Value argument : call.getOperands()) {
    Operation *source = argument.getDefiningOp();
    while (source && source->getNumOperands() == 1 &&
           !isa<memref::ExtractAlignedPointerAsIndexOp>(source))
      source = source->getOperand(0).getDefiningOp();
    if (auto address =
            dyn_cast_or_null<memref::ExtractAlignedPointerAsIndexOp>(source))
      bytes += bytesOf(address.getSource().getType());
  }
  return bytes;
}

double trafficOf(Block &block) {
  double total = 0;
  for (Operation &op : block)
    total += llvm::TypeSwitch<Operation *, double>(&op)
                 .Case([](linalg::LinalgOp op) { return trafficOf(op); })
                 .Case([](scf::ForOp loop) {
                   return iterationsOf(loop) * trafficOf(*loop.getBody());
                 })
                 .Case([](scf::IfOp branch) {
                   return std::max(trafficOf(branch.getThenRegion()),
                                   trafficOf(branch.getElseRegion()));
                 })
                 .Case([](func::CallOp call) { return trafficOf(call); })
                 .Case([](memref::CopyOp copy) {
                   return bytesOf(copy.getSource().getType()) +
                          bytesOf(copy.getTarget().getType());
                 })
                 .Case([](memref::LoadOp load) {
                   return elementBytes(load.getMemRefType());
                 })
                 .Case([](memref::StoreOp store) {
                   return elementBytes(store.getMemRefType());
                 })
                 .Default([](Operation *) { return 0.0; });
  return total;
}

} // namespace nestor
