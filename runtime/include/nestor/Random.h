/* Random draws for compiled programs: C functions over the formulas of
 * Philox.h, Normal.h and Permutation.h, to the same bits. A key is two words.
 * Element i of a draw takes word i mod 4 of
 *   philox(counter = (lo i/4, hi i/4, 0, 0), key),
 * and where it needs more than 32 bits the same word with counter word 2 = 1
 * (docs/decisions.md, D4). No function here fails; `count` may be 0. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* out[4] = the ten rounds of Philox4x32 of counter[4]. */
void nestor_philox(const uint32_t *counter, const uint32_t *key, uint32_t *out);

/* out[2] = the key for part n, with a tag from 1 to 5 (FoldTag). */
void nestor_fold_key(const int32_t *key, int32_t tag, int64_t n, int32_t *out);

/* A standard normal number from its word, or its two words. */
float nestor_normal_f32(uint32_t word);
double nestor_normal_f64(uint32_t w0, uint32_t w1);

/* out[i] = element i of a draw, for i in 0 .. count-1: uniform in [0, 1),
 * standard normal, or an integer in [0, bound) with bound >= 1. */
void nestor_uniform_f32(const int32_t *key, int64_t count, float *out);
void nestor_uniform_f64(const int32_t *key, int64_t count, double *out);
void nestor_fill_normal_f32(const int32_t *key, int64_t count, float *out);
void nestor_fill_normal_f64(const int32_t *key, int64_t count, double *out);
void nestor_random_int_i32(const int32_t *key, int32_t bound, int64_t count,
                           int32_t *out);
void nestor_random_int_i64(const int32_t *key, int64_t bound, int64_t count,
                           int64_t *out);

/* out[i] = where the keyed permutation of 0 .. n-1 sends first + i, for i in
 * 0 .. count-1; first + count <= n. */
void nestor_permutation_i32(const int32_t *key, int64_t n, int64_t first,
                            int64_t count, int32_t *out);
void nestor_permutation_i64(const int32_t *key, int64_t n, int64_t first,
                            int64_t count, int64_t *out);

#ifdef __cplusplus
}
#endif
