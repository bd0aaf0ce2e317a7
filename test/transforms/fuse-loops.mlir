// RUN: nestor-opt %s --meta-simplify-regions --canonicalize --cse | FileCheck %s
// Two batches become one loop where the second reads the rows that the first stacked.

// What the first stacks for the second alone is never stacked; other operands
// of the second move up.
// CHECK-LABEL: func.func @rows_stay_in_the_lane
// CHECK-SAME: (%[[XS:[a-z0-9]+]]: tensor<9x3xf32>, %[[W:[a-z0-9]+]]: tensor<3xf32>)
func.func @rows_stay_in_the_lane(%xs: tensor<9x3xf32>, %w: tensor<3xf32>) -> (tensor<9x3xf32>, tensor<9x3xf32>) {
  // CHECK: %[[V:.*]] = ten.sin %[[W]]
  // CHECK: %[[R:.*]]:2 = meta.loop 9 scanned(%[[XS]] : tensor<9x3xf32>) invariants(%[[V]] : tensor<3xf32>) -> tensor<9x3xf32>, tensor<9x3xf32> (
  // CHECK: %[[E:.*]] = ten.exp
  // CHECK: %[[N:.*]] = ten.neg %[[E]]
  // CHECK: %[[M:.*]] = ten.mul %[[E]]
  // CHECK: meta.yield %[[N]], %[[M]]
  // CHECK-NOT: meta.loop
  // CHECK: ten.cos %[[R]]#0
  %a:2 = meta.loop 9 scanned(%xs : tensor<9x3xf32>) -> tensor<9x3xf32>, tensor<9x3xf32> (%i: tensor<i64>, %x: tensor<3xf32>) {
    %e = ten.exp %x : tensor<3xf32>
    %n = ten.neg %e : tensor<3xf32>
    meta.yield %e, %n : tensor<3xf32>, tensor<3xf32>
  }
  %c = ten.cos %a#1 : tensor<9x3xf32>
  %v = ten.sin %w : tensor<3xf32>
  %b = meta.loop 9 reversed scanned(%a#0 : tensor<9x3xf32>) invariants(%v : tensor<3xf32>) -> tensor<9x3xf32> (%i: tensor<i64>, %x: tensor<3xf32>, %u: tensor<3xf32>) {
    %m = ten.mul %x, %u : tensor<3xf32>
    meta.yield %m : tensor<3xf32>
  }
  return %c, %b : tensor<9x3xf32>, tensor<9x3xf32>
}

// All lanes must be done before the second begins.
// CHECK-LABEL: func.func @lanes_meet_between
func.func @lanes_meet_between(%xs: tensor<9xf32>) -> tensor<9xf32> {
  // CHECK-COUNT-2: meta.loop 9
  %a = meta.loop 9 scanned(%xs : tensor<9xf32>) -> tensor<9xf32> (%i: tensor<i64>, %x: tensor<f32>) {
    %e = ten.exp %x : tensor<f32>
    meta.yield %e : tensor<f32>
  }
  %s = ten.reduce_sum %a axes = [0] : tensor<9xf32> -> tensor<f32>
  %b = meta.loop 9 scanned(%a : tensor<9xf32>) invariants(%s : tensor<f32>) -> tensor<9xf32> (%i: tensor<i64>, %x: tensor<f32>, %t: tensor<f32>) {
    %m = ten.div %x, %t : tensor<f32>
    meta.yield %m : tensor<f32>
  }
  return %b : tensor<9xf32>
}

// A carry runs through the lanes in order.
// CHECK-LABEL: func.func @carried
func.func @carried(%xs: tensor<9xf32>, %c: tensor<f32>) -> tensor<f32> {
  // CHECK-COUNT-2: meta.loop 9
  %a = meta.loop 9 scanned(%xs : tensor<9xf32>) -> tensor<9xf32> (%i: tensor<i64>, %x: tensor<f32>) {
    %e = ten.exp %x : tensor<f32>
    meta.yield %e : tensor<f32>
  }
  %b = meta.loop 9 carries(%c : tensor<f32>) scanned(%a : tensor<9xf32>) -> tensor<f32> (%i: tensor<i64>, %d: tensor<f32>, %x: tensor<f32>) {
    %m = ten.add %d, %x : tensor<f32>
    meta.yield %m : tensor<f32>
  }
  return %b : tensor<f32>
}
