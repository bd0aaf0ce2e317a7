// RUN: nestor-opt %s --verify-roundtrip | FileCheck %s
// Every operation of ten reads back as it was printed.

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
  // CHECK: ten.scatter_set
  %rs = ten.scatter_set %x[%rows], %g : tensor<2x3xf32>, tensor<4xi32>, tensor<4x3xf32>
  // CHECK: ten.scatter_max
  %rm = ten.scatter_max %x[%rows], %g : tensor<2x3xf32>, tensor<4xi32>, tensor<4x3xf32>
  // CHECK: ten.scatter_min
  %rn = ten.scatter_min %x[%rows], %g : tensor<2x3xf32>, tensor<4xi32>, tensor<4x3xf32>
  return %g : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @along_an_axis
func.func @along_an_axis(%x: tensor<2x3xf32>, %n: tensor<2x3xi64>) -> tensor<2x3xf32> {
  // CHECK: ten.cumsum %{{.*}} axis = 1 : tensor<2x3xf32>
  %s = ten.cumsum %x axis = 1 : tensor<2x3xf32>
  // CHECK: ten.cumsum %{{.*}} axis = 0 reversed : tensor<2x3xi64>
  %b = ten.cumsum %n axis = 0 reversed : tensor<2x3xi64>
  // CHECK: ten.cumprod %{{.*}} axis = 1 : tensor<2x3xf32>
  %p = ten.cumprod %s axis = 1 : tensor<2x3xf32>
  // CHECK: ten.cummax %{{.*}} axis = 1 : tensor<2x3xf32>
  %h = ten.cummax %p axis = 1 : tensor<2x3xf32>
  // CHECK: ten.cummin %{{.*}} axis = 0 : tensor<2x3xf32>
  %l = ten.cummin %h axis = 0 : tensor<2x3xf32>
  // CHECK: ten.recurrence %{{.*}}, %{{.*}} axis = 1 : tensor<2x3xf32>
  %r = ten.recurrence %x, %l axis = 1 : tensor<2x3xf32>
  // CHECK: ten.recurrence %{{.*}}, %{{.*}} axis = 0 reversed : tensor<2x3xf32>
  %rr = ten.recurrence %x, %r axis = 0 reversed : tensor<2x3xf32>
  // CHECK: ten.argsort %{{.*}} axis = 0 : tensor<2x3xf32> -> tensor<2x3xi32>
  %o = ten.argsort %x axis = 0 : tensor<2x3xf32> -> tensor<2x3xi32>
  // CHECK: ten.argsort %{{.*}} axis = 1 descending : tensor<2x3xi64> -> tensor<2x3xi32>
  %od = ten.argsort %n axis = 1 descending : tensor<2x3xi64> -> tensor<2x3xi32>
  return %rr : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @factors
func.func @factors(%a: tensor<3x3xf64>, %t: tensor<3x2xf32>, %b: tensor<3x1xf64>) -> tensor<3x1xf64> {
  // CHECK: ten.solve %{{.*}}, %{{.*}} : tensor<3x3xf64>, tensor<3x1xf64>
  %x = ten.solve %a, %b : tensor<3x3xf64>, tensor<3x1xf64>
  // CHECK: ten.cholesky %{{.*}} : tensor<3x3xf64> -> tensor<3x3xf64>
  %l = ten.cholesky %a : tensor<3x3xf64> -> tensor<3x3xf64>
  // CHECK: ten.qr %{{.*}} : tensor<3x2xf32> -> tensor<5x2xf32>
  %q = ten.qr %t : tensor<3x2xf32> -> tensor<5x2xf32>
  // CHECK: ten.eigh %{{.*}} : tensor<3x3xf64> -> tensor<4x3xf64>
  %v = ten.eigh %a : tensor<3x3xf64> -> tensor<4x3xf64>
  // CHECK: ten.svd %{{.*}} : tensor<3x2xf32> -> tensor<6x2xf32>
  %u = ten.svd %t : tensor<3x2xf32> -> tensor<6x2xf32>
  return %x : tensor<3x1xf64>
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

// CHECK-LABEL: func.func @one_operand
func.func @one_operand(%x: tensor<2xf32>) {
  // CHECK: ten.neg %{{.*}} : tensor<2xf32>
  %neg = ten.neg %x : tensor<2xf32>
  // CHECK: ten.abs %{{.*}} : tensor<2xf32>
  %abs = ten.abs %x : tensor<2xf32>
  // CHECK: ten.sign %{{.*}} : tensor<2xf32>
  %sign = ten.sign %x : tensor<2xf32>
  // CHECK: ten.exp %{{.*}} : tensor<2xf32>
  %exp = ten.exp %x : tensor<2xf32>
  // CHECK: ten.log %{{.*}} : tensor<2xf32>
  %log = ten.log %x : tensor<2xf32>
  // CHECK: ten.log1p %{{.*}} : tensor<2xf32>
  %log1p = ten.log1p %x : tensor<2xf32>
  // CHECK: ten.expm1 %{{.*}} : tensor<2xf32>
  %expm1 = ten.expm1 %x : tensor<2xf32>
  // CHECK: ten.sqrt %{{.*}} : tensor<2xf32>
  %sqrt = ten.sqrt %x : tensor<2xf32>
  // CHECK: ten.rsqrt %{{.*}} : tensor<2xf32>
  %rsqrt = ten.rsqrt %x : tensor<2xf32>
  // CHECK: ten.sin %{{.*}} : tensor<2xf32>
  %sin = ten.sin %x : tensor<2xf32>
  // CHECK: ten.cos %{{.*}} : tensor<2xf32>
  %cos = ten.cos %x : tensor<2xf32>
  // CHECK: ten.tanh %{{.*}} : tensor<2xf32>
  %tanh = ten.tanh %x : tensor<2xf32>
  // CHECK: ten.logistic %{{.*}} : tensor<2xf32>
  %logistic = ten.logistic %x : tensor<2xf32>
  // CHECK: ten.floor %{{.*}} : tensor<2xf32>
  %floor = ten.floor %x : tensor<2xf32>
  // CHECK: ten.ceil %{{.*}} : tensor<2xf32>
  %ceil = ten.ceil %x : tensor<2xf32>
  // CHECK: ten.round %{{.*}} : tensor<2xf32>
  %round = ten.round %x : tensor<2xf32>
  return
}

// CHECK-LABEL: func.func @two_operands
func.func @two_operands(%x: tensor<2xf32>, %p: tensor<2xi1>) {
  // CHECK: ten.add %{{.*}}, %{{.*}} : tensor<2xf32>
  %add = ten.add %x, %x : tensor<2xf32>
  // CHECK: ten.sub %{{.*}}, %{{.*}} : tensor<2xf32>
  %sub = ten.sub %x, %x : tensor<2xf32>
  // CHECK: ten.mul %{{.*}}, %{{.*}} : tensor<2xf32>
  %mul = ten.mul %x, %x : tensor<2xf32>
  // CHECK: ten.div %{{.*}}, %{{.*}} : tensor<2xf32>
  %div = ten.div %x, %x : tensor<2xf32>
  // CHECK: ten.pow %{{.*}}, %{{.*}} : tensor<2xf32>
  %pow = ten.pow %x, %x : tensor<2xf32>
  // CHECK: ten.max %{{.*}}, %{{.*}} : tensor<2xf32>
  %max = ten.max %x, %x : tensor<2xf32>
  // CHECK: ten.min %{{.*}}, %{{.*}} : tensor<2xf32>
  %min = ten.min %x, %x : tensor<2xf32>
  // CHECK: ten.floordiv %{{.*}}, %{{.*}} : tensor<2xf32>
  %floordiv = ten.floordiv %x, %x : tensor<2xf32>
  // CHECK: ten.mod %{{.*}}, %{{.*}} : tensor<2xf32>
  %mod = ten.mod %x, %x : tensor<2xf32>
  // CHECK: ten.and %{{.*}}, %{{.*}} : tensor<2xi1>
  %and = ten.and %p, %p : tensor<2xi1>
  // CHECK: ten.or %{{.*}}, %{{.*}} : tensor<2xi1>
  %or = ten.or %p, %p : tensor<2xi1>
  // CHECK: ten.not %{{.*}} : tensor<2xi1>
  %not = ten.not %p : tensor<2xi1>
  return
}

// CHECK-LABEL: func.func @reductions
func.func @reductions(%x: tensor<2x3xf32>, %p: tensor<2x3xi1>) {
  // CHECK: ten.reduce_sum %{{.*}} axes = [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %sum = ten.reduce_sum %x axes = [0, 1] : tensor<2x3xf32> -> tensor<f32>
  // CHECK: ten.reduce_prod %{{.*}} axes = [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %prod = ten.reduce_prod %x axes = [0, 1] : tensor<2x3xf32> -> tensor<f32>
  // CHECK: ten.reduce_max %{{.*}} axes = [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %max = ten.reduce_max %x axes = [0, 1] : tensor<2x3xf32> -> tensor<f32>
  // CHECK: ten.reduce_min %{{.*}} axes = [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %min = ten.reduce_min %x axes = [0, 1] : tensor<2x3xf32> -> tensor<f32>
  // CHECK: ten.reduce_and %{{.*}} axes = [0] : tensor<2x3xi1> -> tensor<3xi1>
  %and = ten.reduce_and %p axes = [0] : tensor<2x3xi1> -> tensor<3xi1>
  // CHECK: ten.reduce_or %{{.*}} axes = [0] : tensor<2x3xi1> -> tensor<3xi1>
  %or = ten.reduce_or %p axes = [0] : tensor<2x3xi1> -> tensor<3xi1>
  return
}

// CHECK-LABEL: func.func @windows
func.func @windows(%x: tensor<2x5x6x4xf32>, %w: tensor<3x2x2x6xf32>) -> tensor<3x2x2x6xf32> {
  // CHECK: ten.convolve %{{.*}}, %{{.*}} strides = [2, 1] dilations = [1, 2] low = [1, 0] high = [1, 1] groups = 2 : tensor<2x5x6x4xf32>, tensor<3x2x2x6xf32> -> tensor<2x3x5x6xf32>
  %y = ten.convolve %x, %w strides = [2, 1] dilations = [1, 2] low = [1, 0] high = [1, 1] groups = 2 : tensor<2x5x6x4xf32>, tensor<3x2x2x6xf32> -> tensor<2x3x5x6xf32>
  // CHECK: ten.convolve_input %{{.*}}, %{{.*}} strides = [2, 1]
  %dx = ten.convolve_input %y, %w strides = [2, 1] dilations = [1, 2] low = [1, 0] high = [1, 1] groups = 2 : tensor<2x3x5x6xf32>, tensor<3x2x2x6xf32> -> tensor<2x5x6x4xf32>
  // CHECK: ten.window_argmax %{{.*}} window = [2, 3] strides = [1, 2] low = [0, 1] high = [1, 1] : tensor<2x5x6x4xf32> -> tensor<2x5x3x4xi32>
  %i = ten.window_argmax %dx window = [2, 3] strides = [1, 2] low = [0, 1] high = [1, 1] : tensor<2x5x6x4xf32> -> tensor<2x5x3x4xi32>
  // CHECK: ten.window_take %{{.*}}[%{{.*}}] window = [2, 3]
  %t = ten.window_take %x[%i] window = [2, 3] strides = [1, 2] low = [0, 1] high = [1, 1] : tensor<2x5x6x4xf32>, tensor<2x5x3x4xi32> -> tensor<2x5x3x4xf32>
  // CHECK: ten.window_put %{{.*}}[%{{.*}}] window = [2, 3]
  %p = ten.window_put %t[%i] window = [2, 3] strides = [1, 2] low = [0, 1] high = [1, 1] : tensor<2x5x3x4xf32>, tensor<2x5x3x4xi32> -> tensor<2x5x6x4xf32>
  // CHECK: ten.convolve_filter %{{.*}}, %{{.*}} strides = [2, 1]
  %dw = ten.convolve_filter %p, %y strides = [2, 1] dilations = [1, 2] low = [1, 0] high = [1, 1] groups = 2 : tensor<2x5x6x4xf32>, tensor<2x3x5x6xf32> -> tensor<3x2x2x6xf32>
  return %dw : tensor<3x2x2x6xf32>
}
