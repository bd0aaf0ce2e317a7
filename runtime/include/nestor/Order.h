/* Orders of tensors for compiled programs: what `argsort` of a script means. No
 * function here fails or allocates. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Along the middle axis of x[outer, count, inner]: x at order[o, 0, i],
 * order[o, 1, i], ... does not fall, or does not rise where `descending` is not
 * 0. Equal elements stay in the order of their numbers; a NaN is larger than
 * every number and equal to another; -0 equals 0. `scratch` has room for
 * 2 * count words. */
void nestor_argsort_f32(const float *x, int64_t outer, int64_t count,
                        int64_t inner, int32_t descending, uint64_t *scratch,
                        int32_t *order);
void nestor_argsort_f64(const double *x, int64_t outer, int64_t count,
                        int64_t inner, int32_t descending, uint64_t *scratch,
                        int32_t *order);
void nestor_argsort_i32(const int32_t *x, int64_t outer, int64_t count,
                        int64_t inner, int32_t descending, uint64_t *scratch,
                        int32_t *order);
void nestor_argsort_i64(const int64_t *x, int64_t outer, int64_t count,
                        int64_t inner, int32_t descending, uint64_t *scratch,
                        int32_t *order);

#ifdef __cplusplus
}
#endif
