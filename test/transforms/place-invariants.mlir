// RUN: nestor-opt %s --meta-simplify-regions --canonicalize --cse | FileCheck %s
// What no iteration changes is computed once; a broadcast for elementwise use is no work and stays inside.

// CHECK-LABEL: func.func @rate
// CHECK-SAME: (%[[XS:[a-z0-9]+]]: tensor<9x3xf32>, %[[R:[a-z0-9]+]]: tensor<f32>)
func.func @rate(%xs: tensor<9x3xf32>, %r: tensor<f32>) -> tensor<9x3xf32> {
  // CHECK-NEXT: meta.loop 9 scanned(%[[XS]] : tensor<9x3xf32>) invariants(%[[R]] : tensor<f32>)
  // CHECK: ten.broadcast
  %b = ten.broadcast %r dims = [] : tensor<f32> -> tensor<3xf32>
  %a = meta.loop 9 scanned(%xs : tensor<9x3xf32>) invariants(%b : tensor<3xf32>) -> tensor<9x3xf32> (%i: tensor<i64>, %x: tensor<3xf32>, %u: tensor<3xf32>) {
    %y = meta.loop 5 carries(%x : tensor<3xf32>) invariants(%u : tensor<3xf32>) -> tensor<3xf32> (%j: tensor<i64>, %c: tensor<3xf32>, %v: tensor<3xf32>) {
      %m = ten.mul %c, %v : tensor<3xf32>
      meta.yield %m : tensor<3xf32>
    }
    meta.yield %y : tensor<3xf32>
  }
  return %a : tensor<9x3xf32>
}

// The exponential is work.
// CHECK-LABEL: func.func @work
// CHECK-SAME: (%[[XS:[a-z0-9]+]]: tensor<9x3xf32>, %[[R:[a-z0-9]+]]: tensor<f32>)
func.func @work(%xs: tensor<9x3xf32>, %r: tensor<f32>) -> tensor<9x3xf32> {
  // CHECK: %[[B:.*]] = ten.broadcast %[[R]]
  // CHECK: %[[E:.*]] = ten.exp %[[B]]
  // CHECK: meta.loop 9 scanned(%[[XS]] : tensor<9x3xf32>) invariants(%[[E]] : tensor<3xf32>)
  // CHECK-NOT: ten.exp
  %a = meta.loop 9 scanned(%xs : tensor<9x3xf32>) invariants(%r : tensor<f32>) -> tensor<9x3xf32> (%i: tensor<i64>, %x: tensor<3xf32>, %u: tensor<f32>) {
    %b = ten.broadcast %u dims = [] : tensor<f32> -> tensor<3xf32>
    %e = ten.exp %b : tensor<3xf32>
    %m = ten.mul %x, %e : tensor<3xf32>
    meta.yield %m : tensor<3xf32>
  }
  return %a : tensor<9x3xf32>
}

// A product reads its factor many times.
// CHECK-LABEL: func.func @factor
func.func @factor(%xs: tensor<9x3xf32>, %r: tensor<f32>) -> tensor<9x3xf32> {
  // CHECK: ten.broadcast
  // CHECK: meta.loop 9
  // CHECK-NOT: ten.broadcast
  %a = meta.loop 9 scanned(%xs : tensor<9x3xf32>) invariants(%r : tensor<f32>) -> tensor<9x3xf32> (%i: tensor<i64>, %x: tensor<3xf32>, %u: tensor<f32>) {
    %b = ten.broadcast %u dims = [] : tensor<f32> -> tensor<3x3xf32>
    %m = ten.contract %x, %b batch = [], [] contract = [0], [0] : tensor<3xf32>, tensor<3x3xf32> -> tensor<3xf32>
    meta.yield %m : tensor<3xf32>
  }
  return %a : tensor<9x3xf32>
}
