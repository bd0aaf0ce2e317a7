// Linear systems and factorizations to calls of the runtime.
#include "compiler/conversion/Runtime.h"
#include "compiler/conversion/TenToLinalg/Buffers.h"
#include "compiler/conversion/TenToLinalg/Patterns.h"
#include "runtime/include/nestor/Factor.h"

using namespace mlir;

namespace nestor {

namespace {

using Builder = ImplicitLocOpBuilder;

// The runtime's function for an operation takes its operands, its extents,
// scratch if it needs some, and the result.
Value callFactor(Builder &b, Operation *op, StringRef name, ValueRange operands,
                 ArrayRef<int64_t> extents, int64_t scratch) {
  auto type = typeOf(op->getResult(0));
  Type element = type.getElementType();
  if (type.getNumElements() == 0)
    return tensor::EmptyOp::create(b, type.getShape(), element);
  SmallVector<Value> arguments;
  for (Value operand : operands)
    arguments.push_back(runtime::pointerTo(b, readBuffer(b, operand)));
  for (int64_t extent : extents)
    arguments.push_back(intConstant(b, b.getI64Type(), extent));
  OutputBuffer out(b, type.getShape(), element);
  if (scratch > 0)
    arguments.push_back(
        runtime::pointerTo(b, OutputBuffer(b, scratch, element).buffer));
  arguments.push_back(runtime::pointerTo(b, out.buffer));
  std::string function = "nestor_" + name.str() +
                         (element.isF64() ? "_f64" : "_f32");
  runtime::call(b, op->getParentOfType<ModuleOp>(), function, arguments);
  return out.value(b);
}

int64_t extentOf(Value matrix, unsigned axis) {
  return typeOf(matrix).getDimSize(axis);
}

struct ConvertSolve : Lowering<ten::SolveOp> {
  using Lowering::Lowering;
  Value lower(Builder &b, ten::SolveOp op, OpAdaptor adaptor) const override {
    int64_t n = extentOf(op.getB(), 0), columns = extentOf(op.getB(), 1);
    return callFactor(b, op, "solve", {adaptor.getA(), adaptor.getB()},
                      {n, columns}, nestor_solve_scratch(n, columns));
  }
};

/// Scratch for a matrix [m, n], in elements.
using ScratchFor = int64_t (*)(int64_t m, int64_t n);

/// `name` takes the extents that a matrix of its kind has: m and n, or n alone.
template <typename Op> struct ConvertFactor : Lowering<Op> {
  ConvertFactor(TypeConverter &converter, MLIRContext *context, StringRef name,
                bool isSquare, ScratchFor scratch)
      : Lowering<Op>(converter, context), name(name), isSquare(isSquare),
        scratch(scratch) {}
  Value lower(Builder &b, Op op, typename Op::Adaptor adaptor) const override {
    int64_t m = extentOf(op.getA(), 0), n = extentOf(op.getA(), 1);
    SmallVector<int64_t> extents = {m};
    if (!isSquare)
      extents.push_back(n);
    return callFactor(b, op, name, adaptor.getA(), extents, scratch(m, n));
  }

  StringRef name;
  bool isSquare;
  ScratchFor scratch;
};

} // namespace

void populateFactorToLinalgPatterns(TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  patterns.add<ConvertSolve>(converter, context);
  patterns.add<ConvertFactor<ten::CholeskyOp>>(
      converter, context, "cholesky", true,
      [](int64_t, int64_t) { return int64_t(0); });
  patterns.add<ConvertFactor<ten::QrOp>>(converter, context, "qr", false,
                                         nestor_qr_scratch);
  patterns.add<ConvertFactor<ten::EighOp>>(
      converter, context, "eigh", true,
      [](int64_t n, int64_t) { return nestor_eigh_scratch(n); });
  patterns.add<ConvertFactor<ten::SvdOp>>(converter, context, "svd", false,
                                          nestor_svd_scratch);
}

} // namespace nestor
