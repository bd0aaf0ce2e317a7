// RUN: nestor-opt %s --meta-expand-minimize | FileCheck %s
// A learning loop becomes a loop around a gradient, an update and what is observed, in this order.

// CHECK-LABEL: func.func @top_level
func.func @top_level(%p: tensor<2xf32>, %m: tensor<f32>, %xs: tensor<5xf32>) -> tensor<2xf32> {
  // CHECK: %[[LOOP:.*]]:4 = meta.loop 5 carries(%{{.*}}, %{{.*}} : tensor<2xf32>, tensor<f32>) scanned(%{{.*}} : tensor<5xf32>)
  // CHECK-SAME: attributes {topLevel = 2 : i64} (%[[STEP:.*]]: tensor<i64>, %[[P:.*]]: tensor<2xf32>, %[[M:.*]]: tensor<f32>, %[[X:.*]]: tensor<f32>)
  %r:4 = meta.minimize 5 traced of(%p : tensor<2xf32>) states(%m : tensor<f32>) scanned(%xs : tensor<5xf32>)
      -> tensor<2xf32>, tensor<f32>, tensor<5xf32>, tensor<5xf32> attributes {topLevel = 2 : i64}
  // CHECK: %[[GRAD:.*]]:3 = meta.grad of(%[[P]] : tensor<2xf32>) captures(%[[STEP]], %[[X]] : tensor<i64>, tensor<f32>)
  loss (%i: tensor<i64>, %q: tensor<2xf32>, %x: tensor<f32>) {
    %s = ten.reduce_sum %q axes = [0] : tensor<2xf32> -> tensor<f32>
    // CHECK: ten.mul
    %l = ten.mul %s, %x : tensor<f32>
    meta.yield %l, %s : tensor<f32>, tensor<f32>
  // CHECK: %[[NEXT:.*]] = ten.sub %[[P]], %[[GRAD]]#1
  } update (%i: tensor<i64>, %q: tensor<2xf32>, %g: tensor<2xf32>, %l: tensor<f32>, %v: tensor<f32>, %x: tensor<f32>) {
    %n = ten.sub %q, %g : tensor<2xf32>
    meta.yield %n, %v : tensor<2xf32>, tensor<f32>
  // CHECK: meta.loss 2 step %[[STEP]], %[[GRAD]]#0
  // CHECK: meta.effect 7 step %[[STEP]](%[[NEXT]], %[[GRAD]]#2)
  // CHECK: meta.yield %[[NEXT]], %[[M]], %[[GRAD]]#0, %[[GRAD]]#2
  } observe (%i: tensor<i64>, %q: tensor<2xf32>, %g: tensor<2xf32>, %l: tensor<f32>, %aux: tensor<f32>, %v: tensor<f32>, %x: tensor<f32>) {
    meta.effect 7 step %i(%q, %aux) : tensor<2xf32>, tensor<f32>
    meta.yield
  }
  // CHECK: return %[[LOOP]]#0
  return %r#0 : tensor<2xf32>
}

// CHECK-LABEL: func.func @nested_loops_tell_no_loss
func.func @nested_loops_tell_no_loss(%p: tensor<f32>) -> tensor<f32> {
  // CHECK-NOT: meta.loss
  // CHECK-NOT: meta.minimize
  %r = meta.minimize 5 until of(%p : tensor<f32>) -> tensor<f32>
  loss (%i: tensor<i64>, %q: tensor<f32>) {
    meta.yield %q : tensor<f32>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>) {
    %n = ten.sub %q, %g : tensor<f32>
    meta.yield %n : tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>) {
    // CHECK: %[[STOP:.*]] = ten.constant dense<false>
    // CHECK: meta.yield %[[STOP]],
    %stop = ten.constant dense<false> : tensor<i1>
    meta.yield %stop : tensor<i1>
  }
  return %r : tensor<f32>
}
