// RUN: nestor-opt %s --split-input-file --verify-diagnostics
// Regions of meta have one block that ends with meta.yield, and take and give what their operation says.

func.func @two_blocks() {
  // expected-error @below {{'meta.loop' op region #0 ('body') failed to verify constraint: region with 1 blocks}}
  "meta.loop"() <{tripCount = 1 : i64, operandSegmentSizes = array<i32: 0, 0, 0>}> ({
  ^first(%i: tensor<i64>):
    cf.br ^second
  ^second:
    meta.yield
  }) : () -> ()
  return
}

// -----

func.func @empty() {
  // expected-error @below {{'meta.loop' op needs regions that end with meta.yield}}
  "meta.loop"() <{tripCount = 1 : i64, operandSegmentSizes = array<i32: 0, 0, 0>}> ({
  ^first(%i: tensor<i64>):
  }) : () -> ()
  return
}

// -----

func.func @no_yield() {
  // expected-error @below {{'meta.map' op needs regions that end with meta.yield}}
  "meta.map"() <{lanes = 1 : i64, operandSegmentSizes = array<i32: 0, 0>}> ({
  ^first(%i: tensor<i64>):
    func.return
  }) : () -> ()
  return
}

// -----

func.func @loop_argument_count(%c: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'meta.loop' op needs 2 block arguments, got 1}}
  %r = meta.loop 3 carries(%c : tensor<f32>) -> tensor<f32> (%i: tensor<i64>) {
    %f = ten.convert %i : tensor<i64> -> tensor<f32>
    meta.yield %f : tensor<f32>
  }
  return %r : tensor<f32>
}

// -----

func.func @map_results(%x: tensor<2xf32>) {
  // expected-error @below {{'meta.map' op needs 1 results, got 0}}
  meta.map 2 mapped(%x : tensor<2xf32>) (%i: tensor<i64>, %a: tensor<f32>) {
    meta.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @map_arguments(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @below {{'meta.map' op needs block arguments 1 of type 'tensor<f32>', got 'tensor<2xf32>'}}
  %r = meta.map 2 mapped(%x : tensor<2xf32>) -> tensor<2xf32> (%i: tensor<i64>, %a: tensor<2xf32>) {
    %s = ten.reduce_sum %a axes = [0] : tensor<2xf32> -> tensor<f32>
    meta.yield %s : tensor<f32>
  }
  return %r : tensor<2xf32>
}

// -----

func.func @if_arguments(%p: tensor<i1>, %x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'meta.if' op needs 1 block arguments, got 0}}
  %r = meta.if %p captures(%x : tensor<f32>) -> tensor<f32>
  then (%a: tensor<f32>) {
    meta.yield %a : tensor<f32>
  } else () {
    %zero = ten.constant dense<0.0> : tensor<f32>
    meta.yield %zero : tensor<f32>
  }
  return %r : tensor<f32>
}

// -----

func.func @grad_arguments(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'meta.grad' op needs 1 block arguments, got 2}}
  %v, %g = meta.grad of(%x : tensor<f32>) -> tensor<f32>, tensor<f32> (%a: tensor<f32>, %b: tensor<f32>) {
    meta.yield %a : tensor<f32>
  }
  return %g : tensor<f32>
}

// -----

func.func @grad_results(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'meta.grad' op needs results 1 of type 'tensor<f32>', got 'tensor<f64>'}}
  %v, %g = meta.grad of(%x : tensor<f32>) -> tensor<f32>, tensor<f64> (%a: tensor<f32>) {
    meta.yield %a : tensor<f32>
  }
  return %v : tensor<f32>
}
