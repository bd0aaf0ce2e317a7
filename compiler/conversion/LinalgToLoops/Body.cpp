// Evaluation of a linalg.generic's body on scalars and vectors.
#include "compiler/conversion/LinalgToLoops/Body.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;

Value Body::widen(Builder &b, Value value, const Point &point) {
  if (point.width == 1 || isa<VectorType>(value.getType()))
    return value;
  auto type = VectorType::get(point.width, value.getType());
  return vector::BroadcastOp::create(b, type, value);
}

int64_t Body::preferredWidth() {
  unsigned bits = 32;
  for (Value operand : op->getOperands())
    bits =
        std::max(bits, getElementTypeOrSelf(operand).getIntOrFloatBitWidth());
  return std::max<int64_t>(registers.bytes * 8 / bits, 1);
}

bool Body::dependsOn(OpOperand &operand, unsigned dim) {
  return op.getMatchingIndexingMap(&operand).isFunctionOfDim(dim);
}

bool Body::isContiguous(OpOperand &operand, unsigned dim) {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (!type || map.getNumResults() == 0)
    return false;
  // The last index counts the iterator, alone or beside others.
  AffineExpr last = map.getResults().back(),
             others = simplifyAffineExpr(
                 last - getAffineDimExpr(dim, map.getContext()),
                 map.getNumDims(), 0);
  if (!last.isFunctionOfDim(dim) || others.isFunctionOfDim(dim))
    return false;
  for (AffineExpr expr : map.getResults().drop_back())
    if (expr.isFunctionOfDim(dim))
      return false;
  SmallVector<int64_t> strides;
  int64_t offset;
  // A vector of i1 packs its bits, memory of i1 does not.
  return succeeded(type.getStridesAndOffset(strides, offset)) &&
         strides.back() == 1 && !type.getElementType().isInteger(1);
}

SmallVector<Value> Body::address(Builder &b, AffineMap map,
                                 ArrayRef<Value> at) {
  SmallVector<Value> indices;
  for (AffineExpr expr : map.getResults()) {
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      indices.push_back(at[dim.getPosition()]);
      continue;
    }
    AffineMap single = AffineMap::get(map.getNumDims(), 0, expr);
    indices.push_back(affine::AffineApplyOp::create(b, single, at));
  }
  return indices;
}

Value Body::neighbour(Builder &b, const Point &point, int64_t lane) {
  Value base = point.indices[point.dim];
  if (lane == 0)
    return base;
  Value offset = arith::ConstantIndexOp::create(b, lane);
  return arith::AddIOp::create(b, base, offset);
}

Value Body::read(Builder &b, OpOperand &operand, const Point &point) {
  Value buffer = operand.get();
  auto type = dyn_cast<MemRefType>(buffer.getType());
  if (!type)
    return buffer;
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (point.width == 1 || !map.isFunctionOfDim(point.dim))
    return memref::LoadOp::create(b, buffer, address(b, map, point.indices));
  auto vectorType = VectorType::get(point.width, type.getElementType());
  if (isContiguous(operand, point.dim))
    return vector::LoadOp::create(b, vectorType, buffer,
                                  address(b, map, point.indices));
  SmallVector<Value> lanes, at = point.indices;
  for (int64_t lane = 0; lane < point.width; ++lane) {
    at[point.dim] = neighbour(b, point, lane);
    lanes.push_back(memref::LoadOp::create(b, buffer, address(b, map, at)));
  }
  return vector::FromElementsOp::create(b, vectorType, lanes);
}

void Body::write(Builder &b, unsigned output, Value value, const Point &point) {
  OpOperand &operand = *op.getDpsInitOperand(output);
  AffineMap map = op.getMatchingIndexingMap(&operand);
  Value buffer = operand.get();
  if (point.width == 1) {
    memref::StoreOp::create(b, value, buffer, address(b, map, point.indices));
    return;
  }
  value = widen(b, value, point);
  if (isContiguous(operand, point.dim)) {
    vector::StoreOp::create(b, value, buffer, address(b, map, point.indices));
    return;
  }
  SmallVector<Value> at = point.indices;
  for (int64_t lane = 0; lane < point.width; ++lane) {
    at[point.dim] = neighbour(b, point, lane);
    Value element =
        vector::ExtractOp::create(b, value, ArrayRef<int64_t>{lane});
    memref::StoreOp::create(b, element, buffer, address(b, map, at));
  }
}

/// A load inside a body whose indices differ between neighbours: side by side
/// where only the last index counts them, else one by one.
Value Body::gather(Builder &b, memref::LoadOp load, ValueRange indices,
                   const Point &point) {
  auto type = cast<MemRefType>(load.getMemRef().getType());
  auto vectorType = VectorType::get(point.width, type.getElementType());
  auto isVector = [](Value index) { return isa<VectorType>(index.getType()); };
  auto last = load.getIndices().back().getDefiningOp<linalg::IndexOp>();
  SmallVector<int64_t> strides;
  int64_t offset;
  bool sideBySide = last && last.getDim() == point.dim &&
                    llvm::none_of(indices.drop_back(), isVector) &&
                    succeeded(type.getStridesAndOffset(strides, offset)) &&
                    strides.back() == 1 && !type.getElementType().isInteger(1);
  if (sideBySide) {
    SmallVector<Value> at(indices);
    at.back() = point.indices[point.dim];
    return vector::LoadOp::create(b, vectorType, load.getMemRef(), at);
  }
  SmallVector<Value> lanes;
  for (int64_t lane = 0; lane < point.width; ++lane) {
    SmallVector<Value> at;
    for (Value index : indices)
      at.push_back(isVector(index) ? vector::ExtractOp::create(
                                         b, index, ArrayRef<int64_t>{lane})
                                         .getResult()
                                   : index);
    lanes.push_back(memref::LoadOp::create(b, load.getMemRef(), at));
  }
  return vector::FromElementsOp::create(b, vectorType, lanes);
}

