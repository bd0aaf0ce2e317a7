// RUN: %nestor-opt %s --place-results --split-input-file | FileCheck %s
// A chain of linalg operations starts from the slice or carry where its result ends up.

// CHECK-LABEL: func @into_a_slice
func.func @into_a_slice(%x: tensor<7xf32>, %i: index) -> tensor<3x7xf32> {
  // CHECK: %[[STACK:.*]] = bufferization.alloc_tensor
  // CHECK: %[[ROW:.*]] = tensor.extract_slice %[[STACK]][%{{.*}}, 0] [1, 7] [1, 1]
  // CHECK: linalg.add {{.*}} outs(%[[ROW]]
  %stack = bufferization.alloc_tensor() : tensor<3x7xf32>
  %e = tensor.empty() : tensor<7xf32>
  %y = linalg.add ins(%x, %x : tensor<7xf32>, tensor<7xf32>) outs(%e : tensor<7xf32>) -> tensor<7xf32>
  %r = tensor.insert_slice %y into %stack[%i, 0] [1, 7] [1, 1] : tensor<7xf32> into tensor<3x7xf32>
  return %r : tensor<3x7xf32>
}

// -----

// CHECK-LABEL: func @into_a_carry
func.func @into_a_carry(%x: tensor<7xf32>) -> tensor<7xf32> {
  // CHECK: %[[CARRY:.*]] = bufferization.alloc_tensor
  // CHECK: %[[FILL:.*]] = linalg.fill {{.*}} outs(%[[CARRY]]
  // CHECK: linalg.add {{.*}} outs(%[[FILL]]
  %carry = bufferization.alloc_tensor() : tensor<7xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<7xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<7xf32>) -> tensor<7xf32>
  %y = linalg.add ins(%x, %x : tensor<7xf32>, tensor<7xf32>) outs(%f : tensor<7xf32>) -> tensor<7xf32>
  %r = bufferization.materialize_in_destination %y in %carry : (tensor<7xf32>, tensor<7xf32>) -> tensor<7xf32>
  return %r : tensor<7xf32>
}

// -----

// What comes out of a branch may be other memory than the carry.
// CHECK-LABEL: func @not_through_a_branch
func.func @not_through_a_branch(%x: tensor<7xf32>, %p: i1) -> tensor<7xf32> {
  // CHECK: %[[EMPTY:.*]] = tensor.empty
  // CHECK: linalg.add {{.*}} outs(%[[EMPTY]]
  %carry = bufferization.alloc_tensor() : tensor<7xf32>
  %b = scf.if %p -> tensor<7xf32> {
    scf.yield %x : tensor<7xf32>
  } else {
    %e = tensor.empty() : tensor<7xf32>
    %y = linalg.add ins(%x, %x : tensor<7xf32>, tensor<7xf32>) outs(%e : tensor<7xf32>) -> tensor<7xf32>
    scf.yield %y : tensor<7xf32>
  }
  %r = bufferization.materialize_in_destination %b in %carry : (tensor<7xf32>, tensor<7xf32>) -> tensor<7xf32>
  return %r : tensor<7xf32>
}
