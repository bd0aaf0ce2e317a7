// RUN: nestor-opt %s --meta-simplify-regions --canonicalize --cse | FileCheck %s
// A loop of one iteration becomes its body; one that the runtime follows stays.

// CHECK-LABEL: func.func @once
// CHECK-SAME: (%[[C:[a-z0-9]+]]: tensor<f32>, %[[XS:[a-z0-9]+]]: tensor<1x3xf32>)
func.func @once(%c: tensor<f32>, %xs: tensor<1x3xf32>) -> (tensor<f32>, tensor<1x3xf32>) {
  // CHECK-NOT: meta.loop
  // CHECK: %[[X:.*]] = ten.reshape %[[XS]] : tensor<1x3xf32> -> tensor<3xf32>
  // CHECK: %[[E:.*]] = ten.exp %[[X]]
  // CHECK: %[[N:.*]] = ten.neg %[[C]]
  // CHECK: %[[S:.*]] = ten.reshape %[[E]] : tensor<3xf32> -> tensor<1x3xf32>
  // CHECK: return %[[N]], %[[S]]
  %r:2 = meta.loop 1 carries(%c : tensor<f32>) scanned(%xs : tensor<1x3xf32>) -> tensor<f32>, tensor<1x3xf32> (%i: tensor<i64>, %a: tensor<f32>, %x: tensor<3xf32>) {
    %e = ten.exp %x : tensor<3xf32>
    %n = ten.neg %a : tensor<f32>
    meta.yield %n, %e : tensor<f32>, tensor<3xf32>
  }
  return %r#0, %r#1 : tensor<f32>, tensor<1x3xf32>
}

// CHECK-LABEL: func.func @followed
func.func @followed(%c: tensor<f32>) -> tensor<f32> {
  // CHECK: meta.loop 1
  %r = meta.loop 1 carries(%c : tensor<f32>) -> tensor<f32> attributes {topLevel = 0 : i64} (%i: tensor<i64>, %a: tensor<f32>) {
    %n = ten.neg %a : tensor<f32>
    meta.yield %n : tensor<f32>
  }
  return %r : tensor<f32>
}
