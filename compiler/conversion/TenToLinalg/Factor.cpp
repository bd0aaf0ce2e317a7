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
LogicalResult convertToCall(Operation *op, StringRef name, ValueRange operands,
                            ArrayRef<int64_t> extents, int64_t scratch,
                            ConversionPatternRewriter &rewriter) {
  Builder b(op->getLoc(), rewriter);
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  Type element = type.getElementType();
  if (type.getNumElements() == 0) {
    rewriter.replaceOpWithNewOp<tensor::EmptyOp>(op, type.getShape(), element);
    return success();
  }
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
  rewriter.replaceOp(op, out.value(b));
  return success();
}

int64_t extentOf(Value matrix, unsigned axis) {
  return cast<RankedTensorType>(matrix.getType()).getDimSize(axis);
}

struct ConvertSolve : OpConversionPattern<ten::SolveOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::SolveOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    int64_t n = extentOf(op.getB(), 0), columns = extentOf(op.getB(), 1);
    return convertToCall(op, "solve", {adaptor.getA(), adaptor.getB()},
                         {n, columns}, nestor_solve_scratch(n, columns),
                         rewriter);
  }
};

struct ConvertCholesky : OpConversionPattern<ten::CholeskyOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::CholeskyOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    return convertToCall(op, "cholesky", adaptor.getA(),
                         {extentOf(op.getA(), 0)}, /*scratch=*/0, rewriter);
  }
};

struct ConvertQr : OpConversionPattern<ten::QrOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::QrOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    int64_t m = extentOf(op.getA(), 0), n = extentOf(op.getA(), 1);
    return convertToCall(op, "qr", adaptor.getA(), {m, n},
                         nestor_qr_scratch(m, n), rewriter);
  }
};

struct ConvertEigh : OpConversionPattern<ten::EighOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::EighOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    int64_t n = extentOf(op.getA(), 0);
    return convertToCall(op, "eigh", adaptor.getA(), {n},
                         nestor_eigh_scratch(n), rewriter);
  }
};

struct ConvertSvd : OpConversionPattern<ten::SvdOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult
  matchAndRewrite(ten::SvdOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    int64_t m = extentOf(op.getA(), 0), n = extentOf(op.getA(), 1);
    return convertToCall(op, "svd", adaptor.getA(), {m, n},
                         nestor_svd_scratch(m, n), rewriter);
  }
};

} // namespace

void populateFactorToLinalgPatterns(TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  patterns.add<ConvertSolve, ConvertCholesky, ConvertQr, ConvertEigh,
               ConvertSvd>(converter, patterns.getContext());
}

} // namespace nestor
