// Operations whose derivative is zero everywhere, or that have none because
// they work on integers, bools and keys. This file is the written list.
#include "dialects/ten/Ten.h"

using namespace mlir;
using namespace nestor::ten;

#define ZERO(OP)                                                               \
  LogicalResult OP::linearize(OpBuilder &, ArrayRef<Value>,                    \
                              SmallVectorImpl<Value> &results) {               \
    results.push_back(Value());                                                \
    return success();                                                          \
  }
ZERO(SignOp)
ZERO(FloorOp)
ZERO(CeilOp)
ZERO(RoundOp)
ZERO(FloorDivOp)
ZERO(CompareOp)
ZERO(AndOp)
ZERO(OrOp)
ZERO(NotOp)
ZERO(ConstantOp)
ZERO(IotaOp)
ZERO(ReduceAndOp)
ZERO(ReduceOrOp)
ZERO(ArgsortOp)
ZERO(SeedKeyOp)
ZERO(FoldKeyOp)
ZERO(UniformOp)
ZERO(NormalOp)
ZERO(RandomIntOp)
ZERO(PermutationOp)
ZERO(WindowArgmaxOp)
#undef ZERO
