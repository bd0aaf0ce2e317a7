// RUN: %nestor-opt %s --ten-to-linalg --canonicalize | FileCheck %s
// An order becomes one call of the runtime, with room for the keys of one lane.

// CHECK-LABEL: func @order
func.func @order(%x: tensor<4x7x3xf32>) -> tensor<4x7x3xi32> {
  // CHECK-DAG: %[[OUT:.*]] = memref.alloc() : memref<4x7x3xi32>
  // CHECK-DAG: %[[SCRATCH:.*]] = memref.alloc() : memref<14xi64>
  // CHECK: call @nestor_argsort_f32(%{{.*}}, %c4_i64, %c7_i64, %c3_i64, %c0_i32, %{{.*}}, %{{.*}}) : (!llvm.ptr, i64, i64, i64, i32, !llvm.ptr, !llvm.ptr) -> ()
  // CHECK: bufferization.to_tensor %[[OUT]] restrict
  %y = ten.argsort %x axis = 1 : tensor<4x7x3xf32> -> tensor<4x7x3xi32>
  return %y : tensor<4x7x3xi32>
}

// CHECK-LABEL: func @elements
func.func @elements(%x: tensor<5xbf16>, %y: tensor<5xf64>, %n: tensor<5xi32>, %m: tensor<5xi64>) -> (tensor<5xi32>, tensor<5xi32>, tensor<5xi32>, tensor<5xi32>) {
  // CHECK: arith.extf %{{.*}} : bf16 to f32
  // CHECK: call @nestor_argsort_f32(%{{.*}}, %c1_i64, %c5_i64, %c1_i64, %c1_i32,
  %a = ten.argsort %x axis = 0 descending : tensor<5xbf16> -> tensor<5xi32>
  // CHECK: call @nestor_argsort_f64
  %b = ten.argsort %y axis = 0 : tensor<5xf64> -> tensor<5xi32>
  // CHECK: call @nestor_argsort_i32
  %c = ten.argsort %n axis = 0 : tensor<5xi32> -> tensor<5xi32>
  // CHECK: call @nestor_argsort_i64
  %d = ten.argsort %m axis = 0 : tensor<5xi64> -> tensor<5xi32>
  return %a, %b, %c, %d : tensor<5xi32>, tensor<5xi32>, tensor<5xi32>, tensor<5xi32>
}
