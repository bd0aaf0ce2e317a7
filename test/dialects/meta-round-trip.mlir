// RUN: nestor-opt %s --verify-roundtrip | FileCheck %s
// Every operation of meta reads back as it was printed.

// CHECK-LABEL: func.func @loop
func.func @loop(%c: tensor<f32>, %xs: tensor<4x2xf32>, %w: tensor<2xf32>) -> tensor<4xi64> {
  // CHECK: meta.loop 4 until reversed carries(%{{.*}} : tensor<f32>) scanned(%{{.*}} : tensor<4x2xf32>) invariants(%{{.*}} : tensor<2xf32>) -> tensor<f32>, tensor<4xi64> attributes {topLevel = 3 : i64} (%{{.*}}: tensor<i64>, %{{.*}}: tensor<f32>, %{{.*}}: tensor<2xf32>, %{{.*}}: tensor<2xf32>) {
  %r:2 = meta.loop 4 until reversed carries(%c : tensor<f32>) scanned(%xs : tensor<4x2xf32>)
      invariants(%w : tensor<2xf32>) -> tensor<f32>, tensor<4xi64> attributes {topLevel = 3 : i64}
      (%i: tensor<i64>, %a: tensor<f32>, %x: tensor<2xf32>, %v: tensor<2xf32>) {
    %stop = ten.constant dense<true> : tensor<i1>
    // CHECK: meta.loss 3 step %{{.*}}, %{{.*}} : tensor<f32>
    meta.loss 3 step %i, %a : tensor<f32>
    // CHECK: meta.loss -1 line 12 step %{{.*}}, %{{.*}} : tensor<f32>
    meta.loss -1 line 12 step %i, %a : tensor<f32>
    meta.yield %stop, %a, %i : tensor<i1>, tensor<f32>, tensor<i64>
  }
  // CHECK: meta.loop 0 (%{{.*}}: tensor<i64>) {
  meta.loop 0 (%i: tensor<i64>) {
    meta.yield
  }
  return %r#1 : tensor<4xi64>
}

// CHECK-LABEL: func.func @if
func.func @if(%p: tensor<i1>, %x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK: meta.if %{{.*}} captures(%{{.*}} : tensor<2xf32>) -> tensor<2xf32>
  // CHECK-SAME: then (%{{.*}}: tensor<2xf32>) {
  // CHECK: } else (%{{.*}}: tensor<2xf32>) {
  %r = meta.if %p captures(%x : tensor<2xf32>) -> tensor<2xf32>
  then (%a: tensor<2xf32>) {
    meta.yield %a : tensor<2xf32>
  } else (%a: tensor<2xf32>) {
    %n = ten.neg %a : tensor<2xf32>
    meta.yield %n : tensor<2xf32>
  }
  return %r : tensor<2xf32>
}

