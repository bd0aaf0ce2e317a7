// Shapes of reductions and contractions.
#include "dialects/ten/shape_rules/Axes.h"

#include <algorithm>

namespace nestor::shape_rules {

static bool contains(const Numbers &axes, int64_t axis) {
  return std::find(axes.begin(), axes.end(), axis) != axes.end();
}

Result reduce(const Shape &x, const Numbers &axes) {
  if (auto error = checkIncreasing(axes, rankOf(x)))
    return *error;
  Shape result;
  for (int64_t i = 0; i < rankOf(x); ++i)
    if (!contains(axes, i))
      result.push_back(x[i]);
  return result;
}

// Axes of both sides that go together: as many, below the ranks, of one extent.
static std::optional<Error> checkPaired(const Shape &lhs, const Shape &rhs,
                                        const Numbers &left,
                                        const Numbers &right) {
  if (left.size() != right.size())
    return Error{Constraint::PairedAxes, {rankOf(left), rankOf(right)}};
  for (size_t i = 0; i < left.size(); ++i) {
    if (left[i] < 0 || left[i] >= rankOf(lhs))
      return Error{Constraint::AxisBelowRank, {rankOf(lhs), left[i]}};
    if (right[i] < 0 || right[i] >= rankOf(rhs))
      return Error{Constraint::AxisBelowRank, {rankOf(rhs), right[i]}};
    if (lhs[left[i]] != rhs[right[i]])
      return Error{Constraint::EqualExtents,
                   {left[i], right[i], lhs[left[i]], rhs[right[i]]}};
  }
  return std::nullopt;
}

static std::optional<Error> checkOnce(const Numbers &batch,
                                      const Numbers &contract) {
  Numbers axes = batch;
  axes.insert(axes.end(), contract.begin(), contract.end());
  std::sort(axes.begin(), axes.end());
  auto twice = std::adjacent_find(axes.begin(), axes.end());
  if (twice != axes.end())
    return Error{Constraint::AxesOnce, {*twice}};
  return std::nullopt;
}

static void addFree(Shape &result, const Shape &shape, const Numbers &batch,
                    const Numbers &contract) {
  for (int64_t i = 0; i < rankOf(shape); ++i)
    if (!contains(batch, i) && !contains(contract, i))
      result.push_back(shape[i]);
}

Result contract(const Shape &lhs, const Shape &rhs, const Numbers &lhsBatch,
                const Numbers &rhsBatch, const Numbers &lhsContract,
                const Numbers &rhsContract) {
  if (auto error = checkPaired(lhs, rhs, lhsBatch, rhsBatch))
    return *error;
  if (auto error = checkPaired(lhs, rhs, lhsContract, rhsContract))
    return *error;
  if (auto error = checkOnce(lhsBatch, lhsContract))
    return *error;
  if (auto error = checkOnce(rhsBatch, rhsContract))
    return *error;
  Shape result;
  for (int64_t axis : lhsBatch)
    result.push_back(lhs[axis]);
  addFree(result, lhs, lhsBatch, lhsContract);
  addFree(result, rhs, rhsBatch, rhsContract);
  return result;
}

} // namespace nestor::shape_rules
