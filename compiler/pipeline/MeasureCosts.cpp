// Replaces each meta.cost by what its region comes to when it is lowered by
// itself: the same stages, the same plan of memory.
#include "compiler/conversion/Passes.h"
#include "compiler/pipeline/CountFlops.h"
#include "compiler/pipeline/CountTraffic.h"
#include "compiler/pipeline/Pipelines.h"
#include "dialects/meta/Meta.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_MEASURECOSTS
#include "compiler/pipeline/Passes.h.inc"

namespace {

struct Cost {
  double flops = 0, bytes = 0, peakBytes = 0;
};

/// A program that does what the region does and reads the results: captures
/// are its data.
func::FuncOp outline(meta::CostOp cost, ModuleOp program) {
  ImplicitLocOpBuilder b(cost.getLoc(), OpBuilder(program.getBodyRegion()));
  SmallVector<Type> arguments{
      RankedTensorType::get({}, b.getI64Type()),
      RankedTensorType::get({0}, b.getF64Type())};
  llvm::append_range(arguments, cost.getCaptures().getTypes());
  auto function = func::FuncOp::create(b, "experiment_cost",
                                       b.getFunctionType(arguments, {}));
  function->setAttr(experimentAttrName, b.getStringAttr("cost"));
  Block *entry = function.addEntryBlock();
  IRMapping values;
  values.map(cost.getBody().getArguments(),
             entry->getArguments().drop_front(2));
  b.setInsertionPointToEnd(entry);
  for (Operation &op : cost.getBody().front().without_terminator())
    b.clone(op, values);
  SmallVector<Value> results;
  for (Value value : cost.getBody().front().getTerminator()->getOperands())
    results.push_back(values.lookup(value));
  if (!results.empty())
    meta::EffectOp::create(b, b.getI64IntegerAttr(0), /*step=*/Value(),
                           results);
  func::ReturnOp::create(b);
  return function;
}

struct MeasureCostsPass : impl::MeasureCostsBase<MeasureCostsPass> {
  using Base::Base;

  void getDependentDialects(DialectRegistry &registry) const override {
    registerDialects(registry);
  }

  LogicalResult lower(ModuleOp program, std::initializer_list<IrStage> stages) {
    for (IrStage stage : stages) {
      OpPassManager passes(ModuleOp::getOperationName());
      buildStage(passes, stage);
      if (failed(runPipeline(passes, program)))
        return failure();
    }
    return success();
  }

  FailureOr<Cost> measure(meta::CostOp op) {
    Cost cost;
    // In the module, where the pass may run others on it.
    OpBuilder builder(&getContext());
    builder.setInsertionPointToEnd(getOperation().getBody());
    auto program = ModuleOp::create(builder, op.getLoc());
    outline(op, program);
    auto body = [&] {
      return &cast<func::FuncOp>(program.lookupSymbol("experiment_cost"))
                  .getBody()
                  .front();
    };
    LogicalResult lowered = lower(program, {IrStage::FirstOrder});
    if (succeeded(lowered)) {
      cost.flops = flopsOf(*body(), [](Operation &) { return true; });
      lowered = lower(program, {IrStage::Linalg, IrStage::Buffers});
    }
    if (succeeded(lowered)) {
      cost.bytes = trafficOf(*body());
      auto arena =
          body()->getParentOp()->getAttrOfType<IntegerAttr>(arenaBytesAttrName);
      cost.peakBytes = double(arena.getInt());
    }
    program.erase();
    if (failed(lowered))
      return failure();
    return cost;
  }

  void runOnOperation() override {
    // Inner ones first: what an outer one costs is not run either.
    SmallVector<meta::CostOp> costs;
    getOperation().walk([&](meta::CostOp op) { costs.push_back(op); });
    for (meta::CostOp op : costs) {
      FailureOr<Cost> cost = measure(op);
      if (failed(cost))
        return signalPassFailure();
      ImplicitLocOpBuilder b(op.getLoc(), op);
      auto number = [&](double value) -> Value {
        auto type = RankedTensorType::get({}, b.getF64Type());
        return ten::ConstantOp::create(b, DenseElementsAttr::get(type, value));
      };
      op->replaceAllUsesWith(
          ValueRange{number(cost->flops), number(cost->bytes),
                     number(cost->peakBytes)});
      op.erase();
    }
  }
};

} // namespace
} // namespace nestor
