// Smooth functions in the place of those with kinks, for comparisons with
// differences only.
#include "compiler/driver/CheckGradients.h"
#include "dialects/ten/Build.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace nestor {

// Over what width a kink is spread.
static constexpr double width = 0.05;

static bool isFloat(Value value) {
  return isa<FloatType>(getElementTypeOrSelf(value.getType()));
}

void smoothKinks(ModuleOp module) {
  SmallVector<Operation *> kinks;
  module.walk([&](Operation *op) {
    if (isa<ten::SelectOp, ten::MaxOp, ten::MinOp, ten::AbsOp>(op) &&
        isFloat(op->getResult(0)))
      kinks.push_back(op);
  });
  for (Operation *op : kinks) {
    OpBuilder builder(op);
    ten::Build build{builder, op->getLoc()};
    // How far from its kink, positive on the first side.
    Value distance, first, second;
    if (auto select = dyn_cast<ten::SelectOp>(op)) {
      auto compare = select.getCondition().getDefiningOp<ten::CompareOp>();
      if (!compare || !isFloat(compare.getLhs()) ||
          compare.getPredicate() == ten::Predicate::eq ||
          compare.getPredicate() == ten::Predicate::ne)
        continue;
      bool less = compare.getPredicate() == ten::Predicate::lt ||
                  compare.getPredicate() == ten::Predicate::le;
      distance = build.sub(compare.getLhs(), compare.getRhs());
      distance = build.convert(less ? build.neg(distance) : distance,
                               getElementTypeOrSelf(op->getResult(0).getType()));
      first = select.getOnTrue();
      second = select.getOnFalse();
    } else if (isa<ten::AbsOp>(op)) {
      distance = first = op->getOperand(0);
      second = build.neg(first);
    } else {
      first = op->getOperand(0);
      second = op->getOperand(1);
      distance = build.sub(first, second);
      if (isa<ten::MinOp>(op))
        distance = build.neg(distance);
    }
    // second + (first - second) sigmoid(distance / width)
    Value share = ten::LogisticOp::create(
        builder, op->getLoc(),
        build.div(distance, build.constant(distance, width)));
    Value smooth =
        build.add(second, build.mul(build.sub(first, second), share));
    op->getResult(0).replaceAllUsesWith(smooth);
    op->erase();
  }
}

} // namespace nestor
