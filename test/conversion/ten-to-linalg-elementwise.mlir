// RUN: %nestor-opt %s --ten-to-linalg --canonicalize | FileCheck %s
// Elementwise operations become one linalg.generic each; what is the same everywhere enters the body as a scalar.

// CHECK-LABEL: func @one_generic
// CHECK-SAME: %[[X:.*]]: tensor<3x5xf32>
func.func @one_generic(%x: tensor<3x5xf32>) -> tensor<3x5xf32> {
  // CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel"]} ins(%[[X]] : tensor<3x5xf32>)
  // CHECK: math.exp
  // CHECK-NOT: ten.
  %y = ten.exp %x : tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// CHECK-LABEL: func @splat_is_a_scalar
func.func @splat_is_a_scalar(%x: tensor<5xf32>) -> tensor<5xf32> {
  // CHECK-DAG: %[[TWO:.*]] = arith.constant 2.000000e+00 : f32
  // CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<5xf32>)
  // CHECK: arith.mulf %{{.*}}, %[[TWO]]
  %two = ten.constant dense<2.0> : tensor<5xf32>
  %y = ten.mul %x, %two : tensor<5xf32>
  return %y : tensor<5xf32>
}

// A tensor of rank 0 is a scalar through loops, too.
// CHECK-LABEL: func @rank_zero
func.func @rank_zero(%x: tensor<f32>, %n: index) -> tensor<f32> {
  // CHECK: %[[S:.*]] = tensor.extract %{{.*}}[] : tensor<f32>
  // CHECK: scf.for {{.*}} iter_args(%[[C:.*]] = %[[S]]) -> (f32)
  // CHECK: %[[M:.*]] = arith.mulf %[[C]], %[[S]] : f32
  // CHECK: scf.yield %[[M]] : f32
  // CHECK: tensor.from_elements
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%c = %x) -> tensor<f32> {
    %m = ten.mul %c, %x : tensor<f32>
    scf.yield %m : tensor<f32>
  }
  return %r : tensor<f32>
}

// Whole powers are products in a fixed order: x^5 = x (x^2)^2.
// CHECK-LABEL: func @whole_power
func.func @whole_power(%x: tensor<f32>) -> tensor<f32> {
  // CHECK: %[[X:.*]] = tensor.extract
  // CHECK: %[[X2:.*]] = arith.mulf %[[X]], %[[X]]
  // CHECK: %[[X4:.*]] = arith.mulf %[[X2]], %[[X2]]
  // CHECK: arith.mulf %[[X]], %[[X4]]
  // CHECK-NOT: math.powf
  %five = ten.constant dense<5.0> : tensor<f32>
  %y = ten.pow %x, %five : tensor<f32>
  return %y : tensor<f32>
}

// CHECK-LABEL: func @other_power
func.func @other_power(%x: tensor<f32>, %n: tensor<f32>) -> tensor<f32> {
  // CHECK: math.powf
  %y = ten.pow %x, %n : tensor<f32>
  return %y : tensor<f32>
}

// bf16 is computed in f32 and rounded once.
// CHECK-LABEL: func @bf16
func.func @bf16(%x: tensor<bf16>) -> tensor<bf16> {
  // CHECK: arith.extf {{.*}} bf16 to f32
  // CHECK: math.exp {{.*}} : f32
  // CHECK: arith.truncf {{.*}} f32 to bf16
  %y = ten.exp %x : tensor<bf16>
  return %y : tensor<bf16>
}

// CHECK-LABEL: func @nan_is_only_unequal
func.func @nan_is_only_unequal(%x: tensor<f32>, %y: tensor<f32>) -> (tensor<i1>, tensor<i1>) {
  // CHECK: arith.cmpf oge
  %ge = ten.compare ge %x, %y : tensor<f32> -> tensor<i1>
  // CHECK: arith.cmpf une
  %ne = ten.compare ne %x, %y : tensor<f32> -> tensor<i1>
  return %ge, %ne : tensor<i1>, tensor<i1>
}

// The machine's division would trap on 0.
// CHECK-LABEL: func @safe_division
func.func @safe_division(%x: tensor<i32>, %y: tensor<i32>) -> tensor<i32> {
  // CHECK: %[[DIVISOR:.*]] = arith.select %{{.*}}, %c1_i32, %{{.*}} : i32
  // CHECK: arith.divsi %{{.*}}, %[[DIVISOR]]
  %q = ten.floordiv %x, %y : tensor<i32>
  return %q : tensor<i32>
}
