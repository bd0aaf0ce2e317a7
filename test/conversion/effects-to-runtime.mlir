// RUN: %nestor-opt %s --effects-to-runtime | FileCheck %s
// Effects pass a table of addresses; scalars stand in stack slots at the function's entry.

// CHECK-LABEL: func @effect
func.func @effect(%x: tensor<3xf32>, %b: i1, %n: index) {
  // CHECK-DAG: %[[SLOT:.*]] = llvm.alloca %{{.*}} x i8
  // CHECK-DAG: %[[TABLE:.*]] = llvm.alloca %{{.*}} x !llvm.ptr
  // CHECK: scf.for %[[I:[a-z0-9]+]] =
  // CHECK-NOT: llvm.alloca
  // CHECK: %[[BUFFER:.*]] = bufferization.to_buffer %{{.*}} read_only
  // CHECK: memref.extract_aligned_pointer_as_index %[[BUFFER]]
  // CHECK: %[[BYTE:.*]] = arith.extui %{{.*}} : i1 to i8
  // CHECK: llvm.store %[[BYTE]], %[[SLOT]]
  // CHECK: call @nestor_effect(%{{.*}}, %{{.*}}, %[[TABLE]]) : (i32, i64, !llvm.ptr) -> ()
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %j = arith.index_cast %i : index to i64
    %step = tensor.from_elements %j : tensor<i64>
    %leaf = tensor.from_elements %b : tensor<i1>
    meta.effect 4 step %step (%x, %leaf) : tensor<3xf32>, tensor<i1>
  }
  return
}

// CHECK-LABEL: func @loss
func.func @loss(%step: tensor<i64>, %loss: tensor<f32>) {
  // CHECK: %[[WIDE:.*]] = arith.extf %{{.*}} : f32 to f64
  // CHECK: call @nestor_loss(%{{.*}}, %{{.*}}, %[[WIDE]]) : (i32, i64, f64) -> ()
  meta.loss 2 step %step, %loss : tensor<f32>
  return
}

// -5 <= index < 5 - 2 + 1 after counting from the end.
// CHECK-LABEL: func @check_index
func.func @check_index(%i: tensor<i64>) -> tensor<i64> {
  // CHECK: %[[LAST:.*]] = arith.constant 3 : i64
  // CHECK: %[[START:.*]] = arith.select
  // CHECK: %[[OUT:.*]] = arith.cmpi ugt, %[[START]], %[[LAST]]
  // CHECK: scf.if %[[OUT]]
  // CHECK: call @nestor_fail_index(%{{.*}}, %{{.*}}, %{{.*}}) : (i32, i64, i64) -> ()
  %j = meta.check_index %i in 5 length 2 line 7
  return %j : tensor<i64>
}

// Forward only: a negative index is greater than any extent.
// CHECK-LABEL: func @forward_index
func.func @forward_index(%i: tensor<i64>) -> tensor<i64> {
  // CHECK-NOT: arith.select
  // CHECK: %[[LAST:.*]] = arith.constant 4 : i64
  // CHECK-NOT: arith.select
  // CHECK: %[[OUT:.*]] = arith.cmpi ugt, %{{.*}}, %[[LAST]]
  // CHECK: scf.if %[[OUT]]
  %j = meta.check_index %i in 5 length 1 line 7 forward
  return %j : tensor<i64>
}
