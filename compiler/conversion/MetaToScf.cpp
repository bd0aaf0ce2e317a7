// Loops and branches of the dialect meta to scf on tensors; afterwards only
// effects are left of meta.
#include "compiler/conversion/Passes.h"
#include "compiler/conversion/ResumePoints.h"
#include "dialects/meta/Meta.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_METATOSCF
#include "compiler/conversion/Passes.h.inc"

namespace {

RankedTensorType rowType(Value stack) {
  auto type = cast<RankedTensorType>(stack.getType());
  return RankedTensorType::get(type.getShape().drop_front(),
                               type.getElementType());
}

/// Offsets, sizes and strides of row `row` in a tensor [N, row...].
struct RowSlice {
  SmallVector<OpFoldResult> offsets, sizes, strides;

  RowSlice(OpBuilder &b, RankedTensorType row, Value index) {
    offsets.assign(row.getRank() + 1, b.getIndexAttr(0));
    offsets[0] = index;
    sizes.push_back(b.getIndexAttr(1));
    for (int64_t extent : row.getShape())
      sizes.push_back(b.getIndexAttr(extent));
    strides.assign(row.getRank() + 1, b.getIndexAttr(1));
  }
};

Value readRow(ImplicitLocOpBuilder &b, Value stack, Value index) {
  RankedTensorType row = rowType(stack);
  if (row.getRank() == 0) {
    Value element = tensor::ExtractOp::create(b, stack, index);
    return tensor::FromElementsOp::create(b, row, element);
  }
  if (row.getNumElements() == 0) // has no place in a stack of nothing
    return tensor::EmptyOp::create(b, row.getShape(), row.getElementType());
  RowSlice slice(b, row, index);
  return tensor::ExtractSliceOp::create(b, row, stack, slice.offsets,
                                        slice.sizes, slice.strides);
}

Value writeRow(ImplicitLocOpBuilder &b, Value row, Value stack, Value index) {
  auto type = cast<RankedTensorType>(row.getType());
  if (type.getRank() == 0) {
    Value element = tensor::ExtractOp::create(b, row, ValueRange{});
    return tensor::InsertOp::create(b, element, stack, index);
  }
  if (type.getNumElements() == 0)
    return stack;
  RowSlice slice(b, type, index);
  return tensor::InsertSliceOp::create(b, row, stack, slice.offsets,
                                       slice.sizes, slice.strides);
}

/// Where stacked rows go: zeros if some may never be written.
Value emptyStack(ImplicitLocOpBuilder &b, Type type, bool zeros) {
  auto tensor = cast<RankedTensorType>(type);
  Value empty =
      tensor::EmptyOp::create(b, tensor.getShape(), tensor.getElementType());
  if (!zeros)
    return empty;
  Value zero =
      arith::ConstantOp::create(b, b.getZeroAttr(tensor.getElementType()));
  return linalg::FillOp::create(b, zero, empty).getResult(0);
}

struct LoopConversion {
  meta::LoopOp op;
  IRRewriter &rewriter;
  ResumePoints &resumePoints;
  ImplicitLocOpBuilder b;
  bool isResumePoint = int64_t(op.getTopLevel()) >= 0;
  unsigned carryCount = op.getCarries().size();
  unsigned resultCount = op.getNumResults();

  LoopConversion(meta::LoopOp op, IRRewriter &rewriter,
                 ResumePoints &resumePoints)
      : op(op), rewriter(rewriter), resumePoints(resumePoints),
        b(op.getLoc(), rewriter) {}

  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }

  /// The body at `point`: iteration `iv`, with the carries and stacks of
  /// `state`. Appends the next state, then the stop flag if there is one.
  void emitBody(Value iv, ValueRange state, SmallVectorImpl<Value> &next) {
    // Before anything is written where the state stands.
    if (isResumePoint)
      resumePoints.step(b, op, iv, state);
    Value row = iv;
    if (op.getReversed())
      row = arith::SubIOp::create(b, index(op.getTripCount() - 1), iv);
    Value number = arith::IndexCastOp::create(b, b.getI64Type(), row);
    SmallVector<Value> arguments{tensor::FromElementsOp::create(
        b, RankedTensorType::get({}, b.getI64Type()), number)};
    llvm::append_range(arguments, state.take_front(carryCount));
    for (Value scanned : op.getScanned())
      arguments.push_back(readRow(b, scanned, row));
    llvm::append_range(arguments, op.getInvariants());

    Block *source = &op.getBody().front();
    recordStep(*source);
    auto yield = cast<meta::YieldOp>(source->getTerminator());
    Block *target = b.getInsertionBlock();
    rewriter.inlineBlockBefore(source, target, b.getInsertionPoint(),
                               arguments);
    b.setInsertionPoint(yield);
    SmallVector<Value> values(yield.getValues());
    ArrayRef<Value> rest = values;
    Value stop;
    if (op.getHasUntil()) {
      stop = tensor::ExtractOp::create(b, rest.front(), ValueRange{});
      rest = rest.drop_front();
    }
    llvm::append_range(next, rest.take_front(carryCount));
    for (auto [value, stack] : llvm::zip_equal(rest.drop_front(carryCount),
                                               state.drop_front(carryCount)))
      next.push_back(writeRow(b, value, stack, row));
    if (stop)
      next.push_back(stop);
    rewriter.eraseOp(yield);
  }

