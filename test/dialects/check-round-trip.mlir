// RUN: nestor-opt %s --verify-roundtrip | FileCheck %s
// Expectations read back as they were printed.

// CHECK-LABEL: func.func @expectations
func.func @expectations(%x: tensor<2xf64>, %i: tensor<3xi64>) {
  // CHECK: check.expect_close %{{.*}}, %{{.*}} : tensor<2xf64>
  check.expect_close %x, %x : tensor<2xf64>
  // CHECK: check.expect_close %{{.*}}, %{{.*}} within 1.000000e-03 : tensor<2xf64>
  check.expect_close %x, %x within 1.0e-3 : tensor<2xf64>
  // CHECK: check.expect_equal %{{.*}}, %{{.*}} : tensor<3xi64>
  check.expect_equal %i, %i : tensor<3xi64>
  // CHECK: check.expect_finite %{{.*}} : tensor<2xf64>
  check.expect_finite %x : tensor<2xf64>
  return
}
