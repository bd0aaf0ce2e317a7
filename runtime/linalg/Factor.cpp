// Linear systems and factorizations by LAPACK. A matrix row by row is its
// transpose column by column: copies turn it around only where the transpose
// does not serve as well.
#include "nestor/Factor.h"

#include "linalg/Lapack.h"

#include <algorithm>
#include <cmath>
#include <limits>

using nestor::Lapack;

namespace {

/// Parts of the scratch, one after the other; integers take an element each.
template <typename T> struct Scratch {
  T *next;

  T *take(int64_t count) {
    T *part = next;
    next += count;
    return part;
  }
  int *takeIntegers(int64_t count) {
    return reinterpret_cast<int *>(take(count));
  }
};

template <typename T> void fillNan(T *x, int64_t count) {
  std::fill_n(x, count, std::numeric_limits<T>::quiet_NaN());
}

// to[j, i] = from[i, j]
template <typename T>
void transpose(const T *from, int64_t rows, int64_t columns, T *to) {
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j)
      to[j * rows + i] = from[i * columns + j];
}

template <typename T> bool isFinite(const T *x, int64_t count) {
  return std::all_of(x, x + count, [](T v) { return std::isfinite(v); });
}

template <typename T> void symmetricPart(const T *a, int64_t n, T *s) {
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j)
      s[i * n + j] = (a[i * n + j] + a[j * n + i]) / 2;
}

// Whether a vector is to be turned around: if the first entry that is at least
// half as large as the largest is negative.
template <typename T>
bool isNegative(const T *v, int64_t count, int64_t stride) {
  T most = 0;
  for (int64_t i = 0; i < count; ++i)
    most = std::max(most, std::abs(v[i * stride]));
  for (int64_t i = 0; i < count; ++i)
    if (std::abs(v[i * stride]) >= most / 2)
      return v[i * stride] < 0;
  return false;
}

template <typename T> void negate(T *v, int64_t count, int64_t stride) {
  for (int64_t i = 0; i < count; ++i)
    v[i * stride] = -v[i * stride];
}

template <typename T>
void solve(const T *a, const T *b, int64_t n, int64_t columns, T *scratch,
           T *x) {
  Scratch<T> parts{scratch};
  T *lu = parts.take(n * n), *right = parts.take(n * columns);
  int *pivots = parts.takeIntegers(n);
  std::copy_n(a, n * n, lu);
  transpose(b, n, columns, right);
  int order = int(n), count = int(columns), info = 0;
  Lapack<T>::getrf(&order, &order, lu, &order, pivots, &info);
  if (info != 0)
    return fillNan(x, n * columns);
  // What was factored is a', so that the system is that of its transpose.
  Lapack<T>::getrs("T", &order, &count, lu, &order, pivots, right, &order,
                   &info, 1);
  transpose(right, columns, n, x);
}

template <typename T> void cholesky(const T *a, int64_t n, T *l) {
  symmetricPart(a, n, l);
  int order = int(n), info = 0;
  Lapack<T>::potrf("U", &order, l, &order, &info, 1);
  if (info != 0)
    return fillNan(l, n * n);
  for (int64_t i = 0; i < n; ++i)
    std::fill(l + i * n + i + 1, l + (i + 1) * n, T(0));
}

template <typename T>
void qr(const T *a, int64_t m, int64_t n, T *scratch, T *result) {
  Scratch<T> parts{scratch};
  T *q = parts.take(m * n), *tau = parts.take(n), *work = parts.take(32 * n);
  transpose(a, m, n, q);
  int rows = int(m), columns = int(n), room = int(32 * n), info = 0;
  Lapack<T>::geqrf(&rows, &columns, q, &rows, tau, work, &room, &info);
  T *r = result + m * n;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j)
      r[i * n + j] = j < i ? T(0) : q[j * m + i];
  Lapack<T>::orgqr(&rows, &columns, &columns, q, &rows, tau, work, &room,
                   &info);
  for (int64_t i = 0; i < n; ++i)
    if (r[i * n + i] < 0) {
      negate(r + i * n + i, n - i, 1);
      negate(q + i * m, m, 1);
    }
  transpose(q, n, m, result);
}

