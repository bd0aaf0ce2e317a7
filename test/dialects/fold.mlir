// RUN: nestor-opt %s --canonicalize | FileCheck %s
// Folding keeps every value, infinities, NaN and the sign of zero included.

// CHECK-LABEL: func.func @neutral
// CHECK-SAME: (%[[X:.*]]: tensor<2xf32>)
func.func @neutral(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %zero = ten.constant dense<0.0> : tensor<2xf32>
  %negative = ten.constant dense<-0.0> : tensor<2xf32>
  %one = ten.constant dense<1.0> : tensor<2xf32>
  %a = ten.sub %x, %zero : tensor<2xf32>
  %b = ten.add %negative, %x : tensor<2xf32>
  %c = ten.mul %one, %x : tensor<2xf32>
  %d = ten.div %x, %one : tensor<2xf32>
  %m = ten.neg %x : tensor<2xf32>
  %e = ten.neg %m : tensor<2xf32>
  // CHECK: return %[[X]], %[[X]], %[[X]], %[[X]], %[[X]]
  return %a, %b, %c, %d, %e : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @not_neutral
func.func @not_neutral(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %zero = ten.constant dense<0.0> : tensor<2xf32>
  // -0 + 0 is 0, infinity * 0 is no number, 0 - 0 is not -0.
  // CHECK: ten.add
  %a = ten.add %x, %zero : tensor<2xf32>
  // CHECK: ten.mul
  %b = ten.mul %x, %zero : tensor<2xf32>
  // CHECK: ten.sub
  %c = ten.sub %zero, %x : tensor<2xf32>
  return %a, %b, %c : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @splats
func.func @splats() -> (tensor<2x3xf32>, tensor<6xf32>, tensor<2xf64>) {
  %i = ten.constant dense<3> : tensor<i64>
  %f = ten.convert %i : tensor<i64> -> tensor<f32>
  // CHECK-DAG: ten.constant dense<3.000000e+00> : tensor<2x3xf32>
  %b = ten.broadcast %f dims = [] : tensor<f32> -> tensor<2x3xf32>
  // CHECK-DAG: ten.constant dense<3.000000e+00> : tensor<6xf32>
  %r = ten.reshape %b : tensor<2x3xf32> -> tensor<6xf32>
  %s = ten.slice %r at [0] by [2] : tensor<6xf32> -> tensor<2xf32>
  // CHECK-DAG: ten.constant dense<3.000000e+00> : tensor<2xf64>
  %w = ten.convert %s : tensor<2xf32> -> tensor<2xf64>
  // CHECK-NOT: ten.broadcast
  return %b, %r, %w : tensor<2x3xf32>, tensor<6xf32>, tensor<2xf64>
}

// CHECK-LABEL: func.func @identities
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>, %[[P:.*]]: tensor<2x3xi1>)
func.func @identities(%x: tensor<2x3xf32>, %p: tensor<2x3xi1>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %a = ten.transpose %x perm = [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  %b = ten.transpose %a perm = [1, 0] : tensor<3x2xf32> -> tensor<2x3xf32>
  %c = ten.slice %x at [0, 0] by [1, 1] : tensor<2x3xf32> -> tensor<2x3xf32>
  %d = ten.select %p, %x, %x : tensor<2x3xi1>, tensor<2x3xf32>
  %e = ten.reshape %x : tensor<2x3xf32> -> tensor<6xf32>
  %f = ten.reshape %e : tensor<6xf32> -> tensor<2x3xf32>
  // CHECK: return %[[X]], %[[X]], %[[X]], %[[X]]
  return %b, %c, %d, %f : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// Along an axis of one element there is nothing to do.
// CHECK-LABEL: func.func @alone
// CHECK-SAME: (%[[X:.*]]: tensor<3x1xf32>, %[[Y:.*]]: tensor<3x1xf32>)
func.func @alone(%x: tensor<3x1xf32>, %y: tensor<3x1xf32>) -> (tensor<3x1xf32>, tensor<3x1xf32>, tensor<3x1xf32>) {
  %a = ten.cumsum %x axis = 1 reversed : tensor<3x1xf32>
  %b = ten.cumprod %a axis = 1 : tensor<3x1xf32>
  %c = ten.cummax %b axis = 1 : tensor<3x1xf32>
  %d = ten.cummin %c axis = 1 : tensor<3x1xf32>
  %e = ten.recurrence %y, %d axis = 1 : tensor<3x1xf32>
  // CHECK: %[[SUM:.*]] = ten.cumsum %[[X]] axis = 0
  %f = ten.cumsum %x axis = 0 : tensor<3x1xf32>
  // CHECK: %[[RECURRENCE:.*]] = ten.recurrence %[[Y]], %[[X]] axis = 0
  %g = ten.recurrence %y, %x axis = 0 : tensor<3x1xf32>
  // CHECK: return %[[X]], %[[SUM]], %[[RECURRENCE]]
  return %e, %f, %g : tensor<3x1xf32>, tensor<3x1xf32>, tensor<3x1xf32>
}

// One element is the first.
// CHECK-LABEL: func.func @alone_in_order
func.func @alone_in_order(%x: tensor<3x1xf32>) -> (tensor<3x1xi32>, tensor<3x1xi32>) {
  // CHECK-DAG: %[[ZERO:.*]] = ten.constant dense<0> : tensor<3x1xi32>
  %a = ten.argsort %x axis = 1 descending : tensor<3x1xf32> -> tensor<3x1xi32>
  // CHECK-DAG: %[[ORDER:.*]] = ten.argsort
  %b = ten.argsort %x axis = 0 : tensor<3x1xf32> -> tensor<3x1xi32>
  // CHECK: return %[[ZERO]], %[[ORDER]]
  return %a, %b : tensor<3x1xi32>, tensor<3x1xi32>
}

// CHECK-LABEL: func.func @zeros_through_windows
func.func @zeros_through_windows(%i: tensor<1x2x1x1xi32>) -> (tensor<1x2x1x1xf32>, tensor<1x4x2x1xf32>, tensor<1x4x2x1xf32>) {
  %x = ten.constant dense<0.0> : tensor<1x4x2x1xf32>
  %y = ten.constant dense<0.0> : tensor<1x2x1x1xf32>
  %ones = ten.constant dense<1.0> : tensor<1x2x1x1xf32>
  // CHECK-NOT: ten.window_take
  %t = ten.window_take %x[%i] window = [2, 2] strides = [2, 2] low = [0, 0] high = [0, 0] : tensor<1x4x2x1xf32>, tensor<1x2x1x1xi32> -> tensor<1x2x1x1xf32>
  %p = ten.window_put %y[%i] window = [2, 2] strides = [2, 2] low = [0, 0] high = [0, 0] : tensor<1x2x1x1xf32>, tensor<1x2x1x1xi32> -> tensor<1x4x2x1xf32>
  // Where ones go is known at run time only.
  // CHECK: ten.window_put
  // CHECK-NOT: ten.window_put
  %q = ten.window_put %ones[%i] window = [2, 2] strides = [2, 2] low = [0, 0] high = [0, 0] : tensor<1x2x1x1xf32>, tensor<1x2x1x1xi32> -> tensor<1x4x2x1xf32>
  return %t, %p, %q : tensor<1x2x1x1xf32>, tensor<1x4x2x1xf32>, tensor<1x4x2x1xf32>
}
