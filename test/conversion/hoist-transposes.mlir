// RUN: %nestor-opt %s --hoist-transposes --canonicalize | FileCheck %s
// A transposed copy of what no iteration changes is made once.

#to = affine_map<(i, j) -> (i, j)>
#from = affine_map<(i, j) -> (j, i)>

// CHECK-LABEL: func @products
// CHECK-SAME: %[[W:.*]]: tensor<3x4xf32>
func.func @products(%w: tensor<3x4xf32>, %x: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  // CHECK: %[[T:.*]] = linalg.generic {{.*}} ins(%[[W]] :
  // CHECK: scf.for
  // CHECK: scf.for
  // CHECK: linalg.generic {{.*}} ins(%[[T]],
  %r = scf.for %i = %c0 to %c9 step %c1 iter_args(%y = %x) -> tensor<4x3xf32> {
    %s = scf.for %k = %c0 to %c9 step %c1 iter_args(%z = %y) -> tensor<4x3xf32> {
      %e = tensor.empty() : tensor<4x3xf32>
      %t = linalg.generic {indexing_maps = [#from, #to], iterator_types = ["parallel", "parallel"]} ins(%w : tensor<3x4xf32>) outs(%e : tensor<4x3xf32>) {
      ^bb0(%a: f32, %o: f32):
        linalg.yield %a : f32
      } -> tensor<4x3xf32>
      %n = linalg.generic {indexing_maps = [#to, #to, #to], iterator_types = ["parallel", "parallel"]} ins(%t, %z : tensor<4x3xf32>, tensor<4x3xf32>) outs(%e : tensor<4x3xf32>) {
      ^bb0(%a: f32, %b: f32, %o: f32):
        %m = arith.mulf %a, %b : f32
        linalg.yield %m : f32
      } -> tensor<4x3xf32>
      scf.yield %n : tensor<4x3xf32>
    }
    scf.yield %s : tensor<4x3xf32>
  }
  return %r : tensor<4x3xf32>
}

// CHECK-LABEL: func @changes
func.func @changes(%x: tensor<3x3xf32>) -> tensor<3x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  // CHECK: scf.for
  // CHECK: linalg.generic
  %r = scf.for %i = %c0 to %c9 step %c1 iter_args(%y = %x) -> tensor<3x3xf32> {
    %e = tensor.empty() : tensor<3x3xf32>
    %t = linalg.generic {indexing_maps = [#from, #to], iterator_types = ["parallel", "parallel"]} ins(%y : tensor<3x3xf32>) outs(%e : tensor<3x3xf32>) {
    ^bb0(%a: f32, %o: f32):
      linalg.yield %a : f32
    } -> tensor<3x3xf32>
    scf.yield %t : tensor<3x3xf32>
  }
  return %r : tensor<3x3xf32>
}