SmallVector<Value> Body::evaluate(Builder &b, const Point &point,
                                  ArrayRef<Value> outputs) {
  Block *block = op.getBody();
  IRMapping mapping;
  for (OpOperand *input : op.getDpsInputOperands()) {
    BlockArgument argument = op.getMatchingBlockArgument(input);
    if (!argument.use_empty())
      mapping.map(argument, read(b, *input, point));
  }
  for (auto [i, output] : llvm::enumerate(outputs)) {
    BlockArgument argument =
        op.getMatchingBlockArgument(op.getDpsInitOperand(i));
    if (!argument.use_empty())
      mapping.map(argument,
                  output ? output : read(b, *op.getDpsInitOperand(i), point));
  }
  for (Operation &inner : block->without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
      Value value = point.indices[index.getDim()];
      if (index.getDim() == point.dim && point.width > 1) {
        auto type = VectorType::get(point.width, b.getIndexType());
        Value steps = vector::StepOp::create(b, type);
        value = arith::AddIOp::create(b, widen(b, value, point), steps);
      }
      mapping.map(index.getResult(), value);
      continue;
    }
    // What is the same at all neighbours is computed once, as a scalar.
    auto isVector = [&](Value operand) {
      return isa<VectorType>(mapping.lookupOrDefault(operand).getType());
    };
    bool anyVector = llvm::any_of(inner.getOperands(), isVector);
    auto load = dyn_cast<memref::LoadOp>(inner);
    if (load && anyVector) {
      SmallVector<Value> indices;
      for (Value index : load.getIndices())
        indices.push_back(mapping.lookupOrDefault(index));
      mapping.map(load.getResult(), gather(b, load, indices, point));
      continue;
    }
    if (anyVector)
      for (Value operand : inner.getOperands())
        mapping.map(operand, widen(b, mapping.lookupOrDefault(operand), point));
    Operation *copy = b.clone(inner, mapping);
    if (anyVector)
      for (Value result : copy->getResults())
        result.setType(VectorType::get(point.width, result.getType()));
  }
  SmallVector<Value> results;
  for (Value yielded : block->getTerminator()->getOperands())
    results.push_back(mapping.lookupOrDefault(yielded));
  return results;
}

void emitLoop(Builder &b, int64_t extent, int64_t step,
              function_ref<void(Builder &, Value)> body) {
  if (extent <= 0)
    return;
  Value zero = arith::ConstantIndexOp::create(b, 0);
  if (extent <= step)
    return body(b, zero);
  Value end = arith::ConstantIndexOp::create(b, extent);
  Value stride = arith::ConstantIndexOp::create(b, step);
  scf::ForOp::create(b, zero, end, stride, ValueRange{},
                     [&](OpBuilder &inner, Location loc, Value i, ValueRange) {
                       Builder in(loc, inner);
                       body(in, i);
                       scf::YieldOp::create(in);
                     });
}

void emitLoopNest(Builder &b, ArrayRef<unsigned> dims,
                  ArrayRef<int64_t> extents, Point &point,
                  function_ref<void(Builder &)> body) {
  if (dims.empty())
    return body(b);
  emitLoop(b, extents[dims.front()], 1, [&](Builder &in, Value i) {
    point.indices[dims.front()] = i;
    emitLoopNest(in, dims.drop_front(), extents, point, body);
  });
}

Accumulators
emitTerms(Builder &b, ArrayRef<unsigned> dims, ArrayRef<int64_t> extents,
          Point &point, Accumulators sums,
          llvm::function_ref<Accumulators(Builder &, Accumulators)> term) {
  if (dims.empty())
    return term(b, std::move(sums));
  unsigned dim = dims.front();
  Value zero = arith::ConstantIndexOp::create(b, 0);
  if (extents[dim] == 1) {
    point.indices[dim] = zero;
    return emitTerms(b, dims.drop_front(), extents, point, std::move(sums),
                     term);
  }
  Value end = arith::ConstantIndexOp::create(b, extents[dim]);
  Value one = arith::ConstantIndexOp::create(b, 1);
  auto loop = scf::ForOp::create(
      b, zero, end, one, sums,
      [&](OpBuilder &inner, Location loc, Value k, ValueRange state) {
        Builder in(loc, inner);
        point.indices[dim] = k;
        scf::YieldOp::create(in, emitTerms(in, dims.drop_front(), extents,
                                           point, Accumulators(state), term));
      });
  return Accumulators(loop.getResults());
}

} // namespace nestor
