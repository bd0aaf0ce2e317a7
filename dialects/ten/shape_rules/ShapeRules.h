// The shape arithmetic of the dialect `ten`, without MLIR: from the shapes and
// attributes of an operation to the shape of its result, or to the constraint
// that they break. Shared by everyone who must know a shape.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

namespace nestor::shape_rules {

using Shape = std::vector<int64_t>;
/// Numbers of axes, offsets, strides: one entry an axis or a pair.
using Numbers = std::vector<int64_t>;

/// What an operation asks of its shapes; behind each the values of an Error.
enum class Constraint {
  AxisBelowRank,  ///< rank, axis
  AxesIncreasing, ///< rank, axis
  AxesOnce,       ///< the axis that stands twice
  OneEntryAnAxis, ///< rank, entries
  EqualRanks,     ///< rank, rank
  EqualExtents,   ///< axis, other axis, extent, other extent
  EqualElements,  ///< elements, elements
  EveryAxisOnce,  ///< the permutation
  SliceInside,    ///< axis, extent, offset, stride, length
  BlockFits,      ///< axis, extent, length
  PadInside,      ///< axis, extent, place of the last element
  NotNegative,    ///< axis, number
  AtLeastOne,     ///< nothing
  PairedAxes,     ///< axes left, axes right
  AnAxisToGather, ///< nothing
  SpatialAxes,    ///< rank
  Positive,       ///< axis, number
  WindowFits,     ///< axis, extent with padding, reach of the window
  ChannelsOfGroups, ///< groups, channels of the image, of a filter
  FiltersOfGroups,  ///< groups, filters
  Matrix,           ///< rank
  SquareMatrix,     ///< rows, columns
  TallMatrix,       ///< rows, columns
};

struct Error {
  Constraint constraint;
  Numbers values;
};

using Result = std::variant<Shape, Error>;

/// x's dimension k is dimension dims[k] of the result. Returns `result`.
Result broadcast(const Shape &x, const Shape &result, const Numbers &dims);

/// The same number of elements. Returns `result`.
Result reshape(const Shape &x, const Shape &result);

/// Dimension k of the result is dimension perm[k] of x.
Result transpose(const Shape &x, const Numbers &perm);

/// x without `axes`, which increase.
Result reduce(const Shape &x, const Numbers &axes);

/// x[offsets + strides * i] for i in `lengths`. Returns `lengths`.
Result slice(const Shape &x, const Numbers &offsets, const Numbers &strides,
             const Shape &lengths);

/// A block of x that starts at run-time indices of `axes`, one for each of
/// `starts`. Returns `block`.
Result dynamicSlice(const Shape &x, const Shape &block, const Numbers &axes,
                    int64_t starts);

/// Parts one after another along `axis`.
Result concat(const std::vector<Shape> &parts, int64_t axis);

/// x[i] at low + (interior + 1) * i. Returns `result`.
Result pad(const Shape &x, const Numbers &low, const Numbers &interior,
           const Shape &result);

/// Axes to count or turn around: below the rank, increasing. Returns x.
Result alongAxes(const Shape &x, const Numbers &axes);

/// One axis to walk along: below the rank. Returns x.
Result alongAxis(const Shape &x, int64_t axis);

/// [b, m, n] for lhs [b, m, k] and rhs [b, k, n], the axes in any order.
Result contract(const Shape &lhs, const Shape &rhs, const Numbers &lhsBatch,
                const Numbers &rhsBatch, const Numbers &lhsContract,
                const Numbers &rhsContract);

/// x with a x = b, for a [n, n] and b [n, m]: the shape of b.
Result solve(const Shape &a, const Shape &b);
/// Factorizations of a matrix, one factor over the other: see TenFactor.td.
Result cholesky(const Shape &a);
Result qr(const Shape &a);
Result eigh(const Shape &a);
Result svd(const Shape &a);

/// x[indices[i...], s...]: [i..., s...]. The rows of scatter_add, too.
Result gather(const Shape &x, const Shape &indices);

/// How windows lie in an image [n, spatial..., channels]: one entry a spatial
/// axis. Place k of window o is at strides o + dilations k - low.
struct Windows {
  Numbers extents, strides, dilations, low, high;
};

/// The spatial extents of what has one element a window.
Result windows(const Shape &image, const Windows &windows);

/// Image and filters [window..., i, groups c]: [n, outputs..., groups c]. The
/// extents of the windows are those of the filters.
Result convolve(const Shape &image, const Shape &filters, Windows windows,
                int64_t groups);

/// [n, outputs..., channels]: one element a window and channel.
Result window(const Shape &image, const Windows &windows);

} // namespace nestor::shape_rules
