// RUN: %nestor-opt %s --meta-expand-grad --canonicalize --cse | FileCheck %s

// The derivative reads exp(sin z) and cos z. One stack holds z, from which both
// are cheap to compute; the product that gives z is not computed again.
// CHECK-LABEL: func.func @cheap
// CHECK: meta.loop 5 carries
// CHECK-SAME: -> tensor<64xf64>, tensor<5x128xf64> (
// CHECK: meta.loop 5 reversed
// CHECK-SAME: scanned(%{{[^:]*}} : tensor<5x128xf64>) invariants
// CHECK: ten.sin
// CHECK: ten.exp
// CHECK-COUNT-2: ten.contract
// CHECK: meta.yield
func.func @cheap(%start: tensor<64xf64>, %w: tensor<128x64xf64>) -> tensor<64xf64> {
  %loss, %gradient = meta.grad of(%start : tensor<64xf64>) captures(%w : tensor<128x64xf64>) -> tensor<f64>, tensor<64xf64> (%a0: tensor<64xf64>, %m: tensor<128x64xf64>) {
    %r = meta.loop 5 carries(%a0 : tensor<64xf64>) invariants(%m : tensor<128x64xf64>) -> tensor<64xf64> (%i: tensor<i64>, %a: tensor<64xf64>, %v: tensor<128x64xf64>) {
      %z = ten.contract %v, %a batch = [], [] contract = [1], [0] : tensor<128x64xf64>, tensor<64xf64> -> tensor<128xf64>
      %s = ten.sin %z : tensor<128xf64>
      %e = ten.exp %s : tensor<128xf64>
      %n = ten.contract %v, %e batch = [], [] contract = [0], [0] : tensor<128x64xf64>, tensor<128xf64> -> tensor<64xf64>
      meta.yield %n : tensor<64xf64>
    }
    %sum = ten.reduce_sum %r axes = [0] : tensor<64xf64> -> tensor<f64>
    meta.yield %sum : tensor<f64>
  }
  return %gradient : tensor<64xf64>
}

// Where memory is short, the carries are the fewest bytes.
// CHECK-LABEL: func.func @least
// CHECK: meta.loop 5 carries
// CHECK-SAME: -> tensor<64xf64>, tensor<5x64xf64> (
// CHECK: meta.loop 5 reversed
// CHECK-SAME: scanned(%{{[^:]*}} : tensor<5x64xf64>) invariants
// CHECK-COUNT-3: ten.contract
// CHECK: meta.yield
func.func @least(%start: tensor<64xf64>, %w: tensor<128x64xf64>) -> tensor<64xf64> {
  %loss, %gradient = meta.grad of(%start : tensor<64xf64>) captures(%w : tensor<128x64xf64>) -> tensor<f64>, tensor<64xf64> (%a0: tensor<64xf64>, %m: tensor<128x64xf64>) {
    %r = meta.loop 5 carries(%a0 : tensor<64xf64>) invariants(%m : tensor<128x64xf64>) -> tensor<64xf64> attributes {storage = array<i64: 1>} (%i: tensor<i64>, %a: tensor<64xf64>, %v: tensor<128x64xf64>) {
      %z = ten.contract %v, %a batch = [], [] contract = [1], [0] : tensor<128x64xf64>, tensor<64xf64> -> tensor<128xf64>
      %s = ten.sin %z : tensor<128xf64>
      %e = ten.exp %s : tensor<128xf64>
      %n = ten.contract %v, %e batch = [], [] contract = [0], [0] : tensor<128x64xf64>, tensor<128xf64> -> tensor<64xf64>
      meta.yield %n : tensor<64xf64>
    }
    %sum = ten.reduce_sum %r axes = [0] : tensor<64xf64> -> tensor<f64>
    meta.yield %sum : tensor<f64>
  }
  return %gradient : tensor<64xf64>
}
