// RUN: nestor-opt %s --meta-expand-map | FileCheck %s
// A batch becomes a loop that carries nothing and stacks what each lane gives.

// CHECK-LABEL: func.func @map
// CHECK-SAME: (%[[XS:.*]]: tensor<4x2xf32>, %[[W:.*]]: tensor<2xf32>)
func.func @map(%xs: tensor<4x2xf32>, %w: tensor<2xf32>) -> tensor<4x2xf32> {
  // CHECK: %[[R:.*]] = meta.loop 4 scanned(%[[XS]] : tensor<4x2xf32>) invariants(%[[W]] : tensor<2xf32>) -> tensor<4x2xf32>
  // CHECK-NOT: meta.map
  %r = meta.map 4 mapped(%xs : tensor<4x2xf32>) invariants(%w : tensor<2xf32>) -> tensor<4x2xf32>
      (%lane: tensor<i64>, %x: tensor<2xf32>, %v: tensor<2xf32>) {
    // Batches in batches, too.
    // CHECK: meta.loop 2 scanned
    %s = meta.map 2 mapped(%x, %v : tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
        (%inner: tensor<i64>, %a: tensor<f32>, %b: tensor<f32>) {
      %t = ten.add %a, %b : tensor<f32>
      meta.yield %t : tensor<f32>
    }
    meta.yield %s : tensor<2xf32>
  }
  // CHECK: return %[[R]]
  return %r : tensor<4x2xf32>
}
