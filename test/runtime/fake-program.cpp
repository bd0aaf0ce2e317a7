/// A program as the compiler makes it, written by hand: a training loop whose
/// loss falls as 1 / step, with reports, a claim and an assert, and an
/// experiment that prints values of all shapes. Its hypers choose what goes
/// wrong.
#include "nestor/Abi.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <limits>

#ifndef FAKE_ARENA_BYTES
#define FAKE_ARENA_BYTES 64
#endif
#ifndef FAKE_ABI_VERSION
#define FAKE_ABI_VERSION NESTOR_ABI_VERSION
#endif

static const char manifest[] = R"json({
  "name": "linear", "nestor": "0.1.0",
  "source": "hyper lr = 0.01\nexperiment train {\n  minimize net\n  claim falls: loss <= limit\n}\n",
  "hypers": [{"name": "lr", "default": 0.01},
             {"name": "limit", "default": 1},
             {"name": "nan_at", "default": 0},
             {"name": "pause", "default": 0},
             {"name": "bad_index", "default": 0},
             {"name": "asserted", "default": 1},
             {"name": "reports", "default": 5},
             {"name": "special", "default": 0}],
  "consts": [{"name": "ways", "value": "5"}],
  "loops": [{"name": "net", "steps": 20, "line": 3}],
  "states": [{"loop": 0, "outer": false, "followed": false, "leaves": [
    {"item": "net.w", "type": "f64", "shape": [], "kept": true},
    {"item": "sgd.net.m", "type": "i32", "shape": [2], "kept": false}]}],
  "sites": [
    {"kind": "report", "line": 3, "loop": 0, "leaves": [
      {"item": "loss", "path": "", "type": "f64", "shape": []},
      {"item": "acc", "path": "meta.five", "type": "f32", "shape": []},
      {"item": "table", "path": "", "type": "i32", "shape": [2, 2]},
      {"item": "solved", "path": "", "type": "bool", "shape": []}]},
    {"kind": "claim", "line": 4, "name": "falls", "text": "loss <= \"limit\"",
     "leaves": [{"item": "", "path": "", "type": "bool", "shape": []}]},
    {"kind": "assert", "line": 4, "text": "asserted > 0",
     "message": "the hyper says so",
     "leaves": [{"item": "", "path": "", "type": "bool", "shape": []}]},
    {"kind": "report", "line": 4, "loop": -1, "leaves": [
      {"item": "final", "path": "", "type": "f64", "shape": []}]},
    {"kind": "print", "line": 1, "leaves": [
      {"item": "seed", "path": "", "type": "i64", "shape": []},
      {"item": "half", "path": "", "type": "f32", "shape": []}]},
    {"kind": "print", "line": 1, "leaves": [
      {"item": "best", "path": "f1", "type": "f32", "shape": []},
      {"item": "best", "path": "f2", "type": "f32", "shape": []},
      {"item": "adam", "path": "f1", "type": "f32", "shape": []},
      {"item": "adam", "path": "f2", "type": "f32", "shape": []}]},
    {"kind": "print", "line": 1, "leaves": [
      {"item": "table", "path": "random.one", "type": "f32", "shape": [2]},
      {"item": "table", "path": "random.five", "type": "f32", "shape": [2]},
      {"item": "table", "path": "maml.one", "type": "f32", "shape": [2]},
      {"item": "table", "path": "maml.five", "type": "f32", "shape": [2]}]},
    {"kind": "print", "line": 1, "leaves": [
      {"item": "matrix", "path": "", "type": "i32", "shape": [2, 3]},
      {"item": "long", "path": "", "type": "i32", "shape": [40, 50]}]}
  ]
})json";

static void effect(int site, int64_t step, const void *const (&leaves)[4]) {
  nestor_effect(site, step, leaves);
}

static void sleepFor(double seconds) {
  timespec time;
  time.tv_sec = static_cast<time_t>(seconds);
  time.tv_nsec =
      static_cast<long>((seconds - static_cast<double>(time.tv_sec)) * 1e9);
  nanosleep(&time, nullptr);
}

static void train(int64_t seed, const double *hypers, uint8_t *arena,
                  const void *const *) {
  double limit = hypers[1], nanAt = hypers[2], pause = hypers[3];
  double badIndex = hypers[4], asserted = hypers[5], special = hypers[7];
  auto each = static_cast<int64_t>(hypers[6]);
  // The arena can be written, and starts at a multiple of 64 bytes.
  std::memset(arena, 0, 64);
  bool isAligned = reinterpret_cast<uintptr_t>(arena) % 64 == 0;
  // What the loop carries: the last loss, and two counters.
  double loss = isAligned ? 1.0 : 1e9;
  int32_t counters[] = {0, 0};
  void *carried[] = {&loss, counters};
  for (int64_t step = nestor_resume(0, carried); step < 20; ++step) {
    if (nestor_step(0, step) != 0 && nestor_state(0, step, carried) != 0)
      return;
    counters[0] += 1;
    counters[1] -= static_cast<int32_t>(step);
    loss = (1.0 + static_cast<double>(seed)) / static_cast<double>(step + 1);
    if (static_cast<double>(step + 1) == nanAt)
      loss = std::numeric_limits<double>::quiet_NaN();
    nestor_loss(0, step, loss);
    if (pause > 0)
      sleepFor(pause);
    if ((step + 1) % each == 0) {
      float accuracy =
          special > 0 ? -std::numeric_limits<float>::infinity() : 1.0f / 3.0f;
      double shown =
          special > 0 ? std::numeric_limits<double>::quiet_NaN() : loss;
      int32_t table[] = {1, 2, 3, static_cast<int32_t>(step)};
      bool isSolved = loss < 0.1;
      effect(0, step, {&shown, &accuracy, table, &isSolved});
    }
    if (badIndex > 0)
      nestor_fail_index(3, static_cast<int64_t>(badIndex), 10);
  }
  const void *kept[] = {&loss};
  if (nestor_finish(0, kept) != 0)
    return;
  bool holds = asserted > 0;
  effect(2, -1, {&holds});
  bool falls = loss <= limit;
  effect(1, -1, {&falls});
  effect(3, -1, {&loss});
}

static void tables(int64_t seed, const double *, uint8_t *,
                   const void *const *) {
  float half = 0.5f, tiny = 1e-7f, third = 1.0f / 3.0f;
  effect(4, -1, {&seed, &half});
  effect(5, -1, {&half, &tiny, &third, &half});
  float pair[] = {0.25f, 12.5f};
  effect(6, -1, {pair, pair, pair, pair});
  int32_t matrix[] = {1, -20, 3, 4, 5, 600};
  static int32_t longMatrix[40 * 50];
  for (int32_t i = 0; i < 40 * 50; ++i)
    longMatrix[i] = i;
  effect(7, -1, {matrix, longMatrix});
}

static const nestor_experiment experiments[] = {
    {"train", train, FAKE_ARENA_BYTES},
    {"tables", tables, 0},
};

extern "C" const nestor_program nestor_program_table = {FAKE_ABI_VERSION, 2,
                                                        manifest, experiments};
