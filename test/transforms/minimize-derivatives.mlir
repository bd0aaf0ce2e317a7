// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s
// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s --forward
// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s --meta-expand-map --canonicalize --cse --meta-simplify-regions --canonicalize --cse
// Derivatives through learning loops agree with differences, for starts, data and rates.

// Momentum, a carried running mean, traced losses.
// POINT: [[0.7, -0.2], 0.05, [[0.5, -1.0], [2.0, 0.25], [1.0, 1.0]]]
func.func @momentum(%p: tensor<2xf64>, %rate: tensor<f64>, %data: tensor<3x2xf64>) -> (tensor<2xf64>, tensor<f64>, tensor<3xf64>, tensor<3xf64>) {
  %zero = ten.constant dense<0.0> : tensor<2xf64>
  %none = ten.constant dense<0.0> : tensor<f64>
  %r:5 = meta.minimize 3 traced of(%p : tensor<2xf64>) states(%zero : tensor<2xf64>)
      carries(%none : tensor<f64>) scanned(%data : tensor<3x2xf64>) invariants(%rate : tensor<f64>)
      -> tensor<2xf64>, tensor<2xf64>, tensor<f64>, tensor<3xf64>, tensor<3xf64>
  loss (%i: tensor<i64>, %q: tensor<2xf64>, %mean: tensor<f64>, %x: tensor<2xf64>, %lr: tensor<f64>) {
    %m = ten.mul %q, %x : tensor<2xf64>
    %s = ten.sin %m : tensor<2xf64>
    %e = ten.mul %s, %q : tensor<2xf64>
    %l = ten.reduce_sum %e axes = [0] : tensor<2xf64> -> tensor<f64>
    %n = ten.add %mean, %l : tensor<f64>
    %aux = ten.exp %l : tensor<f64>
    meta.yield %l, %n, %aux : tensor<f64>, tensor<f64>, tensor<f64>
  } update (%i: tensor<i64>, %q: tensor<2xf64>, %g: tensor<2xf64>, %l: tensor<f64>, %v: tensor<2xf64>, %c: tensor<f64>, %x: tensor<2xf64>, %lr: tensor<f64>) {
    %decay = ten.constant dense<0.9> : tensor<2xf64>
    %d = ten.mul %decay, %v : tensor<2xf64>
    %w = ten.add %d, %g : tensor<2xf64>
    %b = ten.broadcast %lr dims = [] : tensor<f64> -> tensor<2xf64>
    %t = ten.mul %b, %w : tensor<2xf64>
    %next = ten.sub %q, %t : tensor<2xf64>
    meta.yield %next, %w : tensor<2xf64>, tensor<2xf64>
  } observe (%i: tensor<i64>, %q: tensor<2xf64>, %g: tensor<2xf64>, %l: tensor<f64>, %aux: tensor<f64>, %mean: tensor<f64>, %v: tensor<2xf64>, %x: tensor<2xf64>, %lr: tensor<f64>) {
    meta.effect 0 step %i(%l) : tensor<f64>
    meta.yield
  }
  return %r#0, %r#2, %r#3, %r#4 : tensor<2xf64>, tensor<f64>, tensor<3xf64>, tensor<3xf64>
}

// Two levels: what the inner loop learns is the loss of the outer one, whose
// result is differentiated once more.
// POINT: [0.7, 0.3]
// ORDER: 1
func.func @two_levels(%p: tensor<f64>, %w: tensor<f64>) -> tensor<f64> {
  %r = meta.minimize 2 of(%w : tensor<f64>) invariants(%p : tensor<f64>) -> tensor<f64>
  loss (%i: tensor<i64>, %v: tensor<f64>, %start: tensor<f64>) {
    %s = meta.minimize 2 of(%start : tensor<f64>) invariants(%v : tensor<f64>) -> tensor<f64>
    loss (%j: tensor<i64>, %q: tensor<f64>, %u: tensor<f64>) {
      %m = ten.mul %q, %u : tensor<f64>
      %c = ten.cos %m : tensor<f64>
      meta.yield %c : tensor<f64>
    } update (%j: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>, %u: tensor<f64>) {
      %n = ten.sub %q, %g : tensor<f64>
      meta.yield %n : tensor<f64>
    } observe (%j: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>, %u: tensor<f64>) {
      meta.yield
    }
    %e = ten.sin %s : tensor<f64>
    meta.yield %e : tensor<f64>
  } update (%i: tensor<i64>, %v: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>, %start: tensor<f64>) {
    %n = ten.sub %v, %g : tensor<f64>
    meta.yield %n : tensor<f64>
  } observe (%i: tensor<i64>, %v: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>, %start: tensor<f64>) {
    meta.yield
  }
  return %r : tensor<f64>
}

