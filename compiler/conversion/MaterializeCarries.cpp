// Gives each tensor that a loop yields its carry as destination, so that
// bufferization computes it in place.
#include "compiler/conversion/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_MATERIALIZECARRIES
#include "compiler/conversion/Passes.h.inc"

namespace {

/// Replaces the value at `yielded` by itself, placed in `carry`. Branches place
/// what they yield by themselves: one that yields the carry copies nothing.
void materialize(OpOperand &yielded, Value carry) {
  Value value = yielded.get();
  if (value == carry || !isa<RankedTensorType>(value.getType()))
    return;
  Operation *terminator = yielded.getOwner();
  auto branch = value.getDefiningOp<scf::IfOp>();
  if (branch && value.hasOneUse() &&
      branch->getBlock() == terminator->getBlock()) {
    unsigned number = cast<OpResult>(value).getResultNumber();
    materialize(branch.thenYield()->getOpOperand(number), carry);
    materialize(branch.elseYield()->getOpOperand(number), carry);
    return;
  }
  OpBuilder b(terminator);
  auto placed = bufferization::MaterializeInDestinationOp::create(
      b, terminator->getLoc(), value.getType(), value, carry);
  yielded.set(placed.getResult());
}

/// A fill that two reductions start from would be copied for one of them.
void separateFill(linalg::FillOp fill) {
  Value result = fill.getResult(0);
  for (OpOperand &use : llvm::make_early_inc_range(result.getUses())) {
    if (result.hasOneUse())
      return;
    OpBuilder b(use.getOwner());
    Operation *copy = b.clone(*fill);
    use.set(copy->getResult(0));
  }
}

struct MaterializeCarriesPass
    : impl::MaterializeCarriesBase<MaterializeCarriesPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<linalg::FillOp> fills;
    getOperation().walk([&](linalg::FillOp fill) { fills.push_back(fill); });
    for (linalg::FillOp fill : fills)
      separateFill(fill);
    getOperation().walk([](scf::ForOp loop) {
      Operation *yield = loop.getBody()->getTerminator();
      for (auto [operand, carry] :
           llvm::zip_equal(yield->getOpOperands(), loop.getRegionIterArgs()))
        materialize(operand, carry);
    });
  }
};

} // namespace
} // namespace nestor
