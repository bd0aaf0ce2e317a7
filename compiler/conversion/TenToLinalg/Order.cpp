// Orders to calls of the runtime, one call for all lanes.
#include "compiler/conversion/Runtime.h"
#include "compiler/conversion/TenToLinalg/Buffers.h"
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

StringRef argsortFor(Type element) {
  if (isa<FloatType>(element))
    return element.isF64() ? "nestor_argsort_f64" : "nestor_argsort_f32";
  return element.isInteger(64) ? "nestor_argsort_i64" : "nestor_argsort_i32";
}

struct ConvertArgsort : Lowering<ten::ArgsortOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::ArgsortOp op, OpAdaptor adaptor) const override {
    auto type = typeOf(op.getResult());
    if (type.getNumElements() == 0)
      return tensor::EmptyOp::create(b, type.getShape(), type.getElementType());
    Value x = adaptor.getX();
    auto from = typeOf(x);
    // Widening keeps the order.
    if (from.getElementType().isBF16()) {
      from = RankedTensorType::get(from.getShape(), b.getF32Type());
      x = mapElements(b, from, x, b.getMultiDimIdentityMap(from.getRank()),
                      [&](Builder &in, ValueRange element) -> Value {
                        return arith::ExtFOp::create(in, in.getF32Type(),
                                                     element[0]);
                      });
    }
    int64_t axis = op.getAxis(), outer = 1, inner = 1;
    for (int64_t i = 0; i < from.getRank(); ++i)
      if (i != axis)
        (i < axis ? outer : inner) *= from.getDimSize(i);
    int64_t extent = from.getDimSize(axis);
    Type wide = b.getI64Type();
    Value in = readBuffer(b, x);
    OutputBuffer out(b, type.getShape(), type.getElementType());
    OutputBuffer scratch(b, 2 * extent, wide);
    runtime::call(b, op->getParentOfType<ModuleOp>(),
                  argsortFor(from.getElementType()),
                  {runtime::pointerTo(b, in), intConstant(b, wide, outer),
                   intConstant(b, wide, extent), intConstant(b, wide, inner),
                   intConstant(b, b.getI32Type(), op.getDescending()),
                   runtime::pointerTo(b, scratch.buffer),
                   runtime::pointerTo(b, out.buffer)});
    return out.value(b);
  }
};

} // namespace

void populateOrderToLinalgPatterns(TypeConverter &converter,
                                   RewritePatternSet &patterns) {
  patterns.add<ConvertArgsort>(converter, patterns.getContext());
}

} // namespace nestor
