// Folders: identities that hold for every value, NaN and infinities included.
// x + 0 is left alone, since -0 + 0 is 0.
#include "dialects/ten/Ten.h"

using namespace mlir;
using namespace nestor::ten;

static bool isSplat(Attribute attribute, double number) {
  auto dense = dyn_cast_or_null<DenseElementsAttr>(attribute);
  if (!dense || !dense.isSplat())
    return false;
  if (auto element = dyn_cast<FloatType>(dense.getElementType()))
    return dense.getSplatValue<APFloat>().isExactlyValue(number);
  return dense.getElementType().isIntOrIndex() &&
         dense.getSplatValue<APInt>() == uint64_t(int64_t(number));
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

OpFoldResult NegOp::fold(FoldAdaptor) {
  if (auto inner = getX().getDefiningOp<NegOp>())
    return inner.getX();
  return {};
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  // -0 is the neutral element of floating point addition.
  auto neutral = [](Attribute attribute) {
    auto dense = dyn_cast_or_null<DenseElementsAttr>(attribute);
    if (!dense || !dense.isSplat())
      return false;
    if (isa<FloatType>(dense.getElementType()))
      return dense.getSplatValue<APFloat>().isNegZero();
    return isSplat(attribute, 0);
  };
  if (neutral(adaptor.getRhs()))
    return getLhs();
  if (neutral(adaptor.getLhs()))
    return getRhs();
  return {};
}

OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  // x - 0 is x, for x = -0 too.
  auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getRhs());
  if (dense && dense.isSplat() && isSplat(dense, 0)) {
    if (!isa<FloatType>(dense.getElementType()) ||
        dense.getSplatValue<APFloat>().isPosZero())
      return getLhs();
  }
  return {};
}

OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  if (isSplat(adaptor.getRhs(), 1))
    return getLhs();
  if (isSplat(adaptor.getLhs(), 1))
    return getRhs();
  return {};
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  return isSplat(adaptor.getRhs(), 1) ? OpFoldResult(getLhs()) : OpFoldResult();
}

OpFoldResult SelectOp::fold(FoldAdaptor adaptor) {
  if (getOnTrue() == getOnFalse())
    return getOnTrue();
  auto condition = dyn_cast_or_null<DenseElementsAttr>(adaptor.getCondition());
  if (condition && condition.isSplat())
    return condition.getSplatValue<bool>() ? getOnTrue() : getOnFalse();
  return {};
}

OpFoldResult ConvertOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType())
    return getX();
  auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getX());
  if (!dense || !dense.isSplat())
    return {};
  auto type = cast<RankedTensorType>(getType());
  auto from = dyn_cast<FloatType>(dense.getElementType());
  auto to = dyn_cast<FloatType>(type.getElementType());
  if (!to)
    return {};
  APFloat value(0.0);
  if (from)
    value = dense.getSplatValue<APFloat>();
  else if (dense.getElementType().isInteger(32) ||
           dense.getElementType().isInteger(64))
    // From the integer at once: a detour through f64 could round twice.
    value = [&] {
      APFloat result(to.getFloatSemantics());
      result.convertFromAPInt(dense.getSplatValue<APInt>(), /*isSigned=*/true,
                              APFloat::rmNearestTiesToEven);
      return result;
    }();
  else
    return {};
  bool inexact = false;
  value.convert(to.getFloatSemantics(), APFloat::rmNearestTiesToEven, &inexact);
  return DenseElementsAttr::get(type, value);
}

// Moving the elements of a splat gives a splat.
static OpFoldResult foldSplat(Attribute x, Type result) {
  auto dense = dyn_cast_or_null<DenseElementsAttr>(x);
  if (!dense || !dense.isSplat())
    return {};
  return dense.resizeSplat(cast<ShapedType>(result));
}

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType())
    return getX();
  return foldSplat(adaptor.getX(), getType());
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType())
    return getX();
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getX()))
    return dense.reshape(cast<ShapedType>(getType()));
  if (auto inner = getX().getDefiningOp<ReshapeOp>()) {
    if (inner.getX().getType() == getType())
      return inner.getX();
    setOperand(inner.getX());
    return getResult();
  }
  return {};
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  bool identity = true;
  for (auto [i, p] : llvm::enumerate(getPerm()))
    identity &= int64_t(i) == p;
  if (identity)
    return getX();
  if (auto inner = getX().getDefiningOp<TransposeOp>()) {
    bool inverse = true;
    for (auto [i, p] : llvm::enumerate(getPerm()))
      inverse &= inner.getPerm()[p] == int64_t(i);
    if (inverse)
      return inner.getX();
  }
  return foldSplat(adaptor.getX(), getType());
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType() &&
      llvm::all_of(getOffsets(), [](int64_t offset) { return offset == 0; }))
    return getX();
  return foldSplat(adaptor.getX(), getType());
}

// Along an axis of one element, or none, there is nothing to add up.
template <typename Op> static bool standsAlone(Op op) {
  return cast<RankedTensorType>(op.getType()).getDimSize(op.getAxis()) <= 1;
}

OpFoldResult CumSumOp::fold(FoldAdaptor) {
  return standsAlone(*this) ? OpFoldResult(getX()) : OpFoldResult();
}
OpFoldResult CumProdOp::fold(FoldAdaptor) {
  return standsAlone(*this) ? OpFoldResult(getX()) : OpFoldResult();
}
OpFoldResult CumMaxOp::fold(FoldAdaptor) {
  return standsAlone(*this) ? OpFoldResult(getX()) : OpFoldResult();
}
OpFoldResult CumMinOp::fold(FoldAdaptor) {
  return standsAlone(*this) ? OpFoldResult(getX()) : OpFoldResult();
}
OpFoldResult RecurrenceOp::fold(FoldAdaptor) {
  return standsAlone(*this) ? OpFoldResult(getTerm()) : OpFoldResult();
}
OpFoldResult ArgsortOp::fold(FoldAdaptor) {
  auto type = cast<RankedTensorType>(getType());
  return standsAlone(*this) ? OpFoldResult(DenseElementsAttr::get(
                                  type, APInt::getZero(32)))
                            : OpFoldResult();
}

// Zeros stay zeros wherever they are moved.
static OpFoldResult foldZeros(Attribute x, Type result) {
  auto dense = dyn_cast_or_null<DenseElementsAttr>(x);
  if (!dense || !dense.isSplat() || !dense.getSplatValue<APFloat>().isPosZero())
    return {};
  return dense.resizeSplat(cast<ShapedType>(result));
}
OpFoldResult WindowTakeOp::fold(FoldAdaptor adaptor) {
  return foldZeros(adaptor.getX(), getType());
}
OpFoldResult WindowPutOp::fold(FoldAdaptor adaptor) {
  return foldZeros(adaptor.getX(), getType());
}
