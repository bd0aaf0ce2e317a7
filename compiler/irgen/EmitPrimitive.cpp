// Emits literals and first-order primitives as operations of `ten`.
#include "compiler/irgen/EmitRegion.h"

namespace nestor {

using namespace mlir;
using typed::Primitive;

Operation *RegionEmitter::emitLiteral(const typed::Node &node, Location loc) {
  auto type = cast<RankedTensorType>(typeOf(node.results[0]));
  mlir::Type element = type.getElementType();
  SmallVector<Attribute> values;
  for (double number : node.numbers) {
    if (isa<FloatType>(element))
      values.push_back(FloatAttr::get(element, number));
    else
      values.push_back(IntegerAttr::get(
          element, element.isInteger(1) ? int64_t(number != 0)
                                        : int64_t(number)));
  }
  return ten::ConstantOp::create(builder_, loc,
                                 DenseElementsAttr::get(type, values));
}

/// Four lists of numbers, one entry a spatial axis, then perhaps the groups.
Operation *RegionEmitter::emitWindow(const typed::Node &node, Location loc,
                                     ArrayRef<Value> x, mlir::Type type) {
  ArrayRef<int64_t> all = node.axes;
  size_t spatial = all.size() / 4;
  auto part = [&](size_t i) {
    return builder_.getDenseI64ArrayAttr(all.slice(i * spatial, spatial));
  };
  auto groups = [&] { return builder_.getI64IntegerAttr(node.more[0]); };
  switch (node.primitive) {
  case Primitive::Convolve:
    return ten::ConvolveOp::create(builder_, loc, type, x[0], x[1], part(0),
                                   part(1), part(2), part(3), groups());
  case Primitive::ConvolveInput:
    return ten::ConvolveInputOp::create(builder_, loc, type, x[0], x[1],
                                        part(0), part(1), part(2), part(3),
                                        groups());
  case Primitive::WindowArgmax:
    return ten::WindowArgmaxOp::create(builder_, loc, type, x[0], part(0),
                                       part(1), part(2), part(3));
  default:
    return ten::WindowTakeOp::create(builder_, loc, type, x[0], x[1], part(0),
                                     part(1), part(2), part(3));
  }
}

Operation *RegionEmitter::emitPrimitive(const typed::Node &node, Location loc) {
  SmallVector<Value> x = valuesOf(node.operands);
  auto type = cast<RankedTensorType>(typeOf(node.results[0]));
  auto axes = builder_.getDenseI64ArrayAttr(node.axes);
  auto more = builder_.getDenseI64ArrayAttr(node.more);
  auto number = [&] { return builder_.getI64IntegerAttr(node.axes[0]); };
  ArrayRef<Value> operands(x);
  switch (node.primitive) {
#define UNARY(NAME)                                                            \
  case Primitive::NAME:                                                        \
    return ten::NAME##Op::create(builder_, loc, type, x[0]);
    UNARY(Neg)
    UNARY(Abs)
    UNARY(Sign)
    UNARY(Exp)
    UNARY(Log)
    UNARY(Log1p)
    UNARY(Expm1)
    UNARY(Sqrt)
    UNARY(Rsqrt)
    UNARY(Sin)
    UNARY(Cos)
    UNARY(Tanh)
    UNARY(Logistic)
    UNARY(Floor)
    UNARY(Ceil)
    UNARY(Round)
    UNARY(Not)
    UNARY(Convert)
    UNARY(Reshape)
    UNARY(SeedKey)
    UNARY(Uniform)
    UNARY(Normal)
#undef UNARY
#define BINARY(NAME)                                                           \
  case Primitive::NAME:                                                        \
    return ten::NAME##Op::create(builder_, loc, type, x[0], x[1]);
    BINARY(Add)
    BINARY(Sub)
    BINARY(Mul)
    BINARY(Div)
    BINARY(Pow)
    BINARY(Max)
    BINARY(Min)
    BINARY(FloorDiv)
    BINARY(Mod)
    BINARY(And)
    BINARY(Or)
#undef BINARY
#define WITH_AXES(NAME)                                                        \
  case Primitive::NAME:                                                        \
    return ten::NAME##Op::create(builder_, loc, type, x[0], axes);
    WITH_AXES(Broadcast)
    WITH_AXES(Transpose)
    WITH_AXES(Reverse)
    WITH_AXES(ReduceSum)
    WITH_AXES(ReduceProd)
    WITH_AXES(ReduceMax)
    WITH_AXES(ReduceMin)
    WITH_AXES(ReduceAnd)
    WITH_AXES(ReduceOr)
#undef WITH_AXES
  case Primitive::CumSum:
    return ten::CumSumOp::create(builder_, loc, type, x[0], number(),
                                 UnitAttr());
#define WITH_AXIS(NAME)                                                        \
  case Primitive::NAME:                                                        \
    return ten::NAME##Op::create(builder_, loc, type, x[0], number());
    WITH_AXIS(CumProd)
    WITH_AXIS(CumMax)
    WITH_AXIS(CumMin)
#undef WITH_AXIS
  case Primitive::Solve:
    return ten::SolveOp::create(builder_, loc, type, x[0], x[1]);
#define FACTOR(NAME)                                                           \
  case Primitive::NAME:                                                        \
    return ten::NAME##Op::create(builder_, loc, type, x[0]);
    FACTOR(Cholesky)
    FACTOR(Qr)
    FACTOR(Eigh)
    FACTOR(Svd)
#undef FACTOR
  case Primitive::Argsort:
    return ten::ArgsortOp::create(
        builder_, loc, type, x[0], number(),
        node.axes[1] ? builder_.getUnitAttr() : UnitAttr());
  case Primitive::Compare:
    return ten::CompareOp::create(
        builder_, loc, type,
        ten::PredicateAttr::get(builder_.getContext(),
                                ten::Predicate(node.axes[0])),
        x[0], x[1]);
  case Primitive::Select:
    return ten::SelectOp::create(builder_, loc, type, x[0], x[1], x[2]);
  case Primitive::Iota:
    return ten::IotaOp::create(builder_, loc, type, number());
  case Primitive::Slice:
    return ten::SliceOp::create(builder_, loc, type, x[0], axes, more);
  case Primitive::DynamicSlice:
    return ten::DynamicSliceOp::create(builder_, loc, type, x[0],
                                       operands.drop_front(1), axes);
  case Primitive::UpdateSlice:
    return ten::UpdateSliceOp::create(builder_, loc, type, x[0], x[1],
                                      operands.drop_front(2), axes);
  case Primitive::Concat:
    return ten::ConcatOp::create(builder_, loc, type, x, number());
  case Primitive::Contract: {
    SmallVector<int64_t> batch;
    for (int64_t i = 0; i < int64_t(node.numbers[0]); ++i)
      batch.push_back(i);
    auto paired = builder_.getDenseI64ArrayAttr(batch);
    return ten::ContractOp::create(builder_, loc, type, x[0], x[1], paired,
                                   paired, axes, more);
  }
  case Primitive::FoldKey:
    return ten::FoldKeyOp::create(
        builder_, loc, type,
        ten::KeyTagAttr::get(builder_.getContext(),
                             ten::KeyTag(node.axes[0])),
        x[0], x[1]);
  case Primitive::Gather:
    return ten::GatherOp::create(builder_, loc, type, x[0], x[1]);
#define SCATTER(NAME)                                                          \
  case Primitive::NAME:                                                        \
    return ten::NAME##Op::create(builder_, loc, type, x[0], x[1], x[2]);
    SCATTER(ScatterAdd)
    SCATTER(ScatterSet)
    SCATTER(ScatterMax)
    SCATTER(ScatterMin)
#undef SCATTER
  case Primitive::Convolve:
  case Primitive::ConvolveInput:
  case Primitive::WindowArgmax:
  case Primitive::WindowTake:
    return emitWindow(node, loc, x, type);
  case Primitive::Permutation:
    return ten::PermutationOp::create(builder_, loc, type, x[0], x[1],
                                      number());
  case Primitive::RandomInt:
    return ten::RandomIntOp::create(builder_, loc, type, x[0], number());
  case Primitive::StopGradient:
    return meta::StopGradientOp::create(builder_, loc, type, x[0]);
  }
  llvm_unreachable("every primitive has a case");
}

} // namespace nestor
