// RUN: nestor-opt %s --split-input-file --verify-diagnostics --meta-expand-grad
// What has no derivative is named.

func.func private @f(tensor<f32>) -> tensor<f32>

func.func @call(%x: tensor<f32>) -> tensor<f32> {
  %v, %g = meta.grad of(%x : tensor<f32>) -> tensor<f32>, tensor<f32> (%a: tensor<f32>) {
    // expected-error @below {{`func.call` has no derivative rule}}
    %s = func.call @f(%a) : (tensor<f32>) -> tensor<f32>
    meta.yield %s : tensor<f32>
  }
  return %g : tensor<f32>
}

// -----

func.func @in_a_branch(%x: tensor<f32>, %p: tensor<i1>) -> tensor<f32> {
  %v, %g = meta.grad of(%x : tensor<f32>) captures(%p : tensor<i1>) -> tensor<f32>, tensor<f32> (%a: tensor<f32>, %c: tensor<i1>) {
    %r = meta.if %c captures(%a : tensor<f32>) -> tensor<f32>
    then (%b: tensor<f32>) {
      // expected-error @below {{`math.sin` has no derivative rule}}
      %s = math.sin %b : tensor<f32>
      meta.yield %s : tensor<f32>
    } else (%b: tensor<f32>) {
      meta.yield %b : tensor<f32>
    }
    meta.yield %r : tensor<f32>
  }
  return %g : tensor<f32>
}
