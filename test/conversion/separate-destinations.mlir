// RUN: %nestor-opt %s --separate-destinations | FileCheck %s
// Each output gets an empty tensor of its own, inside the loop that uses it.

// CHECK-LABEL: func @shared
func.func @shared(%x: tensor<9xf32>, %n: index) -> tensor<9xf32> {
  // CHECK-NOT: tensor.empty
  // CHECK: scf.for
  // CHECK-DAG: %[[A:.*]] = tensor.empty
  // CHECK-DAG: %[[B:.*]] = tensor.empty
  // CHECK: linalg.generic {{.*}} outs(%{{.*}}, %{{.*}} : tensor<9xf32>, tensor<9xf32>)
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<9xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%c = %x) -> tensor<9xf32> {
    %y:2 = linalg.generic {indexing_maps = [affine_map<(d) -> (d)>, affine_map<(d) -> (d)>, affine_map<(d) -> (d)>], iterator_types = ["parallel"]} ins(%c : tensor<9xf32>) outs(%e, %e : tensor<9xf32>, tensor<9xf32>) {
    ^bb0(%a: f32, %o: f32, %p: f32):
      %s = arith.addf %a, %a : f32
      linalg.yield %s, %a : f32, f32
    } -> (tensor<9xf32>, tensor<9xf32>)
    scf.yield %y#0 : tensor<9xf32>
  }
  return %r : tensor<9xf32>
}
