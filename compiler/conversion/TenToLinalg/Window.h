// Windows of an image and their places, for the lowering of operations on them.
#pragma once

#include "compiler/conversion/TenToLinalg/Images.h"

namespace nestor {

/// Places of a window that one body reads. Larger windows are walked.
constexpr int64_t maxPlaces = 32;

/// Windows of one operation, and their places counted row-major.
class Windows {
public:
  template <typename Op>
  explicit Windows(Op op)
      : window(op.getWindow()), strides(op.getStrides()), low(op.getLow()),
        high(op.getHigh()) {}

  int64_t places() const {
    int64_t count = 1;
    for (int64_t extent : window)
      count *= extent;
    return count;
  }
  bool isPadded() const {
    auto positive = [](int64_t n) { return n > 0; };
    return llvm::any_of(low, positive) || llvm::any_of(high, positive);
  }
  llvm::SmallVector<int64_t> indexOf(int64_t place) const {
    llvm::SmallVector<int64_t> index(window.size());
    for (size_t i = window.size(); i-- > 0; place /= window[i])
      index[i] = place % window[i];
    return index;
  }
  int64_t placeOf(llvm::ArrayRef<int64_t> index) const {
    int64_t place = 0;
    for (size_t i = 0; i < window.size(); ++i)
      place = place * window[i] + index[i];
    return place;
  }

  /// The elements at place `place` of all windows of an image with border.
  mlir::Value at(mlir::ImplicitLocOpBuilder &b, mlir::Value x, int64_t place,
                 llvm::ArrayRef<int64_t> outputs) const {
    return takeElements(b, x, indexOf(place), outputs, strides);
  }

  /// The elements at run-time place `place` of all windows, as a slice of an
  /// image with its border: offsets, sizes, strides.
  struct Slice {
    llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides;
  };
  Slice sliceOf(mlir::ImplicitLocOpBuilder &b, mlir::Value place,
                llvm::ArrayRef<int64_t> outputs) const;

  llvm::SmallVector<int64_t> window, strides, low, high;
};

/// A loop over the places of a window that carries tensors.
mlir::ValueRange
overPlaces(mlir::ImplicitLocOpBuilder &builder, int64_t places,
           mlir::ValueRange carries,
           llvm::function_ref<llvm::SmallVector<mlir::Value>(
               mlir::ImplicitLocOpBuilder &, mlir::Value, mlir::ValueRange)>
               body);

void populateWindowArgmaxPatterns(mlir::TypeConverter &converter,
                                  mlir::RewritePatternSet &patterns);

} // namespace nestor
