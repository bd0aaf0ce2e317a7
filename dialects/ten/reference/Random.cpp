// Reference evaluation of keys and draws: the generator is that of the runtime
// (docs/decisions.md, D4), element by element.
#include "dialects/ten/reference/Reference.h"

#include "nestor/Permutation.h"
#include "nestor/Philox.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nestor::ten::reference {

// Words are stored as signed numbers of 32 bits.
static Key keyAt(const Array &keys, size_t lane) {
  return {uint32_t(int64_t(keys.values[2 * lane].value())),
          uint32_t(int64_t(keys.values[2 * lane + 1].value()))};
}

static void setKey(Array &keys, size_t lane, Key key) {
  keys.values[2 * lane] = double(int32_t(key.lo));
  keys.values[2 * lane + 1] = double(int32_t(key.hi));
}

// value(key, i) for element i of each lane.
template <typename Value>
static Array drawn(Operation *op, const Array &keys, Value &&value) {
  Array result(resultShape(op));
  size_t lanes = keys.values.size() / 2;
  size_t count = lanes ? result.values.size() / lanes : 0;
  for (size_t lane = 0; lane < lanes; ++lane)
    for (size_t i = 0; i < count; ++i)
      result.values[lane * count + i] = value(keyAt(keys, lane), i);
  return result;
}

static bool isF64(Operation *op) {
  return cast<RankedTensorType>(op->getResult(0).getType())
      .getElementType()
      .isF64();
}

static Array permuted(PermutationOp op, ArrayRef<Array> operands) {
  Permutation permutation(keyAt(operands[0], 0), op.getLength());
  Array result(resultShape(op));
  for (size_t i = 0; i < result.values.size(); ++i)
    result.values[i] = double(permutation(uint64_t(operands[1].scalar()) + i));
  return result;
}

std::optional<Array> evaluateRandom(Operation *op, ArrayRef<Array> operands) {
  using Result = std::optional<Array>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](SeedKeyOp op) -> Result {
        Array result(resultShape(op));
        setKey(result, 0, seedKey(int64_t(operands[0].scalar())));
        return result;
      })
      .Case([&](FoldKeyOp op) -> Result {
        Array result(resultShape(op));
        for (size_t lane = 0; lane < operands[1].values.size(); ++lane)
          setKey(result, lane,
                 fold(keyAt(operands[0], lane), FoldTag(uint32_t(op.getTag())),
                      uint64_t(int64_t(operands[1].values[lane].value()))));
        return result;
      })
      .Case([&](UniformOp op) -> Result {
        return drawn(op, operands[0], [&](Key key, size_t i) -> double {
          return isF64(op) ? uniformF64(drawWord(key, i),
                                        drawWord(key, i, secondWords))
                           : uniformF32(drawWord(key, i));
        });
      })
      .Case([&](NormalOp op) -> Result {
        return drawn(op, operands[0], [&](Key key, size_t i) -> double {
          return isF64(op) ? normalF64(drawWord(key, i),
                                       drawWord(key, i, secondWords))
                           : normalF32(drawWord(key, i));
        });
      })
      .Case([&](RandomIntOp op) -> Result {
        return drawn(op, operands[0], [&](Key key, size_t i) -> double {
          return randomInt(drawWord(key, i), uint32_t(op.getBound()));
        });
      })
      .Case([&](PermutationOp op) -> Result { return permuted(op, operands); })
      .Default(Result());
}

} // namespace nestor::ten::reference
