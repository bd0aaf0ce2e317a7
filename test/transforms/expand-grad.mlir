// RUN: nestor-opt %s --meta-expand-grad --canonicalize --cse | FileCheck %s
// The derivative is straight code on the same operations; what a loss does not reach has zeros.

// CHECK-LABEL: func.func @straight
// CHECK-SAME: (%[[X:.*]]: tensor<f32>)
func.func @straight(%x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  // CHECK-NOT: meta.grad
  // CHECK-DAG: %[[SIN:.*]] = ten.sin %[[X]]
  // CHECK-DAG: %[[COS:.*]] = ten.cos %[[X]]
  %v, %g = meta.grad of(%x : tensor<f32>) -> tensor<f32>, tensor<f32> (%a: tensor<f32>) {
    %s = ten.sin %a : tensor<f32>
    meta.yield %s : tensor<f32>
  }
  // CHECK: return %[[SIN]], %[[COS]]
  return %v, %g : tensor<f32>, tensor<f32>
}

// CHECK-LABEL: func.func @unreached
func.func @unreached(%x: tensor<2xf32>, %y: tensor<f32>) -> tensor<2xf32> {
  // CHECK: %[[ZERO:.*]] = ten.constant dense<0.000000e+00> : tensor<2xf32>
  %v, %g = meta.grad of(%x : tensor<2xf32>) captures(%y : tensor<f32>) -> tensor<f32>, tensor<2xf32> (%a: tensor<2xf32>, %b: tensor<f32>) {
    meta.yield %b : tensor<f32>
  }
  // CHECK: return %[[ZERO]]
  return %g : tensor<2xf32>
}

// Effects of a differentiated region happen once.
// CHECK-LABEL: func.func @effects_once
func.func @effects_once(%x: tensor<f32>) -> tensor<f32> {
  %v, %g = meta.grad of(%x : tensor<f32>) -> tensor<f32>, tensor<f32> (%a: tensor<f32>) {
    // CHECK: meta.effect 3
    // CHECK-NOT: meta.effect
    meta.effect 3(%a) : tensor<f32>
    %s = ten.sin %a : tensor<f32>
    meta.yield %s : tensor<f32>
  }
  return %g : tensor<f32>
}
