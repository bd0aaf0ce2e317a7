// Transposes of linear meta.if, meta.loop and meta.map. A loop is walked
// backwards: it carries the cotangents of its carries and sums those of its
// invariants; so is a batch.
#include "dialects/meta/transforms/Linearize.h"
#include "dialects/meta/transforms/Transpose.h"
#include "dialects/ten/Build.h"

using namespace mlir;

namespace nestor::meta {

namespace {
// A region under construction: operands outside and arguments inside, in step.
struct RegionBuilder {
  Location loc;
  Block *block = new Block();

  Value add(SmallVectorImpl<Value> &operands, Value operand, Type type) {
    operands.push_back(operand);
    return block->addArgument(type, loc);
  }
};
} // namespace

LogicalResult transposeIf(IfOp op, OpBuilder &builder,
                          ArrayRef<Value> cotangents, ArrayRef<bool> isLinear,
                          ArrayRef<Value> starts,
                          SmallVectorImpl<Value> &results) {
  Location loc = op.getLoc();
  if (isLinear[0])
    return failure();
  ArrayRef<bool> linear = isLinear.drop_front();
  starts = starts.drop_front();
  SmallVector<Value> captures;
  for (auto [capture, flag] : llvm::zip(op.getCaptures(), linear))
    if (!flag)
      captures.push_back(capture);
  size_t constants = captures.size();
  for (Value cotangent : cotangents)
    if (cotangent)
      captures.push_back(cotangent);
  for (Value start : starts)
    if (start)
      captures.push_back(start);
  SmallVector<Type> types;
  for (auto [capture, flag] : llvm::zip(op.getCaptures(), linear))
    if (flag)
      types.push_back(capture.getType());
  auto transposed =
      IfOp::create(builder, loc, types, op.getCondition(), captures);
  for (unsigned i = 0; i < 2; ++i) {
    Block &source = op->getRegion(i).front();
    auto *block = new Block();
    transposed->getRegion(i).push_back(block);
    for (Value capture : captures)
      block->addArgument(capture.getType(), loc);
    OpBuilder inside = builderAtEnd(block, op.getContext());
    Transposer inner(inside);
    SmallVector<Value> linearArguments;
    size_t next = 0;
    for (auto [argument, flag] : llvm::zip(source.getArguments(), linear))
      if (flag)
        linearArguments.push_back(argument);
      else
        inner.mapConstant(argument, block->getArgument(next++));
    next = constants;
    for (auto [value, cotangent] :
         llvm::zip(source.getTerminator()->getOperands(), cotangents))
      if (cotangent)
        inner.add(value, block->getArgument(next++));
    for (auto [argument, start] : llvm::zip(source.getArguments(), starts))
      if (start)
        inner.add(argument, block->getArgument(next++));
    if (failed(inner.run(source, linearArguments)))
      return failure();
    SmallVector<Value> yielded;
    for (Value argument : linearArguments)
      yielded.push_back(inner.cotangentOrZeros(argument));
    YieldOp::create(inside, loc, yielded);
  }
  size_t next = 0;
  results.push_back(Value()); // the condition
  for (bool flag : linear)
    results.push_back(flag ? transposed.getResult(next++) : Value());
  return success();
}

LogicalResult transposeLoop(LoopOp op, OpBuilder &builder,
                            ArrayRef<Value> cotangents, ArrayRef<bool> isLinear,
                            ArrayRef<Value> starts,
                            SmallVectorImpl<Value> &results) {
  Location loc = op.getLoc();
  if (op.getHasUntil())
    return failure();
  size_t carryCount = op.getCarries().size();
  size_t scannedCount = op.getScanned().size();
  ten::Build outside{builder, loc};
  Block &source = op.getBody().front();
  auto argumentOf = [&](size_t operand) {
    return source.getArgument(1 + operand);
  };

  RegionBuilder region{loc};
  Block *block = region.block;
  IRMapping constants;
  Value index = block->addArgument(source.getArgument(0).getType(), loc);
  constants.map(source.getArgument(0), index);
  SmallVector<Value> linearArguments, carries, scanned, invariants;
  SmallVector<Value> carryCotangents, sums, sumArguments;
  for (size_t i = 0; i < carryCount; ++i) {
    Type type = op.getCarries()[i].getType();
    Value start = cotangents[i] ? cotangents[i] : outside.zeros(type);
    carryCotangents.push_back(region.add(carries, start, type));
    linearArguments.push_back(argumentOf(i));
  }
  for (size_t i = carryCount + scannedCount; i < op->getNumOperands(); ++i)
    if (isLinear[i]) {
      Type type = op->getOperand(i).getType();
      Value start = starts[i] ? starts[i] : outside.zeros(type);
      sums.push_back(region.add(carries, start, type));
      sumArguments.push_back(argumentOf(i));
      linearArguments.push_back(argumentOf(i));
    }
  SmallVector<Value> scannedArguments;
  for (size_t i = carryCount; i < carryCount + scannedCount; ++i) {
    Value argument = argumentOf(i);
    if (isLinear[i]) {
      scannedArguments.push_back(argument);
      linearArguments.push_back(argument);
    } else {
      constants.map(argument,
                    region.add(scanned, op->getOperand(i), argument.getType()));
    }
  }
  SmallVector<Value> rowCotangents(op.getNumResults());
  for (size_t i = carryCount; i < op.getNumResults(); ++i)
    if (cotangents[i])
      rowCotangents[i] =
          region.add(scanned, cotangents[i],
                     source.getTerminator()->getOperand(i).getType());
  for (size_t i = carryCount + scannedCount; i < op->getNumOperands(); ++i)
    if (!isLinear[i])
      constants.map(argumentOf(i), region.add(invariants, op->getOperand(i),
                                              argumentOf(i).getType()));

  OpBuilder inside = builderAtEnd(block, op.getContext());
  Transposer inner(inside, constants);
  for (auto [i, value] :
       llvm::enumerate(source.getTerminator()->getOperands())) {
    if (i < carryCount)
      inner.add(value, carryCotangents[i]);
    else if (rowCotangents[i])
      inner.add(value, rowCotangents[i]);
  }
  // The sums so far come first: a part of an invariant is added in its place.
  for (auto [sum, argument] : llvm::zip(sums, sumArguments))
    inner.add(argument, sum);
  if (failed(inner.run(source, linearArguments))) {
    delete block;
    return failure();
  }
  SmallVector<Value> yielded;
  SmallVector<Type> types;
  for (size_t i = 0; i < carryCount; ++i)
    yielded.push_back(inner.cotangentOrZeros(argumentOf(i)));
  for (Value argument : sumArguments)
    yielded.push_back(inner.cotangentOf(argument));
  for (Value carry : carries)
    types.push_back(carry.getType());
  for (size_t i = carryCount; i < carryCount + scannedCount; ++i)
    if (isLinear[i])
      types.push_back(op->getOperand(i).getType());
  for (Value argument : scannedArguments)
    yielded.push_back(inner.cotangentOrZeros(argument));
  YieldOp::create(inside, loc, yielded);
  auto transposed = LoopOp::create(
      builder, loc, types, op.getTripCountAttr(), /*hasUntil=*/nullptr,
      op.getReversed() ? UnitAttr() : builder.getUnitAttr(), carries, scanned,
      invariants, builder.getI64IntegerAttr(-1));
  transposed.setStorageAttr(op.getStorageAttr());
  transposed.getBody().push_back(block);

  size_t nextSum = carryCount, nextStack = carries.size();
  for (size_t i = 0; i < op->getNumOperands(); ++i) {
    Value cotangent;
    if (i < carryCount)
      cotangent = transposed.getResult(i);
    else if (isLinear[i])
      cotangent = transposed.getResult(
          i < carryCount + scannedCount ? nextStack++ : nextSum++);
    results.push_back(isLinear[i] ? cotangent : Value());
  }
  return success();
}

// As the loop over its lanes, from the last to the first: so a batch adds what
// lanes share in the order of a loop, to the same bits.
LogicalResult transposeMap(MapOp op, OpBuilder &builder,
                           ArrayRef<Value> cotangents, ArrayRef<bool> isLinear,
                           ArrayRef<Value> starts,
                           SmallVectorImpl<Value> &results) {
  auto loop = LoopOp::create(
      builder, op.getLoc(), op.getResultTypes(), op.getLanesAttr(),
      /*hasUntil=*/nullptr, /*reversed=*/nullptr, /*carries=*/ValueRange(),
      op.getMapped(), op.getInvariants(), builder.getI64IntegerAttr(-1));
  loop.getBody().takeBody(op.getBody());
  LogicalResult done =
      transposeLoop(loop, builder, cotangents, isLinear, starts, results);
  loop.erase();
  return done;
}

} // namespace nestor::meta
