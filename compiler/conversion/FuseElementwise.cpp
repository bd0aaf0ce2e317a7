// Merges elementwise linalg.generic ops with the ones that use their results,
// so that fewer loops touch memory; every value keeps its bits.
#include "compiler/conversion/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using linalg::GenericOp;

namespace nestor {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "compiler/conversion/Passes.h.inc"

namespace {

/// Streams that one loop may touch: more than the processor prefetches only
/// cost each other.
constexpr unsigned maxOperands = 24;
/// Operations in one body, a bound for compile time.
constexpr unsigned maxBodyOps = 256;
/// Operations that a reduction repeats for each of its 16 accumulators.
constexpr unsigned maxUnrolledOps = 4;

bool isElementwise(GenericOp op) {
  return op.getNumParallelLoops() == op.getNumLoops();
}

unsigned bodySize(GenericOp op) {
  return llvm::range_size(op.getBody()->without_terminator());
}

/// Only reads or makes elements; as cheap to repeat as to read back.
bool isMove(GenericOp op) {
  return bodySize(op) == 0 && op.getNumResults() == 1;
}

/// A product without terms to add up starts from its output all the same.
bool readsOutputs(GenericOp op) {
  return llvm::any_of(llvm::seq(op.getNumDpsInits()), [&](int64_t i) {
    return op.payloadUsesValueFromOperand(op.getDpsInitOperand(i));
  });
}

/// `consumer`, computing `producer` itself, would read along columns what lies
/// in rows. A copy that exchanges axes in blocks is cheaper, and stays.
bool readsAcrossRows(GenericOp producer, GenericOp consumer,
                     OpOperand &operand) {
  AffineMap read = consumer.getMatchingIndexingMap(&operand);
  AffineMap written = producer.getMatchingIndexingMap(
      producer.getDpsInitOperand(cast<OpResult>(operand.get())
                                     .getResultNumber()));
  if (!written.isPermutation() || read.getNumResults() == 0)
    return false;
  AffineMap points = inversePermutation(written).compose(read);
  SmallVector<int64_t> extents = consumer.getStaticLoopRanges();
  unsigned last = extents.size();
  while (last > 0 && extents[last - 1] == 1)
    --last;
  if (last-- == 0)
    return false;
  for (OpOperand *input : producer.getDpsInputOperands()) {
    AffineMap map = producer.getMatchingIndexingMap(input).compose(points);
    auto shape = cast<ShapedType>(input->get().getType()).getShape();
    unsigned rank = map.getNumResults();
    while (rank > 0 && shape[rank - 1] == 1)
      --rank;
    if (rank > 1 && map.isFunctionOfDim(last) &&
        !map.getResult(rank - 1).isFunctionOfDim(last))
      return true;
  }
  return false;
}

/// May `consumer` compute what it reads through `operand` by itself, apart from
/// the question who else needs it?
bool isProfitable(GenericOp producer, GenericOp consumer, OpOperand &operand) {
  AffineMap map = consumer.getMatchingIndexingMap(&operand);
  bool isUniform = isMove(producer) && producer.getNumDpsInputs() == 0;
  if (isUniform)
    return true;
  if (producer->getNumOperands() + consumer->getNumOperands() > maxOperands ||
      bodySize(producer) + bodySize(consumer) > maxBodyOps)
    return false;
  if (readsAcrossRows(producer, consumer, operand))
    return false;
  // A point that is read several times would be computed several times.
  if (!map.isPermutation())
    return isMove(producer) && isElementwise(consumer);
  if (isElementwise(consumer))
    return true;
  // Its output would stay one of the reduction's, which has a single one.
  if (readsOutputs(producer))
    return false;
  unsigned last = consumer.getNumLoops() - 1;
  bool laneOrder =
      consumer.getIteratorTypesArray().back() == utils::IteratorType::reduction;
  if (!laneOrder)
    return false;
  auto innermost = dyn_cast<AffineDimExpr>(map.getResults().back());
  bool lanesAreNeighbours = innermost && innermost.getPosition() == last;
  return lanesAreNeighbours || bodySize(producer) <= maxUnrolledOps;
}

class BlockFusion {
public:
  BlockFusion(Block *block, IRRewriter &rewriter)
      : block(block), rewriter(rewriter) {}

