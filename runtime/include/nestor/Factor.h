/* Linear systems and factorizations for compiled programs, by LAPACK: what the
 * operations of dialects/ten/TenFactor.td mean. Matrices lie row by row, without
 * gaps. `scratch` has as many elements as the function below its name says. No
 * state, no allocation; the same bits on every call. Where a matrix has no
 * factors the result is NaN everywhere. Matrices have at least one element. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* x: [n, columns] with a x = b, for a: [n, n] and b: [n, columns] (xGETRF,
 * xGETRS). */
void nestor_solve_f32(const float *a, const float *b, int64_t n,
                      int64_t columns, float *scratch, float *x);
void nestor_solve_f64(const double *a, const double *b, int64_t n,
                      int64_t columns, double *scratch, double *x);
static inline int64_t nestor_solve_scratch(int64_t n, int64_t columns) {
  return n * n + n * columns + n;
}

/* l: [n, n] with l l' = (a + a') / 2 (xPOTRF). */
void nestor_cholesky_f32(const float *a, int64_t n, float *l);
void nestor_cholesky_f64(const double *a, int64_t n, double *l);

/* q over r: [m + n, n], for a: [m, n], m >= n (xGEQRF, xORGQR). */
void nestor_qr_f32(const float *a, int64_t m, int64_t n, float *scratch,
                   float *qr);
void nestor_qr_f64(const double *a, int64_t m, int64_t n, double *scratch,
                   double *qr);
static inline int64_t nestor_qr_scratch(int64_t m, int64_t n) {
  return m * n + n + 32 * n;
}

/* v over w: [n + 1, n], for a: [n, n] (xSYEVD). */
void nestor_eigh_f32(const float *a, int64_t n, float *scratch, float *vw);
void nestor_eigh_f64(const double *a, int64_t n, double *scratch, double *vw);
static inline int64_t nestor_eigh_scratch(int64_t n) {
  return n * n + (1 + 6 * n + 2 * n * n) + (3 + 5 * n);
}

/* u over s over v: [m + 1 + n, k], k = min(m, n), for a: [m, n] (xGESDD). */
void nestor_svd_f32(const float *a, int64_t m, int64_t n, float *scratch,
                    float *usv);
void nestor_svd_f64(const double *a, int64_t m, int64_t n, double *scratch,
                    double *usv);
static inline int64_t nestor_svd_scratch(int64_t m, int64_t n) {
  int64_t k = m < n ? m : n, most = m < n ? n : m;
  int64_t work = 4 * k * k + 7 * k + most + 3 * k;
  return m * n + n * k + work + 8 * k;
}

#ifdef __cplusplus
}
#endif
