// How a reduction combines two partial results, found from the form of its
// body.
#include "compiler/conversion/LinalgToLoops/Body.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nestor {

using vector::CombiningKind;

static std::optional<CombiningKind> kindOf(Operation *op) {
  using Kind = std::optional<CombiningKind>;
  return llvm::TypeSwitch<Operation *, Kind>(op)
      .Case<arith::AddFOp, arith::AddIOp, math::FmaOp>(
          [](auto) { return CombiningKind::ADD; })
      .Case<arith::MulFOp, arith::MulIOp>(
          [](auto) { return CombiningKind::MUL; })
      .Case([](arith::MaximumFOp) { return CombiningKind::MAXIMUMF; })
      .Case([](arith::MinimumFOp) { return CombiningKind::MINIMUMF; })
      .Case([](arith::MaxSIOp) { return CombiningKind::MAXSI; })
      .Case([](arith::MinSIOp) { return CombiningKind::MINSI; })
      .Case([](arith::AndIOp) { return CombiningKind::AND; })
      .Case([](arith::OrIOp) { return CombiningKind::OR; })
      .Default(Kind());
}

FailureOr<Combiner> combinerOf(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1)
    return op.emitOpError("a reduction must have one output");
  Value yielded = op.getBody()->getTerminator()->getOperand(0);
  Value output = op.getMatchingBlockArgument(op.getDpsInitOperand(0));
  Operation *last = yielded.getDefiningOp();
  std::optional<CombiningKind> kind;
  // The output may enter the last operation only, once.
  if (last && output.hasOneUse() && *output.user_begin() == last)
    kind = kindOf(last);
  if (isa_and_nonnull<math::FmaOp>(last) && last->getOperand(2) != output)
    kind = std::nullopt;
  if (!kind)
    return op.emitOpError("the body of a reduction must end by combining its "
                          "output with one value");
  return Combiner{*kind};
}

static TypedAttr neutralAttr(OpBuilder &b, CombiningKind kind, Type type) {
  unsigned width = type.getIntOrFloatBitWidth();
  auto infinity = [&](bool negative) {
    return b.getFloatAttr(
        type,
        APFloat::getInf(cast<FloatType>(type).getFloatSemantics(), negative));
  };
  switch (kind) {
  case CombiningKind::MUL:
    return b.getOneAttr(type);
  case CombiningKind::MAXIMUMF:
    return infinity(/*negative=*/true);
  case CombiningKind::MINIMUMF:
    return infinity(/*negative=*/false);
  case CombiningKind::MAXSI:
    return b.getIntegerAttr(type, APInt::getSignedMinValue(width));
  case CombiningKind::MINSI:
    return b.getIntegerAttr(type, APInt::getSignedMaxValue(width));
  case CombiningKind::AND:
    return b.getIntegerAttr(type, APInt::getAllOnes(width));
  default: // sums and `or`; a lane of +0 never turns into -0
    return b.getZeroAttr(type);
  }
}

Value Combiner::neutral(ImplicitLocOpBuilder &b, Type type) const {
  TypedAttr scalar = neutralAttr(b, kind, getElementTypeOrSelf(type));
  if (auto vectorType = dyn_cast<VectorType>(type))
    return arith::ConstantOp::create(
        b, DenseElementsAttr::get(vectorType, scalar));
  return arith::ConstantOp::create(b, scalar);
}

Value Combiner::combine(ImplicitLocOpBuilder &b, Value l, Value r) const {
  return vector::makeArithReduction(b, b.getLoc(), kind, l, r);
}

} // namespace nestor
