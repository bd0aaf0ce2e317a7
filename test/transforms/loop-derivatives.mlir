// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s
// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s --forward
// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s --canonicalize --cse --meta-simplify-regions --canonicalize --cse
// Derivatives through loops agree with differences, also once simplified.

// POINT: [0.7, [0.5, -1.0, 2.0], 1.3]
func.func @carry_scan_invariant(%c: tensor<f64>, %xs: tensor<3xf64>, %w: tensor<f64>) -> (tensor<f64>, tensor<3xf64>) {
  %r:2 = meta.loop 3 carries(%c : tensor<f64>) scanned(%xs : tensor<3xf64>) invariants(%w : tensor<f64>) -> tensor<f64>, tensor<3xf64> (%i: tensor<i64>, %a: tensor<f64>, %x: tensor<f64>, %v: tensor<f64>) {
    %m = ten.mul %a, %v : tensor<f64>
    %s = ten.sin %m : tensor<f64>
    %n = ten.mul %s, %x : tensor<f64>
    %q = ten.mul %n, %a : tensor<f64>
    meta.yield %n, %q : tensor<f64>, tensor<f64>
  }
  return %r#0, %r#1 : tensor<f64>, tensor<3xf64>
}
// POINT: [0.7, [0.5, -1.0, 2.0], 1.3]
func.func @reversed(%c: tensor<f64>, %xs: tensor<3xf64>, %w: tensor<f64>) -> (tensor<f64>, tensor<3xf64>) {
  %r:2 = meta.loop 3 reversed carries(%c : tensor<f64>) scanned(%xs : tensor<3xf64>) invariants(%w : tensor<f64>) -> tensor<f64>, tensor<3xf64> (%i: tensor<i64>, %a: tensor<f64>, %x: tensor<f64>, %v: tensor<f64>) {
    %m = ten.mul %a, %v : tensor<f64>
    %s = ten.sin %m : tensor<f64>
    %n = ten.add %s, %x : tensor<f64>
    %q = ten.mul %n, %a : tensor<f64>
    meta.yield %n, %q : tensor<f64>, tensor<f64>
  }
  return %r#0, %r#1 : tensor<f64>, tensor<3xf64>
}
// The iteration number decides what is read and how much.
// POINT: [0.7, [0.5, -1.0, 2.0]]
func.func @indexed(%c: tensor<f64>, %xs: tensor<3xf64>) -> tensor<f64> {
  %r = meta.loop 3 carries(%c : tensor<f64>) invariants(%xs : tensor<3xf64>) -> tensor<f64> (%i: tensor<i64>, %a: tensor<f64>, %x: tensor<3xf64>) {
    %row = ten.dynamic_slice %x[%i] axes = [0] : tensor<3xf64> -> tensor<1xf64>
    %e = ten.reshape %row : tensor<1xf64> -> tensor<f64>
    %k = ten.convert %i : tensor<i64> -> tensor<f64>
    %m = ten.mul %a, %e : tensor<f64>
    %s = ten.cos %m : tensor<f64>
    %n = ten.add %s, %k : tensor<f64>
    meta.yield %n : tensor<f64>
  }
  return %r : tensor<f64>
}
// The second carry only becomes active through the first, in iteration 2.
// POINT: [0.7]
func.func @late_activity(%c: tensor<f64>) -> tensor<f64> {
  %one = ten.constant dense<1.0> : tensor<f64>
  %r:3 = meta.loop 4 carries(%c, %one, %one : tensor<f64>, tensor<f64>, tensor<f64>) -> tensor<f64>, tensor<f64>, tensor<f64> (%i: tensor<i64>, %a: tensor<f64>, %b: tensor<f64>, %d: tensor<f64>) {
    %x = ten.sin %a : tensor<f64>
    %y = ten.mul %a, %b : tensor<f64>
    %z = ten.add %d, %y : tensor<f64>
    meta.yield %x, %y, %z : tensor<f64>, tensor<f64>, tensor<f64>
  }
  return %r#2 : tensor<f64>
}
// An integer carry is a break.
// POINT: [0.7]
func.func @integer_carry(%c: tensor<f64>) -> tensor<f64> {
  %zero = ten.constant dense<0> : tensor<i64>
  %r:2 = meta.loop 4 carries(%c, %zero : tensor<f64>, tensor<i64>) -> tensor<f64>, tensor<i64> (%i: tensor<i64>, %a: tensor<f64>, %n: tensor<i64>) {
    %two = ten.constant dense<2> : tensor<i64>
    %x = ten.sin %a : tensor<f64>
    %k = ten.convert %n : tensor<i64> -> tensor<f64>
    %y = ten.add %x, %k : tensor<f64>
    %m = ten.add %n, %two : tensor<i64>
    meta.yield %y, %m : tensor<f64>, tensor<i64>
  }
  return %r#0 : tensor<f64>
}
// POINT: [[0.7, -0.2], [[0.5, -1.0], [2.0, 0.25]]]
func.func @nested(%c: tensor<2xf64>, %w: tensor<2x2xf64>) -> tensor<2xf64> {
  %r = meta.loop 2 carries(%c : tensor<2xf64>) invariants(%w : tensor<2x2xf64>) -> tensor<2xf64> (%i: tensor<i64>, %a: tensor<2xf64>, %v: tensor<2x2xf64>) {
    %q = meta.loop 3 carries(%a : tensor<2xf64>) invariants(%v : tensor<2x2xf64>) -> tensor<2xf64> (%j: tensor<i64>, %b: tensor<2xf64>, %u: tensor<2x2xf64>) {
      %m = ten.contract %u, %b batch = [], [] contract = [1], [0] : tensor<2x2xf64>, tensor<2xf64> -> tensor<2xf64>
      %t = ten.tanh %m : tensor<2xf64>
      meta.yield %t : tensor<2xf64>
    }
    %s = ten.mul %q, %a : tensor<2xf64>
    meta.yield %s : tensor<2xf64>
  }
  return %r : tensor<2xf64>
}
// No iteration at all.
// POINT: [0.7]
func.func @no_iterations(%c: tensor<f64>) -> tensor<f64> {
  %r = meta.loop 0 carries(%c : tensor<f64>) -> tensor<f64> (%i: tensor<i64>, %a: tensor<f64>) {
    %x = ten.sin %a : tensor<f64>
    meta.yield %x : tensor<f64>
  }
  %y = ten.mul %r, %c : tensor<f64>
  return %y : tensor<f64>
}
// The derivative inside a loop: gradient descent, differentiated through.
// POINT: [0.7, 0.3]
func.func @gradient_descent(%c: tensor<f64>, %rate: tensor<f64>) -> tensor<f64> {
  %r = meta.loop 3 carries(%c : tensor<f64>) invariants(%rate : tensor<f64>) -> tensor<f64> (%i: tensor<i64>, %p: tensor<f64>, %lr: tensor<f64>) {
    %l, %g = meta.grad of(%p : tensor<f64>) -> tensor<f64>, tensor<f64> (%x: tensor<f64>) {
      %e = ten.exp %x : tensor<f64>
      %s = ten.sin %x : tensor<f64>
      %f = ten.mul %e, %s : tensor<f64>
      meta.yield %f : tensor<f64>
    }
    %d = ten.mul %lr, %g : tensor<f64>
    %n = ten.sub %p, %d : tensor<f64>
    meta.yield %n : tensor<f64>
  }
  return %r : tensor<f64>
}
// Nothing is stacked where nothing runs; what is carried passes.
// POINT: [0.7, 1.3]
func.func @no_stacks(%c: tensor<f64>, %w: tensor<f64>) -> (tensor<f64>, tensor<0xf64>) {
  %r:2 = meta.loop 0 carries(%c : tensor<f64>) invariants(%w : tensor<f64>) -> tensor<f64>, tensor<0xf64> (%i: tensor<i64>, %a: tensor<f64>, %v: tensor<f64>) {
    %x = ten.mul %a, %v : tensor<f64>
    meta.yield %x, %a : tensor<f64>, tensor<f64>
  }
  %y = ten.mul %r#0, %w : tensor<f64>
  return %y, %r#1 : tensor<f64>, tensor<0xf64>
}
// A bool and a row of integers are carried; they decide, and have no cotangents.
// POINT: [0.7, [0.5, -1.0, 2.0, 0.25]]
func.func @bool_and_integer_carries(%c: tensor<f64>, %xs: tensor<4xf64>) -> (tensor<f64>, tensor<4xf64>) {
  %odd = ten.constant dense<false> : tensor<i1>
  %counts = ten.constant dense<[1, 2]> : tensor<2xi64>
  %r:4 = meta.loop 4 carries(%odd, %c, %counts : tensor<i1>, tensor<f64>, tensor<2xi64>) scanned(%xs : tensor<4xf64>)
      -> tensor<i1>, tensor<f64>, tensor<2xi64>, tensor<4xf64>
      (%i: tensor<i64>, %p: tensor<i1>, %a: tensor<f64>, %n: tensor<2xi64>, %x: tensor<f64>) {
    %not = ten.not %p : tensor<i1>
    %s = ten.sin %a : tensor<f64>
    %m = ten.mul %s, %x : tensor<f64>
    %t = ten.select %p, %s, %m : tensor<i1>, tensor<f64>
    %next = ten.add %n, %n : tensor<2xi64>
    %sum = ten.reduce_sum %n axes = [0] : tensor<2xi64> -> tensor<i64>
    %k = ten.convert %sum : tensor<i64> -> tensor<f64>
    %b = ten.tanh %k : tensor<f64>
    %u = ten.mul %t, %b : tensor<f64>
    meta.yield %not, %t, %next, %u : tensor<i1>, tensor<f64>, tensor<2xi64>, tensor<f64>
  }
  return %r#1, %r#3 : tensor<f64>, tensor<4xf64>
}
// A carry that is only stacked, a stack of the invariant, a carry that nothing
// changes, one that loses what it depended on.
// POINT: [0.7, 1.3]
func.func @idle_parts(%c: tensor<f64>, %w: tensor<f64>) -> (tensor<f64>, tensor<3xf64>, tensor<3xf64>) {
  %r:5 = meta.loop 3 carries(%c, %w, %c : tensor<f64>, tensor<f64>, tensor<f64>) invariants(%w : tensor<f64>)
      -> tensor<f64>, tensor<f64>, tensor<f64>, tensor<3xf64>, tensor<3xf64>
      (%i: tensor<i64>, %a: tensor<f64>, %same: tensor<f64>, %lost: tensor<f64>, %v: tensor<f64>) {
    %one = ten.constant dense<1.0> : tensor<f64>
    %m = ten.mul %a, %same : tensor<f64>
    %s = ten.sin %m : tensor<f64>
    %n = ten.mul %s, %lost : tensor<f64>
    meta.yield %n, %same, %one, %a, %v : tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>
  }
  %y = ten.mul %r#0, %r#1 : tensor<f64>
  return %y, %r#3, %r#4 : tensor<f64>, tensor<3xf64>, tensor<3xf64>
}
// A table is read and written by position as it is carried.
// POINT: [[0.5, -1.0, 2.0], 0.7]
func.func @table(%t: tensor<3xf64>, %w: tensor<f64>) -> tensor<3xf64> {
  %r = meta.loop 3 carries(%t : tensor<3xf64>) invariants(%w : tensor<f64>) -> tensor<3xf64> (%i: tensor<i64>, %a: tensor<3xf64>, %v: tensor<f64>) {
    %three = ten.constant dense<3> : tensor<i64>
    %one = ten.constant dense<1> : tensor<i64>
    %j = ten.add %i, %one : tensor<i64>
    %k = ten.mod %j, %three : tensor<i64>
    %x = ten.dynamic_slice %a[%i] axes = [0] : tensor<3xf64> -> tensor<1xf64>
    %y = ten.dynamic_slice %a[%k] axes = [0] : tensor<3xf64> -> tensor<1xf64>
    %b = ten.broadcast %v dims = [] : tensor<f64> -> tensor<1xf64>
    %m = ten.mul %x, %b : tensor<1xf64>
    %s = ten.sin %m : tensor<1xf64>
    %n = ten.mul %s, %y : tensor<1xf64>
    %u = ten.update_slice %a, %n[%k] axes = [0] : tensor<3xf64>, tensor<1xf64>
    meta.yield %u : tensor<3xf64>
  }
  return %r : tensor<3xf64>
}
