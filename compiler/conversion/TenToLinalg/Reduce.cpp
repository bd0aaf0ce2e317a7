// Reductions to linalg.generic whose last iterators are the reduced axes.
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

/// The neutral element of a reduction and one step of it.
struct Combiner {
  TypedAttr (*neutral)(Builder &, Type);
  Value (*combine)(Builder &, Value, Value);
};

template <typename FloatOp, typename IntOp>
Value either(Builder &b, Value l, Value r) {
  if (isa<FloatType>(l.getType()))
    return FloatOp::create(b, l, r);
  return IntOp::create(b, l, r);
}

Value both(Builder &b, Value l, Value r) {
  return arith::AndIOp::create(b, l, r);
}
Value any(Builder &b, Value l, Value r) {
  return arith::OrIOp::create(b, l, r);
}

TypedAttr zero(Builder &b, Type type) { return b.getZeroAttr(type); }
TypedAttr one(Builder &b, Type type) { return b.getOneAttr(type); }

/// -infinity or the least integer, and their opposites.
TypedAttr extreme(Builder &b, Type type, bool least) {
  if (auto real = dyn_cast<FloatType>(type))
    return b.getFloatAttr(type,
                          APFloat::getInf(real.getFloatSemantics(), least));
  unsigned width = type.getIntOrFloatBitWidth();
  return b.getIntegerAttr(type, least ? APInt::getSignedMinValue(width)
                                      : APInt::getSignedMaxValue(width));
}
TypedAttr least(Builder &b, Type type) { return extreme(b, type, true); }
TypedAttr greatest(Builder &b, Type type) { return extreme(b, type, false); }

Combiner combinerOf(ten::ReduceSumOp) {
  return {zero, either<arith::AddFOp, arith::AddIOp>};
}
Combiner combinerOf(ten::ReduceProdOp) {
  return {one, either<arith::MulFOp, arith::MulIOp>};
}
Combiner combinerOf(ten::ReduceMaxOp) {
  return {least, either<arith::MaximumFOp, arith::MaxSIOp>};
}
Combiner combinerOf(ten::ReduceMinOp) {
  return {greatest, either<arith::MinimumFOp, arith::MinSIOp>};
}
Combiner combinerOf(ten::ReduceAndOp) { return {one, both}; }
Combiner combinerOf(ten::ReduceOrOp) { return {zero, any}; }

template <typename Op> struct ConvertReduce : Lowering<Op> {
  using Lowering<Op>::Lowering;

  Value lower(Builder &b, Op op, typename Op::Adaptor adaptor) const override {
    Value x = adaptor.getX();
    auto from = dyn_cast<RankedTensorType>(x.getType());
    // No axes: nothing to add up.
    if (!from || op.getAxes().empty())
      return x;
    auto result = typeOf(op.getResult());
    Type element = result.getElementType();
    // bf16 accumulates in f32 (D1).
    Type wide = element.isBF16() ? Type(b.getF32Type()) : element;
    Combiner combiner = combinerOf(op);
    Value neutral = arith::ConstantOp::create(b, combiner.neutral(b, wide));
    Value init = fillTensor(b, result.getShape(), neutral);

    int64_t rank = from.getRank(), kept = result.getRank();
    SmallVector<AffineExpr> position(rank);
    int64_t nextKept = 0, nextReduced = kept;
    for (int64_t dim = 0; dim < rank; ++dim) {
      bool reduced = llvm::is_contained(op.getAxes(), dim);
      position[dim] = b.getAffineDimExpr(reduced ? nextReduced++ : nextKept++);
    }
    SmallVector<AffineMap> maps{
        AffineMap::get(rank, 0, position, b.getContext()),
        b.getMultiDimIdentityMap(rank).getMajorSubMap(kept)};
    if (kept == 0)
      maps[1] = AffineMap::get(rank, 0, b.getContext());
    SmallVector<utils::IteratorType> iterators(rank,
                                               utils::IteratorType::reduction);
    std::fill_n(iterators.begin(), kept, utils::IteratorType::parallel);
    auto generic = linalg::GenericOp::create(
        b, TypeRange(init.getType()), x, init, maps, iterators,
        [&](OpBuilder &inner, Location loc, ValueRange arguments) {
          Builder in(loc, inner);
          Value item = arguments[0];
          if (wide != element)
            item = arith::ExtFOp::create(in, wide, item);
          Value next = combiner.combine(in, arguments[1], item);
          linalg::YieldOp::create(in, next);
        });
    return finishReduction(b, generic.getResult(0), result);
  }
};

} // namespace

Value finishReduction(Builder &b, Value sums, RankedTensorType result) {
  Type wide = typeOf(sums).getElementType();
  Type element = result.getElementType();
  if (result.getRank() == 0) {
    Value sum = tensor::ExtractOp::create(b, sums, ValueRange{});
    if (wide == element)
      return sum;
    return arith::TruncFOp::create(b, element, sum);
  }
  if (wide == element)
    return sums;
  return mapElements(b, result, sums,
                     b.getMultiDimIdentityMap(result.getRank()),
                     [&](Builder &in, ValueRange x) -> Value {
                       return arith::TruncFOp::create(in, element, x[0]);
                     });
}

void populateReduceToLinalgPatterns(TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  patterns
      .add<ConvertReduce<ten::ReduceSumOp>, ConvertReduce<ten::ReduceProdOp>,
           ConvertReduce<ten::ReduceMaxOp>, ConvertReduce<ten::ReduceMinOp>,
           ConvertReduce<ten::ReduceAndOp>, ConvertReduce<ten::ReduceOrOp>>(
          converter, patterns.getContext());
}

} // namespace nestor
