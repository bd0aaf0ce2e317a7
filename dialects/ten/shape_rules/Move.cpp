// Shapes of the operations that move elements.
#include "dialects/ten/shape_rules/Axes.h"

#include <algorithm>

namespace nestor::shape_rules {

Result broadcast(const Shape &x, const Shape &result, const Numbers &dims) {
  if (dims.size() != x.size())
    return Error{Constraint::OneEntryAnAxis, {rankOf(x), rankOf(dims)}};
  if (auto error = checkIncreasing(dims, rankOf(result)))
    return *error;
  for (size_t i = 0; i < dims.size(); ++i)
    if (x[i] != result[dims[i]])
      return Error{Constraint::EqualExtents,
                   {int64_t(i), dims[i], x[i], result[dims[i]]}};
  return result;
}

static int64_t elementsOf(const Shape &shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

Result reshape(const Shape &x, const Shape &result) {
  if (elementsOf(x) != elementsOf(result))
    return Error{Constraint::EqualElements,
                 {elementsOf(x), elementsOf(result)}};
  return result;
}

Result transpose(const Shape &x, const Numbers &perm) {
  Numbers sorted = perm;
  std::sort(sorted.begin(), sorted.end());
  bool everyAxis = perm.size() == x.size();
  for (size_t i = 0; everyAxis && i < sorted.size(); ++i)
    everyAxis = sorted[i] == int64_t(i);
  if (!everyAxis)
    return Error{Constraint::EveryAxisOnce, perm};
  Shape result;
  for (int64_t axis : perm)
    result.push_back(x[axis]);
  return result;
}

Result slice(const Shape &x, const Numbers &offsets, const Numbers &strides,
             const Shape &lengths) {
  for (const Numbers *numbers : {&offsets, &strides, &lengths})
    if (numbers->size() != x.size())
      return Error{Constraint::OneEntryAnAxis, {rankOf(x), rankOf(*numbers)}};
  for (size_t i = 0; i < x.size(); ++i) {
    bool inside =
        offsets[i] >= 0 && strides[i] >= 1 && lengths[i] >= 0 &&
        (lengths[i] == 0 || offsets[i] + strides[i] * (lengths[i] - 1) < x[i]);
    if (!inside)
      return Error{Constraint::SliceInside,
                   {int64_t(i), x[i], offsets[i], strides[i], lengths[i]}};
  }
  return lengths;
}

Result dynamicSlice(const Shape &x, const Shape &block, const Numbers &axes,
                    int64_t starts) {
  if (block.size() != x.size())
    return Error{Constraint::EqualRanks, {rankOf(x), rankOf(block)}};
  if (starts != rankOf(axes))
    return Error{Constraint::PairedAxes, {rankOf(axes), starts}};
  if (auto error = checkIncreasing(axes, rankOf(x)))
    return *error;
  for (size_t i = 0; i < x.size(); ++i)
    if (block[i] > x[i])
      return Error{Constraint::BlockFits, {int64_t(i), x[i], block[i]}};
  return block;
}

Result concat(const std::vector<Shape> &parts, int64_t axis) {
  if (parts.empty())
    return Error{Constraint::AtLeastOne, {}};
  Shape result = parts.front();
  if (axis < 0 || axis >= rankOf(result))
    return Error{Constraint::AxisBelowRank, {rankOf(result), axis}};
  result[axis] = 0;
  for (const Shape &part : parts) {
    if (part.size() != result.size())
      return Error{Constraint::EqualRanks, {rankOf(result), rankOf(part)}};
    for (int64_t i = 0; i < rankOf(part); ++i)
      if (i != axis && part[i] != result[i])
        return Error{Constraint::EqualExtents, {i, i, result[i], part[i]}};
    result[axis] += part[axis];
  }
  return result;
}

Result pad(const Shape &x, const Numbers &low, const Numbers &interior,
           const Shape &result) {
  for (const Numbers *numbers : {&low, &interior, &result})
    if (numbers->size() != x.size())
      return Error{Constraint::OneEntryAnAxis, {rankOf(x), rankOf(*numbers)}};
  for (size_t i = 0; i < x.size(); ++i) {
    int64_t axis = int64_t(i);
    for (int64_t number : {low[i], interior[i]})
      if (number < 0)
        return Error{Constraint::NotNegative, {axis, number}};
    int64_t last = low[i] + (interior[i] + 1) * (x[i] - 1);
    if (x[i] > 0 && last >= result[i])
      return Error{Constraint::PadInside, {axis, result[i], last}};
  }
  return result;
}

Result alongAxes(const Shape &x, const Numbers &axes) {
  if (auto error = checkIncreasing(axes, rankOf(x)))
    return *error;
  return x;
}

Result alongAxis(const Shape &x, int64_t axis) {
  if (axis < 0 || axis >= rankOf(x))
    return Error{Constraint::AxisBelowRank, {rankOf(x), axis}};
  return x;
}

Result gather(const Shape &x, const Shape &indices) {
  if (x.empty())
    return Error{Constraint::AnAxisToGather, {}};
  Shape result = indices;
  result.insert(result.end(), x.begin() + 1, x.end());
  return result;
}

} // namespace nestor::shape_rules
