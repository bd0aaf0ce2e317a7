// Shapes of linear systems and factorizations.
#include "dialects/ten/shape_rules/Axes.h"

#include <algorithm>

namespace nestor::shape_rules {

static std::optional<Error> checkMatrix(const Shape &a) {
  if (a.size() != 2)
    return Error{Constraint::Matrix, {rankOf(a)}};
  return std::nullopt;
}

static std::optional<Error> checkSquare(const Shape &a) {
  if (auto error = checkMatrix(a))
    return error;
  if (a[0] != a[1])
    return Error{Constraint::SquareMatrix, {a[0], a[1]}};
  return std::nullopt;
}

Result solve(const Shape &a, const Shape &b) {
  if (auto error = checkSquare(a))
    return *error;
  if (auto error = checkMatrix(b))
    return *error;
  if (a[0] != b[0])
    return Error{Constraint::EqualExtents, {0, 0, a[0], b[0]}};
  return b;
}

Result cholesky(const Shape &a) {
  if (auto error = checkSquare(a))
    return *error;
  return a;
}

Result qr(const Shape &a) {
  if (auto error = checkMatrix(a))
    return *error;
  if (a[0] < a[1])
    return Error{Constraint::TallMatrix, {a[0], a[1]}};
  return Shape{a[0] + a[1], a[1]};
}

Result eigh(const Shape &a) {
  if (auto error = checkSquare(a))
    return *error;
  return Shape{a[0] + 1, a[0]};
}

Result svd(const Shape &a) {
  if (auto error = checkMatrix(a))
    return *error;
  return Shape{a[0] + 1 + a[1], std::min(a[0], a[1])};
}

} // namespace nestor::shape_rules
