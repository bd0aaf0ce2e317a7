// RUN: nestor-opt %s --meta-expand-grad --canonicalize --cse --meta-simplify-regions --canonicalize --cse | FileCheck %s
// Differentiated loops stack no more than their transposes use.

// Linear in the carry: nothing but the rows of x is needed backwards, and those
// exist already.
// CHECK-LABEL: func.func @linear
// CHECK-SAME: (%[[C:[a-z0-9]+]]: tensor<f32>, %[[XS:[a-z0-9]+]]: tensor<9xf32>)
func.func @linear(%c: tensor<f32>, %xs: tensor<9xf32>) -> tensor<f32> {
  // CHECK-NOT: meta.loop 9 carries
  // CHECK: meta.loop 9 reversed carries(%{{.*}} : tensor<f32>) scanned(%[[XS]] : tensor<9xf32>) -> tensor<f32> (
  %v, %g = meta.grad mode reverse of(%c : tensor<f32>) captures(%xs : tensor<9xf32>) -> tensor<f32>, tensor<f32> (%a: tensor<f32>, %s: tensor<9xf32>) {
    %r = meta.loop 9 carries(%a : tensor<f32>) scanned(%s : tensor<9xf32>) -> tensor<f32> (%i: tensor<i64>, %b: tensor<f32>, %x: tensor<f32>) {
      %n = ten.mul %b, %x : tensor<f32>
      meta.yield %n : tensor<f32>
    }
    meta.yield %r : tensor<f32>
  }
  return %g : tensor<f32>
}

// What depends on invariants alone is computed once, outside.
// CHECK-LABEL: func.func @invariant
// CHECK-SAME: (%[[C:[a-z0-9]+]]: tensor<f32>, %[[W:[a-z0-9]+]]: tensor<f32>)
func.func @invariant(%c: tensor<f32>, %w: tensor<f32>) -> tensor<f32> {
  // CHECK: %[[E:[a-z0-9]+]] = ten.exp %[[W]]
  // CHECK: meta.loop 9 reversed carries(%{{.*}} : tensor<f32>) invariants(%[[E]] : tensor<f32>) -> tensor<f32> (
  // CHECK-NOT: ten.exp
  %v, %g = meta.grad mode reverse of(%c : tensor<f32>) captures(%w : tensor<f32>) -> tensor<f32>, tensor<f32> (%a: tensor<f32>, %u: tensor<f32>) {
    %r = meta.loop 9 carries(%a : tensor<f32>) invariants(%u : tensor<f32>) -> tensor<f32> (%i: tensor<i64>, %b: tensor<f32>, %x: tensor<f32>) {
      %e = ten.exp %x : tensor<f32>
      %n = ten.mul %b, %e : tensor<f32>
      meta.yield %n : tensor<f32>
    }
    meta.yield %r : tensor<f32>
  }
  return %g : tensor<f32>
}

// A row that each iteration reads of a tensor adds to one carried sum in its
// place: no iteration touches the whole.
// CHECK-LABEL: func.func @rows
// CHECK-SAME: (%[[XS:[a-z0-9]+]]: tensor<9x5xf32>)
func.func @rows(%xs: tensor<9x5xf32>) -> tensor<9x5xf32> {
  // CHECK: meta.loop 9 reversed carries(%{{.*}} : tensor<9x5xf32>)
  // CHECK-SAME: (%[[I:[a-z0-9]+]]: tensor<i64>, %[[SUM:[a-z0-9]+]]: tensor<9x5xf32>
  // CHECK-NOT: ten.add
  // CHECK: %[[NEXT:[a-z0-9]+]] = ten.accumulate_slice %[[SUM]], %{{.*}}[%[[I]]] axes = [0]
  // CHECK: meta.yield %[[NEXT]]
  %v, %g = meta.grad mode reverse of(%xs : tensor<9x5xf32>) -> tensor<f32>, tensor<9x5xf32> (%a: tensor<9x5xf32>) {
    %zero = ten.constant dense<0.0> : tensor<f32>
    %r = meta.loop 9 carries(%zero : tensor<f32>) invariants(%a : tensor<9x5xf32>) -> tensor<f32> (%i: tensor<i64>, %c: tensor<f32>, %x: tensor<9x5xf32>) {
      %row = ten.dynamic_slice %x[%i] axes = [0] : tensor<9x5xf32> -> tensor<1x5xf32>
      %e = ten.exp %row : tensor<1x5xf32>
      %s = ten.reduce_sum %e axes = [0, 1] : tensor<1x5xf32> -> tensor<f32>
      %n = ten.add %c, %s : tensor<f32>
      meta.yield %n : tensor<f32>
    }
    meta.yield %r : tensor<f32>
  }
  return %g : tensor<9x5xf32>
}

// A branch hands over what its derivative captures, not a copy of it.
// CHECK-LABEL: func.func @captured
// CHECK-SAME: (%[[X:[a-z0-9]+]]: tensor<f32>, %[[W:[a-z0-9]+]]: tensor<f32>, %[[P:[a-z0-9]+]]: tensor<i1>)
func.func @captured(%x: tensor<f32>, %w: tensor<f32>, %p: tensor<i1>) -> tensor<f32> {
  // CHECK: meta.if %[[P]] captures(%[[W]] : tensor<f32>) -> tensor<f32>
  // CHECK-NOT: meta.if
  // CHECK: return
  %v, %g = meta.grad mode reverse of(%x : tensor<f32>) captures(%w, %p : tensor<f32>, tensor<i1>) -> tensor<f32>, tensor<f32> (%a: tensor<f32>, %u: tensor<f32>, %c: tensor<i1>) {
    %r = meta.if %c captures(%a, %u : tensor<f32>, tensor<f32>) -> tensor<f32>
    then (%b: tensor<f32>, %k: tensor<f32>) {
      %m = ten.mul %b, %k : tensor<f32>
      meta.yield %m : tensor<f32>
    } else (%b: tensor<f32>, %k: tensor<f32>) {
      meta.yield %k : tensor<f32>
    }
    meta.yield %r : tensor<f32>
  }
  return %g : tensor<f32>
}
