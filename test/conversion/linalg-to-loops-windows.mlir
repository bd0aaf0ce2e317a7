// RUN: %nestor-opt %s --linalg-to-loops --canonicalize --cse --split-input-file | FileCheck %s
// Sums through windows: a tile over several axes of outputs stays in registers while all terms are added.

#x = affine_map<(n, h, w, k, l, i, c) -> (n, h + k, w + l, i)>
#f = affine_map<(n, h, w, k, l, i, c) -> (k, l, i, c)>
#y = affine_map<(n, h, w, k, l, i, c) -> (n, h, w, c)>

// Three rows of 7 outputs, 16 channels each: 21 sums, and one vector of filters that they share.
// CHECK-LABEL: func @small_images
func.func @small_images(%x: memref<5x8x9x4xf32>, %f: memref<3x3x4x16xf32>, %y: memref<5x6x7x16xf32>) {
  // CHECK: scf.for
  // CHECK: scf.for
  // CHECK-COUNT-21: vector.load {{.*}}memref<5x6x7x16xf32>
  // CHECK: scf.for {{.*}} iter_args
  // CHECK-NEXT: scf.for {{.*}} iter_args
  // CHECK-NEXT: scf.for {{.*}} iter_args
  // CHECK-COUNT-1: vector.load {{.*}}memref<3x3x4x16xf32>
  // CHECK-NOT: vector.load
  // CHECK-COUNT-21: math.fma
  // CHECK-NOT: math.fma
  // CHECK: vector.store
  linalg.generic {indexing_maps = [#x, #f, #y], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "parallel"]} ins(%x, %f : memref<5x8x9x4xf32>, memref<3x3x4x16xf32>) outs(%y : memref<5x6x7x16xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %t = math.fma %a, %b, %s : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// Iterators beside an index that is a sum stay as they are.
#x = affine_map<(n, h, w, l, c) -> (n, h, w + l)>
#f = affine_map<(n, h, w, l, c) -> (l, c)>
#y = affine_map<(n, h, w, l, c) -> (n, h, w, c)>
// CHECK-LABEL: func @rows_apart
func.func @rows_apart(%x: memref<2x3x4xf32>, %f: memref<2x1xf32>, %y: memref<2x3x3x1xf32>) {
  // CHECK: memref.load {{.*}} : memref<2x3x4xf32>
  // CHECK: math.fma
  linalg.generic {indexing_maps = [#x, #f, #y], iterator_types = ["parallel", "parallel", "parallel", "reduction", "parallel"]} ins(%x, %f : memref<2x3x4xf32>, memref<2x1xf32>) outs(%y : memref<2x3x3x1xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %t = math.fma %a, %b, %s : f32
    linalg.yield %t : f32
  }
  return
}
