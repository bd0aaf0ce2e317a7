// RUN: %nestor-opt %s --ten-to-linalg --canonicalize --cse --fuse-elementwise --canonicalize --cse | FileCheck %s
// Elementwise chains are one loop, also where a middle value is needed later; contractions are left alone.

// CHECK-LABEL: func @keeps_a_shared_result
func.func @keeps_a_shared_result(%x: tensor<9xf32>) -> (tensor<9xf32>, tensor<9xf32>) {
  // CHECK: %[[R:.*]]:2 = linalg.generic
  // CHECK: math.exp
  // CHECK: math.tanh
  // CHECK-NOT: linalg.generic
  // CHECK: return %[[R]]#{{.*}}, %[[R]]#{{.*}}
  %e = ten.exp %x : tensor<9xf32>
  %t = ten.tanh %e : tensor<9xf32>
  return %e, %t : tensor<9xf32>, tensor<9xf32>
}

// A bias is read where it is added.
// CHECK-LABEL: func @broadcast_is_a_map
func.func @broadcast_is_a_map(%x: tensor<3x9xf32>, %b: tensor<9xf32>) -> tensor<3x9xf32> {
  // CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<3x9xf32>, tensor<9xf32>)
  // CHECK-NOT: linalg.generic
  %c = ten.broadcast %b dims = [1] : tensor<9xf32> -> tensor<3x9xf32>
  %y = ten.add %x, %c : tensor<3x9xf32>
  return %y : tensor<3x9xf32>
}

// CHECK-LABEL: func @sum_of_squares
func.func @sum_of_squares(%x: tensor<99xf32>) -> tensor<f32> {
  // CHECK: linalg.generic {{.*}}iterator_types = ["reduction"]}
  // CHECK: arith.mulf
  // CHECK: arith.addf
  // CHECK-NOT: linalg.generic
  %y = ten.mul %x, %x : tensor<99xf32>
  %s = ten.reduce_sum %y axes = [0] : tensor<99xf32> -> tensor<f32>
  return %s : tensor<f32>
}

// A factor of a product would be computed once for each use.
// CHECK-LABEL: func @factor_is_computed_once
func.func @factor_is_computed_once(%x: tensor<9x20xf32>, %y: tensor<20x16xf32>) -> tensor<9x16xf32> {
  // CHECK: linalg.generic
  // CHECK: math.exp
  // CHECK: linalg.generic
  // CHECK-NOT: math.exp
  // CHECK: math.fma
  %e = ten.exp %x : tensor<9x20xf32>
  %z = ten.contract %e, %y batch = [], [] contract = [1], [0] : tensor<9x20xf32>, tensor<20x16xf32> -> tensor<9x16xf32>
  return %z : tensor<9x16xf32>
}

// The user of the middle value comes first: the merged loop must precede it.
// CHECK-LABEL: func @moves_before_the_first_user
func.func @moves_before_the_first_user(%x: tensor<9xf32>) -> (tensor<f32>, tensor<9xf32>) {
  // CHECK: linalg.generic {{.*}}iterator_types = ["parallel"]}
  // CHECK: math.exp
  // CHECK: math.tanh
  // CHECK: linalg.generic {{.*}}iterator_types = ["reduction"]}
  // CHECK-NOT: linalg.generic
  %e = ten.exp %x : tensor<9xf32>
  %s = ten.reduce_sum %e axes = [0] : tensor<9xf32> -> tensor<f32>
  %t = ten.tanh %e : tensor<9xf32>
  return %s, %t : tensor<f32>, tensor<9xf32>
}

// CHECK-LABEL: func @reads_two_results_of_one_producer
func.func @reads_two_results_of_one_producer(%x: tensor<9xf32>) -> (tensor<9xf32>, tensor<9xf32>, tensor<9xf32>) {
  // CHECK: %[[R:.*]]:3 = linalg.generic {{.*}} ins(%{{[a-z0-9]+}} : tensor<9xf32>)
  // CHECK-NOT: linalg.generic
  // CHECK: return %[[R]]#{{.*}}, %[[R]]#{{.*}}, %[[R]]#{{.*}}
  %e = ten.exp %x : tensor<9xf32>
  %t = ten.tanh %e : tensor<9xf32>
  %y = ten.mul %e, %t : tensor<9xf32>
  return %e, %t, %y : tensor<9xf32>, tensor<9xf32>, tensor<9xf32>
}

// A product without a contracted axis starts from its output, which a reduction could not keep beside its own.
// CHECK-LABEL: func @outer_product_stays_apart
func.func @outer_product_stays_apart(%x: tensor<9xf32>, %y: tensor<9xf32>) -> tensor<f32> {
  // CHECK: linalg.generic {{.*}}iterator_types = ["parallel"]}
  // CHECK: math.fma
  // CHECK: linalg.generic {{.*}}iterator_types = ["reduction"]}
  %z = ten.contract %x, %y batch = [0], [0] contract = [], [] : tensor<9xf32>, tensor<9xf32> -> tensor<9xf32>
  %s = ten.reduce_sum %z axes = [0] : tensor<9xf32> -> tensor<f32>
  return %s : tensor<f32>
}

// A copy that exchanges axes stays by itself: neither side reads along columns.
// CHECK-LABEL: func.func @transposed_copy
func.func @transposed_copy(%x: tensor<40x30xf32>) -> tensor<30x40xf32> {
  // CHECK-COUNT-3: linalg.generic
  %n = ten.neg %x : tensor<40x30xf32>
  %t = ten.transpose %n perm = [1, 0] : tensor<40x30xf32> -> tensor<30x40xf32>
  %r = ten.mul %t, %t : tensor<30x40xf32>
  return %r : tensor<30x40xf32>
}

// A column has one axis only.
// CHECK-LABEL: func.func @transposed_column
func.func @transposed_column(%x: tensor<40x1xf32>) -> tensor<1x40xf32> {
  // CHECK-COUNT-1: linalg.generic
  // CHECK-NOT: linalg.generic
  %n = ten.neg %x : tensor<40x1xf32>
  %t = ten.transpose %n perm = [1, 0] : tensor<40x1xf32> -> tensor<1x40xf32>
  return %t : tensor<1x40xf32>
}

// CHECK-LABEL: func.func @number_everywhere
// CHECK-SAME: (%[[X:.*]]: tensor<8xf32>, %[[S:.*]]: f32)
// CHECK-NOT: linalg.fill
// CHECK: linalg.generic {{.*}} ins(%[[X]] : tensor<8xf32>)
// CHECK: arith.mulf %{{.*}}, %[[S]]
func.func @number_everywhere(%x: tensor<8xf32>, %s: f32) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  %f = linalg.fill ins(%s : f32) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x, %f : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    linalg.yield %p : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}
