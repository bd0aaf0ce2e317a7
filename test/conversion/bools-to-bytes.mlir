// RUN: %nestor-opt %s --bools-to-bytes --split-input-file | FileCheck %s
// RUN: %nestor-opt %s --bools-to-bytes --linalg-to-loops --canonicalize --cse --split-input-file | FileCheck %s --check-prefix=LOOPS
// Flags lie in memory as bytes, and a vector of them is read and written at once.

#id = affine_map<(d) -> (d)>

// CHECK-LABEL: func @elementwise
// CHECK-SAME: memref<16xi8>
// LOOPS-LABEL: func @elementwise
func.func @elementwise(%x: memref<16xi1>, %v: memref<16xf32>, %y: memref<16xi1>) {
  // CHECK: linalg.generic
  // CHECK: ^bb0(%[[BYTE:.*]]: i8, %{{.*}}: f32, %{{.*}}: i8)
  // CHECK: arith.cmpi ne, %[[BYTE]], %{{.*}} : i8
  // CHECK: arith.extui %{{.*}} : i1 to i8
  // LOOPS: vector.load {{.*}} vector<16xi8>
  // LOOPS: arith.cmpi ne, {{.*}} vector<16xi8>
  // LOOPS: arith.extui {{.*}} vector<16xi1> to vector<16xi8>
  // LOOPS: vector.store {{.*}} vector<16xi8>
  %zero = arith.constant 0.0 : f32
  linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x, %v : memref<16xi1>, memref<16xf32>) outs(%y : memref<16xi1>) {
  ^bb0(%a: i1, %b: f32, %o: i1):
    %c = arith.cmpf ogt, %b, %zero : f32
    %t = arith.andi %a, %c : i1
    linalg.yield %t : i1
  }
  return
}

// -----

// `any` along an axis still ends by combining its output with one value.
// CHECK-LABEL: func @reduction
func.func @reduction(%x: memref<3x40xi1>, %y: memref<3xi1>) {
  // CHECK: arith.ori %{{.*}}, %{{.*}} : i8
  // CHECK: linalg.yield %{{.*}} : i8
  linalg.generic {indexing_maps = [affine_map<(m, k) -> (m, k)>, affine_map<(m, k) -> (m)>], iterator_types = ["parallel", "reduction"]} ins(%x : memref<3x40xi1>) outs(%y : memref<3xi1>) {
  ^bb0(%a: i1, %s: i1):
    %t = arith.ori %s, %a : i1
    linalg.yield %t : i1
  }
  return
}

// -----

// Nothing is combined.
// CHECK-LABEL: func @unchanged
func.func @unchanged(%x: memref<3x40xf32>, %y: memref<3xi1>) {
  // CHECK: ^bb0(%{{.*}}: f32, %[[BYTE:.*]]: i8)
  // CHECK-NEXT: linalg.yield %[[BYTE]] : i8
  linalg.generic {indexing_maps = [affine_map<(m, k) -> (m, k)>, affine_map<(m, k) -> (m)>], iterator_types = ["parallel", "reduction"]} ins(%x : memref<3x40xf32>) outs(%y : memref<3xi1>) {
  ^bb0(%a: f32, %s: i1):
    linalg.yield %s : i1
  }
  return
}

// -----

// CHECK: memref.global "private" constant @flags : memref<3xi8> = dense<[1, 0, 1]>
memref.global "private" constant @flags : memref<3xi1> = dense<[true, false, true]>

// CHECK-LABEL: func @single_elements
func.func @single_elements(%y: memref<3xi1>, %b: i1) {
  // CHECK: %[[BYTE:.*]] = memref.load %{{.*}} : memref<3xi8>
  // CHECK: %[[FLAG:.*]] = arith.cmpi ne, %[[BYTE]]
  // CHECK: %[[SUM:.*]] = arith.ori %[[FLAG]]
  // CHECK: %[[OUT:.*]] = arith.extui %[[SUM]]
  // CHECK: memref.store %[[OUT]], %{{.*}} : memref<3xi8>
  // CHECK: linalg.generic
  // CHECK: arith.extui
  %c0 = arith.constant 0 : index
  %x = memref.get_global @flags : memref<3xi1>
  %f = memref.load %x[%c0] : memref<3xi1>
  %s = arith.ori %f, %b : i1
  memref.store %s, %y[%c0] : memref<3xi1>
  linalg.fill ins(%b : i1) outs(%y : memref<3xi1>)
  return
}

// -----

// What is not a flag keeps its type.
// CHECK-LABEL: func @others
// CHECK-SAME: memref<4xi32>, %{{.*}}: memref<4xi8>
// CHECK-NOT: arith
func.func @others(%x: memref<4xi32>, %y: memref<4xi8>) {
  return
}
