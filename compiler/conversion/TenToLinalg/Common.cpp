// Building blocks that the families of ten-to-linalg share.
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace nestor {

Value floatConstant(ImplicitLocOpBuilder &b, Type type, double value) {
  return arith::ConstantOp::create(b, b.getFloatAttr(type, value));
}

Value intConstant(ImplicitLocOpBuilder &b, Type type, int64_t value) {
  return arith::ConstantOp::create(b, b.getIntegerAttr(type, value));
}

Value uniformElement(ImplicitLocOpBuilder &b, Value converted) {
  if (!isa<RankedTensorType>(converted.getType()))
    return converted;
  DenseElementsAttr dense;
  if (!matchPattern(converted, m_Constant(&dense)) || !dense.isSplat())
    return {};
  return arith::ConstantOp::create(
      b, cast<TypedAttr>(dense.getSplatValue<Attribute>()));
}

Value mapElements(
    ImplicitLocOpBuilder &b, RankedTensorType result, ValueRange inputs,
    ArrayRef<AffineMap> maps,
    function_ref<Value(ImplicitLocOpBuilder &, ValueRange)> body) {
  Value empty =
      tensor::EmptyOp::create(b, result.getShape(), result.getElementType());
  SmallVector<AffineMap> allMaps(maps);
  allMaps.push_back(b.getMultiDimIdentityMap(result.getRank()));
  SmallVector<utils::IteratorType> iterators(result.getRank(),
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      b, TypeRange(result), inputs, empty, allMaps, iterators,
      [&](OpBuilder &inner, Location loc, ValueRange arguments) {
        ImplicitLocOpBuilder innerB(loc, inner);
        Value value = body(innerB, arguments.drop_back());
        linalg::YieldOp::create(innerB, value);
      });
  return generic.getResult(0);
}

Value addTensors(ImplicitLocOpBuilder &b, Value lhs, Value rhs) {
  auto type = typeOf(lhs);
  AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
  return mapElements(b, type, {lhs, rhs}, {identity, identity},
                     [](ImplicitLocOpBuilder &inner, ValueRange x) -> Value {
                       if (isa<FloatType>(x[0].getType()))
                         return arith::AddFOp::create(inner, x[0], x[1]);
                       return arith::AddIOp::create(inner, x[0], x[1]);
                     });
}

Value fillTensor(ImplicitLocOpBuilder &b, ArrayRef<int64_t> shape,
                 Value value) {
  Value empty = tensor::EmptyOp::create(b, shape, value.getType());
  return linalg::FillOp::create(b, value, empty).getResult(0);
}

Value reshapeTensor(ImplicitLocOpBuilder &b, Value x, ArrayRef<int64_t> shape) {
  auto from = typeOf(x);
  auto to = RankedTensorType::get(shape, from.getElementType());
  if (from == to)
    return x;
  if (auto groups = getReassociationIndicesForReshape(from, to)) {
    if (from.getRank() > to.getRank())
      return tensor::CollapseShapeOp::create(b, to, x, *groups);
    return tensor::ExpandShapeOp::create(b, to, x, *groups);
  }
  // Neither merges nor splits alone: through one dimension.
  Value flat = reshapeTensor(b, x, from.getNumElements());
  return reshapeTensor(b, flat, shape);
}

} // namespace nestor
