// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s
// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s --forward
// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s --meta-expand-map --canonicalize --cse --meta-simplify-regions --canonicalize --cse
// Derivatives through branches and batches agree with differences, also once the batches are loops.

// POINT: [0.7, 1.3]
// POINT: [-0.7, 1.3]
func.func @if(%x: tensor<f64>, %y: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %zero = ten.constant dense<0.0> : tensor<f64>
  %p = ten.compare gt %x, %zero : tensor<f64> -> tensor<i1>
  %r:2 = meta.if %p captures(%x, %y : tensor<f64>, tensor<f64>) -> tensor<f64>, tensor<f64>
  then (%a: tensor<f64>, %b: tensor<f64>) {
    %s = ten.sin %a : tensor<f64>
    %m = ten.mul %s, %b : tensor<f64>
    meta.yield %m, %a : tensor<f64>, tensor<f64>
  } else (%a: tensor<f64>, %b: tensor<f64>) {
    %s = ten.exp %b : tensor<f64>
    %two = ten.constant dense<2.0> : tensor<f64>
    meta.yield %s, %two : tensor<f64>, tensor<f64>
  }
  return %r#0, %r#1 : tensor<f64>, tensor<f64>
}
// The branch not taken divides by zero.
// POINT: [0.7, 0.0]
func.func @if_guards_division(%x: tensor<f64>, %y: tensor<f64>) -> tensor<f64> {
  %tiny = ten.constant dense<0.1> : tensor<f64>
  %p = ten.compare gt %y, %tiny : tensor<f64> -> tensor<i1>
  %r = meta.if %p captures(%x, %y : tensor<f64>, tensor<f64>) -> tensor<f64>
  then (%a: tensor<f64>, %b: tensor<f64>) {
    %m = ten.div %a, %b : tensor<f64>
    meta.yield %m : tensor<f64>
  } else (%a: tensor<f64>, %b: tensor<f64>) {
    %m = ten.mul %a, %b : tensor<f64>
    meta.yield %m : tensor<f64>
  }
  return %r : tensor<f64>
}
// POINT: [0.7, [1.3, 0.5, -0.25, 0.1]]
func.func @if_in_loop(%x: tensor<f64>, %y: tensor<4xf64>) -> tensor<f64> {
  %r = meta.loop 4 carries(%x : tensor<f64>) scanned(%y : tensor<4xf64>) -> tensor<f64> (%i: tensor<i64>, %a: tensor<f64>, %b: tensor<f64>) {
    %bound = ten.constant dense<0.5> : tensor<f64>
    %p = ten.compare gt %a, %bound : tensor<f64> -> tensor<i1>
    %n = meta.if %p captures(%a, %b : tensor<f64>, tensor<f64>) -> tensor<f64>
    then (%c: tensor<f64>, %d: tensor<f64>) {
      %m = ten.div %d, %c : tensor<f64>
      %s = ten.sin %m : tensor<f64>
      meta.yield %s : tensor<f64>
    } else (%c: tensor<f64>, %d: tensor<f64>) {
      %m = ten.mul %c, %d : tensor<f64>
      %s = ten.exp %m : tensor<f64>
      meta.yield %s : tensor<f64>
    }
    meta.yield %n : tensor<f64>
  }
  return %r : tensor<f64>
}
// POINT: [[0.7, -0.2, 0.4], 1.3]
func.func @map(%xs: tensor<3xf64>, %w: tensor<f64>) -> (tensor<3xf64>, tensor<3xf64>) {
  %r:2 = meta.map 3 mapped(%xs : tensor<3xf64>) invariants(%w : tensor<f64>) -> tensor<3xf64>, tensor<3xf64> (%lane: tensor<i64>, %x: tensor<f64>, %v: tensor<f64>) {
    %k = ten.convert %lane : tensor<i64> -> tensor<f64>
    %m = ten.mul %x, %v : tensor<f64>
    %s = ten.sin %m : tensor<f64>
    %t = ten.mul %s, %k : tensor<f64>
    meta.yield %t, %v : tensor<f64>, tensor<f64>
  }
  return %r#0, %r#1 : tensor<3xf64>, tensor<3xf64>
}
// MAML: in each lane a step of gradient descent, then the loss behind it.
// POINT: [[0.7, -0.2], 1.3, 0.1]
func.func @adapt_in_lanes(%tasks: tensor<2xf64>, %w: tensor<f64>, %rate: tensor<f64>) -> tensor<2xf64> {
  %r = meta.map 2 mapped(%tasks : tensor<2xf64>) invariants(%w, %rate : tensor<f64>, tensor<f64>) -> tensor<2xf64> (%lane: tensor<i64>, %t: tensor<f64>, %v: tensor<f64>, %lr: tensor<f64>) {
    %p = meta.loop 2 carries(%v : tensor<f64>) invariants(%t, %lr : tensor<f64>, tensor<f64>) -> tensor<f64> (%i: tensor<i64>, %c: tensor<f64>, %u: tensor<f64>, %a: tensor<f64>) {
      %l, %g = meta.grad of(%c : tensor<f64>) captures(%u : tensor<f64>) -> tensor<f64>, tensor<f64> (%x: tensor<f64>, %y: tensor<f64>) {
        %m = ten.mul %x, %y : tensor<f64>
        %s = ten.cos %m : tensor<f64>
        meta.yield %s : tensor<f64>
      }
      %d = ten.mul %a, %g : tensor<f64>
      %n = ten.sub %c, %d : tensor<f64>
      meta.yield %n : tensor<f64>
    }
    %q = ten.mul %p, %t : tensor<f64>
    %e = ten.sin %q : tensor<f64>
    meta.yield %e : tensor<f64>
  }
  return %r : tensor<2xf64>
}
// Branches give what they were handed, a constant, the same value twice.
// POINT: [0.7, 1.3]
// POINT: [-0.7, 1.3]
func.func @branches_pass(%x: tensor<f64>, %y: tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>) {
  %zero = ten.constant dense<0.0> : tensor<f64>
  %p = ten.compare gt %x, %zero : tensor<f64> -> tensor<i1>
  %r:3 = meta.if %p captures(%x, %y, %x : tensor<f64>, tensor<f64>, tensor<f64>) -> tensor<f64>, tensor<f64>, tensor<f64>
  then (%a: tensor<f64>, %b: tensor<f64>, %c: tensor<f64>) {
    %m = ten.mul %a, %c : tensor<f64>
    meta.yield %a, %a, %m : tensor<f64>, tensor<f64>, tensor<f64>
  } else (%a: tensor<f64>, %b: tensor<f64>, %c: tensor<f64>) {
    %one = ten.constant dense<1.0> : tensor<f64>
    meta.yield %b, %one, %one : tensor<f64>, tensor<f64>, tensor<f64>
  }
  %q = ten.mul %r#1, %r#2 : tensor<f64>
  return %r#0, %q, %r#2 : tensor<f64>, tensor<f64>, tensor<f64>
}
// Lanes share a matrix, read a row each, and give a row each; no lane at all
// gives nothing.
// POINT: [[[0.7, -0.2], [0.4, 1.1]], [1.3, -0.6]]
func.func @lanes_share(%w: tensor<2x2xf64>, %x: tensor<2xf64>) -> (tensor<2x2xf64>, tensor<0xf64>) {
  %r = meta.map 2 invariants(%w, %x : tensor<2x2xf64>, tensor<2xf64>) -> tensor<2x2xf64> (%lane: tensor<i64>, %v: tensor<2x2xf64>, %u: tensor<2xf64>) {
    %row = ten.dynamic_slice %v[%lane] axes = [0] : tensor<2x2xf64> -> tensor<1x2xf64>
    %flat = ten.reshape %row : tensor<1x2xf64> -> tensor<2xf64>
    %m = ten.contract %v, %u batch = [], [] contract = [1], [0] : tensor<2x2xf64>, tensor<2xf64> -> tensor<2xf64>
    %s = ten.sin %m : tensor<2xf64>
    %p = ten.mul %s, %flat : tensor<2xf64>
    meta.yield %p : tensor<2xf64>
  }
  %none = meta.map 0 invariants(%x : tensor<2xf64>) -> tensor<0xf64> (%lane: tensor<i64>, %u: tensor<2xf64>) {
    %s = ten.reduce_sum %u axes = [0] : tensor<2xf64> -> tensor<f64>
    meta.yield %s : tensor<f64>
  }
  return %r, %none : tensor<2x2xf64>, tensor<0xf64>
}
