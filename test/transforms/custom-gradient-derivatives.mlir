// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s
// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s --forward
// Rules that are the true derivative agree with differences in every order, alone, in loops and with captures.

// POINT: [0.7, 1.3]
func.func @product(%x: tensor<f64>, %y: tensor<f64>) -> tensor<f64> {
  %r = meta.custom_gradient of(%x, %y : tensor<f64>, tensor<f64>) -> tensor<f64>
  body (%a: tensor<f64>, %b: tensor<f64>) {
    %s = ten.sin %a : tensor<f64>
    %m = ten.mul %s, %b : tensor<f64>
    meta.yield %m : tensor<f64>
  } rule (%a: tensor<f64>, %b: tensor<f64>, %dy: tensor<f64>) {
    %c = ten.cos %a : tensor<f64>
    %s = ten.sin %a : tensor<f64>
    %cb = ten.mul %c, %b : tensor<f64>
    %da = ten.mul %dy, %cb : tensor<f64>
    %db = ten.mul %dy, %s : tensor<f64>
    meta.yield %da, %db : tensor<f64>, tensor<f64>
  }
  %e = ten.exp %r : tensor<f64>
  return %e : tensor<f64>
}

// A vector in, a vector and an integer out.
// POINT: [[0.7, -0.4]]
func.func @vector(%x: tensor<2xf64>) -> (tensor<2xf64>, tensor<f64>) {
  %r:2 = meta.custom_gradient of(%x : tensor<2xf64>) -> tensor<2xf64>, tensor<i64>
  body (%a: tensor<2xf64>) {
    %m = ten.mul %a, %a : tensor<2xf64>
    %n = ten.constant dense<3> : tensor<i64>
    meta.yield %m, %n : tensor<2xf64>, tensor<i64>
  } rule (%a: tensor<2xf64>, %dy: tensor<2xf64>) {
    %two = ten.add %a, %a : tensor<2xf64>
    %d = ten.mul %dy, %two : tensor<2xf64>
    meta.yield %d : tensor<2xf64>
  }
  %k = ten.convert %r#1 : tensor<i64> -> tensor<f64>
  return %r#0, %k : tensor<2xf64>, tensor<f64>
}

// POINT: [0.7, 1.3]
func.func @in_a_loop(%x: tensor<f64>, %w: tensor<f64>) -> tensor<f64> {
  %r = meta.loop 3 carries(%x : tensor<f64>) invariants(%w : tensor<f64>) -> tensor<f64> (%i: tensor<i64>, %a: tensor<f64>, %v: tensor<f64>) {
    %n = meta.custom_gradient of(%a, %v : tensor<f64>, tensor<f64>) -> tensor<f64>
    body (%p: tensor<f64>, %q: tensor<f64>) {
      %m = ten.mul %p, %q : tensor<f64>
      %s = ten.sin %m : tensor<f64>
      meta.yield %s : tensor<f64>
    } rule (%p: tensor<f64>, %q: tensor<f64>, %dy: tensor<f64>) {
      %m = ten.mul %p, %q : tensor<f64>
      %c = ten.cos %m : tensor<f64>
      %d = ten.mul %dy, %c : tensor<f64>
      %dp = ten.mul %d, %q : tensor<f64>
      %dq = ten.mul %d, %p : tensor<f64>
      meta.yield %dp, %dq : tensor<f64>, tensor<f64>
    }
    meta.yield %n : tensor<f64>
  }
  return %r : tensor<f64>
}
