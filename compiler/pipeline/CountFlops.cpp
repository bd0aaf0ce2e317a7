// Counts floating point operations: of single operations by their shapes, of
// blocks by their loops.
#include "compiler/pipeline/CountFlops.h"
#include "dialects/meta/Meta.h"
#include "dialects/ten/Ten.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/TypeSwitch.h"

#include <fmt/format.h>

using namespace mlir;

namespace nestor {

static double elementsOf(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? double(type.getNumElements()) : 0;
}

static bool isFloat(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

// t(x, w, y) has a product for every output and place of the window, and for
// every channel in of its group (dialects/ten/TenWindow.td).
static double convolutionProducts(Value filters, Value outputs) {
  auto type = cast<RankedTensorType>(filters.getType());
  double channelsOut = double(type.getDimSize(type.getRank() - 1));
  return elementsOf(outputs) * elementsOf(filters) / channelsOut;
}

// Of a matrix [m, n], where a triangle is a third of a cube: the counts of Golub
// and Van Loan 2013, algorithms 3.4.1, 4.2.1 and 5.2.1 and figures 8.3.3 and 8.6.1.
static double factorFlops(Operation &op) {
  auto shape = cast<RankedTensorType>(op.getOperand(0).getType()).getShape();
  double m = double(std::max(shape[0], shape[1]));
  double n = double(std::min(shape[0], shape[1]));
  return llvm::TypeSwitch<Operation *, double>(&op)
      .Case([&](ten::SolveOp solve) {
        return 2 * n * n * n / 3 + 2 * n * elementsOf(solve.getB());
      })
      .Case([&](ten::CholeskyOp) { return n * n * n / 3; })
      .Case([&](ten::QrOp) { return 4 * m * n * n - 4 * n * n * n / 3; })
      .Case([&](ten::EighOp) { return 9 * n * n * n; })
      .Default([&](Operation *) { return 6 * m * n * n + 20 * n * n * n; });
}

double flopsOf(Operation &op) {
  if (op.getNumResults() != 1)
    return 0;
  Value result = op.getResult(0);
  return llvm::TypeSwitch<Operation *, double>(&op)
      .Case([&](ten::ContractOp product) {
        auto lhs = cast<RankedTensorType>(product.getLhs().getType());
        double terms = 1;
        for (int64_t axis : product.getLhsContract())
          terms *= double(lhs.getDimSize(axis));
        return 2 * terms * elementsOf(result);
      })
      .Case([&](ten::ConvolveOp op) {
        return 2 * convolutionProducts(op.getRhs(), result);
      })
      .Case([&](ten::ConvolveInputOp op) {
        return 2 * convolutionProducts(op.getRhs(), op.getLhs());
      })
      .Case([&](ten::ConvolveFilterOp op) {
        return 2 * convolutionProducts(result, op.getRhs());
      })
      .Case<ten::NegOp, ten::AbsOp, ten::SignOp, ten::ExpOp, ten::LogOp,
            ten::Log1pOp, ten::Expm1Op, ten::SqrtOp, ten::RsqrtOp, ten::SinOp,
            ten::CosOp, ten::TanhOp, ten::LogisticOp, ten::FloorOp, ten::CeilOp,
            ten::RoundOp, ten::AddOp, ten::SubOp, ten::MulOp, ten::DivOp,
            ten::PowOp, ten::MaxOp, ten::MinOp, ten::FloorDivOp, ten::ModOp,
            ten::UniformOp, ten::NormalOp>(
          [&](auto) { return isFloat(result) ? elementsOf(result) : 0; })
      .Case<ten::CompareOp, ten::ReduceSumOp, ten::ReduceProdOp,
            ten::ReduceMaxOp, ten::ReduceMinOp, ten::CumSumOp, ten::CumProdOp,
            ten::CumMaxOp, ten::CumMinOp>([&](auto op) {
        Value read = op->getOperand(0);
        return isFloat(read) ? elementsOf(read) : 0;
      })
      .Case<ten::SolveOp, ten::CholeskyOp, ten::QrOp, ten::EighOp, ten::SvdOp>(
          [&](auto) { return factorFlops(op); })
      // y[i] = a[i] y[i - 1] + x[i]
      .Case([&](ten::RecurrenceOp) { return 2 * elementsOf(result); })
      .Case<ten::ScatterAddOp, ten::AccumulateSliceOp>([&](auto op) {
        return isFloat(op.getUpdate()) ? elementsOf(op.getUpdate()) : 0;
      })
      .Case([&](ten::WindowPutOp op) { return elementsOf(op.getX()); })
      .Default([](Operation *) { return 0.0; });
}

double flopsOf(Block &block, const std::function<bool(Operation &)> &counts) {
  double total = 0;
  for (Operation &op : block) {
    bool isCounted = counts(op);
    if (auto loop = dyn_cast<meta::LoopOp>(op)) {
      double turns = isCounted ? double(loop.getTripCount()) : 1;
      if (auto mean = loop->getAttrOfType<FloatAttr>(meta::meanTripsAttrName))
        turns = std::min(turns, mean.getValueAsDouble());
      total += turns * flopsOf(loop.getBody().front(), counts);
    } else if (auto branch = dyn_cast<meta::IfOp>(op)) {
      total += std::max(flopsOf(branch.getThenRegion().front(), counts),
                        flopsOf(branch.getElseRegion().front(), counts));
    } else if (isCounted) {
      total += flopsOf(op);
    }
  }
  return total;
}

std::string formatCount(double count) {
  static const char *units[] = {"", " k", " M", " G", " T", " P", " E"};
  size_t unit = 0;
  while (count >= 999.95 && unit + 1 < std::size(units)) {
    count /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f}", count)
                   : fmt::format("{:.4g}{}", count, units[unit]);
}

} // namespace nestor
