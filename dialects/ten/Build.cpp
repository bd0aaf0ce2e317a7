// The short builders.
#include "dialects/ten/Build.h"

using namespace mlir;

namespace nestor::ten {

static Attribute elementAttr(Type element, double number) {
  if (isa<FloatType>(element))
    return FloatAttr::get(element, number);
  return IntegerAttr::get(element, int64_t(number));
}

Value Build::constant(Value v, double number) {
  auto type = typeOf(v);
  return ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(type,
                             elementAttr(type.getElementType(), number)));
}

Value Build::zeros(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(tensor, elementAttr(tensor.getElementType(), 0)));
}

Value Build::compare(Predicate predicate, Value a, Value b) {
  auto type = RankedTensorType::get(typeOf(a).getShape(), builder.getI1Type());
  return CompareOp::create(builder, loc, type,
                           PredicateAttr::get(builder.getContext(), predicate),
                           a, b);
}

Value Build::convert(Value a, Type element) {
  auto type = RankedTensorType::get(typeOf(a).getShape(), element);
  return type == a.getType() ? a : ConvertOp::create(builder, loc, type, a);
}

Value Build::broadcast(Value a, Type type, ArrayRef<int64_t> dims) {
  if (type == a.getType())
    return a;
  return BroadcastOp::create(builder, loc, type, a,
                             builder.getDenseI64ArrayAttr(dims));
}

Value Build::reduceSum(Value a, ArrayRef<int64_t> axes) {
  if (axes.empty())
    return a;
  SmallVector<int64_t> shape;
  for (auto [i, extent] : llvm::enumerate(typeOf(a).getShape()))
    if (!llvm::is_contained(axes, int64_t(i)))
      shape.push_back(extent);
  auto type = RankedTensorType::get(shape, typeOf(a).getElementType());
  return ReduceSumOp::create(builder, loc, type, a,
                             builder.getDenseI64ArrayAttr(axes));
}

Value Build::transpose(Value a, ArrayRef<int64_t> perm) {
  bool identity = true;
  SmallVector<int64_t> shape;
  for (auto [i, p] : llvm::enumerate(perm)) {
    identity &= int64_t(i) == p;
    shape.push_back(typeOf(a).getDimSize(p));
  }
  if (identity)
    return a;
  auto type = RankedTensorType::get(shape, typeOf(a).getElementType());
  return TransposeOp::create(builder, loc, type, a,
                             builder.getDenseI64ArrayAttr(perm));
}

std::optional<double> splatOf(Value v) {
  auto constant = v.getDefiningOp<ConstantOp>();
  auto dense = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                        : DenseElementsAttr();
  if (!dense || !dense.isSplat())
    return std::nullopt;
  if (isa<FloatType>(dense.getElementType())) {
    APFloat value = dense.getSplatValue<APFloat>();
    bool inexact = false;
    value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                  &inexact);
    return value.convertToDouble();
  }
  return double(dense.getSplatValue<APInt>().getSExtValue());
}

Value addTangents(OpBuilder &builder, Location loc, Value a, Value b) {
  if (!a || !b)
    return a ? a : b;
  return AddOp::create(builder, loc, a.getType(), a, b);
}

} // namespace nestor::ten
