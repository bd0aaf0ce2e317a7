// Keys and draws to calls of the runtime, one call for each lane of a batch.
#include "compiler/conversion/Runtime.h"
#include "compiler/conversion/TenToLinalg/Buffers.h"
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

/// `body` for each of `lanes` lanes; no loop around a single one.
void forEachLane(Builder &b, int64_t lanes,
                 function_ref<void(Builder &, Value)> body) {
  Value zero = arith::ConstantIndexOp::create(b, 0);
  if (lanes == 1)
    return body(b, zero);
  Value count = arith::ConstantIndexOp::create(b, lanes);
  Value one = arith::ConstantIndexOp::create(b, 1);
  scf::ForOp::create(
      b, zero, count, one, ValueRange{},
      [&](OpBuilder &inner, Location loc, Value lane, ValueRange) {
        Builder in(loc, inner);
        body(in, lane);
        scf::YieldOp::create(in);
      });
}

Value times(Builder &b, Value index, int64_t factor) {
  return arith::MulIOp::create(b, index,
                               arith::ConstantIndexOp::create(b, factor));
}

struct ConvertSeedKey : Lowering<ten::SeedKeyOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::SeedKeyOp op, OpAdaptor adaptor) const override {
    Value seed = adaptor.getSeed();
    Value shift = intConstant(b, b.getI64Type(), 32);
    Value shifted = arith::ShRUIOp::create(b, seed, shift);
    Value low = arith::TruncIOp::create(b, b.getI32Type(), seed);
    Value high = arith::TruncIOp::create(b, b.getI32Type(), shifted);
    return tensor::FromElementsOp::create(b, op.getKey().getType(),
                                          ValueRange{low, high});
  }
};

struct ConvertFoldKey : Lowering<ten::FoldKeyOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::FoldKeyOp op, OpAdaptor adaptor) const override {
    auto module = op->getParentOfType<ModuleOp>();
    auto type = typeOf(op.getResult());
    int64_t lanes = type.getNumElements() / 2;
    Value numbers = adaptor.getN();
    if (isa<RankedTensorType>(numbers.getType()))
      numbers = reshapeTensor(b, numbers, lanes);
    Value keys = readBuffer(b, adaptor.getKey());
    OutputBuffer out(b, type.getShape(), type.getElementType());
    Value tag = intConstant(b, b.getI32Type(), int64_t(op.getTag()));
    forEachLane(b, lanes, [&](Builder &in, Value lane) {
      Value n = numbers;
      if (isa<RankedTensorType>(n.getType()))
        n = tensor::ExtractOp::create(in, n, lane);
      Value word = times(in, lane, 2);
      runtime::call(in, module, runtime::foldKey,
                    {runtime::pointerTo(in, keys, word), tag, n,
                     runtime::pointerTo(in, out.buffer, word)});
    });
    return out.value(b);
  }
};

/// Fills [batch..., shape...] with draws of the C function `name`, whose
/// arguments are the key, `parameters`, the count of a lane, and the output.
Value draw(Builder &b, Operation *op, Value keyTensor, StringRef name,
           ValueRange parameters, ArrayRef<int64_t> shape, Type element) {
  auto module = op->getParentOfType<ModuleOp>();
  int64_t lanes = typeOf(keyTensor).getNumElements() / 2;
  int64_t count =
      ShapedType::getNumElements(shape) / std::max<int64_t>(lanes, 1);
  Value keys = readBuffer(b, keyTensor);
  OutputBuffer out(b, shape, element);
  Value countValue = intConstant(b, b.getI64Type(), count);
  forEachLane(b, lanes, [&](Builder &in, Value lane) {
    SmallVector<Value> arguments{
        runtime::pointerTo(in, keys, times(in, lane, 2))};
    llvm::append_range(arguments, parameters);
    arguments.push_back(countValue);
    arguments.push_back(
        runtime::pointerTo(in, out.buffer, times(in, lane, count)));
    runtime::call(in, module, name, arguments);
  });
  return out.value(b);
}

template <typename Op> struct ConvertDraw : Lowering<Op> {
  using Lowering<Op>::Lowering;

  static StringRef functionName(Type element) {
    bool isNormal = std::is_same_v<Op, ten::NormalOp>;
    if (element.isF64())
      return isNormal ? "nestor_fill_normal_f64" : "nestor_uniform_f64";
    return isNormal ? "nestor_fill_normal_f32" : "nestor_uniform_f32";
  }

  Value lower(Builder &b, Op op, typename Op::Adaptor adaptor) const override {
    auto type = typeOf(op.getResult());
    Type element = type.getElementType();
    // bf16 draws are f32 draws, rounded.
    Type drawn = element.isBF16() ? Type(b.getF32Type()) : element;
    Value result = draw(b, op, adaptor.getKey(), functionName(element), {},
                        type.getShape(), drawn);
    if (drawn == element)
      return result;
    auto round = [&](Builder &in, ValueRange x) -> Value {
      return arith::TruncFOp::create(in, element, x[0]);
    };
    if (type.getRank() == 0)
      return round(b, result);
    return mapElements(b, type, result,
                       b.getMultiDimIdentityMap(type.getRank()), round);
  }
};

struct ConvertRandomInt : Lowering<ten::RandomIntOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::RandomIntOp op,
              OpAdaptor adaptor) const override {
    auto type = typeOf(op.getResult());
    Type element = type.getElementType();
    StringRef name = element.isInteger(64) ? "nestor_random_int_i64"
                                           : "nestor_random_int_i32";
    Value bound = intConstant(b, element, op.getBound());
    return draw(b, op, adaptor.getKey(), name, bound, type.getShape(), element);
  }
};

struct ConvertPermutation : Lowering<ten::PermutationOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::PermutationOp op,
              OpAdaptor adaptor) const override {
    auto type = typeOf(op.getResult());
    Type element = type.getElementType();
    StringRef name = element.isInteger(64) ? "nestor_permutation_i64"
                                           : "nestor_permutation_i32";
    Value length = intConstant(b, b.getI64Type(), op.getLength());
    return draw(b, op, adaptor.getKey(), name, {length, adaptor.getStart()},
                type.getShape(), element);
  }
};

} // namespace

void populateRandomToLinalgPatterns(TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  patterns
      .add<ConvertSeedKey, ConvertFoldKey, ConvertDraw<ten::UniformOp>,
           ConvertDraw<ten::NormalOp>, ConvertRandomInt, ConvertPermutation>(
          converter, patterns.getContext());
}

} // namespace nestor
