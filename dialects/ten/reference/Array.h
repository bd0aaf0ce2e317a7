// Tensors of the reference interpreter, and walks over their indices.
#pragma once

#include "dialects/ten/reference/Dual.h"

#include "llvm/ADT/ArrayRef.h"

#include <cassert>
#include <vector>

namespace nestor::ten::reference {

using Dims = llvm::ArrayRef<int64_t>;
using Index = llvm::SmallVector<int64_t>;

/// A tensor of any element type in row-major order, as dual numbers over
/// float64: bool is 0 or 1; integers are exact up to 2^53; f32 and bf16 are not
/// rounded. Only floating point has tangents.
struct Array {
  Index shape;
  std::vector<Dual> values;

  explicit Array(Dims dims = {}, const Dual &value = 0) : shape(dims) {
    size_t count = 1;
    for (int64_t extent : dims)
      count *= size_t(extent);
    values.assign(count, value);
  }

  Dual &at(Dims index) { return values[offset(index)]; }
  const Dual &at(Dims index) const { return values[offset(index)]; }
  /// The value of the only element, for indices and conditions.
  double scalar() const { return values.front().value(); }

private:
  size_t offset(Dims index) const {
    assert(index.size() == shape.size() && "an index has one entry an axis");
    size_t result = 0;
    for (size_t i = 0; i < index.size(); ++i)
      result = result * size_t(shape[i]) + size_t(index[i]);
    return result;
  }
};

/// visit(index) for every index of a tensor of this shape, row-major.
template <typename Visit> void forEachIndex(Dims shape, Visit &&visit) {
  for (int64_t extent : shape)
    if (extent == 0)
      return;
  Index index(shape.size(), 0);
  while (true) {
    visit(Dims(index));
    size_t axis = shape.size();
    while (axis > 0 && ++index[axis - 1] == shape[axis - 1])
      index[--axis] = 0;
    if (axis == 0)
      return;
  }
}

/// Row `i` along the first axis.
Array row(const Array &stack, int64_t i);
/// Puts `value` in the place of row `i`.
void setRow(Array &stack, int64_t i, const Array &value);

} // namespace nestor::ten::reference
