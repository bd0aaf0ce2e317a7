/// A program with three data sets as the compiler makes it, written by hand.
/// Its two experiments print the first numbers of each.
#include "nestor/Abi.h"

#include <cstdint>

static const char manifest[] = R"json({
  "name": "sets",
  "data": [
    {"name": "flowers", "format": "csv", "source": "flowers.csv",
     "folder": "script",
     "arrays": [{"path": "", "type": "f32", "shape": [2, 3]}]},
    {"name": "digits", "format": "idx", "source": "digits", "folder": "script",
     "arrays": [{"path": "train.images", "type": "u8", "shape": [2, 2, 2]},
                {"path": "train.labels", "type": "u8", "shape": [2]},
                {"path": "test.images", "type": "u8", "shape": [1, 2, 2]},
                {"path": "test.labels", "type": "u8", "shape": [1]}]},
    {"name": "inputs", "format": "npz", "source": "inputs.npz",
     "folder": "script",
     "arrays": [{"path": "mask", "type": "bool", "shape": [3]},
                {"path": "x", "type": "f64", "shape": []}]}
  ],
  "sites": [
    {"kind": "print", "line": 1, "leaves": [
      {"item": "flowers", "type": "f32", "shape": [2, 3]},
      {"item": "label", "type": "i32", "shape": []},
      {"item": "mask", "type": "bool", "shape": [3]},
      {"item": "x", "type": "f64", "shape": []},
      {"item": "aligned", "type": "bool", "shape": []}]}
  ]
})json";

static void show(int64_t, const double *, uint8_t *, const void *const *data) {
  int32_t label = static_cast<const uint8_t *>(data[2])[1];
  bool isAligned = true;
  for (int i = 0; i < 7; ++i)
    isAligned &= reinterpret_cast<uintptr_t>(data[i]) % 64 == 0;
  const void *leaves[] = {data[0], &label, data[5], data[6], &isAligned};
  nestor_effect(0, -1, leaves);
}

static const nestor_experiment experiments[] = {{"one", show, 0},
                                                {"two", show, 0}};

extern "C" const nestor_program nestor_program_table = {NESTOR_ABI_VERSION, 2,
                                                        manifest, experiments};