  /// Checks inside name the iteration that they failed in.
  void recordStep(Block &body) {
    auto place = op.getLoc()->findInstanceOf<FileLineColLoc>();
    body.walk([&](meta::CheckFiniteOp check) {
      check.getStepsMutable().append(body.getArgument(0));
      SmallVector<int64_t> lines(check.getLines());
      lines.push_back(place ? place.getLine() : 0);
      check.setLines(lines);
    });
  }

  void run() {
    bool until = op.getHasUntil();
    SmallVector<Value> inits(op.getCarries());
    for (Value stack : op.getResults().drop_front(carryCount))
      inits.push_back(emptyStack(b, stack.getType(), /*zeros=*/until));
    Value first = isResumePoint ? resumePoints.begin(b, op, inits) : index(0);
    if (until)
      inits.push_back(arith::ConstantIntOp::create(b, b.getI1Type(), 0));
    auto loop = scf::ForOp::create(b, first, index(op.getTripCount()), index(1),
                                   inits);
    Block *body = loop.getBody();
    if (!body->empty())
      rewriter.eraseOp(body->getTerminator());
    b.setInsertionPointToEnd(body);
    SmallVector<Value> next;
    if (until)
      emitGuarded(loop, next);
    else
      emitBody(loop.getInductionVar(), loop.getRegionIterArgs(), next);
    b.setInsertionPointToEnd(body);
    scf::YieldOp::create(b, next);
    ValueRange results = loop.getResults().take_front(resultCount);
    b.setInsertionPointAfter(loop);
    if (isResumePoint)
      resumePoints.finish(b, op, results);
    rewriter.replaceOp(op, results);
  }

  /// Once the flag holds, an iteration changes nothing.
  void emitGuarded(scf::ForOp loop, SmallVectorImpl<Value> &next) {
    SmallVector<Value> state(loop.getRegionIterArgs());
    auto guard = scf::IfOp::create(b, TypeRange(ValueRange(state)),
                                   state.back(), /*addThenBlock=*/true,
                                   /*addElseBlock=*/true);
    b.setInsertionPointToEnd(guard.thenBlock());
    scf::YieldOp::create(b, state);
    b.setInsertionPointToEnd(guard.elseBlock());
    SmallVector<Value> values;
    emitBody(loop.getInductionVar(), ArrayRef(state).drop_back(), values);
    b.setInsertionPointToEnd(guard.elseBlock());
    scf::YieldOp::create(b, values);
    llvm::append_range(next, guard.getResults());
  }
};

void convertIf(meta::IfOp op, IRRewriter &rewriter) {
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  Value condition =
      tensor::ExtractOp::create(b, op.getCondition(), ValueRange{});
  auto branch = scf::IfOp::create(b, op.getResultTypes(), condition,
                                  /*addThenBlock=*/true,
                                  /*addElseBlock=*/true);
  auto move = [&](Region &from, Block *to) {
    if (!to->empty())
      rewriter.eraseOp(to->getTerminator());
    auto yield = cast<meta::YieldOp>(from.front().getTerminator());
    rewriter.inlineBlockBefore(&from.front(), to, to->end(), op.getCaptures());
    rewriter.setInsertionPoint(yield);
    rewriter.replaceOpWithNewOp<scf::YieldOp>(yield, yield.getValues());
  };
  move(op.getThenRegion(), branch.thenBlock());
  move(op.getElseRegion(), branch.elseBlock());
  rewriter.replaceOp(op, branch.getResults());
}

struct MetaToScfPass : impl::MetaToScfBase<MetaToScfPass> {
  using Base::Base;

  void runOnOperation() override {
    // Post-order: what is nested is converted before it moves.
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isa<meta::LoopOp, meta::IfOp, meta::StopGradientOp>(op))
        ops.push_back(op);
    });
    ResumePoints resumePoints(getOperation());
    IRRewriter rewriter(&getContext());
    for (Operation *op : ops) {
      rewriter.setInsertionPoint(op);
      if (auto loop = dyn_cast<meta::LoopOp>(op))
        LoopConversion(loop, rewriter, resumePoints).run();
      else if (auto branch = dyn_cast<meta::IfOp>(op))
        convertIf(branch, rewriter);
      else
        rewriter.replaceOp(op, op->getOperand(0));
    }
    resumePoints.describe();
  }
};

} // namespace
} // namespace nestor
