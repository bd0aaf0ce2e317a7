/* The contract between compiled programs and the runtime (docs/decisions.md,
 * D13). Generated code exports one `nestor_program` named
 * `nestor_program_table`; the runtime brings `main` and the functions below.
 * Bare pointers and sizes; no exception crosses. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NESTOR_ABI_VERSION 3

/* One experiment. `seed` starts all randomness; `hypers` holds one double for
 * each entry of the manifest's "hypers", in order; `arena` has `arena_bytes`
 * bytes, 64-byte aligned, content unspecified; `data` has one pointer for each
 * array of the manifest's "data", set by set: row-major, 64-byte aligned, read
 * only, the same for all experiments, a bool one byte of value 0 or 1. */
typedef struct nestor_experiment {
  const char *name;
  void (*entry)(int64_t seed, const double *hypers, uint8_t *arena,
                const void *const *data);
  int64_t arena_bytes;
} nestor_experiment;

/* `manifest` is JSON text:
 *   {"name": "linear_regression", "nestor": "0.1.0", "file": "x.nest",
 *    "source": "...text...", "plan": "what nestor explain says",
 *    "modules": [{"name": "nets", "source": "...text..."}, ...],   imported
 *    "hypers": [{"name": "inner_lr", "default": 0.01}],
 *    "consts": [{"name": "ways", "value": "5"}],
 *    "data":   [{"name": "fashion", "format": "idx", "source": "fashion-mnist",
 *                "folder": "of the script, as it was named to the compiler",
 *                "arrays": [{"path": "train.images",   "" for a plain tensor
 *                            "type": "u8" | "i32" | "i64" | "f32" | "f64"
 *                                    | "bool",
 *                            "shape": [60000, 28, 28]}, ...]}],
 *    "loops":  [{"name": "net", "steps": 20000, "line": 31}],
 *    "sites":  [SITE, ...],
 *    "states": [{"loop": 0, "outer": false, "followed": true,
 *                "leaves": [{"item": "net.w", "type": "f32", "shape": [3],
 *                            "kept": true}, ...]}],
 *    "checks": [{"file": "x.nest", "line": 12, "source": "`log`",
 *                "order": 0,          1: of its derivative, 2: of that one's
 *                "backward": false,   a derivative that reverse mode found
 *                "nan_only": false,   infinities pass
 *                "type": "f32", "shape": [3],
 *                "loops": [14, 9]}]}  lines of the loops around, from within;
 *                                     absent without --check
 *    "gradients": [{"experiment": "linear_regression",
 *                   "file": "x.nest", "line": 12, "column": 5,
 *                   "forward": false,    by forward mode
 *                   "departs": "stop_gradient",   why differences may say
 *                                                 something else; "" for none
 *                   "shapes": [[3], []],          of what is trained
 *                   "coordinates": [0, 2]}]}      which numbers of these,
 *                                        counted through; only by gradcheck
 * SITE = {"kind": "report" | "print" | "claim" | "assert" | "save" | "plot",
 *         "line": 12,
 *         "name": "faster",        claim: its name; save: the file; plot: where
 *                                  the points stand, "step", "x" (the first
 *                                  leaf) or "" (0, 1, ...)
 *         "text": "a <= b",        claim, assert: the condition's source; plot:
 *                                  the title
 *         "message": "...",        assert: optional
 *         "loop": 0,               report: index into "loops", or -1
 *         "outer": 1,              report: how many i64 follow the leaves: the
 *                                  iterations of the loops around that loop,
 *                                  outermost first; 0 if absent
 *         "leaves": [{"item": "acc",            the reported or printed item
 *                     "path": "meta.five",      "" for a plain value
 *                     "type": "f32" | "f64" | "bf16" | "i32" | "i64" | "u8"
 *                             | "bool" | "text" (a word to print: no data),
 *                     "shape": [3]}, ...]}
 */
typedef struct nestor_program {
  int32_t abi_version;
  int32_t experiment_count;
  const char *manifest;
  const nestor_experiment *experiments;
} nestor_program;

extern const nestor_program nestor_program_table;

/* An effect statement was reached: number `site` of the manifest, at iteration
 * `step` (from 0) of the loop around it, or -1 outside loops. `leaves[i]`
 * points to the row-major data of the site's leaf i, text not counted (bool:
 * one byte each). A claim or assert has one bool leaf, then pairs of single
 * numbers that it compares, the items "value" and "threshold". */
void nestor_effect(int32_t site, int64_t step, const void *const *leaves);

/* The loops at the top level of an experiment are where a run can be resumed
 * (docs/decisions.md, B13). The manifest's "states" has an entry for each:
 * "leaves" is what it carries from one iteration to the next, in the order of
 * the calls below, "kept" whether somebody reads the leaf after the loop;
 * "outer" whether such loops are inside it (over N seeds), "followed" whether
 * another comes after it. Leaves are row-major, a bool is one byte. A result
 * other than 0 of nestor_state or nestor_finish asks the program to return.
 *
 * Before loop `loop`: `leaves` hold the values that it starts from. Gives the
 * iteration to begin with; if that is not 0, the leaves have been replaced. */
int64_t nestor_resume(int32_t loop, void *const *leaves);

/* Loop `loop` is about to begin iteration `step` (from 0). A result other than
 * 0 asks for a call of nestor_state before it does. */
int32_t nestor_step(int32_t loop, int64_t step);

/* The state of the loop at the beginning of iteration `step`: after a
 * nestor_step that asked for it; of an outer loop in every iteration. */
int32_t nestor_state(int32_t loop, int64_t step, const void *const *leaves);

/* The loop has ended. `leaves` has those of its leaves that are "kept". */
int32_t nestor_finish(int32_t loop, const void *const *leaves);

/* The loss of iteration `step` of top-level loop `loop`, for the progress line
 * and for the check that it is finite. Does not return if it is not (exit
 * status 3 after the metrics are flushed). */
void nestor_loss(int32_t loop, int64_t step, double loss);

/* The loss of iteration `step` of a learning loop inside of others, which
 * stands in line `line`: the run warns in the end of those that are not finite. */
void nestor_inner_loss(int32_t line, int64_t step, double loss);

/* A run-time error at line `line` of the program: an index out of range.
 * Does not return (exit status 1). */
void nestor_fail_index(int32_t line, int64_t index, int64_t extent);

/* Number `check` of the manifest's "checks" inspects `leaves[0]`: row-major
 * numbers of its type and shape. `leaves[1..]` point to the iterations (int64,
 * from 0) of the loops around, from within. Does not return if a number is not
 * finite (exit status 3). */
void nestor_check_finite(int32_t check, const void *const *leaves);

/* Whether gradient `place` of the manifest's "gradients" is reached for the
 * first time. What is found there follows as an effect, whose number is `place`
 * behind the number of sites; its leaves are float64: [n, 7] with a row for each
 * of "coordinates" (the gradient, the derivative by the other mode or NaN, the
 * loss at +h, -h, +h/2, -h/2, and h), and the loss. */
int32_t nestor_first_time(int32_t place);

/* An iteration at line `line` of the script ended after `steps` steps with a
 * relative residual. The run warns at its end of lines where it was large. */
void nestor_solved(int32_t line, double residual, int64_t steps);

#ifdef __cplusplus
}
#endif
