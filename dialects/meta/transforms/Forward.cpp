// Forward mode of operations with regions: values and their tangents go through
// one operation side by side, and nothing is remembered.
#include "dialects/meta/transforms/InlineRegion.h"
#include "dialects/meta/transforms/Linearize.h"
#include "dialects/meta/transforms/Transpose.h"
#include "dialects/ten/Build.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace nestor::meta {

namespace {

/// A block that computes tangents beside values. Of each group of arguments
/// come the values, then the tangents of the active ones.
struct ForwardBlock {
  std::unique_ptr<Block> block = std::make_unique<Block>();
  SmallVector<Value> results, tangents; // what the source yields; null: zero
};

} // namespace

static FailureOr<ForwardBlock> forwardBlock(Block &source,
                                            ArrayRef<bool> active,
                                            ArrayRef<size_t> groups) {
  ForwardBlock out;
  MLIRContext *context = source.getParentOp()->getContext();
  Linearizer linearizer(builderAtEnd(out.block.get(), context));
  size_t first = 0;
  for (size_t count : groups) {
    auto add = [&](BlockArgument argument) {
      return out.block->addArgument(argument.getType(), argument.getLoc());
    };
    auto arguments = source.getArguments().slice(first, count);
    SmallVector<Value> values;
    for (BlockArgument argument : arguments)
      values.push_back(add(argument));
    for (auto [i, argument] : llvm::enumerate(arguments))
      linearizer.bind(argument, values[i],
                      active[first + i] ? add(argument) : Value());
    first += count;
  }
  if (failed(linearizer.run(source)))
    return failure();
  for (Value value : source.getTerminator()->getOperands()) {
    out.results.push_back(linearizer.primalOf(value));
    out.tangents.push_back(linearizer.tangentOf(value));
  }
  return out;
}

// Values, then the tangents of those that have one.
static SmallVector<Value> withTangents(ValueRange sources, Linearizer &into) {
  SmallVector<Value> values;
  for (Value source : sources)
    values.push_back(into.primalOf(source));
  for (Value source : sources)
    if (Value tangent = into.tangentOf(source))
      values.push_back(tangent);
  return values;
}

static SmallVector<bool> activeOf(Operation *op, Linearizer &into,
                                  unsigned leading) {
  SmallVector<bool> active(leading, false);
  for (Value operand : op->getOperands())
    active.push_back(bool(into.tangentOf(operand)));
  return active;
}

LogicalResult forwardLoop(LoopOp op, Linearizer &into) {
  bool isDone = false;
  if (failed(linearizePlan(op, into, isDone)))
    return failure();
  if (isDone)
    return success();
  Location loc = op.getLoc();
  size_t flags = op.getHasUntil(), carries = op.getCarries().size();
  SmallVector<size_t> groups = {1, carries, op.getScanned().size(),
                                op.getInvariants().size()};
  // A carry is active once its tangent can be other than zero.
  SmallVector<bool> active = activeOf(op, into, /*leading=*/1);
  ForwardBlock body;
  for (bool changed = true; changed;) {
    auto attempt = forwardBlock(op.getBody().front(), active, groups);
    if (failed(attempt))
      return failure();
    body = std::move(*attempt);
    changed = false;
    for (size_t i = 0; i < carries; ++i)
      if (body.tangents[flags + i] && !active[1 + i])
        changed = active[1 + i] = true;
  }

  ten::Build outside{into.linear, loc};
  SmallVector<Value> starts;
  for (Value carry : op.getCarries())
    starts.push_back(into.primalOf(carry));
  OpBuilder inside = builderAtEnd(body.block.get(), op.getContext());
  ten::Build build{inside, loc};
  ArrayRef<Value> results(body.results), tangents(body.tangents);
  SmallVector<Value> yielded(results.take_front(flags + carries));
  for (size_t i = 0; i < carries; ++i) {
    if (!active[1 + i])
      continue;
    Value carry = op.getCarries()[i], tangent = into.tangentOf(carry);
    starts.push_back(tangent ? tangent : outside.zeros(carry.getType()));
    Value next = tangents[flags + i];
    yielded.push_back(next ? next : build.zeros(carry.getType()));
  }
  SmallVector<Type> types;
  for (Value start : starts)
    types.push_back(start.getType());
  for (size_t i = carries; i < op.getNumResults(); ++i) {
    yielded.push_back(results[flags + i]);
    types.push_back(op.getResult(i).getType());
  }
  for (size_t i = carries; i < op.getNumResults(); ++i)
    if (Value tangent = tangents[flags + i]) {
      yielded.push_back(tangent);
      types.push_back(op.getResult(i).getType());
    }
  YieldOp::create(inside, loc, yielded);
  auto loop = LoopOp::create(into.primal, loc, types, op.getTripCountAttr(),
                             op.getHasUntilAttr(), op.getReversedAttr(), starts,
                             withTangents(op.getScanned(), into),
                             withTangents(op.getInvariants(), into),
                             op.getTopLevelAttr());
  loop.getBody().push_back(body.block.release());

  size_t nextTangent = carries, nextStack = starts.size();
  for (size_t i = 0; i < carries; ++i)
    into.bind(op.getResult(i), loop.getResult(i),
              active[1 + i] ? loop.getResult(nextTangent++) : Value());
  size_t nextStackTangent = nextStack + op.getNumResults() - carries;
  for (size_t i = carries; i < op.getNumResults(); ++i)
    into.bind(op.getResult(i), loop.getResult(nextStack++),
              tangents[flags + i] ? loop.getResult(nextStackTangent++)
                                  : Value());
  return success();
}

