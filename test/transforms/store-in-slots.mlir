// RUN: %nestor-opt %s --meta-expand-grad --canonicalize --cse --meta-simplify-regions --meta-store-in-slots | FileCheck %s

// Twenty steps, three of which are remembered: nothing is stacked, the loop back
// carries the slots, and goes on from the last of them where it must.
// CHECK-LABEL: func.func @counted
// CHECK: ten.constant dense<{{\[\[}}0, 0, 1, 1, 1, 1], [0, 0, 1, 2, 3, 4], [0, 0, 1, 3, 6, 10], [0, 0, 1, 4, 10, 20]]>
// CHECK: meta.loop 20 carries
// CHECK-SAME: -> tensor<4xf64>, tensor<i64>, tensor<i64>, tensor<3xi64>, tensor<3x4xf64> (
// CHECK: meta.if
// CHECK: ten.update_slice {{.*}} tensor<3x4xf64>
// CHECK: meta.loop 20 reversed carries
// CHECK-NOT: scanned
// CHECK-SAME: -> tensor<4xf64>, tensor<i64>, tensor<3xi64>, tensor<3x4xf64> (
// CHECK: meta.if
// CHECK: meta.loop 19 until carries
// CHECK-SAME: meta.mean_trips = 1.450000e+00
func.func @counted(%start: tensor<4xf64>, %w: tensor<4x4xf64>) -> tensor<4xf64> {
  %loss, %gradient = meta.grad of(%start : tensor<4xf64>) captures(%w : tensor<4x4xf64>) -> tensor<f64>, tensor<4xf64> (%a0: tensor<4xf64>, %m: tensor<4x4xf64>) {
    %r = meta.loop 20 carries(%a0 : tensor<4xf64>) invariants(%m : tensor<4x4xf64>) -> tensor<4xf64> attributes {slots = 3 : i64} (%i: tensor<i64>, %a: tensor<4xf64>, %v: tensor<4x4xf64>) {
      %z = ten.contract %v, %a batch = [], [] contract = [1], [0] : tensor<4x4xf64>, tensor<4xf64> -> tensor<4xf64>
      %s = ten.sin %z : tensor<4xf64>
      meta.yield %s : tensor<4xf64>
    }
    %sum = ten.reduce_sum %r axes = [0] : tensor<4xf64> -> tensor<f64>
    meta.yield %sum : tensor<f64>
  }
  return %gradient : tensor<4xf64>
}

// A loop that may stop early goes back only through the iterations that ran.
// CHECK-LABEL: func.func @stops
// CHECK: meta.loop 20 until carries
// CHECK-SAME: -> tensor<4xf64>, tensor<i64>, tensor<i64>, tensor<3xi64>, tensor<3x4xf64>, tensor<20xi1> (
// CHECK: meta.loop 20 reversed carries
// CHECK-SAME: scanned(%{{[^:]*}} : tensor<20xi1>)
// CHECK: ten.and
func.func @stops(%start: tensor<4xf64>) -> tensor<4xf64> {
  %loss, %gradient = meta.grad of(%start : tensor<4xf64>) -> tensor<f64>, tensor<4xf64> (%a0: tensor<4xf64>) {
    %r = meta.loop 20 until carries(%a0 : tensor<4xf64>) -> tensor<4xf64> attributes {slots = 3 : i64} (%i: tensor<i64>, %a: tensor<4xf64>) {
      %s = ten.sin %a : tensor<4xf64>
      %sum = ten.reduce_sum %s axes = [0] : tensor<4xf64> -> tensor<f64>
      %bound = ten.constant dense<0.5> : tensor<f64>
      %stop = ten.compare lt %sum, %bound : tensor<f64> -> tensor<i1>
      meta.yield %stop, %s : tensor<i1>, tensor<4xf64>
    }
    %sum = ten.reduce_sum %r axes = [0] : tensor<4xf64> -> tensor<f64>
    meta.yield %sum : tensor<f64>
  }
  return %gradient : tensor<4xf64>
}

// What a second derivative walks forwards again stays a stack.
// CHECK-LABEL: func.func @twice
// CHECK: meta.loop 20 carries{{.*}} tensor<20x4xf64>
func.func @twice(%start: tensor<4xf64>) -> tensor<4xf64> {
  %loss, %gradient = meta.grad of(%start : tensor<4xf64>) -> tensor<f64>, tensor<4xf64> (%x: tensor<4xf64>) {
    %inner, %slope = meta.grad of(%x : tensor<4xf64>) -> tensor<f64>, tensor<4xf64> (%y: tensor<4xf64>) {
      %r = meta.loop 20 carries(%y : tensor<4xf64>) -> tensor<4xf64> attributes {slots = 3 : i64} (%i: tensor<i64>, %a: tensor<4xf64>) {
        %s = ten.sin %a : tensor<4xf64>
        meta.yield %s : tensor<4xf64>
      }
      %sum = ten.reduce_sum %r axes = [0] : tensor<4xf64> -> tensor<f64>
      meta.yield %sum : tensor<f64>
    }
    %square = ten.mul %slope, %slope : tensor<4xf64>
    %sum = ten.reduce_sum %square axes = [0] : tensor<4xf64> -> tensor<f64>
    meta.yield %sum : tensor<f64>
  }
  return %gradient : tensor<4xf64>
}