// A learning loop that stops early, its update divided by a state.
// POINT: [0.7, 0.3]
func.func @stops(%p: tensor<f64>, %rate: tensor<f64>) -> tensor<f64> {
  %one = ten.constant dense<1.0> : tensor<f64>
  %r:2 = meta.minimize 8 until of(%p : tensor<f64>) states(%one : tensor<f64>) invariants(%rate : tensor<f64>) -> tensor<f64>, tensor<f64>
  loss (%i: tensor<i64>, %q: tensor<f64>, %lr: tensor<f64>) {
    %m = ten.mul %q, %q : tensor<f64>
    %e = ten.exp %m : tensor<f64>
    meta.yield %e : tensor<f64>
  } update (%i: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>, %v: tensor<f64>, %lr: tensor<f64>) {
    %a = ten.abs %g : tensor<f64>
    %w = ten.add %v, %a : tensor<f64>
    %d = ten.div %g, %w : tensor<f64>
    %t = ten.mul %lr, %d : tensor<f64>
    %next = ten.sub %q, %t : tensor<f64>
    meta.yield %next, %w : tensor<f64>, tensor<f64>
  } observe (%i: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>, %v: tensor<f64>, %lr: tensor<f64>) {
    %three = ten.constant dense<3> : tensor<i64>
    %stop = ten.compare ge %i, %three : tensor<i64> -> tensor<i1>
    meta.yield %stop : tensor<i1>
  }
  return %r#0 : tensor<f64>
}

// MAML: in each lane a learning loop adapts the shared start to its task, with
// a momentum and a stop; the loss behind it is differentiated to the start,
// the rate and the tasks.
// POINT: [0.4, 0.3, [0.7, -0.6]]
func.func @adapt(%start: tensor<f64>, %rate: tensor<f64>, %tasks: tensor<2xf64>) -> tensor<2xf64> {
  %r = meta.map 2 mapped(%tasks : tensor<2xf64>) invariants(%start, %rate : tensor<f64>, tensor<f64>) -> tensor<2xf64>
      (%lane: tensor<i64>, %task: tensor<f64>, %s: tensor<f64>, %lr: tensor<f64>) {
    %zero = ten.constant dense<0.0> : tensor<f64>
    %p:3 = meta.minimize 3 until traced of(%s : tensor<f64>) states(%zero : tensor<f64>) invariants(%task, %lr : tensor<f64>, tensor<f64>)
        -> tensor<f64>, tensor<f64>, tensor<3xf64>
    loss (%i: tensor<i64>, %q: tensor<f64>, %t: tensor<f64>, %a: tensor<f64>) {
      %m = ten.mul %q, %t : tensor<f64>
      %c = ten.cos %m : tensor<f64>
      meta.yield %c : tensor<f64>
    } update (%i: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>, %v: tensor<f64>, %t: tensor<f64>, %a: tensor<f64>) {
      %half = ten.constant dense<0.5> : tensor<f64>
      %h = ten.mul %v, %half : tensor<f64>
      %w = ten.add %h, %g : tensor<f64>
      %d = ten.mul %a, %w : tensor<f64>
      %n = ten.sub %q, %d : tensor<f64>
      meta.yield %n, %w : tensor<f64>, tensor<f64>
    } observe (%i: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>, %v: tensor<f64>, %t: tensor<f64>, %a: tensor<f64>) {
      %none = ten.constant dense<0.0> : tensor<f64>
      %one = ten.constant dense<1> : tensor<i64>
      %late = ten.compare ge %i, %one : tensor<i64> -> tensor<i1>
      %negative = ten.compare lt %t, %none : tensor<f64> -> tensor<i1>
      %stop = ten.and %late, %negative : tensor<i1>
      meta.yield %stop : tensor<i1>
    }
    %q = ten.mul %p#0, %task : tensor<f64>
    %e = ten.sin %q : tensor<f64>
    %losses = ten.reduce_sum %p#2 axes = [0] : tensor<3xf64> -> tensor<f64>
    %sum = ten.add %e, %losses : tensor<f64>
    meta.yield %sum : tensor<f64>
  }
  return %r : tensor<2xf64>
}
// No step: the start is the result.
// POINT: [0.7]
func.func @no_steps(%p: tensor<f64>) -> (tensor<f64>, tensor<0xf64>) {
  %r:2 = meta.minimize 0 traced of(%p : tensor<f64>) -> tensor<f64>, tensor<0xf64>
  loss (%i: tensor<i64>, %q: tensor<f64>) {
    %s = ten.sin %q : tensor<f64>
    meta.yield %s : tensor<f64>
  } update (%i: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>) {
    meta.yield %g : tensor<f64>
  } observe (%i: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>) {
    meta.yield
  }
  %y = ten.mul %r#0, %p : tensor<f64>
  return %y, %r#1 : tensor<f64>, tensor<0xf64>
}
// A loss that does not reach one of its targets; its gradient is zero, and what
// an update makes of it is not.
// POINT: [0.7, 0.3]
func.func @unreached_target(%p: tensor<f64>, %w: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %r:2 = meta.minimize 2 of(%p, %w : tensor<f64>, tensor<f64>) -> tensor<f64>, tensor<f64>
  loss (%i: tensor<i64>, %q: tensor<f64>, %v: tensor<f64>) {
    %s = ten.sin %q : tensor<f64>
    meta.yield %s : tensor<f64>
  } update (%i: tensor<i64>, %q: tensor<f64>, %v: tensor<f64>, %g: tensor<f64>, %h: tensor<f64>, %l: tensor<f64>) {
    %n = ten.sub %q, %g : tensor<f64>
    %c = ten.cos %v : tensor<f64>
    %u = ten.sub %c, %h : tensor<f64>
    meta.yield %n, %u : tensor<f64>, tensor<f64>
  } observe (%i: tensor<i64>, %q: tensor<f64>, %v: tensor<f64>, %g: tensor<f64>, %h: tensor<f64>, %l: tensor<f64>) {
    meta.yield
  }
  return %r#0, %r#1 : tensor<f64>, tensor<f64>
}
