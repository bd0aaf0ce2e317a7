// RUN: nestor-opt %s --meta-expand-grad --canonicalize --cse --meta-simplify-regions --canonicalize --cse | FileCheck %s
// Differentiated loops stack no more than their transposes use.

// Linear in the carry: nothing but the rows of x is needed backwards, and those
// exist already.
// CHECK-LABEL: func.func @linear
// CHECK-SAME: (%[[C:.*]]: tensor<f32>, %[[XS:.*]]: tensor<9xf32>)
func.func @linear(%c: tensor<f32>, %xs: tensor<9xf32>) -> tensor<f32> {
  // CHECK-NOT: meta.loop 9 carries
  // CHECK: meta.loop 9 reversed carries(%{{.*}} : tensor<f32>) scanned(%[[XS]] : tensor<9xf32>) -> tensor<f32> (
  %v, %g = meta.grad of(%c : tensor<f32>) captures(%xs : tensor<9xf32>) -> tensor<f32>, tensor<f32> (%a: tensor<f32>, %s: tensor<9xf32>) {
    %r = meta.loop 9 carries(%a : tensor<f32>) scanned(%s : tensor<9xf32>) -> tensor<f32> (%i: tensor<i64>, %b: tensor<f32>, %x: tensor<f32>) {
      %n = ten.mul %b, %x : tensor<f32>
      meta.yield %n : tensor<f32>
    }
    meta.yield %r : tensor<f32>
  }
  return %g : tensor<f32>
}

// What depends on invariants alone is computed once, outside.
// CHECK-LABEL: func.func @invariant
// CHECK-SAME: (%[[C:.*]]: tensor<f32>, %[[W:.*]]: tensor<f32>)
func.func @invariant(%c: tensor<f32>, %w: tensor<f32>) -> tensor<f32> {
  // CHECK: %[[E:.*]] = ten.exp %[[W]]
  // CHECK: meta.loop 9 reversed carries(%{{.*}} : tensor<f32>) invariants(%[[E]] : tensor<f32>) -> tensor<f32> (
  // CHECK-NOT: ten.exp
  %v, %g = meta.grad of(%c : tensor<f32>) captures(%w : tensor<f32>) -> tensor<f32>, tensor<f32> (%a: tensor<f32>, %u: tensor<f32>) {
    %r = meta.loop 9 carries(%a : tensor<f32>) invariants(%u : tensor<f32>) -> tensor<f32> (%i: tensor<i64>, %b: tensor<f32>, %x: tensor<f32>) {
      %e = ten.exp %x : tensor<f32>
      %n = ten.mul %b, %e : tensor<f32>
      meta.yield %n : tensor<f32>
    }
    meta.yield %r : tensor<f32>
  }
  return %g : tensor<f32>
}
