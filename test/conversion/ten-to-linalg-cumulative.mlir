// RUN: %nestor-opt %s --ten-to-linalg --canonicalize | FileCheck %s
// A walk along an axis becomes loops that take one element after another.

// What there is so far stays in a register.
// CHECK-LABEL: func @one_walk
func.func @one_walk(%x: tensor<9xf32>) -> tensor<9xf32> {
  // CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
  // CHECK-DAG: %[[C9:.*]] = arith.constant 9 : index
  // CHECK: %[[X:.*]] = tensor.expand_shape
  // CHECK: %[[OUT:.*]] = memref.alloc() : memref<1x9x1xf32>
  // CHECK: %[[FIRST:.*]] = tensor.extract %[[X]][%[[C0]], %[[C0]], %[[C0]]]
  // CHECK: memref.store %[[FIRST]], %[[OUT]][%[[C0]], %[[C0]], %[[C0]]]
  // CHECK: scf.for %[[I:.*]] = %[[C1]] to %[[C9]] step %[[C1]] iter_args(%[[SUM:.*]] = %[[FIRST]])
  // CHECK:   %[[ITEM:.*]] = tensor.extract %[[X]][%[[C0]], %[[I]], %[[C0]]]
  // CHECK:   %[[NEXT:.*]] = arith.addf %[[SUM]], %[[ITEM]] : f32
  // CHECK:   memref.store %[[NEXT]], %[[OUT]][%[[C0]], %[[I]], %[[C0]]]
  // CHECK:   scf.yield %[[NEXT]]
  %y = ten.cumsum %x axis = 0 : tensor<9xf32>
  return %y : tensor<9xf32>
}

// Side by side, row after row of memory; reversed from the last row.
// CHECK-LABEL: func @side_by_side
// CHECK-SAME: (%[[A:.*]]: tensor<2x5x8xf64>, %[[B:.*]]: tensor<2x5x8xf64>)
func.func @side_by_side(%a: tensor<2x5x8xf64>, %b: tensor<2x5x8xf64>) -> tensor<2x5x8xf64> {
  // CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
  // CHECK-DAG: %[[C5:.*]] = arith.constant 5 : index
  // CHECK: %[[OUT:.*]] = memref.alloc() : memref<2x5x8xf64>
  // CHECK: scf.for %[[OUTER:.*]] =
  // CHECK:   scf.for %[[J:.*]] =
  // CHECK:     memref.store %{{.*}}, %[[OUT]][%[[OUTER]], %[[C4]], %[[J]]]
  // CHECK:   scf.for %[[STEP:.*]] =
  // CHECK-NOT: iter_args
  // CHECK:     scf.for %[[J:.*]] =
  // CHECK:       %[[LAST:.*]] = arith.subi %[[C5]], %[[STEP]]
  // CHECK:       %[[BEFORE:.*]] = memref.load %[[OUT]][%[[OUTER]], %[[LAST]], %[[J]]]
  // CHECK:       %[[I:.*]] = arith.subi %[[C4]], %[[STEP]]
  // CHECK:       %[[FACTOR:.*]] = tensor.extract %[[A]][%[[OUTER]], %[[I]], %[[J]]]
  // CHECK:       %[[TERM:.*]] = tensor.extract %[[B]][%[[OUTER]], %[[I]], %[[J]]]
  // CHECK:       math.fma %[[FACTOR]], %[[BEFORE]], %[[TERM]] : f64
  %y = ten.recurrence %a, %b axis = 1 reversed : tensor<2x5x8xf64>
  return %y : tensor<2x5x8xf64>
}

// bf16 adds up in f32, and every sum is rounded once.
// CHECK-LABEL: func @wide
func.func @wide(%x: tensor<4x8xbf16>) -> tensor<4x8xbf16> {
  // CHECK: iter_args(%[[SUM:.*]] = %{{.*}}) -> (f32)
  // CHECK:   arith.extf %{{.*}} : bf16 to f32
  // CHECK:   %[[NEXT:.*]] = arith.addf %[[SUM]], %{{.*}} : f32
  // CHECK:   arith.truncf %[[NEXT]] : f32 to bf16
  // CHECK:   scf.yield %[[NEXT]] : f32
  %y = ten.cumsum %x axis = 0 : tensor<4x8xbf16>
  return %y : tensor<4x8xbf16>
}
