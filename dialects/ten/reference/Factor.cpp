// Reference evaluation of linear systems and factorizations: by elimination,
// orthogonalization and Jacobi's rotations, which dual numbers go through.
#include "dialects/ten/reference/Reference.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlir;

namespace nestor::ten::reference {

namespace {
/// A matrix by rows and columns; a view of nothing, a copy of an Array.
struct Matrix {
  int64_t rows, columns;
  std::vector<Dual> entries;

  Matrix(int64_t rows, int64_t columns)
      : rows(rows), columns(columns), entries(size_t(rows * columns)) {}
  explicit Matrix(const Array &a)
      : rows(a.shape[0]), columns(a.shape[1]), entries(a.values) {}

  Dual &operator()(int64_t i, int64_t j) {
    return entries[size_t(i * columns + j)];
  }
  const Dual &operator()(int64_t i, int64_t j) const {
    return entries[size_t(i * columns + j)];
  }
};
} // namespace

constexpr int sweeps = 8; // of rotations, of which ten rows need five

static const Dual nan = std::numeric_limits<double>::quiet_NaN();

static Matrix symmetricPart(const Matrix &a) {
  Matrix s(a.rows, a.rows);
  for (int64_t i = 0; i < a.rows; ++i)
    for (int64_t j = 0; j < a.rows; ++j)
      s(i, j) = (a(i, j) + a(j, i)) * 0.5;
  return s;
}

static Matrix transposed(const Matrix &a) {
  Matrix t(a.columns, a.rows);
  for (int64_t i = 0; i < a.rows; ++i)
    for (int64_t j = 0; j < a.columns; ++j)
      t(j, i) = a(i, j);
  return t;
}

static Matrix identity(int64_t n) {
  Matrix v(n, n);
  for (int64_t i = 0; i < n; ++i)
    v(i, i) = 1;
  return v;
}

static Dual dot(const Matrix &a, int64_t p, const Matrix &b, int64_t q) {
  Dual sum = 0;
  for (int64_t i = 0; i < a.rows; ++i)
    sum += a(i, p) * b(i, q);
  return sum;
}

// Gauss-Jordan elimination with the largest pivot of each column.
static Matrix solve(Matrix a, Matrix b) {
  int64_t n = a.rows;
  auto subtract = [&](int64_t from, int64_t row, const Dual &factor) {
    for (int64_t j = 0; j < n; ++j)
      a(row, j) = a(row, j) - factor * a(from, j);
    for (int64_t j = 0; j < b.columns; ++j)
      b(row, j) = b(row, j) - factor * b(from, j);
  };
  for (int64_t k = 0; k < n; ++k) {
    int64_t pivot = k;
    for (int64_t i = k; i < n; ++i)
      if (std::abs(a(i, k).value()) > std::abs(a(pivot, k).value()))
        pivot = i;
    if (!(std::abs(a(pivot, k).value()) > 0)) {
      b.entries.assign(b.entries.size(), nan);
      return b;
    }
    for (int64_t j = 0; j < n; ++j)
      std::swap(a(k, j), a(pivot, j));
    for (int64_t j = 0; j < b.columns; ++j)
      std::swap(b(k, j), b(pivot, j));
    for (int64_t i = 0; i < n; ++i)
      if (i != k)
        subtract(k, i, a(i, k) / a(k, k));
  }
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < b.columns; ++j)
      b(i, j) = b(i, j) / a(i, i);
  return b;
}

static Matrix cholesky(const Matrix &a) {
  Matrix s = symmetricPart(a), l(a.rows, a.rows);
  for (int64_t j = 0; j < a.rows; ++j)
    for (int64_t i = j; i < a.rows; ++i) {
      Dual rest = s(i, j);
      for (int64_t k = 0; k < j; ++k)
        rest = rest - l(i, k) * l(j, k);
      if (i == j && !(rest.value() > 0)) {
        l.entries.assign(l.entries.size(), nan);
        return l;
      }
      l(i, j) = i == j ? sqrt(rest) : rest / l(j, j);
    }
  return l;
}

// q over r, by modified Gram-Schmidt.
static Matrix qr(const Matrix &a) {
  Matrix result(a.rows + a.columns, a.columns);
  Matrix q = a;
  for (int64_t j = 0; j < a.columns; ++j) {
    for (int64_t k = 0; k < j; ++k) {
      Dual part = dot(q, k, q, j);
      result(a.rows + k, j) = part;
      for (int64_t i = 0; i < a.rows; ++i)
        q(i, j) = q(i, j) - part * q(i, k);
    }
    Dual length = sqrt(dot(q, j, q, j));
    result(a.rows + j, j) = length;
    for (int64_t i = 0; i < a.rows; ++i)
      q(i, j) = q(i, j) / length;
  }
  for (int64_t i = 0; i < a.rows; ++i)
    for (int64_t j = 0; j < a.columns; ++j)
      result(i, j) = q(i, j);
  return result;
}

// tan of the angle by which p and q must turn: 2 pq / (d + sign(d) sqrt(d^2 +
// 4 pq^2)) for the difference d of the diagonal; 0 where nothing tells.
static Dual tangent(const Dual &pq, const Dual &difference) {
  double d = difference.value();
  if (d == 0 && pq.value() == 0)
    return 0;
  Dual root = sqrt(difference * difference + pq * pq * 4);
  return pq * 2 / (d < 0 ? difference - root : difference + root);
}

