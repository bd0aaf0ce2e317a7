// RUN: %nestor-opt %s --ten-to-linalg --canonicalize | FileCheck %s
// Keys and draws become calls of the runtime, one for each lane.

// CHECK-LABEL: func @draws
func.func @draws(%seed: tensor<i64>, %n: tensor<i64>) -> tensor<3x4xf32> {
  // CHECK: %[[KEY:.*]] = tensor.from_elements %{{.*}}, %{{.*}} : tensor<2xi32>
  %key = ten.seed_key %seed : tensor<2xi32>
  // CHECK: bufferization.to_buffer %[[KEY]] read_only
  // CHECK: call @nestor_fold_key(%{{.*}}, %c3_i32, %{{.*}}, %{{.*}}) : (!llvm.ptr, i32, i64, !llvm.ptr) -> ()
  %k = ten.fold_key loop %key, %n : tensor<2xi32>, tensor<i64> -> tensor<2xi32>
  // CHECK: call @nestor_uniform_f32(%{{.*}}, %c12_i64, %{{.*}}) : (!llvm.ptr, i64, !llvm.ptr) -> ()
  %u = ten.uniform %k : tensor<2xi32> -> tensor<3x4xf32>
  return %u : tensor<3x4xf32>
}

// CHECK-LABEL: func @lanes
func.func @lanes(%keys: tensor<5x2xi32>) -> (tensor<5x7xf64>, tensor<5xi32>) {
  // CHECK: scf.for
  // CHECK: call @nestor_fill_normal_f64(%{{.*}}, %c7_i64, %{{.*}})
  %u = ten.normal %keys : tensor<5x2xi32> -> tensor<5x7xf64>
  // CHECK: scf.for
  // CHECK: call @nestor_random_int_i32(%{{.*}}, %c10_i32, %c1_i64, %{{.*}})
  %r = ten.random_int %keys below 10 : tensor<5x2xi32> -> tensor<5xi32>
  return %u, %r : tensor<5x7xf64>, tensor<5xi32>
}
