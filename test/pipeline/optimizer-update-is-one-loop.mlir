// RUN: %nestor-opt %s --nestor-first-order --nestor-linalg --nestor-buffers -o buffers.mlir
// RUN: FileCheck %s --input-file=buffers.mlir
// RUN: %nestor-opt buffers.mlir --nestor-loops | FileCheck %s --check-prefix=LOOPS
// A step with two moments is one linalg.generic that updates its three carries in place: no copy, no allocation.

// CHECK-LABEL: func @experiment_adam
// CHECK: scf.for
// CHECK-NEXT: linalg.generic {{.*}} ins(%[[P:.*]], %[[M:.*]], %{{.*}}, %[[V:.*]] : {{.*}}) outs(%{{.*}}, %{{.*}}, %{{.*}} :
// CHECK-NOT: linalg.generic
// CHECK-NOT: memref.copy
// CHECK-NOT: memref.alloc
// CHECK: math.sqrt
// CHECK: linalg.yield
// CHECK-NOT: linalg.generic
// CHECK-NOT: memref.copy
// CHECK: memref.extract_aligned_pointer_as_index

// LOOPS-LABEL: func @experiment_adam
// LOOPS: scf.for
// LOOPS: scf.for %{{.*}} = %c0 to %c992 step %c16
// LOOPS-COUNT-4: vector.load
// LOOPS: math.sqrt %{{.*}} : vector<16xf32>
// LOOPS-COUNT-3: vector.store
func.func @experiment_adam(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "adam"} {
  %p0 = ten.iota 0 : tensor<1000xf32>
  %g0 = ten.iota 0 : tensor<1000xf32>
  %z = ten.constant dense<0.0> : tensor<1000xf32>
  %r:3 = "meta.loop"(%p0, %z, %z, %g0) <{tripCount = 10 : i64, operandSegmentSizes = array<i32: 3, 0, 1>}> ({
  ^bb0(%i: tensor<i64>, %p: tensor<1000xf32>, %m: tensor<1000xf32>, %v: tensor<1000xf32>, %g: tensor<1000xf32>):
    %b1 = ten.constant dense<0.9> : tensor<1000xf32>
    %c1 = ten.constant dense<0.1> : tensor<1000xf32>
    %m1 = ten.mul %m, %b1 : tensor<1000xf32>
    %m2 = ten.mul %g, %c1 : tensor<1000xf32>
    %mn = ten.add %m1, %m2 : tensor<1000xf32>
    %v1 = ten.mul %v, %b1 : tensor<1000xf32>
    %gg = ten.mul %g, %g : tensor<1000xf32>
    %v2 = ten.mul %gg, %c1 : tensor<1000xf32>
    %vn = ten.add %v1, %v2 : tensor<1000xf32>
    %root = ten.sqrt %vn : tensor<1000xf32>
    %den = ten.add %root, %c1 : tensor<1000xf32>
    %step = ten.div %mn, %den : tensor<1000xf32>
    %pn = ten.sub %p, %step : tensor<1000xf32>
    "meta.yield"(%pn, %mn, %vn) : (tensor<1000xf32>, tensor<1000xf32>, tensor<1000xf32>) -> ()
  }) : (tensor<1000xf32>, tensor<1000xf32>, tensor<1000xf32>, tensor<1000xf32>) -> (tensor<1000xf32>, tensor<1000xf32>, tensor<1000xf32>)
  meta.effect 0(%r#0, %r#1, %r#2) : tensor<1000xf32>, tensor<1000xf32>, tensor<1000xf32>
  return
}
