// RUN: nestor-opt %s --split-input-file --verify-diagnostics
// A plan and a storage that no loop can have are refused.

func.func @window(%x: tensor<f64>) {
  // expected-error @below {{'meta.loop' op needs a window of 1 or more and no `until` to be truncated, got 0}}
  %r = meta.loop 3 plan truncated carries(%x : tensor<f64>) -> tensor<f64> (%i: tensor<i64>, %y: tensor<f64>) {
    meta.yield %y : tensor<f64>
  }
  return
}

// -----

func.func @kept(%x: tensor<f64>) {
  // expected-error @below {{'meta.loop' op needs a window of at most 1 carries, got 2}}
  %r = meta.loop 3 plan first_order carries(%x : tensor<f64>) -> tensor<f64> attributes {window = 2 : i64} (%i: tensor<i64>, %y: tensor<f64>) {
    meta.yield %y : tensor<f64>
  }
  return
}

// -----

func.func @storage(%x: tensor<f64>) {
  // expected-error @below {{'meta.loop' op needs a storage of lengths that decrease to 1 at least, got 2}}
  %r = meta.loop 3 carries(%x : tensor<f64>) -> tensor<f64> attributes {storage = array<i64: 2, 2>} (%i: tensor<i64>, %y: tensor<f64>) {
    meta.yield %y : tensor<f64>
  }
  return
}

// -----

func.func @slots(%x: tensor<f64>) {
  // expected-error @below {{'meta.loop' op needs no slots, or 2 or more and no storage, got 1}}
  %r = meta.loop 3 carries(%x : tensor<f64>) -> tensor<f64> attributes {slots = 1 : i64} (%i: tensor<i64>, %y: tensor<f64>) {
    meta.yield %y : tensor<f64>
  }
  return
}

// -----

func.func @either(%x: tensor<f64>) {
  // expected-error @below {{'meta.loop' op needs no slots, or 2 or more and no storage, got 2}}
  %r = meta.loop 3 carries(%x : tensor<f64>) -> tensor<f64> attributes {storage = array<i64: 1>, slots = 2 : i64} (%i: tensor<i64>, %y: tensor<f64>) {
    meta.yield %y : tensor<f64>
  }
  return
}
