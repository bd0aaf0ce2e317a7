// What the three convolutions share on their way to linalg: the extents, and
// the product of a block of images with filters.
#pragma once

#include "compiler/conversion/TenToLinalg/Images.h"

namespace nestor {

using Exprs = llvm::SmallVector<mlir::AffineExpr>;

/// Vectors run along the channels of the result if it has so many in a group;
/// else along another axis that is longer.
constexpr int64_t wideChannels = 8;

/// The extents of a convolution, and what its operands look like here: images
/// [n, spatial..., g, i], filters [window..., i, g, c], outputs
/// [n, outputs..., g, c]. Where a group has one channel and one filter, g is
/// the only channel axis of all three.
struct Extents {
  int64_t images, groups, in, out;
  llvm::SmallVector<int64_t> spatial, window, outputs;
  bool isDepthwise;
  /// Images are [n, spatial..., g, i, last spatial axis] where products are
  /// taken, and outputs alike: few channels, many columns.
  bool alongColumns = false;

  Extents(llvm::ArrayRef<int64_t> image, llvm::ArrayRef<int64_t> filters,
          llvm::ArrayRef<int64_t> output, int64_t groups)
      : images(image[0]), groups(groups), in(filters[filters.size() - 2]),
        out(filters.back() / groups), spatial(image.slice(1).drop_back()),
        window(filters.drop_back(2)), outputs(output.slice(1).drop_back()),
        isDepthwise(in == 1 && out == 1 && groups > 1) {}

  size_t rank() const { return spatial.size(); }

  llvm::SmallVector<int64_t> imageShape() const { return shape(spatial, in); }
  llvm::SmallVector<int64_t> outputShape() const { return shape(outputs, out); }
  llvm::SmallVector<int64_t> filterShape() const {
    llvm::SmallVector<int64_t> shape(window);
    if (isDepthwise)
      shape.push_back(groups);
    else
      shape.append({in, groups, out});
    return shape;
  }

private:
  llvm::SmallVector<int64_t> shape(llvm::ArrayRef<int64_t> inner,
                                   int64_t channels) const {
    llvm::SmallVector<int64_t> shape = {images};
    llvm::append_range(shape, inner);
    shape.push_back(groups);
    if (!isDepthwise)
      shape.push_back(channels);
    return shape;
  }
};

/// Collects the iterators of a product in order, the last one last.
class Iterators {
public:
  explicit Iterators(mlir::ImplicitLocOpBuilder &b) : b(b) {}

  mlir::AffineExpr outer() { return add(mlir::utils::IteratorType::parallel); }
  mlir::AffineExpr term() { return add(mlir::utils::IteratorType::reduction); }
  Exprs outer(size_t count) {
    Exprs exprs;
    for (size_t i = 0; i < count; ++i)
      exprs.push_back(outer());
    return exprs;
  }
  Exprs terms(size_t count) {
    Exprs exprs;
    for (size_t i = 0; i < count; ++i)
      exprs.push_back(term());
    return exprs;
  }

  /// sums[result] += lhs[left] * rhs[right]
  mlir::Value product(mlir::Value lhs, llvm::ArrayRef<mlir::AffineExpr> left,
                      mlir::Value rhs, llvm::ArrayRef<mlir::AffineExpr> right,
                      mlir::Value sums,
                      llvm::ArrayRef<mlir::AffineExpr> result) const;

private:
  mlir::AffineExpr add(mlir::utils::IteratorType type) {
    types.push_back(type);
    return b.getAffineDimExpr(types.size() - 1);
  }

  mlir::ImplicitLocOpBuilder &b;
  llvm::SmallVector<mlir::utils::IteratorType> types;
};

Exprs joined(std::initializer_list<llvm::ArrayRef<mlir::AffineExpr>> parts);

/// Where window place k of output o lies in an image: strides o + dilations k
/// + offsets. An output that
/// is the image place by place needs no sum.
struct Places {
  llvm::SmallVector<int64_t> strides, dilations, offsets;

  /// `spatial`: extents of the image, border included.
  Exprs at(llvm::ArrayRef<mlir::AffineExpr> o,
           llvm::ArrayRef<mlir::AffineExpr> k, const Extents &extents,
           llvm::ArrayRef<int64_t> spatial) const;
};

/// Zeros to add up into.
mlir::Value zeros(mlir::ImplicitLocOpBuilder &builder,
                  llvm::ArrayRef<int64_t> shape, mlir::Type wide);

/// Lets vectors run along the columns of `outputs` if that is better.
void chooseVectors(Extents &extents, int64_t columnStride);

/// Images with a border of zeros, in the layout of products.
mlir::Value withBorder(mlir::ImplicitLocOpBuilder &builder, mlir::Value images,
                       const Extents &extents, llvm::ArrayRef<int64_t> low,
                       llvm::ArrayRef<int64_t> high);

/// [n, outputs..., g, c] of images from `withBorder`; filters
/// [window..., i, g, c].
mlir::Value convolveBlock(mlir::ImplicitLocOpBuilder &builder,
                          mlir::Value images, mlir::Value filters,
                          const Extents &extents, const Places &places,
                          mlir::Type wide);

/// A copy whose axis i is axis perm[i] of `x`.
mlir::Value permuted(mlir::ImplicitLocOpBuilder &builder, mlir::Value x,
                     llvm::ArrayRef<int64_t> perm);

/// Appends first, first + 1, ... : `count` of them.
void countUp(llvm::SmallVector<int64_t> &axes, int64_t first, size_t count);

/// The element type of sums: f32 for bf16.
mlir::Type wideOf(mlir::Value value);

/// How many images make a block.
int64_t imagesTogether(const Extents &extents, mlir::Type wide);

template <typename Op> Places placesOf(Op op) {
  return {llvm::SmallVector<int64_t>(op.getStrides()),
          llvm::SmallVector<int64_t>(op.getDilations()),
          llvm::SmallVector<int64_t>(op.getLow().size(), 0)};
}

/// Whether an operation has no terms to add up, or no sums.
bool hasNoTerms(mlir::Operation *op);

/// One of the three: zeros where it has no terms.
template <typename Op> struct ConvolutionLowering : Lowering<Op> {
  using Lowering<Op>::Lowering;

  /// The sums in row-major order, in the type in which they were added.
  virtual mlir::Value sums(mlir::ImplicitLocOpBuilder &builder, Op op,
                           typename Op::Adaptor adaptor) const = 0;

  mlir::Value lower(mlir::ImplicitLocOpBuilder &builder, Op op,
                    typename Op::Adaptor adaptor) const final {
    auto result = typeOf(op.getResult());
    if (hasNoTerms(op))
      return zeros(builder, result.getShape(), result.getElementType());
    return finishReduction(
        builder,
        reshapeTensor(builder, sums(builder, op, adaptor), result.getShape()),
        result);
  }
};

void populateConvolveInputPatterns(mlir::TypeConverter &converter,
                                   mlir::RewritePatternSet &patterns);
void populateConvolveFilterPatterns(mlir::TypeConverter &converter,
                                    mlir::RewritePatternSet &patterns);

} // namespace nestor