  void run() {
    for (Operation *op = block->empty() ? nullptr : &block->front(); op;) {
      auto consumer = dyn_cast<GenericOp>(op);
      Operation *fused = consumer ? fuseOne(consumer) : nullptr;
      op = fused ? fused : op->getNextNode();
    }
  }

private:
  /// Fuses one producer into `consumer`; returns the merged operation.
  Operation *fuseOne(GenericOp consumer) {
    for (OpOperand *operand : consumer.getDpsInputOperands()) {
      auto producer = operand->get().getDefiningOp<GenericOp>();
      if (!producer || producer->getBlock() != block ||
          !linalg::areElementwiseOpsFusable(operand) ||
          !isProfitable(producer, consumer, *operand))
        continue;
      bool shared = !hasOnlyUse(producer, *operand);
      if (shared && isMove(producer)) {
        // A copy of the producer for this consumer alone.
        rewriter.setInsertionPoint(consumer);
        Operation *copy = rewriter.clone(*producer);
        operand->set(copy->getResult(0));
        return merge(cast<GenericOp>(copy), consumer, *operand);
      }
      if (shared && !canKeepResults(producer, consumer, *operand))
        continue;
      if (Operation *fused = merge(producer, consumer, *operand))
        return fused;
    }
    return nullptr;
  }

  static bool hasOnlyUse(GenericOp producer, OpOperand &operand) {
    return llvm::all_of(producer->getUses(),
                        [&](OpOperand &use) { return &use == &operand; });
  }

  /// The producer's other users must come after the merged operation. Moves
  /// `consumer` up to the first of them if its operands allow.
  bool canKeepResults(GenericOp producer, GenericOp consumer,
                      OpOperand &operand) {
    if (!isElementwise(consumer) ||
        !consumer.getMatchingIndexingMap(&operand).isPermutation())
      return false;
    // A body that reads elements of the whole result needs it before.
    if (llvm::any_of(producer->getUsers(), [&](Operation *user) {
          return consumer->isProperAncestor(user);
        }))
      return false;
    Operation *firstUser = consumer;
    for (Operation *user : producer->getUsers()) {
      Operation *ancestor = block->findAncestorOpInBlock(*user);
      if (ancestor && ancestor->isBeforeInBlock(firstUser))
        firstUser = ancestor;
    }
    if (firstUser == consumer)
      return true;
    SmallVector<Operation *> empties;
    for (Value value : consumer->getOperands()) {
      Operation *def = value.getDefiningOp();
      if (!def || def->getBlock() != block || def->isBeforeInBlock(firstUser))
        continue;
      if (!isa<tensor::EmptyOp>(def))
        return false;
      empties.push_back(def);
    }
    // Values that the body sees from outside count, too.
    bool dominated = true;
    consumer.getRegion().walk([&](Operation *inner) {
      for (Value value : inner->getOperands()) {
        Operation *def = value.getDefiningOp();
        dominated &=
            !def || def->getBlock() != block || def->isBeforeInBlock(firstUser);
      }
    });
    if (!dominated)
      return false;
    for (Operation *empty : empties)
      empty->moveBefore(firstUser);
    consumer->moveBefore(firstUser);
    return true;
  }

  Operation *merge(GenericOp producer, GenericOp consumer, OpOperand &operand) {
    rewriter.setInsertionPoint(consumer);
    FailureOr<linalg::ElementwiseOpFusionResult> result =
        linalg::fuseElementwiseOps(rewriter, &operand);
    if (failed(result))
      return nullptr;
    // A second result that the consumer reads stays its operand, to be merged
    // next: the merged operation cannot read itself.
    for (auto [before, after] : result->replacements)
      rewriter.replaceUsesWithIf(before, after, [&](OpOperand &use) {
        return use.getOwner() != result->fusedOp;
      });
    rewriter.eraseOp(consumer);
    if (producer->use_empty())
      rewriter.eraseOp(producer);
    return result->fusedOp;
  }

  Block *block;
  IRRewriter &rewriter;
};

/// A tensor with one number everywhere is that number where it is read.
void readFills(GenericOp op) {
  for (OpOperand *input : op.getDpsInputOperands())
    if (auto fill = input->get().getDefiningOp<linalg::FillOp>())
      op.getMatchingBlockArgument(input).replaceAllUsesWith(
          fill.getInputs().front());
}

struct FuseElementwisePass : impl::FuseElementwiseBase<FuseElementwisePass> {
  using Base::Base;

  void runOnOperation() override {
    getOperation().walk([](GenericOp op) { readFills(op); });
    if (failed(dropUnused()))
      return signalPassFailure();
    IRRewriter rewriter(&getContext());
    SmallVector<Block *> blocks;
    getOperation().walk([&](Block *block) {
      if (!isa<linalg::LinalgOp>(block->getParentOp()))
        blocks.push_back(block);
    });
    for (Block *block : blocks)
      BlockFusion(block, rewriter).run();
    // Merging leaves operands that are equal and results that nobody uses.
    if (failed(dropUnused()))
      signalPassFailure();
  }

  LogicalResult dropUnused() {
    RewritePatternSet patterns(&getContext());
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    return applyPatternsGreedily(getOperation(), std::move(patterns));
  }
};

} // namespace
} // namespace nestor
