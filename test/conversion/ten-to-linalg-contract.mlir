// RUN: %nestor-opt %s --ten-to-linalg --canonicalize | FileCheck %s
// A contraction is a fused multiply-add; the place of its reduction iterators says in which order they add up.

// 16 columns and more: one term after another, columns innermost.
// CHECK-LABEL: func @wide
func.func @wide(%x: tensor<9x20xf32>, %y: tensor<20x16xf32>) -> tensor<9x16xf32> {
  // CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "reduction", "parallel"]}
  // CHECK: math.fma
  %z = ten.contract %x, %y batch = [], [] contract = [1], [0] : tensor<9x20xf32>, tensor<20x16xf32> -> tensor<9x16xf32>
  return %z : tensor<9x16xf32>
}

// Fewer: lane order.
// CHECK-LABEL: func @narrow
func.func @narrow(%x: tensor<9x20xf32>, %y: tensor<20x15xf32>) -> tensor<9x15xf32> {
  // CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "reduction"]}
  %z = ten.contract %x, %y batch = [], [] contract = [1], [0] : tensor<9x20xf32>, tensor<20x15xf32> -> tensor<9x15xf32>
  return %z : tensor<9x15xf32>
}

// Batch axes do not count: each product is a dot product.
// CHECK-LABEL: func @batch_of_dot_products
func.func @batch_of_dot_products(%x: tensor<32x20xf32>, %y: tensor<32x20xf32>) -> tensor<32xf32> {
  // CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]}
  %z = ten.contract %x, %y batch = [0], [0] contract = [1], [1] : tensor<32x20xf32>, tensor<32x20xf32> -> tensor<32xf32>
  return %z : tensor<32xf32>
}

// Columns that lie apart in memory are brought together first.
// CHECK-LABEL: func @transposed_right
// CHECK-SAME: %[[X:.*]]: tensor<9x20xf32>, %[[Y:.*]]: tensor<16x20xf32>
func.func @transposed_right(%x: tensor<9x20xf32>, %y: tensor<16x20xf32>) -> tensor<9x16xf32> {
  // CHECK: %[[T:.*]] = linalg.generic {{.*}} ins(%[[Y]] : tensor<16x20xf32>) outs(%{{.*}} : tensor<20x16xf32>)
  // CHECK: linalg.generic {{.*}} ins(%[[X]], %[[T]] :
  %z = ten.contract %x, %y batch = [], [] contract = [1], [1] : tensor<9x20xf32>, tensor<16x20xf32> -> tensor<9x16xf32>
  return %z : tensor<9x16xf32>
}
