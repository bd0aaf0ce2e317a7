// RUN: %nestor-opt %s --func-to-c-abi | FileCheck %s
// An experiment takes its seed by value and its hypers as a buffer that it does not write.

// CHECK-LABEL: func @experiment_fit
// CHECK-SAME: (%[[SEED:.*]]: i64, %[[HYPERS:.*]]: memref<3xf64>)
func.func @experiment_fit(%seed: tensor<i64>, %hypers: tensor<3xf64>) attributes {nestor.experiment = "fit"} {
  // CHECK-DAG: %[[T:.*]] = tensor.from_elements %[[SEED]] : tensor<i64>
  // CHECK-DAG: %[[H:.*]] = bufferization.to_tensor %[[HYPERS]] restrict : memref<3xf64>
  // CHECK: meta.effect 0(%[[T]], %[[H]])
  meta.effect 0(%seed, %hypers) : tensor<i64>, tensor<3xf64>
  return
}

// CHECK-LABEL: func @experiment_with_data
// CHECK-SAME: (%{{.*}}: i64, %{{.*}}: memref<0xf64>, %[[DATA:.*]]: memref<9x4xi8>)
func.func @experiment_with_data(%seed: tensor<i64>, %hypers: tensor<0xf64>, %data: tensor<9x4xi8>) attributes {nestor.experiment = "data"} {
  // CHECK: bufferization.to_tensor %[[DATA]] restrict : memref<9x4xi8>
  meta.effect 0(%data) : tensor<9x4xi8>
  return
}

// CHECK-LABEL: func @other
// CHECK-SAME: tensor<i64>
func.func @other(%seed: tensor<i64>) {
  return
}
