// Checks behind the operations that a script is made of, and of what their
// derivatives hand to their operands (`--check`).
#include "dialects/meta/transforms/Passes.h"
#include "dialects/ten/Ten.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace nestor::meta {

#define GEN_PASS_DEF_CHECKFINITE
#include "dialects/meta/transforms/Passes.h.inc"

// Their results hold nothing but finite numbers and what the operands hold.
static bool onlyMoves(Operation *op) {
  return isa<ten::ConstantOp, ten::IotaOp, ten::BroadcastOp, ten::ReshapeOp,
             ten::TransposeOp, ten::SliceOp, ten::DynamicSliceOp,
             ten::UpdateSliceOp, ten::ConcatOp, ten::PadOp, ten::ReverseOp,
             ten::GatherOp, ten::NegOp, ten::AbsOp, ten::SignOp, ten::MaxOp,
             ten::MinOp, ten::FloorOp, ten::CeilOp, ten::RoundOp,
             ten::UniformOp, ten::NormalOp>(op);
}

// Their derivatives make finite numbers of finite numbers.
static bool hasTameDerivative(Operation *op) {
  return isa<ten::AddOp, ten::SubOp, ten::SelectOp, ten::ReduceSumOp,
             ten::ConvertOp>(op);
}

static bool isFloat(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

// What a selection does not take is nobody's number; what it takes is its own.
static bool onlySelected(Value value, unsigned depth = 0) {
  constexpr unsigned most = 8; // operations on the way
  return llvm::all_of(value.getUses(), [&](OpOperand &use) {
    Operation *user = use.getOwner();
    if (isa<ten::SelectOp>(user))
      return use.getOperandNumber() > 0;
    return depth < most && user->hasTrait<ten::Cheap>() &&
           onlySelected(user->getResult(0), depth + 1);
  });
}

// As a script says it.
static StringRef spelling(Operation *op) {
  StringRef name = op->getName().stripDialect();
  return llvm::StringSwitch<StringRef>(name)
      .Case("add", "+")
      .Case("sub", "-")
      .Case("mul", "*")
      .Case("div", "/")
      .Case("floordiv", "//")
      .Case("mod", "%")
      .Case("pow", "^")
      .Case("contract", "@")
      .Case("select", "where")
      .Case("logistic", "sigmoid")
      .Case("convert", "conversion")
      .Case("convolve", "convolution")
      .Default(name.starts_with("reduce_") ? name.drop_front(7) : name);
}

namespace {
struct CheckFinite : impl::CheckFiniteBase<CheckFinite> {
  using Base::Base;

  Value check(OpBuilder &builder, Location loc, Value x, const Twine &source,
              bool operand) {
    return CheckFiniteOp::create(builder, loc, x.getType(), x,
                                 /*steps=*/ValueRange(), source.str(),
                                 /*order=*/0, operand, /*backward=*/false, nanOnly,
                                 ArrayRef<int64_t>());
  }

  void checkOperands(Operation *op) {
    static const StringRef sides[] = {"the left operand of `",
                                      "the right operand of `"};
    OpBuilder builder(op);
    // Backwards, so that cotangents are added in the order of operands, as
    // without checks.
    for (OpOperand &operand : llvm::reverse(op->getOpOperands()))
      if (isFloat(operand.get()))
        operand.set(check(builder, op->getLoc(), operand.get(),
                          (op->getNumOperands() == 2
                               ? sides[operand.getOperandNumber()]
                               : StringRef("the operand of `")) +
                              spelling(op) + "`",
                          /*operand=*/true));
  }

  void checkResult(OpResult value) {
    Operation *op = value.getDefiningOp();
    OpBuilder builder(op->getContext());
    builder.setInsertionPointAfter(op);
    Value checked = check(builder, op->getLoc(), value,
                          "`" + spelling(op) + "`", /*operand=*/false);
    value.replaceAllUsesExcept(checked, checked.getDefiningOp());
  }

  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (isa<ten::TenDialect>(op->getDialect()) && !onlyMoves(op))
        ops.push_back(op);
    });
    // Before the checks themselves stand among the users.
    SmallVector<OpResult> results;
    for (Operation *op : ops)
      for (OpResult value : op->getResults())
        if (isFloat(value) && !onlySelected(value))
          results.push_back(value);
    for (Operation *op : ops)
      if (!hasTameDerivative(op))
        checkOperands(op);
    for (OpResult value : results)
      checkResult(value);
  }
};
} // namespace

} // namespace nestor::meta
