// RUN: %nestor-opt %s --nestor-first-order --nestor-linalg --nestor-buffers | FileCheck %s
// A program on scalars computes in registers: its arena is empty.

// CHECK-LABEL: func @experiment_scalars
// CHECK-SAME: nestor.arena_bytes = 0
// CHECK: scf.for {{.*}} iter_args(%{{.*}}) -> (f32)
// CHECK-NOT: memref.{{load|store|view|alloc}}
// CHECK: call @nestor_loss
func.func @experiment_scalars(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "scalars"} {
  %x = ten.constant dense<2.0> : tensor<f32>
  %r = "meta.loop"(%x) <{tripCount = 10 : i64, operandSegmentSizes = array<i32: 1, 0, 0>, topLevel = 0 : i64}> ({
  ^bb0(%i: tensor<i64>, %c: tensor<f32>):
    %n = ten.convert %i : tensor<i64> -> tensor<f32>
    %y = ten.mul %c, %n : tensor<f32>
    %z = ten.tanh %y : tensor<f32>
    meta.loss 0 step %i, %z : tensor<f32>
    "meta.yield"(%z) : (tensor<f32>) -> ()
  }) : (tensor<f32>) -> tensor<f32>
  meta.effect 0(%r) : tensor<f32>
  return
}