static void rotate(Matrix &m, int64_t p, int64_t q, const Dual &t) {
  Dual c = rsqrt(t * t + 1), s = c * t;
  for (int64_t i = 0; i < m.rows; ++i) {
    Dual x = m(i, p), y = m(i, q);
    m(i, p) = c * x - s * y;
    m(i, q) = s * x + c * y;
  }
}

// Whether column j is to be turned around (dialects/ten/TenFactor.td).
static bool isNegative(const Matrix &v, int64_t j) {
  double most = 0;
  for (int64_t i = 0; i < v.rows; ++i)
    most = std::max(most, std::abs(v(i, j).value()));
  for (int64_t i = 0; i < v.rows; ++i)
    if (std::abs(v(i, j).value()) >= most / 2)
      return v(i, j).value() < 0;
  return false;
}

// The places of `keys` in rising order.
static std::vector<int64_t> order(const std::vector<Dual> &keys) {
  std::vector<int64_t> places(keys.size());
  for (size_t i = 0; i < keys.size(); ++i)
    places[i] = int64_t(i);
  std::sort(places.begin(), places.end(), [&](int64_t i, int64_t j) {
    double a = keys[size_t(i)].value(), b = keys[size_t(j)].value();
    return a < b || (a == b && i < j);
  });
  return places;
}

static Matrix eigh(const Matrix &a) {
  int64_t n = a.rows;
  Matrix s = symmetricPart(a), v = identity(n);
  for (int sweep = 0; sweep < sweeps; ++sweep)
    for (int64_t p = 0; p < n; ++p)
      for (int64_t q = p + 1; q < n; ++q) {
        Dual t = tangent(s(p, q), s(q, q) - s(p, p));
        rotate(s, p, q, t);
        s = transposed(s);
        rotate(s, p, q, t);
        rotate(v, p, q, t);
      }
  std::vector<Dual> values;
  for (int64_t i = 0; i < n; ++i)
    values.push_back(s(i, i));
  Matrix result(n + 1, n);
  std::vector<int64_t> places = order(values);
  for (int64_t j = 0; j < n; ++j) {
    int64_t from = places[size_t(j)];
    double sign = isNegative(v, from) ? -1 : 1;
    for (int64_t i = 0; i < n; ++i)
      result(i, j) = v(i, from) * sign;
    result(n, j) = values[size_t(from)];
  }
  return result;
}

// u over s over v, by one-sided rotations of the columns of a (Hestenes 1958).
static Matrix tallSvd(const Matrix &a) {
  int64_t n = a.columns;
  Matrix u = a, v = identity(n);
  for (int sweep = 0; sweep < sweeps; ++sweep)
    for (int64_t p = 0; p < n; ++p)
      for (int64_t q = p + 1; q < n; ++q) {
        Dual t = tangent(dot(u, p, u, q), dot(u, q, u, q) - dot(u, p, u, p));
        rotate(u, p, q, t);
        rotate(v, p, q, t);
      }
  std::vector<Dual> negated;
  for (int64_t j = 0; j < n; ++j)
    negated.push_back(-sqrt(dot(u, j, u, j)));
  Matrix result(a.rows + 1 + n, n);
  std::vector<int64_t> places = order(negated);
  for (int64_t j = 0; j < n; ++j) {
    int64_t from = places[size_t(j)];
    Dual s = -negated[size_t(from)];
    for (int64_t i = 0; i < a.rows; ++i)
      result(i, j) = u(i, from) / s;
    result(a.rows, j) = s;
    for (int64_t i = 0; i < n; ++i)
      result(a.rows + 1 + i, j) = v(i, from);
  }
  return result;
}

static Matrix svd(const Matrix &a) {
  int64_t m = a.rows, n = a.columns, k = std::min(m, n);
  bool isWide = m < n;
  Matrix parts = tallSvd(isWide ? transposed(a) : a);
  Matrix result(m + 1 + n, k), v(n, k);
  int64_t firstU = isWide ? n + 1 : 0, firstV = isWide ? 0 : m + 1;
  for (int64_t j = 0; j < k; ++j) {
    for (int64_t i = 0; i < n; ++i)
      v(i, j) = parts(firstV + i, j);
    double sign = isNegative(v, j) ? -1 : 1;
    for (int64_t i = 0; i < m; ++i)
      result(i, j) = parts(firstU + i, j) * sign;
    result(m, j) = parts(isWide ? n : m, j);
    for (int64_t i = 0; i < n; ++i)
      result(m + 1 + i, j) = v(i, j) * sign;
  }
  return result;
}

std::optional<Array> evaluateFactor(Operation *op, ArrayRef<Array> operands) {
  Array result(resultShape(op));
  if (isa<SolveOp>(op))
    result.values = solve(Matrix(operands[0]), Matrix(operands[1])).entries;
  else if (isa<CholeskyOp>(op))
    result.values = cholesky(Matrix(operands[0])).entries;
  else if (isa<QrOp>(op))
    result.values = qr(Matrix(operands[0])).entries;
  else if (isa<EighOp>(op))
    result.values = eigh(Matrix(operands[0])).entries;
  else if (isa<SvdOp>(op))
    result.values = svd(Matrix(operands[0])).entries;
  else
    return std::nullopt;
  return result;
}

} // namespace nestor::ten::reference
