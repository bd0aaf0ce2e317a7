// Fewer, longer loops: iterators of extent 1 go, and iterators that all operands
// walk through without a gap become one.
#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

using namespace mlir;

namespace nestor {

/// Both iterators are absent from the map, or they are neighbouring dimensions
/// of the operand with no gap in memory between rows.
static bool canMerge(AffineMap map, Value operand, unsigned first) {
  unsigned second = first + 1;
  if (!map.isFunctionOfDim(first) && !map.isFunctionOfDim(second))
    return true;
  auto type = dyn_cast<MemRefType>(operand.getType());
  SmallVector<int64_t> strides;
  int64_t offset;
  if (!type || failed(type.getStridesAndOffset(strides, offset)))
    return false;
  for (unsigned i = 0; i + 1 < map.getNumResults(); ++i) {
    auto here = dyn_cast<AffineDimExpr>(map.getResult(i));
    auto next = dyn_cast<AffineDimExpr>(map.getResult(i + 1));
    if (here && next && here.getPosition() == first &&
        next.getPosition() == second)
      return !ShapedType::isDynamic(strides[i]) &&
             !ShapedType::isDynamic(strides[i + 1]) &&
             strides[i] == strides[i + 1] * type.getDimSize(i + 1);
  }
  return false;
}

/// So that the axis before a unit axis counts as the one whose elements lie side
/// by side. Reduction iterators stay, and so does the last one, which chooses
/// the order of a reduction.
static linalg::GenericOp dropUnitIterators(linalg::GenericOp op,
                                           RewriterBase &rewriter) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  SmallVector<unsigned> units;
  bool reduces = op.getNumReductionLoops() > 0;
  for (auto [dim, type] : llvm::enumerate(op.getIteratorTypesArray()))
    if (extents[dim] == 1 && type == utils::IteratorType::parallel &&
        !(reduces && dim + 1 == extents.size()))
      units.push_back(dim);
  if (units.empty())
    return op;
  linalg::ControlDropUnitDims options;
  options.rankReductionStrategy = linalg::ControlDropUnitDims::
      RankReductionStrategy::ExtractInsertSlice;
  options.controlFn = [&](Operation *) { return units; };
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::DropUnitDimsResult> result =
      linalg::dropUnitDims(rewriter, op, options);
  if (failed(result))
    return op;
  rewriter.eraseOp(op);
  return cast<linalg::GenericOp>(result->resultOp.getOperation());
}

linalg::GenericOp collapseIterators(linalg::GenericOp op,
                                    RewriterBase &rewriter) {
  // Upstream's collapsing takes every index for an iterator.
  auto isProjection = [](AffineMap map) {
    return map.isProjectedPermutation();
  };
  if (!llvm::all_of(op.getIndexingMapsArray(), isProjection))
    return op;
  op = dropUnitIterators(op, rewriter);
  if (op.getNumLoops() < 2 || op.hasIndexSemantics() ||
      !llvm::all_of(op.getIndexingMapsArray(), isProjection))
    return op;
  SmallVector<utils::IteratorType> types = op.getIteratorTypesArray();
  SmallVector<ReassociationIndices> groups{{0}};
  for (unsigned dim = 1; dim < op.getNumLoops(); ++dim) {
    bool merge = types[dim] == types[dim - 1];
    for (OpOperand &operand : op->getOpOperands())
      merge = merge && canMerge(op.getMatchingIndexingMap(&operand),
                                operand.get(), dim - 1);
    if (merge)
      groups.back().push_back(dim);
    else
      groups.push_back({int64_t(dim)});
  }
  SmallVector<ReassociationIndices> merged;
  for (const ReassociationIndices &group : groups)
    if (group.size() > 1)
      merged.push_back(group);
  if (merged.empty())
    return op;
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::CollapseResult> result =
      linalg::collapseOpIterationDims(op, merged, rewriter);
  if (failed(result))
    return op;
  rewriter.eraseOp(op);
  return cast<linalg::GenericOp>(result->collapsedOp);
}

} // namespace nestor
