// RUN: nestor-opt %s --split-input-file --verify-diagnostics
// What the operations of meta ask of their regions is checked.

func.func @loop_count() {
  // expected-error @below {{'meta.loop' op needs a trip count of 0 or more, got -1}}
  meta.loop -1 (%i: tensor<i64>) {
    meta.yield
  }
  return
}

// -----

func.func @loop_rows(%xs: tensor<4xf32>) {
  // expected-error @below {{'meta.loop' op needs a first extent of 3 to walk along, got 'tensor<4xf32>'}}
  meta.loop 3 scanned(%xs : tensor<4xf32>) (%i: tensor<i64>, %x: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @loop_arguments(%c: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'meta.loop' op needs block arguments 1 of type 'tensor<f32>', got 'tensor<i32>'}}
  %r = meta.loop 3 carries(%c : tensor<f32>) -> tensor<f32> (%i: tensor<i64>, %x: tensor<i32>) {
    %f = ten.convert %x : tensor<i32> -> tensor<f32>
    meta.yield %f : tensor<f32>
  }
  return %r : tensor<f32>
}

// -----

func.func @loop_carries(%c: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'meta.loop' op needs its carries yielded}}
  %r = meta.loop 3 carries(%c : tensor<f32>) -> tensor<f32> (%i: tensor<i64>, %x: tensor<f32>) {
    meta.yield
  }
  return %r : tensor<f32>
}

// -----

func.func @loop_flag(%c: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'meta.loop' op needs yielded values 0 of type 'tensor<i1>', got 'tensor<f32>'}}
  %r = meta.loop 3 until carries(%c : tensor<f32>) -> tensor<f32> (%i: tensor<i64>, %x: tensor<f32>) {
    meta.yield %x, %x : tensor<f32>, tensor<f32>
  }
  return %r : tensor<f32>
}

// -----

func.func @loop_stacks(%c: tensor<f32>) -> tensor<2xf32> {
  // expected-error @below {{'meta.loop' op needs results 0 of type 'tensor<3xf32>', got 'tensor<2xf32>'}}
  %r = meta.loop 3 invariants(%c : tensor<f32>) -> tensor<2xf32> (%i: tensor<i64>, %x: tensor<f32>) {
    meta.yield %x : tensor<f32>
  }
  return %r : tensor<2xf32>
}

// -----

func.func @if_results(%p: tensor<i1>, %x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'meta.if' op needs 1 yielded values, got 0}}
  %r = meta.if %p captures(%x : tensor<f32>) -> tensor<f32>
  then (%a: tensor<f32>) {
    meta.yield %a : tensor<f32>
  } else (%a: tensor<f32>) {
    meta.yield
  }
  return %r : tensor<f32>
}

// -----

func.func @map_lanes() {
  // expected-error @below {{'meta.map' op needs a number of lanes of 0 or more, got -2}}
  meta.map -2 (%i: tensor<i64>) {
    meta.yield
  }
  return
}

// -----

func.func @grad_value(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @below {{'meta.grad' op needs a floating scalar yielded first}}
  %v, %g = meta.grad of(%x : tensor<2xf32>) -> tensor<2xf32>, tensor<2xf32> (%a: tensor<2xf32>) {
    meta.yield %a : tensor<2xf32>
  }
  return %g : tensor<2xf32>
}
