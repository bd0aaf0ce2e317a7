// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s
// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s --forward
// RUN: %python %S/../rules/Inputs/derivatives.py %nestor-opt %s --canonicalize --cse --meta-simplify-regions --canonicalize --cse
// Derivatives through loops that stop early know nothing of the iterations that did not run.

// POINT: [0.7, 1.3]
func.func @stops_after_three(%c: tensor<f64>, %w: tensor<f64>) -> (tensor<f64>, tensor<6xf64>) {
  %r:2 = meta.loop 6 until carries(%c : tensor<f64>) invariants(%w : tensor<f64>) -> tensor<f64>, tensor<6xf64> (%i: tensor<i64>, %a: tensor<f64>, %v: tensor<f64>) {
    %two = ten.constant dense<2> : tensor<i64>
    %stop = ten.compare ge %i, %two : tensor<i64> -> tensor<i1>
    %m = ten.mul %a, %v : tensor<f64>
    %s = ten.sin %m : tensor<f64>
    meta.yield %stop, %s, %m : tensor<i1>, tensor<f64>, tensor<f64>
  }
  return %r#0, %r#1 : tensor<f64>, tensor<6xf64>
}
// Division by a carry: the stacks of iterations that did not run hold zeros,
// which must not be divided by.
// POINT: [2.0, 1.3]
func.func @divides_by_a_carry(%c: tensor<f64>, %w: tensor<f64>) -> tensor<f64> {
  %r = meta.loop 6 until carries(%c : tensor<f64>) invariants(%w : tensor<f64>) -> tensor<f64> (%i: tensor<i64>, %a: tensor<f64>, %v: tensor<f64>) {
    %two = ten.constant dense<2> : tensor<i64>
    %half = ten.constant dense<0.5> : tensor<f64>
    %stop = ten.compare ge %i, %two : tensor<i64> -> tensor<i1>
    %q = ten.div %v, %a : tensor<f64>
    %s = ten.add %q, %a : tensor<f64>
    %n = ten.mul %s, %half : tensor<f64>
    meta.yield %stop, %n : tensor<i1>, tensor<f64>
  }
  return %r : tensor<f64>
}
// Newton's square root to convergence.
// POINT: [2.0]
func.func @converges(%w: tensor<f64>) -> tensor<f64> {
  %one = ten.constant dense<1.0> : tensor<f64>
  %r = meta.loop 20 until carries(%one : tensor<f64>) invariants(%w : tensor<f64>) -> tensor<f64> (%i: tensor<i64>, %a: tensor<f64>, %v: tensor<f64>) {
    %half = ten.constant dense<0.5> : tensor<f64>
    %eps = ten.constant dense<1.0e-14> : tensor<f64>
    %q = ten.div %v, %a : tensor<f64>
    %s = ten.add %q, %a : tensor<f64>
    %n = ten.mul %s, %half : tensor<f64>
    %d = ten.sub %n, %a : tensor<f64>
    %e = ten.abs %d : tensor<f64>
    %stop = ten.compare lt %e, %eps : tensor<f64> -> tensor<i1>
    meta.yield %stop, %n : tensor<i1>, tensor<f64>
  }
  return %r : tensor<f64>
}
// Backwards, with rows that are read and rows that are left out.
// POINT: [0.7, [0.5, -1.0, 2.0, 0.25]]
func.func @stops_backwards(%c: tensor<f64>, %xs: tensor<4xf64>) -> (tensor<f64>, tensor<4xf64>) {
  %r:2 = meta.loop 4 until reversed carries(%c : tensor<f64>) scanned(%xs : tensor<4xf64>) -> tensor<f64>, tensor<4xf64> (%i: tensor<i64>, %a: tensor<f64>, %x: tensor<f64>) {
    %one = ten.constant dense<1> : tensor<i64>
    %stop = ten.compare le %i, %one : tensor<i64> -> tensor<i1>
    %m = ten.mul %a, %x : tensor<f64>
    %s = ten.sin %m : tensor<f64>
    %e = ten.exp %s : tensor<f64>
    meta.yield %stop, %e, %m : tensor<i1>, tensor<f64>, tensor<f64>
  }
  return %r#0, %r#1 : tensor<f64>, tensor<4xf64>
}
// A loop that stops, in a loop that stops; each lane of a batch stops where it
// must.
// POINT: [[0.7, 1.9], 1.3]
func.func @stops_in_lanes(%cs: tensor<2xf64>, %w: tensor<f64>) -> tensor<2xf64> {
  %r = meta.map 2 mapped(%cs : tensor<2xf64>) invariants(%w : tensor<f64>) -> tensor<2xf64> (%lane: tensor<i64>, %c: tensor<f64>, %v: tensor<f64>) {
    %q = meta.loop 3 until carries(%c : tensor<f64>) invariants(%v : tensor<f64>) -> tensor<f64> (%i: tensor<i64>, %a: tensor<f64>, %u: tensor<f64>) {
      %p = meta.loop 4 until carries(%a : tensor<f64>) invariants(%u : tensor<f64>) -> tensor<f64> (%j: tensor<i64>, %b: tensor<f64>, %t: tensor<f64>) {
        %d = ten.div %b, %t : tensor<f64>
        %half = ten.constant dense<0.9> : tensor<f64>
        %small = ten.compare lt %d, %half : tensor<f64> -> tensor<i1>
        meta.yield %small, %d : tensor<i1>, tensor<f64>
      }
      %s = ten.exp %p : tensor<f64>
      %four = ten.constant dense<3.0> : tensor<f64>
      %large = ten.compare gt %s, %four : tensor<f64> -> tensor<i1>
      meta.yield %large, %s : tensor<i1>, tensor<f64>
    }
    meta.yield %q : tensor<f64>
  }
  return %r : tensor<2xf64>
}
