// RUN: %nestor-opt %s --ten-to-linalg --canonicalize | FileCheck %s
// Reductions have their reduced iterators last, which stands for lane order.

// CHECK-LABEL: func @sum_of_rows
func.func @sum_of_rows(%x: tensor<40x50xf32>) -> tensor<50xf32> {
  // CHECK: %[[INIT:.*]] = linalg.fill ins(%cst{{.*}} : f32)
  // CHECK: linalg.generic {indexing_maps = [#[[READ:.*]], #[[WRITE:.*]]], iterator_types = ["parallel", "reduction"]} {{.*}} outs(%[[INIT]]
  // CHECK: arith.addf
  %s = ten.reduce_sum %x axes = [0] : tensor<40x50xf32> -> tensor<50xf32>
  return %s : tensor<50xf32>
}

// CHECK-LABEL: func @whole_sum_is_a_scalar
func.func @whole_sum_is_a_scalar(%x: tensor<40x50xf32>, %y: tensor<f32>) -> tensor<f32> {
  // CHECK: linalg.generic {{.*}}iterator_types = ["reduction", "reduction"]}
  // CHECK: tensor.extract %{{.*}}[] : tensor<f32>
  // CHECK: arith.addf
  %s = ten.reduce_sum %x axes = [0, 1] : tensor<40x50xf32> -> tensor<f32>
  %z = ten.add %s, %y : tensor<f32>
  return %z : tensor<f32>
}

// CHECK-LABEL: func @neutral_elements
func.func @neutral_elements(%x: tensor<7xf32>, %b: tensor<7xi1>) -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<i1>, tensor<i1>) {
  // CHECK-DAG: arith.constant 1.000000e+00 : f32
  // CHECK-DAG: arith.constant 0xFF800000 : f32
  // CHECK-DAG: arith.constant 0x7F800000 : f32
  // CHECK-DAG: arith.constant true
  // CHECK-DAG: arith.constant false
  // CHECK: arith.mulf
  // CHECK: arith.maximumf
  // CHECK: arith.minimumf
  // CHECK: arith.andi
  // CHECK: arith.ori
  %p = ten.reduce_prod %x axes = [0] : tensor<7xf32> -> tensor<f32>
  %u = ten.reduce_max %x axes = [0] : tensor<7xf32> -> tensor<f32>
  %l = ten.reduce_min %x axes = [0] : tensor<7xf32> -> tensor<f32>
  %a = ten.reduce_and %b axes = [0] : tensor<7xi1> -> tensor<i1>
  %o = ten.reduce_or %b axes = [0] : tensor<7xi1> -> tensor<i1>
  return %p, %u, %l, %a, %o : tensor<f32>, tensor<f32>, tensor<f32>, tensor<i1>, tensor<i1>
}

// CHECK-LABEL: func @bf16_accumulates_in_f32
func.func @bf16_accumulates_in_f32(%x: tensor<7xbf16>) -> tensor<bf16> {
  // CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<7xbf16>) outs(%{{.*}} : tensor<f32>)
  // CHECK: arith.truncf {{.*}} f32 to bf16
  %s = ten.reduce_sum %x axes = [0] : tensor<7xbf16> -> tensor<bf16>
  return %s : tensor<bf16>
}
