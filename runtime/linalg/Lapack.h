// The routines of LAPACK that the runtime calls, by the type of their numbers.
// All matrices lie column by column.
#pragma once

#include <cstdint>

extern "C" {
#define NESTOR_LAPACK(P, T)                                                    \
  void P##getrf_(const int *m, const int *n, T *a, const int *lda, int *pivots,\
                 int *info);                                                   \
  void P##getrs_(const char *trans, const int *n, const int *nrhs, const T *a, \
                 const int *lda, const int *pivots, T *b, const int *ldb,      \
                 int *info, long trans_length);                                \
  void P##potrf_(const char *uplo, const int *n, T *a, const int *lda,         \
                 int *info, long uplo_length);                                 \
  void P##geqrf_(const int *m, const int *n, T *a, const int *lda, T *tau,     \
                 T *work, const int *lwork, int *info);                        \
  void P##orgqr_(const int *m, const int *n, const int *k, T *a,               \
                 const int *lda, const T *tau, T *work, const int *lwork,      \
                 int *info);                                                   \
  void P##syevd_(const char *jobz, const char *uplo, const int *n, T *a,       \
                 const int *lda, T *w, T *work, const int *lwork, int *iwork,  \
                 const int *liwork, int *info, long jobz_length,               \
                 long uplo_length);                                            \
  void P##gesdd_(const char *jobz, const int *m, const int *n, T *a,           \
                 const int *lda, T *s, T *u, const int *ldu, T *vt,            \
                 const int *ldvt, T *work, const int *lwork, int *iwork,       \
                 int *info, long jobz_length);
NESTOR_LAPACK(s, float)
NESTOR_LAPACK(d, double)
#undef NESTOR_LAPACK
}

namespace nestor {

/// The routines for one type.
template <typename T> struct Lapack;
#define NESTOR_LAPACK(P, T)                                                    \
  template <> struct Lapack<T> {                                               \
    static constexpr auto getrf = P##getrf_;                                   \
    static constexpr auto getrs = P##getrs_;                                   \
    static constexpr auto potrf = P##potrf_;                                   \
    static constexpr auto geqrf = P##geqrf_;                                   \
    static constexpr auto orgqr = P##orgqr_;                                   \
    static constexpr auto syevd = P##syevd_;                                   \
    static constexpr auto gesdd = P##gesdd_;                                   \
  };
NESTOR_LAPACK(s, float)
NESTOR_LAPACK(d, double)
#undef NESTOR_LAPACK

} // namespace nestor