template <typename T>
void eigh(const T *a, int64_t n, T *scratch, T *result) {
  Scratch<T> parts{scratch};
  int order = int(n), room = int(1 + 6 * n + 2 * n * n),
      integers = int(3 + 5 * n), info = 0;
  T *v = parts.take(n * n), *work = parts.take(room);
  int *iwork = parts.takeIntegers(integers);
  symmetricPart(a, n, v);
  // A NaN may keep the iteration going for ever.
  if (!isFinite(v, n * n))
    return fillNan(result, (n + 1) * n);
  Lapack<T>::syevd("V", "U", &order, v, &order, result + n * n, work, &room,
                   iwork, &integers, &info, 1, 1);
  if (info != 0)
    return fillNan(result, (n + 1) * n);
  for (int64_t j = 0; j < n; ++j)
    if (isNegative(v + j * n, n, 1))
      negate(v + j * n, n, 1);
  transpose(v, n, n, result);
}

template <typename T>
void svd(const T *a, int64_t m, int64_t n, T *scratch, T *result) {
  Scratch<T> parts{scratch};
  int64_t k = std::min(m, n), most = std::max(m, n);
  int rows = int(m), columns = int(n), factors = int(k), info = 0,
      room = int(4 * k * k + 7 * k + most + 3 * k);
  T *copy = parts.take(m * n), *right = parts.take(n * k),
    *work = parts.take(room);
  int *iwork = parts.takeIntegers(8 * k);
  std::copy_n(a, m * n, copy);
  if (!isFinite(copy, m * n))
    return fillNan(result, (m + 1 + n) * k);
  // a' = v s u': its left vectors are v, and u' column by column is u.
  T *u = result, *s = result + m * k, *v = s + k;
  Lapack<T>::gesdd("S", &columns, &rows, copy, &columns, s, right, &columns, u,
                   &factors, work, &room, iwork, &info, 1);
  if (info != 0)
    return fillNan(result, (m + 1 + n) * k);
  transpose(right, k, n, v);
  for (int64_t j = 0; j < k; ++j)
    if (isNegative(v + j, n, k)) {
      negate(v + j, n, k);
      negate(u + j, m, k);
    }
}

} // namespace

extern "C" {

void nestor_solve_f32(const float *a, const float *b, int64_t n,
                      int64_t columns, float *scratch, float *x) {
  solve(a, b, n, columns, scratch, x);
}
void nestor_solve_f64(const double *a, const double *b, int64_t n,
                      int64_t columns, double *scratch, double *x) {
  solve(a, b, n, columns, scratch, x);
}
void nestor_cholesky_f32(const float *a, int64_t n, float *l) {
  cholesky(a, n, l);
}
void nestor_cholesky_f64(const double *a, int64_t n, double *l) {
  cholesky(a, n, l);
}
void nestor_qr_f32(const float *a, int64_t m, int64_t n, float *scratch,
                   float *result) {
  qr(a, m, n, scratch, result);
}
void nestor_qr_f64(const double *a, int64_t m, int64_t n, double *scratch,
                   double *result) {
  qr(a, m, n, scratch, result);
}
void nestor_eigh_f32(const float *a, int64_t n, float *scratch, float *vw) {
  eigh(a, n, scratch, vw);
}
void nestor_eigh_f64(const double *a, int64_t n, double *scratch, double *vw) {
  eigh(a, n, scratch, vw);
}
void nestor_svd_f32(const float *a, int64_t m, int64_t n, float *scratch,
                    float *usv) {
  svd(a, m, n, scratch, usv);
}
void nestor_svd_f64(const double *a, int64_t m, int64_t n, double *scratch,
                    double *usv) {
  svd(a, m, n, scratch, usv);
}

// What LAPACK asks of Fortran's own library, which programs do not link.

/// LAPACK calls this where an argument is wrong; ours are right.
void xerbla_(const char *, const int *, long) { __builtin_trap(); }

void _gfortran_concat_string(long length, char *to, long first_length,
                             const char *first, long, const char *second) {
  for (long i = 0; i < length; ++i)
    to[i] = i < first_length ? first[i] : second[i - first_length];
}

long _gfortran_string_len_trim(long length, const char *text) {
  while (length > 0 && text[length - 1] == ' ')
    --length;
  return length;
}

} // extern "C"
