// Operations that walk along one axis, to loops: one element after another, in
// the order of the axis, so that the order of arithmetic is that of the text.
#include "compiler/conversion/TenToLinalg/Buffers.h"
#include "compiler/conversion/TenToLinalg/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

template <typename FloatOp, typename IntOp>
Value either(Builder &b, Value l, Value r) {
  if (isa<FloatType>(l.getType()))
    return FloatOp::create(b, l, r);
  return IntOp::create(b, l, r);
}

// What comes after `before`, from the operands' elements at this place.
Value next(Builder &b, ten::CumSumOp, Value before, ValueRange x) {
  return either<arith::AddFOp, arith::AddIOp>(b, before, x[0]);
}
Value next(Builder &b, ten::CumProdOp, Value before, ValueRange x) {
  return either<arith::MulFOp, arith::MulIOp>(b, before, x[0]);
}
Value next(Builder &b, ten::CumMaxOp, Value before, ValueRange x) {
  return either<arith::MaximumFOp, arith::MaxSIOp>(b, before, x[0]);
}
Value next(Builder &b, ten::CumMinOp, Value before, ValueRange x) {
  return either<arith::MinimumFOp, arith::MinSIOp>(b, before, x[0]);
}
Value next(Builder &b, ten::RecurrenceOp, Value before, ValueRange x) {
  return math::FmaOp::create(b, x[0], before, x[1]);
}

bool isReversed(ten::CumSumOp op) { return op.getReversed(); }
bool isReversed(ten::RecurrenceOp op) { return op.getReversed(); }
template <typename Op> bool isReversed(Op) { return false; }

/// A loop over `extent`, with values that are carried.
SmallVector<Value>
loop(Builder &b, int64_t first, int64_t extent, ValueRange carried,
     function_ref<SmallVector<Value>(Builder &, Value, ValueRange)> body) {
  Value one = arith::ConstantIndexOp::create(b, 1);
  auto made = scf::ForOp::create(
      b, arith::ConstantIndexOp::create(b, first),
      arith::ConstantIndexOp::create(b, extent), one, carried,
      [&](OpBuilder &inner, Location loc, Value i, ValueRange state) {
        Builder in(loc, inner);
        scf::YieldOp::create(in, body(in, i, state));
      });
  return SmallVector<Value>(made.getResults());
}

/// The walk over operands of shape [outer, extent, inner].
template <typename Op> class Walk {
public:
  Walk(Op op, ValueRange operands, Value out)
      : op(op), operands(operands), out(out),
        shape(cast<MemRefType>(out.getType()).getShape()),
        element(cast<MemRefType>(out.getType()).getElementType()) {}

  void emit(Builder &b) {
    loop(b, 0, shape[0], {}, [&](Builder &in, Value outer, ValueRange) {
      // bf16 accumulates in f32 (D1), which only a register can hold.
      if (shape[2] == 1 || element.isBF16())
        emitColumns(in, outer);
      else
        emitRows(in, outer);
      return SmallVector<Value>();
    });
  }

private:
  // One walk after another; what there is so far stays in a register.
  void emitColumns(Builder &b, Value outer) {
    loop(b, 0, shape[2], {}, [&](Builder &in, Value inner, ValueRange) {
      Value zero = arith::ConstantIndexOp::create(in, 0);
      Value start = first(in, {outer, zero, inner});
      loop(in, 1, shape[1], start,
           [&](Builder &deep, Value i, ValueRange state) {
             SmallVector<Value> at = {outer, i, inner};
             Value value = next(deep, op, state[0], read(deep, at));
             write(deep, value, at);
             return SmallVector<Value>{value};
           });
      return SmallVector<Value>();
    });
  }

  // All walks side by side, row after row of memory.
  void emitRows(Builder &b, Value outer) {
    Value zero = arith::ConstantIndexOp::create(b, 0);
    auto row = [&](Builder &in, function_ref<void(Builder &, Value)> body) {
      loop(in, 0, shape[2], {}, [&](Builder &deep, Value inner, ValueRange) {
        body(deep, inner);
        return SmallVector<Value>();
      });
    };
    row(b, [&](Builder &in, Value inner) { first(in, {outer, zero, inner}); });
    loop(b, 1, shape[1], {}, [&](Builder &in, Value i, ValueRange) {
      Value one = arith::ConstantIndexOp::create(in, 1);
      Value previous = arith::SubIOp::create(in, i, one);
      row(in, [&](Builder &deep, Value inner) {
        Value before = memref::LoadOp::create(
            deep, out, place(deep, {outer, previous, inner}));
        SmallVector<Value> at = {outer, i, inner};
        write(deep, next(deep, op, before, read(deep, at)), at);
      });
      return SmallVector<Value>();
    });
  }

  /// Step `at[1]` of the walk as a place in memory.
  SmallVector<Value> place(Builder &b, ArrayRef<Value> at) {
    SmallVector<Value> result(at);
    if (isReversed(op))
      result[1] = arith::SubIOp::create(
          b, arith::ConstantIndexOp::create(b, shape[1] - 1), at[1]);
    return result;
  }

  SmallVector<Value> read(Builder &b, ArrayRef<Value> at) {
    SmallVector<Value> values, index = place(b, at);
    for (Value operand : operands) {
      Value value = tensor::ExtractOp::create(b, operand, index);
      if (element.isBF16())
        value = arith::ExtFOp::create(b, b.getF32Type(), value);
      values.push_back(value);
    }
    return values;
  }

  void write(Builder &b, Value value, ArrayRef<Value> at) {
    if (value.getType() != element)
      value = arith::TruncFOp::create(b, element, value);
    memref::StoreOp::create(b, value, out, place(b, at));
  }

  // The last operand is what the walk starts with.
  Value first(Builder &b, ArrayRef<Value> at) {
    Value value = read(b, at).back();
    write(b, value, at);
    return value;
  }

  Op op;
  ValueRange operands;
  Value out; // a buffer
  ArrayRef<int64_t> shape;
  Type element;
};

template <typename Op> struct ConvertCumulative : Lowering<Op> {
  using Lowering<Op>::Lowering;

  Value lower(Builder &b, Op op, typename Op::Adaptor adaptor) const override {
    auto type = typeOf(op.getResult());
    if (type.getNumElements() == 0)
      return adaptor.getOperands().back();
    int64_t axis = op.getAxis();
    SmallVector<int64_t> shape = {1, type.getDimSize(axis), 1};
    for (int64_t i = 0; i < type.getRank(); ++i)
      if (i != axis)
        shape[i < axis ? 0 : 2] *= type.getDimSize(i);
    SmallVector<Value> operands;
    for (Value operand : adaptor.getOperands())
      operands.push_back(reshapeTensor(b, operand, shape));
    OutputBuffer out(b, shape, type.getElementType());
    Walk<Op>(op, operands, out.buffer).emit(b);
    return reshapeTensor(b, out.value(b), type.getShape());
  }
};

} // namespace

void populateCumulativeToLinalgPatterns(TypeConverter &converter,
                                        RewritePatternSet &patterns) {
  patterns
      .add<ConvertCumulative<ten::CumSumOp>, ConvertCumulative<ten::CumProdOp>,
           ConvertCumulative<ten::CumMaxOp>, ConvertCumulative<ten::CumMinOp>,
           ConvertCumulative<ten::RecurrenceOp>>(converter,
                                                 patterns.getContext());
}

} // namespace nestor