// Results of an operation that yields all values, then all tangents.
static void yieldBoth(ForwardBlock &body, Location loc) {
  OpBuilder inside = builderAtEnd(body.block.get(), loc.getContext());
  SmallVector<Value> yielded(body.results);
  for (Value tangent : body.tangents)
    if (tangent)
      yielded.push_back(tangent);
  YieldOp::create(inside, loc, yielded);
}

static void bindBoth(Operation *op, Operation *both, ArrayRef<Value> tangents,
                     Linearizer &into) {
  unsigned next = op->getNumResults();
  for (unsigned i = 0; i < op->getNumResults(); ++i)
    into.bind(op->getResult(i), both->getResult(i),
              tangents[i] ? both->getResult(next++) : Value());
}

static SmallVector<Type> typesOfBoth(Operation *op, ArrayRef<Value> tangents) {
  SmallVector<Type> types(op->getResultTypes());
  for (auto [result, tangent] : llvm::zip(op->getResults(), tangents))
    if (tangent)
      types.push_back(result.getType());
  return types;
}

LogicalResult forwardMap(MapOp op, Linearizer &into) {
  auto body = forwardBlock(op.getBody().front(), activeOf(op, into, 1),
                           {1, op.getMapped().size(),
                            op.getInvariants().size()});
  if (failed(body))
    return failure();
  yieldBoth(*body, op.getLoc());
  auto both = MapOp::create(into.primal, op.getLoc(),
                            typesOfBoth(op, body->tangents), op.getLanesAttr(),
                            withTangents(op.getMapped(), into),
                            withTangents(op.getInvariants(), into));
  both.getBody().push_back(body->block.release());
  bindBoth(op, both, body->tangents, into);
  return success();
}

LogicalResult forwardIf(IfOp op, Linearizer &into) {
  Location loc = op.getLoc();
  SmallVector<bool> active;
  for (Value capture : op.getCaptures())
    active.push_back(bool(into.tangentOf(capture)));
  SmallVector<ForwardBlock, 2> branches;
  for (Region *region : {&op.getThenRegion(), &op.getElseRegion()}) {
    auto branch =
        forwardBlock(region->front(), active, {op.getCaptures().size()});
    if (failed(branch))
      return failure();
    branches.push_back(std::move(*branch));
  }
  // A tangent that one branch has the other has too.
  for (size_t i = 0; i < 2; ++i) {
    OpBuilder inside = builderAtEnd(branches[i].block.get(), op.getContext());
    ten::Build build{inside, loc};
    for (auto [mine, others, result] :
         llvm::zip(branches[i].tangents, branches[1 - i].tangents,
                   op.getResults()))
      if (others && !mine)
        mine = build.zeros(result.getType());
  }
  auto both = IfOp::create(into.primal, loc,
                           typesOfBoth(op, branches[0].tangents),
                           into.primalOf(op.getCondition()),
                           withTangents(op.getCaptures(), into));
  for (size_t i = 0; i < 2; ++i) {
    yieldBoth(branches[i], loc);
    both->getRegion(i).push_back(branches[i].block.release());
  }
  bindBoth(op, both, branches[0].tangents, into);
  return success();
}

// The rule maps cotangents of the results to cotangents of the inputs; its
// transpose is the derivative that goes forward. Fails if it is not linear
// operation by operation.
LogicalResult forwardCustomGradient(CustomGradientOp op, Linearizer &into) {
  Location loc = op.getLoc();
  IRMapping primals;
  for (Value operand : op.getOperands())
    primals.map(operand, into.primalOf(operand));
  Operation *clone = into.primal.clone(*op, primals);
  size_t inputs = op.getInputs().size(), number = 0;
  Block &rule = op.getRule().front(), linear;
  IRMapping mapping;
  for (Value input : op.getInputs())
    mapping.map(rule.getArgument(number++), primals.lookup(input));
  SmallVector<Value> cotangents; // one a floating result
  for (Value result : op.getResults())
    if (isa<FloatType>(getElementTypeOrSelf(result.getType()))) {
      cotangents.push_back(linear.addArgument(result.getType(), loc));
      mapping.map(rule.getArgument(number++), cotangents.back());
    }
  for (Value capture : op.getCaptures())
    mapping.map(rule.getArgument(number++), primals.lookup(capture));
  OpBuilder inside = builderAtEnd(&linear, op.getContext());
  for (Operation &inner : rule.without_terminator())
    inside.clone(inner, mapping);

  Transposer transposer(into.linear);
  ValueRange given = rule.getTerminator()->getOperands();
  size_t next = 0;
  for (size_t i = 0; i < inputs; ++i) {
    Value input = op.getInputs()[i];
    if (!isa<FloatType>(getElementTypeOrSelf(input.getType())))
      continue;
    Value image = mapping.lookup(given[next++]);
    Value tangent = into.tangentOf(input);
    if (tangent)
      transposer.add(image, tangent);
  }
  if (failed(transposer.run(linear, cotangents)))
    return failure();
  next = 0;
  for (auto [i, result] : llvm::enumerate(op.getResults())) {
    bool isFloat = isa<FloatType>(getElementTypeOrSelf(result.getType()));
    into.bind(result, clone->getResult(i),
              isFloat ? transposer.cotangentOf(cotangents[next++]) : Value());
  }
  for (Operation &dead : llvm::make_early_inc_range(llvm::reverse(linear)))
    dead.erase();
  return success();
}

} // namespace nestor::meta
