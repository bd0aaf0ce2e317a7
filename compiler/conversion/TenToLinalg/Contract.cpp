// ten.contract to linalg.generic with a fused multiply-add as its body; the
// place of the contracted iterators says in which order they add up.
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

/// The iterators of a contraction: batch b, rows m, columns n, contracted k.
struct ContractDims {
  SmallVector<unsigned> lhs, rhs, result; // iterator of each dimension
  SmallVector<utils::IteratorType> iterators;

  explicit ContractDims(ten::ContractOp op) {
    auto lhsType = typeOf(op.getLhs());
    auto rhsType = typeOf(op.getRhs());
    auto resultType = typeOf(op.getResult());
    unsigned rank = resultType.getRank(), batch = op.getLhsBatch().size();
    unsigned contracted = op.getLhsContract().size();
    // See LinalgToLoops.h, note: order of reductions. Batch dimensions do not
    // count, so that a batched product has the bits of its lanes.
    bool wide = rank > batch && resultType.getShape().back() >= sumLanes;
    for (unsigned dim = 0; dim < rank; ++dim)
      result.push_back(wide && dim + 1 == rank ? rank - 1 + contracted : dim);
    unsigned firstContracted = wide ? rank - 1 : rank;
    iterators.assign(rank + contracted, utils::IteratorType::parallel);
    std::fill_n(iterators.begin() + firstContracted, contracted,
                utils::IteratorType::reduction);

    unsigned free = batch;
    auto assign = [&](ArrayRef<int64_t> batchDims, ArrayRef<int64_t> contracts,
                      unsigned operandRank, SmallVector<unsigned> &dims) {
      dims.assign(operandRank, ~0u);
      for (auto [i, dim] : llvm::enumerate(batchDims))
        dims[dim] = result[i];
      for (auto [i, dim] : llvm::enumerate(contracts))
        dims[dim] = firstContracted + i;
      for (unsigned &dim : dims)
        if (dim == ~0u)
          dim = result[free++];
    };
    assign(op.getLhsBatch(), op.getLhsContract(), lhsType.getRank(), lhs);
    assign(op.getRhsBatch(), op.getRhsContract(), rhsType.getRank(), rhs);
  }

  AffineMap map(Builder &b, ArrayRef<unsigned> dims) const {
    SmallVector<AffineExpr> exprs;
    for (unsigned dim : dims)
      exprs.push_back(b.getAffineDimExpr(dim));
    return AffineMap::get(iterators.size(), 0, exprs, b.getContext());
  }
};

/// Moves the dimension of the last iterator to the operand's end, so that
/// neighbouring outputs read neighbouring elements. The copy costs one pass
/// over the operand; the product makes many. Updates `dims`.
Value columnsLast(Builder &b, Value operand, SmallVector<unsigned> &dims,
                  unsigned column) {
  auto type = typeOf(operand);
  auto *place = llvm::find(dims, column);
  if (place == dims.end() || place + 1 == dims.end())
    return operand;
  unsigned position = place - dims.begin(), rank = type.getRank();
  // Dimension i of the operand is iterator order[i] of the copy.
  SmallVector<AffineExpr> order;
  SmallVector<int64_t> shape;
  for (unsigned dim = 0; dim < rank; ++dim) {
    unsigned to = dim == position ? rank - 1 : dim - (dim > position);
    order.push_back(b.getAffineDimExpr(to));
    if (dim != position)
      shape.push_back(type.getDimSize(dim));
  }
  shape.push_back(type.getDimSize(position));
  dims.erase(place);
  dims.push_back(column);
  return mapElements(b, type.clone(shape), operand,
                     AffineMap::get(rank, 0, order, b.getContext()),
                     [](Builder &, ValueRange x) { return x[0]; });
}

struct ConvertContract : Lowering<ten::ContractOp> {
  using Lowering::Lowering;

  Value lower(Builder &b, ten::ContractOp op,
              OpAdaptor adaptor) const override {
    auto result = typeOf(op.getResult());
    Type element = result.getElementType();
    Type wide = element.isBF16() ? Type(b.getF32Type()) : element;
    ContractDims dims(op);
    // A factor of rank 0 is a value that the body sees from outside.
    SmallVector<Value> inputs, factors;
    SmallVector<AffineMap> maps;
    for (auto [operand, positions] : {std::pair(adaptor.getLhs(), &dims.lhs),
                                      std::pair(adaptor.getRhs(), &dims.rhs)}) {
      bool isTensor = isa<RankedTensorType>(operand.getType());
      factors.push_back(isTensor ? Value() : operand);
      if (!isTensor)
        continue;
      if (dims.iterators.back() == utils::IteratorType::parallel)
        operand =
            columnsLast(b, operand, *positions, dims.iterators.size() - 1);
      inputs.push_back(operand);
      maps.push_back(dims.map(b, *positions));
    }
    maps.push_back(dims.map(b, dims.result));
    Value init = fillTensor(b, result.getShape(), floatConstant(b, wide, 0.0));
    auto generic = linalg::GenericOp::create(
        b, TypeRange(init.getType()), inputs, init, maps, dims.iterators,
        [&](OpBuilder &inner, Location loc, ValueRange arguments) {
          Builder in(loc, inner);
          auto widen = [&](Value x) -> Value {
            if (x.getType() == wide)
              return x;
            return arith::ExtFOp::create(in, wide, x);
          };
          unsigned next = 0;
          Value l = factors[0] ? factors[0] : arguments[next++];
          Value r = factors[1] ? factors[1] : arguments[next++];
          Value sum =
              math::FmaOp::create(in, widen(l), widen(r), arguments.back());
          linalg::YieldOp::create(in, sum);
        });
    return finishReduction(b, generic.getResult(0), result);
  }
};

} // namespace

void populateContractToLinalgPatterns(TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<ConvertContract>(converter, patterns.getContext());
}

} // namespace nestor
