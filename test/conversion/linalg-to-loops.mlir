// RUN: %nestor-opt %s --linalg-to-loops --canonicalize --cse --split-input-file | FileCheck %s
// The order of the iterators chooses the loop form, and so the order of every sum.

// Two dimensions without gaps are one loop over vectors, and a rest.
// CHECK-LABEL: func @elementwise
func.func @elementwise(%x: memref<7x10xf32>, %y: memref<7x10xf32>) {
  // CHECK: memref.collapse_shape
  // CHECK: scf.for %{{.*}} = %c0 to %c64 step %c16
  // CHECK: vector.load %{{.*}} : memref<70xf32>, vector<16xf32>
  // CHECK: arith.addf %{{.*}} : vector<16xf32>
  // CHECK: vector.store
  // CHECK: vector.load %{{.*}}[%c64] : memref<70xf32>, vector<6xf32>
  linalg.add ins(%x, %x : memref<7x10xf32>, memref<7x10xf32>) outs(%y : memref<7x10xf32>)
  return
}

// -----

#read = affine_map<(k) -> (k)>
#write = affine_map<(k) -> ()>

// Lane order: sixteen lanes, then the tree 8, 4, 2, 1.
// CHECK-LABEL: func @lanes_side_by_side
func.func @lanes_side_by_side(%x: memref<100xf32>, %y: memref<f32>) {
  // CHECK: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
  // CHECK: %[[LANES:.*]] = scf.for %{{.*}} = %c0 to %c96 step %c16 iter_args(%[[ACC:[a-z0-9]+]] = %[[ZERO]])
  // CHECK: %[[V:.*]] = vector.load
  // CHECK: arith.addf %[[ACC]], %[[V]] : vector<16xf32>
  // CHECK: vector.load %{{.*}}[%c96] : memref<100xf32>, vector<4xf32>
  // CHECK: vector.insert_strided_slice
  // CHECK: arith.addf %{{.*}} : vector<8xf32>
  // CHECK: arith.addf %{{.*}} : vector<4xf32>
  // CHECK: arith.addf %{{.*}} : vector<2xf32>
  // CHECK: arith.addf %{{.*}} : vector<1xf32>
  linalg.generic {indexing_maps = [#read, #write], iterator_types = ["reduction"]} ins(%x : memref<100xf32>) outs(%y : memref<f32>) {
  ^bb0(%a: f32, %s: f32):
    %t = arith.addf %s, %a : f32
    linalg.yield %t : f32
  }
  return
}

// -----

#read = affine_map<(n, k) -> (k, n)>
#write = affine_map<(n, k) -> (n)>

// Neighbouring outputs in one vector: one accumulator for each lane.
// CHECK-LABEL: func @lanes_one_above_the_other
func.func @lanes_one_above_the_other(%x: memref<64x16xf32>, %y: memref<16xf32>) {
  // CHECK: scf.for %{{.*}} = %c0 to %c64 step %c16 iter_args({{.*}}) -> (vector<16xf32>, vector<16xf32>, vector<16xf32>
  // CHECK-COUNT-16: vector.load
  // CHECK: scf.yield
  linalg.generic {indexing_maps = [#read, #write], iterator_types = ["parallel", "reduction"]} ins(%x : memref<64x16xf32>) outs(%y : memref<16xf32>) {
  ^bb0(%a: f32, %s: f32):
    %t = arith.addf %s, %a : f32
    linalg.yield %t : f32
  }
  return
}

// -----

#lhs = affine_map<(m, k, n) -> (m, k)>
#rhs = affine_map<(m, k, n) -> (k, n)>
#out = affine_map<(m, k, n) -> (m, n)>

// Sequential order: a tile of 8 x 32 outputs stays in registers over all k.
// CHECK-LABEL: func @sequential
func.func @sequential(%x: memref<16x20xf32>, %y: memref<20x32xf32>, %z: memref<16x32xf32>) {
  // CHECK: scf.for %{{.*}} = %c0 to %c16 step %c8
  // CHECK: scf.for %{{.*}} = %c0 to %c20 step %c1 iter_args
  // CHECK-COUNT-16: math.fma %{{.*}} : vector<16xf32>
  // CHECK-NOT: math.fma
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "reduction", "parallel"]} ins(%x, %y : memref<16x20xf32>, memref<20x32xf32>) outs(%z : memref<16x32xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %t = math.fma %a, %b, %s : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// memcpy cannot step over gaps.
// CHECK-LABEL: func @copy_with_gaps
func.func @copy_with_gaps(%x: memref<7xf32, strided<[2]>>, %y: memref<7xf32>, %z: memref<7xf32>) {
  // CHECK-COUNT-7: memref.load
  // CHECK: vector.store
  // CHECK: memref.copy
  memref.copy %x, %y : memref<7xf32, strided<[2]>> to memref<7xf32>
  memref.copy %y, %z : memref<7xf32> to memref<7xf32>
  return
}

// -----

// bool elements are bytes in memory, bits in a vector: they go one by one.
// CHECK-LABEL: func @bools
func.func @bools(%x: memref<16xi1>, %y: memref<16xi1>) {
  // CHECK-NOT: vector.load
  // CHECK-COUNT-16: memref.store
  // CHECK-NOT: vector.store
  linalg.generic {indexing_maps = [affine_map<(d) -> (d)>, affine_map<(d) -> (d)>], iterator_types = ["parallel"]} ins(%x : memref<16xi1>) outs(%y : memref<16xi1>) {
  ^bb0(%a: i1, %o: i1):
    %t = arith.xori %a, %a : i1
    linalg.yield %t : i1
  }
  return
}

// -----

#lhs = affine_map<(m, k, n) -> (m, k)>
#rhs = affine_map<(m, k, n) -> (k, n)>
#out = affine_map<(m, k, n) -> (m, n)>

// A fill right before a product is where its sums start, not a pass over
// memory. Ten rows of forty columns are two tiles of five rows.
// CHECK-LABEL: func @starts_from_zero
func.func @starts_from_zero(%x: memref<10x40xf32>, %y: memref<40x40xf32>, %z: memref<10x40xf32>) {
  // CHECK-NOT: vector.store
  // CHECK: scf.for %{{.*}} = %c0 to %c10 step %c5
  // CHECK-NOT: vector.load
  // CHECK: scf.for %{{.*}} = %c0 to %c40 step %c1 iter_args
  // CHECK-COUNT-15: math.fma
  // CHECK-NOT: math.fma
  // CHECK-COUNT-15: vector.store
  // CHECK-NOT: vector.store
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%z : memref<10x40xf32>)
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "reduction", "parallel"]} ins(%x, %y : memref<10x40xf32>, memref<40x40xf32>) outs(%z : memref<10x40xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %t = math.fma %a, %b, %s : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// What else stands between may read or write it.
// CHECK-LABEL: func @filled_and_changed
func.func @filled_and_changed(%x: memref<16xf32>, %z: memref<f32>) {
  // CHECK: memref.store %{{.*}}, %{{.*}}[] : memref<f32>
  // CHECK: memref.store %{{.*}}, %{{.*}}[] : memref<f32>
  // CHECK: memref.load %{{.*}}[] : memref<f32>
  // CHECK: memref.store %{{.*}}, %{{.*}}[] : memref<f32>
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  linalg.fill ins(%zero : f32) outs(%z : memref<f32>)
  memref.store %one, %z[] : memref<f32>
  linalg.generic {indexing_maps = [affine_map<(k) -> (k)>, affine_map<(k) -> ()>], iterator_types = ["reduction"]} ins(%x : memref<16xf32>) outs(%z : memref<f32>) {
  ^bb0(%a: f32, %s: f32):
    %t = arith.addf %s, %a : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// A unit axis at the end does not hide that the axis before it lies side by
// side.
// CHECK-LABEL: func @column_of_sums
func.func @column_of_sums(%x: memref<10x32xf32>, %y: memref<10x1xf32>, %z: memref<32x1xf32>) {
  // CHECK: scf.for %{{.*}} = %c0 to %c32 step %c16
  // CHECK-NOT: vector.from_elements
  // CHECK: vector.store %{{.*}} vector<16xf32>
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %y : memref<10x32xf32>, memref<10x1xf32>) outs(%z : memref<32x1xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %t = math.fma %a, %b, %s : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// Backwards along one axis: the others do not become one loop.
// CHECK-LABEL: func @reversed
func.func @reversed(%x: memref<9x4x16xf32>, %y: memref<9x4x16xf32>) {
  // CHECK: scf.for %{{.*}} = %c0 to %c9
  // CHECK: scf.for %{{.*}} = %c0 to %c4
  // CHECK: vector.store
  linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, j, 15 - k)>, affine_map<(i, j, k) -> (i, j, k)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : memref<9x4x16xf32>) outs(%y : memref<9x4x16xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  return
}

// -----

// Exchanged axes: sixteen rows, four rounds of exchanges in registers, sixteen
// columns; then the rest of each axis.
// CHECK-LABEL: func @transpose
func.func @transpose(%x: memref<16x20xf32>, %y: memref<20x16xf32>) {
  // CHECK-COUNT-16: vector.load %{{.*}} : memref<16x20xf32>, vector<16xf32>
  // CHECK-COUNT-64: vector.shuffle
  // CHECK-COUNT-16: vector.store %{{.*}} : memref<20x16xf32>, vector<16xf32>
  // CHECK-COUNT-16: vector.load %{{.*}} : memref<16x20xf32>, vector<4xf32>
  // CHECK-COUNT-4: vector.store %{{.*}} : memref<20x16xf32>, vector<16xf32>
  // CHECK-NOT: vector.store
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]} ins(%x : memref<16x20xf32>) outs(%y : memref<20x16xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  return
}

// -----

// Windows of an image, side by side: the index of the row is a sum.
// CHECK-LABEL: func @windows
func.func @windows(%x: memref<24x16xf32>, %y: memref<5x16x20xf32>) {
  // CHECK-COUNT-64: vector.shuffle
  linalg.generic {indexing_maps = [affine_map<(k, c, i) -> (i + k, c)>, affine_map<(k, c, i) -> (k, c, i)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : memref<24x16xf32>) outs(%y : memref<5x16x20xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  return
}
