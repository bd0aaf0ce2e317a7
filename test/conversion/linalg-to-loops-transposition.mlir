// RUN: %nestor-opt %s --linalg-to-loops --canonicalize --cse --split-input-file | FileCheck %s
// A copy that reads along one axis and writes along another goes by tiles of 16 x 16, also where the last ones are short.

#read = affine_map<(n, i, j) -> (n, j, i)>
#write = affine_map<(n, i, j) -> (n, i, j)>

// CHECK-LABEL: func @whole_and_short_tiles
func.func @whole_and_short_tiles(%x: memref<2x32x21xf32>, %y: memref<2x21x32xf32>) {
  // CHECK: scf.for
  // CHECK: scf.for
  // CHECK-COUNT-16: vector.load {{.*}}vector<16xf32>
  // CHECK-COUNT-64: vector.shuffle
  // CHECK-COUNT-16: vector.store {{.*}}vector<16xf32>
  // CHECK: scf.for
  // CHECK-COUNT-16: vector.load {{.*}}vector<5xf32>
  // CHECK-COUNT-5: vector.store {{.*}}vector<16xf32>
  // CHECK-NOT: vector.store
  linalg.generic {indexing_maps = [#read, #write], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : memref<2x32x21xf32>) outs(%y : memref<2x21x32xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  }
  return
}

// -----

// Short axes, other elements and copies along one axis are not worth it.
#read = affine_map<(i, j) -> (j, i)>
#write = affine_map<(i, j) -> (i, j)>
// CHECK-LABEL: func @others
// CHECK-NOT: vector.shuffle
func.func @others(%x: memref<32x3xf32>, %y: memref<3x32xf32>, %d: memref<32x16xf64>, %e: memref<16x32xf64>, %z: memref<16x32xf64>) {
  linalg.generic {indexing_maps = [#read, #write], iterator_types = ["parallel", "parallel"]} ins(%x : memref<32x3xf32>) outs(%y : memref<3x32xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  }
  linalg.generic {indexing_maps = [#read, #write], iterator_types = ["parallel", "parallel"]} ins(%d : memref<32x16xf64>) outs(%e : memref<16x32xf64>) {
  ^bb0(%a: f64, %b: f64):
    linalg.yield %a : f64
  }
  linalg.generic {indexing_maps = [#write, #write], iterator_types = ["parallel", "parallel"]} ins(%e : memref<16x32xf64>) outs(%z : memref<16x32xf64>) {
  ^bb0(%a: f64, %b: f64):
    linalg.yield %a : f64
  }
  return
}
