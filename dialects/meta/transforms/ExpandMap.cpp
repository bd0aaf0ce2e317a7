// meta.map becomes a loop over its lanes, with nothing carried: the block
// arguments of both are the same. True afterwards: no meta.map is left.
#include "dialects/meta/transforms/Passes.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace nestor::meta {

#define GEN_PASS_DEF_EXPANDMAP
#include "dialects/meta/transforms/Passes.h.inc"

namespace {
struct ExpandMap : impl::ExpandMapBase<ExpandMap> {
  using Base::Base;
  void runOnOperation() override {
    SmallVector<MapOp> maps;
    getOperation()->walk([&](MapOp op) { maps.push_back(op); });
    for (MapOp op : maps) {
      OpBuilder builder(op);
      auto loop = LoopOp::create(
          builder, op.getLoc(), op.getResultTypes(), op.getLanesAttr(),
          /*hasUntil=*/nullptr, /*reversed=*/nullptr, /*carries=*/ValueRange(),
          op.getMapped(), op.getInvariants(), builder.getI64IntegerAttr(-1));
      loop.getBody().takeBody(op.getBody());
      op.replaceAllUsesWith(loop.getResults());
      op.erase();
    }
  }
};
} // namespace

} // namespace nestor::meta
