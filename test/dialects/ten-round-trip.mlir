// RUN: nestor-opt %s --verify-roundtrip | FileCheck %s
// Operations of ten with attributes read back as they were printed.

// CHECK-LABEL: func.func @shapes
func.func @shapes(%x: tensor<2x3xf32>, %i: tensor<i64>, %rows: tensor<4xi32>) -> tensor<4x3xf32> {
  // CHECK: ten.constant dense<[1, 2]> : tensor<2xi32>
  %c = ten.constant dense<[1, 2]> : tensor<2xi32>
  // CHECK: ten.iota 1 : tensor<2x3xi64>
  %n = ten.iota 1 : tensor<2x3xi64>
  // CHECK: ten.broadcast %{{.*}} dims = [0, 2] : tensor<2x3xf32> -> tensor<2x5x3xf32>
  %b = ten.broadcast %x dims = [0, 2] : tensor<2x3xf32> -> tensor<2x5x3xf32>
  // CHECK: ten.broadcast %{{.*}} dims = [] : tensor<i64> -> tensor<2xi64>
  %s = ten.broadcast %i dims = [] : tensor<i64> -> tensor<2xi64>
  // CHECK: ten.reshape
  %r = ten.reshape %x : tensor<2x3xf32> -> tensor<6xf32>
  // CHECK: ten.transpose %{{.*}} perm = [1, 0]
  %t = ten.transpose %x perm = [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  // CHECK: ten.slice %{{.*}} at [0, 1] by [1, 2]
  %sl = ten.slice %x at [0, 1] by [1, 2] : tensor<2x3xf32> -> tensor<2x1xf32>
  // CHECK: ten.dynamic_slice %{{.*}}[%{{.*}}] axes = [1]
  %d = ten.dynamic_slice %x[%i] axes = [1] : tensor<2x3xf32> -> tensor<2x2xf32>
  // CHECK: ten.update_slice %{{.*}}, %{{.*}}[%{{.*}}] axes = [1] : tensor<2x3xf32>, tensor<2x2xf32>
  %u = ten.update_slice %x, %d[%i] axes = [1] : tensor<2x3xf32>, tensor<2x2xf32>
  // CHECK: ten.accumulate_slice
  %a = ten.accumulate_slice %x, %d[%i] axes = [1] : tensor<2x3xf32>, tensor<2x2xf32>
  // CHECK: ten.concat %{{.*}}, %{{.*}} axis = 0
  %cc = ten.concat %x, %x axis = 0 : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<4x3xf32>
  // CHECK: ten.pad %{{.*}} low = [1, 0] interior = [0, 1]
  %p = ten.pad %x low = [1, 0] interior = [0, 1] : tensor<2x3xf32> -> tensor<4x6xf32>
  // CHECK: ten.reverse %{{.*}} axes = [0, 1]
  %rv = ten.reverse %x axes = [0, 1] : tensor<2x3xf32>
  // CHECK: ten.gather %{{.*}}[%{{.*}}] : tensor<2x3xf32>, tensor<4xi32> -> tensor<4x3xf32>
  %g = ten.gather %x[%rows] : tensor<2x3xf32>, tensor<4xi32> -> tensor<4x3xf32>
  // CHECK: ten.scatter_add
  %sa = ten.scatter_add %x[%rows], %g : tensor<2x3xf32>, tensor<4xi32>, tensor<4x3xf32>
  return %g : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @numbers
func.func @numbers(%x: tensor<2x3xf32>, %y: tensor<3x4xf32>) -> tensor<2xi1> {
  // CHECK: ten.contract %{{.*}}, %{{.*}} batch = [], [] contract = [1], [0]
  %c = ten.contract %x, %y batch = [], [] contract = [1], [0] : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  // CHECK: ten.reduce_max %{{.*}} axes = [1]
  %m = ten.reduce_max %c axes = [1] : tensor<2x4xf32> -> tensor<2xf32>
  // CHECK: ten.compare le %{{.*}}, %{{.*}} : tensor<2xf32> -> tensor<2xi1>
  %p = ten.compare le %m, %m : tensor<2xf32> -> tensor<2xi1>
  // CHECK: ten.select
  %s = ten.select %p, %m, %m : tensor<2xi1>, tensor<2xf32>
  // CHECK: ten.convert %{{.*}} : tensor<2xf32> -> tensor<2xbf16>
  %b = ten.convert %s : tensor<2xf32> -> tensor<2xbf16>
  return %p : tensor<2xi1>
}

// CHECK-LABEL: func.func @draws
func.func @draws(%seed: tensor<i64>, %lanes: tensor<3xi64>) -> tensor<3x4xf32> {
  // CHECK: ten.seed_key
  %k = ten.seed_key %seed : tensor<2xi32>
  %many = ten.broadcast %k dims = [1] : tensor<2xi32> -> tensor<3x2xi32>
  // CHECK: ten.fold_key lane %{{.*}}, %{{.*}} : tensor<3x2xi32>, tensor<3xi64> -> tensor<3x2xi32>
  %f = ten.fold_key lane %many, %lanes : tensor<3x2xi32>, tensor<3xi64> -> tensor<3x2xi32>
  // CHECK: ten.uniform
  %u = ten.uniform %f : tensor<3x2xi32> -> tensor<3x4xf32>
  // CHECK: ten.normal
  %n = ten.normal %k : tensor<2xi32> -> tensor<4xf64>
  // CHECK: ten.random_int %{{.*}} below 10
  %r = ten.random_int %k below 10 : tensor<2xi32> -> tensor<4xi64>
  // CHECK: ten.permutation %{{.*}} from %{{.*}} of 10
  %p = ten.permutation %k from %seed of 10 : tensor<2xi32> -> tensor<4xi64>
  return %u : tensor<3x4xf32>
}