// CHECK-LABEL: func.func @map
func.func @map(%xs: tensor<4x2xf32>, %w: tensor<2xf32>) -> tensor<4x2xf32> {
  // CHECK: meta.map 4 mapped(%{{.*}} : tensor<4x2xf32>) invariants(%{{.*}} : tensor<2xf32>) -> tensor<4x2xf32> (
  %r = meta.map 4 mapped(%xs : tensor<4x2xf32>) invariants(%w : tensor<2xf32>) -> tensor<4x2xf32>
      (%lane: tensor<i64>, %x: tensor<2xf32>, %v: tensor<2xf32>) {
    %s = ten.add %x, %v : tensor<2xf32>
    meta.yield %s : tensor<2xf32>
  }
  return %r : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @grad
func.func @grad(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK: meta.grad of(%{{.*}} : tensor<2xf32>) captures(%{{.*}} : tensor<2xf32>) -> tensor<f32>, tensor<2xf32>, tensor<2xf32> (
  %v, %g, %aux = meta.grad of(%x : tensor<2xf32>) captures(%y : tensor<2xf32>)
      -> tensor<f32>, tensor<2xf32>, tensor<2xf32> (%a: tensor<2xf32>, %b: tensor<2xf32>) {
    // CHECK: meta.stop_gradient %{{.*}} : tensor<2xf32>
    %s = meta.stop_gradient %b : tensor<2xf32>
    %p = ten.mul %a, %s : tensor<2xf32>
    %l = ten.reduce_sum %p axes = [0] : tensor<2xf32> -> tensor<f32>
    meta.yield %l, %p : tensor<f32>, tensor<2xf32>
  }
  return %g : tensor<2xf32>
}

// CHECK-LABEL: func.func @minimize
func.func @minimize(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>, %xs: tensor<5xf32>, %w: tensor<f32>) -> tensor<f32> {
  // CHECK: meta.minimize 5 until traced plan first_order of(%{{.*}} : tensor<f32>) states(%{{.*}} : tensor<f32>) carries(%{{.*}} : tensor<i64>) scanned(%{{.*}} : tensor<5xf32>) invariants(%{{.*}} : tensor<f32>)
  // CHECK-SAME: -> tensor<f32>, tensor<f32>, tensor<i64>, tensor<5xf32>, tensor<5xf32>
  // CHECK-SAME: loss (
  // CHECK: } update (
  // CHECK: } observe (
  %r:5 = meta.minimize 5 until traced plan first_order of(%p : tensor<f32>) states(%s : tensor<f32>)
      carries(%c : tensor<i64>) scanned(%xs : tensor<5xf32>) invariants(%w : tensor<f32>)
      -> tensor<f32>, tensor<f32>, tensor<i64>, tensor<5xf32>, tensor<5xf32>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>, %x: tensor<f32>, %v: tensor<f32>) {
    %l = ten.mul %q, %x : tensor<f32>
    meta.yield %l, %k, %v : tensor<f32>, tensor<i64>, tensor<f32>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>, %x: tensor<f32>, %v: tensor<f32>) {
    %n = ten.sub %q, %g : tensor<f32>
    meta.yield %n, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %aux: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>, %x: tensor<f32>, %v: tensor<f32>) {
    %stop = ten.constant dense<false> : tensor<i1>
    meta.yield %stop : tensor<i1>
  }
  return %r#0 : tensor<f32>
}

// CHECK-LABEL: func.func @effects
func.func @effects(%i: tensor<i64>, %x: tensor<2xf32>, %r: tensor<f64>) -> tensor<i64> {
  // CHECK: meta.solved %{{.*}} after %{{.*}} line 7 : tensor<f64>
  meta.solved %r after %i line 7 : tensor<f64>
  // CHECK: meta.effect 0 step %{{.*}}(%{{.*}}) : tensor<2xf32>
  meta.effect 0 step %i(%x) : tensor<2xf32>
  // CHECK: meta.effect 1()
  meta.effect 1()
  // CHECK: meta.check_index %{{.*}} in 10 length 2 line 7
  %j = meta.check_index %i in 10 length 2 line 7
  // CHECK: meta.check_index %{{.*}} in 10 length 1 line 7 forward
  %j2 = meta.check_index %i in 10 length 1 line 7 forward
  // CHECK: meta.check_finite "`log`" %{{.*}} : tensor<2xf32>
  %y = meta.check_finite "`log`" %x : tensor<2xf32>
  // CHECK: meta.check_finite "the operand of `log`" %{{.*}} operand backward nan_only steps %{{.*}} {lines = array<i64: 7>, order = 2 : i64} : tensor<2xf32>
  %z = meta.check_finite "the operand of `log`" %y operand backward nan_only steps %i {lines = array<i64: 7>, order = 2 : i64} : tensor<2xf32>
  // CHECK: meta.first_time 3
  %f = meta.first_time 3
  return %j : tensor<i64>
}

// CHECK-LABEL: func.func @rules
func.func @rules(%x: tensor<f32>, %n: tensor<i64>, %k: tensor<f32>) -> tensor<f32> {
  // CHECK: meta.custom_gradient of(%{{.*}}, %{{.*}} : tensor<f32>, tensor<i64>) captures(%{{.*}} : tensor<f32>) -> tensor<f32>
  // CHECK-SAME: body (
  // CHECK: } rule (
  %y = meta.custom_gradient of(%x, %n : tensor<f32>, tensor<i64>) captures(%k : tensor<f32>) -> tensor<f32>
  body (%a: tensor<f32>, %m: tensor<i64>, %c: tensor<f32>) {
    meta.yield %a : tensor<f32>
  } rule (%a: tensor<f32>, %m: tensor<i64>, %dy: tensor<f32>, %c: tensor<f32>) {
    meta.yield %dy : tensor<f32>
  }
  // CHECK: meta.pushforward [0] of(%{{.*}}, %{{.*}} : tensor<f32>, tensor<i64>) captures(%{{.*}} : tensor<f32>) tangents(%{{.*}} : tensor<f32>) -> tensor<f32>
  %d = meta.pushforward [0] of(%x, %n : tensor<f32>, tensor<i64>) captures(%k : tensor<f32>) tangents(%y : tensor<f32>) -> tensor<f32>
  rule (%a: tensor<f32>, %m: tensor<i64>, %dy: tensor<f32>, %c: tensor<f32>) {
    meta.yield %dy : tensor<f32>
  }
  return %d : tensor<f32>
}

// CHECK-LABEL: func.func @cost
func.func @cost(%x: tensor<4xf32>) -> tensor<f64> {
  // CHECK: meta.cost captures(%{{.*}} : tensor<4xf32>) -> tensor<f64>, tensor<f64>, tensor<f64> (%{{.*}}: tensor<4xf32>) {
  %flops, %bytes, %peak = meta.cost captures(%x : tensor<4xf32>) -> tensor<f64>, tensor<f64>, tensor<f64> (%a: tensor<4xf32>) {
    %y = ten.exp %a : tensor<4xf32>
    meta.yield %y : tensor<4xf32>
  }
  return %flops : tensor<f64>
}
