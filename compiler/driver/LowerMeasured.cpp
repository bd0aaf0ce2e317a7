// Lowers a program and reads off what its plan of memory comes to.
#include "compiler/conversion/Passes.h"
#include "compiler/driver/FitMemory.h"
#include "compiler/driver/Lower.h"
#include "compiler/driver/MeasureLoops.h"
#include "dialects/meta/Meta.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <fmt/format.h>

using namespace mlir;

namespace nestor {

template <typename Loop> static std::string planOf(Loop op) {
  if (op->hasAttr(meta::implicitAttrName))
    return "implicit";
  std::string text = stringifyPlan(op.getPlan()).str();
  if (op.getPlan() == meta::Plan::truncated)
    text += fmt::format("({})", int64_t(op.getWindow()));
  return text;
}

std::string throughOf(Operation *op) {
  if (auto loop = dyn_cast<meta::LoopOp>(op))
    return planOf(loop);
  if (auto loop = dyn_cast<meta::MinimizeOp>(op))
    return planOf(loop);
  return "";
}

std::optional<size_t> rowOf(Operation *op, const MemoryPlan &plan) {
  std::string through = throughOf(op);
  auto row = llvm::find_if(plan.loops, [&](const LoopPlan &loop) {
    return loop.place == LocationAttr(op->getLoc()) && loop.through == through;
  });
  if (through.empty() || row == plan.loops.end())
    return std::nullopt;
  return size_t(row - plan.loops.begin());
}

int64_t arenaOf(ModuleOp buffers) {
  int64_t most = 0;
  buffers.walk([&](func::FuncOp function) {
    if (auto bytes = function->getAttrOfType<IntegerAttr>(arenaBytesAttrName))
      most = std::max(most, bytes.getInt());
  });
  return most;
}

ExitStatus lowerMeasured(ModuleOp module, const CompileOptions &options,
                         MemoryPlan &plan) {
  LoopMeasurer measurer;
  measurer.mark(module, [&](Operation *op) { return rowOf(op, plan); });
  ExitStatus status =
      lowerBetween(module, IrStage::Meta, IrStage::FirstOrder, options);
  if (status != ExitStatus::Success)
    return status;
  std::vector<LoopMeasure> measures =
      measurer.measure(module, plan.loops.size());
  for (auto [loop, measure] : llvm::zip(plan.loops, measures)) {
    loop.flops = measure.flops;
    loop.storedBytes = measure.storedBytes;
  }
  status = lowerBetween(module, IrStage::FirstOrder, IrStage::Buffers, options);
  plan.arena = arenaOf(module);
  return status;
}

} // namespace nestor
