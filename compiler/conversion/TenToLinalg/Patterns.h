// The families of ten-to-linalg and what they share: tensors of rank 0 are
// scalars, every other tensor keeps its type.
#pragma once

#include "dialects/ten/Ten.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/DialectConversion.h"

namespace nestor {

/// The type of a tensor; of rank 0 only before the conversion.
inline mlir::RankedTensorType typeOf(mlir::Value tensor) {
  return mlir::cast<mlir::RankedTensorType>(tensor.getType());
}

/// A pattern that replaces an operation by one value.
template <typename Op> struct Lowering : mlir::OpConversionPattern<Op> {
  using mlir::OpConversionPattern<Op>::OpConversionPattern;

  /// The value, made where `op` stands.
  virtual mlir::Value lower(mlir::ImplicitLocOpBuilder &builder, Op op,
                            typename Op::Adaptor adaptor) const = 0;

  mlir::LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  mlir::ConversionPatternRewriter &rewriter) const final {
    mlir::ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    rewriter.replaceOp(op, lower(builder, op, adaptor));
    return mlir::success();
  }
};

void populateElementwiseToLinalgPatterns(mlir::TypeConverter &converter,
                                         mlir::RewritePatternSet &patterns);
void populateShapeToLinalgPatterns(mlir::TypeConverter &converter,
                                   mlir::RewritePatternSet &patterns);
void populateReduceToLinalgPatterns(mlir::TypeConverter &converter,
                                    mlir::RewritePatternSet &patterns);
void populateContractToLinalgPatterns(mlir::TypeConverter &converter,
                                      mlir::RewritePatternSet &patterns);
void populateGatherToLinalgPatterns(mlir::TypeConverter &converter,
                                    mlir::RewritePatternSet &patterns);
void populateCumulativeToLinalgPatterns(mlir::TypeConverter &converter,
                                        mlir::RewritePatternSet &patterns);
void populateFactorToLinalgPatterns(mlir::TypeConverter &converter,
                                    mlir::RewritePatternSet &patterns);
void populateOrderToLinalgPatterns(mlir::TypeConverter &converter,
                                   mlir::RewritePatternSet &patterns);
void populateRandomToLinalgPatterns(mlir::TypeConverter &converter,
                                    mlir::RewritePatternSet &patterns);
void populateConvolveToLinalgPatterns(mlir::TypeConverter &converter,
                                      mlir::RewritePatternSet &patterns);
void populateWindowToLinalgPatterns(mlir::TypeConverter &converter,
                                    mlir::RewritePatternSet &patterns);

/// What one element of a tensor becomes in the body of an operation: a constant
/// for a splat, the scalar for rank 0, else null (the element is an operand).
mlir::Value uniformElement(mlir::ImplicitLocOpBuilder &builder,
                           mlir::Value converted);

/// Computes the elements of an elementwise operation at one point, from those
/// of its operands, all scalars. bf16 is computed in f32 and rounded once.
mlir::Value computeElement(mlir::ImplicitLocOpBuilder &builder,
                           mlir::Operation *tenOp, mlir::ValueRange operands);
/// The same for powers of floating point numbers and integers.
mlir::Value computePower(mlir::ImplicitLocOpBuilder &builder, ten::PowOp op,
                         mlir::Value base, mlir::Value exponent);

mlir::Value floatConstant(mlir::ImplicitLocOpBuilder &builder, mlir::Type type,
                          double value);
mlir::Value intConstant(mlir::ImplicitLocOpBuilder &builder, mlir::Type type,
                        int64_t value);

/// An all-parallel linalg.generic into an empty tensor of type `result`, input
/// `i` read through `maps[i]`.
mlir::Value
mapElements(mlir::ImplicitLocOpBuilder &builder, mlir::RankedTensorType result,
            mlir::ValueRange inputs, llvm::ArrayRef<mlir::AffineMap> maps,
            llvm::function_ref<mlir::Value(mlir::ImplicitLocOpBuilder &,
                                           mlir::ValueRange)>
                body);

/// The sum, elementwise, of two tensors of equal type.
mlir::Value addTensors(mlir::ImplicitLocOpBuilder &builder, mlir::Value lhs,
                       mlir::Value rhs);

/// A tensor of one value.
mlir::Value fillTensor(mlir::ImplicitLocOpBuilder &builder,
                       llvm::ArrayRef<int64_t> shape, mlir::Value value);

/// Same elements, row-major, other shape; both of rank at least 1.
mlir::Value reshapeTensor(mlir::ImplicitLocOpBuilder &builder, mlir::Value x,
                          llvm::ArrayRef<int64_t> shape);

/// The result of a reduction or contraction that added up in `sums` (which has
/// the type of accumulation): rounded to `result`, a scalar at rank 0.
mlir::Value finishReduction(mlir::ImplicitLocOpBuilder &builder,
                            mlir::Value sums, mlir::RankedTensorType result);

} // namespace nestor
