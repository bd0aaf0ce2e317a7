// RUN: nestor-opt %s --meta-simplify-regions --canonicalize --cse | FileCheck %s
// Two loops become one where the second reads the rows that the first stacked, and both may go in step.

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

// A batch has no order, so that it joins a loop that sums from the last lane to
// the first; the loop's carry and its rows keep their places.
// CHECK-LABEL: func.func @batch_joins_a_sum
func.func @batch_joins_a_sum(%xs: tensor<9xf32>, %c: tensor<f32>) -> (tensor<f32>, tensor<9xf32>, tensor<9xf32>) {
  // CHECK: %[[R:.*]]:3 = meta.loop 9 reversed carries(%{{.*}} : tensor<f32>) scanned(%{{.*}} : tensor<9xf32>) -> tensor<f32>, tensor<9xf32>, tensor<9xf32> (
  // CHECK: %[[E:.*]] = ten.exp
  // CHECK: %[[S:.*]] = ten.add %{{.*}}, %[[E]]
  // CHECK: %[[M:.*]] = ten.mul %[[E]]
  // CHECK: meta.yield %[[S]], %[[E]], %[[M]]
  // CHECK-NOT: meta.loop
  // CHECK: return %[[R]]#0, %[[R]]#1, %[[R]]#2
  %a = meta.loop 9 scanned(%xs : tensor<9xf32>) -> tensor<9xf32> (%i: tensor<i64>, %x: tensor<f32>) {
    %e = ten.exp %x : tensor<f32>
    meta.yield %e : tensor<f32>
  }
  %b:2 = meta.loop 9 reversed carries(%c : tensor<f32>) scanned(%a : tensor<9xf32>) -> tensor<f32>, tensor<9xf32> (%i: tensor<i64>, %d: tensor<f32>, %x: tensor<f32>) {
    %s = ten.add %d, %x : tensor<f32>
    %m = ten.mul %x, %d : tensor<f32>
    meta.yield %s, %m : tensor<f32>, tensor<f32>
  }
  return %b#0, %a, %b#1 : tensor<f32>, tensor<9xf32>, tensor<9xf32>
}

// Two sums in one direction go in step.
// CHECK-LABEL: func.func @sums_in_step
func.func @sums_in_step(%xs: tensor<9xf32>, %c: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  // CHECK: %[[R:.*]]:2 = meta.loop 9 carries(%{{.*}}, %{{.*}} : tensor<f32>, tensor<f32>)
  // CHECK-NOT: meta.loop
  // CHECK: return %[[R]]#0, %[[R]]#1
  %a:2 = meta.loop 9 carries(%c : tensor<f32>) scanned(%xs : tensor<9xf32>) -> tensor<f32>, tensor<9xf32> (%i: tensor<i64>, %d: tensor<f32>, %x: tensor<f32>) {
    %s = ten.add %d, %x : tensor<f32>
    meta.yield %s, %s : tensor<f32>, tensor<f32>
  }
  %b = meta.loop 9 carries(%c : tensor<f32>) scanned(%a#1 : tensor<9xf32>) -> tensor<f32> (%i: tensor<i64>, %d: tensor<f32>, %x: tensor<f32>) {
    %s = ten.mul %d, %x : tensor<f32>
    meta.yield %s : tensor<f32>
  }
  return %a#0, %b : tensor<f32>, tensor<f32>
}

// In opposite directions they do not, nor where the second begins with what the
// first ends with.
// CHECK-LABEL: func.func @sums_out_of_step
func.func @sums_out_of_step(%xs: tensor<9xf32>, %c: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  // CHECK-COUNT-3: meta.loop 9
  %a:2 = meta.loop 9 carries(%c : tensor<f32>) scanned(%xs : tensor<9xf32>) -> tensor<f32>, tensor<9xf32> (%i: tensor<i64>, %d: tensor<f32>, %x: tensor<f32>) {
    %s = ten.add %d, %x : tensor<f32>
    meta.yield %s, %s : tensor<f32>, tensor<f32>
  }
  %b = meta.loop 9 reversed carries(%c : tensor<f32>) scanned(%a#1 : tensor<9xf32>) -> tensor<f32> (%i: tensor<i64>, %d: tensor<f32>, %x: tensor<f32>) {
    %s = ten.mul %d, %x : tensor<f32>
    meta.yield %s : tensor<f32>
  }
  %e = meta.loop 9 carries(%a#0 : tensor<f32>) scanned(%a#1 : tensor<9xf32>) -> tensor<f32> (%i: tensor<i64>, %d: tensor<f32>, %x: tensor<f32>) {
    %s = ten.sub %d, %x : tensor<f32>
    meta.yield %s : tensor<f32>
  }
  return %b, %e : tensor<f32>, tensor<f32>
}
