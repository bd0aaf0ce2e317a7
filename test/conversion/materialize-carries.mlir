// RUN: %nestor-opt %s --materialize-carries --split-input-file | FileCheck %s
// Every yielded tensor gets its carry as destination, unless that would destroy a value still needed.

// CHECK-LABEL: func @simple
func.func @simple(%x: tensor<9xf32>, %n: index) -> tensor<9xf32> {
  // CHECK: scf.for {{.*}} iter_args(%[[C:[a-z0-9]+]] = %{{.*}})
  // CHECK: %[[NEW:.*]] = linalg.generic
  // CHECK: %[[PLACED:.*]] = bufferization.materialize_in_destination %[[NEW]] in %[[C]]
  // CHECK: scf.yield %[[PLACED]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<9xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%c = %x) -> tensor<9xf32> {
    %y = linalg.generic {indexing_maps = [affine_map<(d) -> (d)>, affine_map<(d) -> (d)>], iterator_types = ["parallel"]} ins(%c : tensor<9xf32>) outs(%e : tensor<9xf32>) {
    ^bb0(%a: f32, %o: f32):
      %s = arith.addf %a, %a : f32
      linalg.yield %s : f32
    } -> tensor<9xf32>
    scf.yield %y : tensor<9xf32>
  }
  return %r : tensor<9xf32>
}

// -----

// CHECK-LABEL: func @exchanged_carries_are_copied_first
func.func @exchanged_carries_are_copied_first(%x: tensor<9xf32>, %y: tensor<9xf32>, %n: index) -> tensor<9xf32> {
  // CHECK: scf.for {{.*}} iter_args(%[[A:[a-z0-9]+]] = %{{.*}}, %[[B:[a-z0-9]+]] = %{{.*}})
  // CHECK-DAG: %[[COPY_A:.*]] = bufferization.alloc_tensor() copy(%[[A]])
  // CHECK-DAG: %[[COPY_B:.*]] = bufferization.alloc_tensor() copy(%[[B]])
  // CHECK: materialize_in_destination %[[COPY_B]] in %[[A]]
  // CHECK: materialize_in_destination %[[COPY_A]] in %[[B]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (tensor<9xf32>, tensor<9xf32>) {
    scf.yield %b, %a : tensor<9xf32>, tensor<9xf32>
  }
  return %r#0 : tensor<9xf32>
}

// -----

// The branch that keeps the carry copies nothing, also where it is a select.
// CHECK-LABEL: func @best_so_far
func.func @best_so_far(%x: tensor<9xf32>, %new: tensor<9xf32>, %p: i1, %n: index) -> tensor<9xf32> {
  // CHECK: scf.for {{.*}} iter_args(%[[C:[a-z0-9]+]] = %{{.*}})
  // CHECK: scf.if
  // CHECK-NEXT: %[[PLACED:.*]] = bufferization.materialize_in_destination %{{.*}} in %[[C]]
  // CHECK-NEXT: scf.yield %[[PLACED]]
  // CHECK-NEXT: else
  // CHECK-NEXT: scf.yield %[[C]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%c = %x) -> tensor<9xf32> {
    %s = arith.select %p, %new, %c : tensor<9xf32>
    scf.yield %s : tensor<9xf32>
  }
  return %r : tensor<9xf32>
}

// -----

// A later reader of the carry keeps the branches from writing into it.
// CHECK-LABEL: func @carry_read_after_the_branch
func.func @carry_read_after_the_branch(%x: tensor<9xf32>, %new: tensor<9xf32>, %p: i1, %n: index) -> tensor<9xf32> {
  // CHECK: scf.if
  // CHECK-NOT: materialize_in_destination
  // CHECK: tensor.extract
  // CHECK: materialize_in_destination
  // CHECK-NEXT: scf.yield
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f32
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%c = %x, %t = %z) -> (tensor<9xf32>, f32) {
    %s = scf.if %p -> tensor<9xf32> {
      scf.yield %new : tensor<9xf32>
    } else {
      scf.yield %c : tensor<9xf32>
    }
    %old = tensor.extract %c[%c1] : tensor<9xf32>
    scf.yield %s, %old : tensor<9xf32>, f32
  }
  return %r#0 : tensor<9xf32>
}

// -----

// CHECK-LABEL: func @fills_are_separate
func.func @fills_are_separate(%a: tensor<9xf32>, %b: tensor<9xf32>) -> (tensor<9xf32>, tensor<9xf32>) {
  // CHECK-COUNT-2: linalg.fill
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<9xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<9xf32>) -> tensor<9xf32>
  %x = linalg.add ins(%a, %b : tensor<9xf32>, tensor<9xf32>) outs(%f : tensor<9xf32>) -> tensor<9xf32>
  %y = linalg.sub ins(%a, %b : tensor<9xf32>, tensor<9xf32>) outs(%f : tensor<9xf32>) -> tensor<9xf32>
  return %x, %y : tensor<9xf32>, tensor<9xf32>
}

// -----

// An inner loop that starts from the carry already works in its memory.
// CHECK-LABEL: func @inner_loop_continues_in_place
func.func @inner_loop_continues_in_place(%x: tensor<9xf32>, %n: index) -> tensor<9xf32> {
  // CHECK: scf.for {{.*}} iter_args(%[[OUTER:[a-z0-9]+]] = %{{.*}})
  // CHECK: %[[R:.*]] = scf.for {{.*}} iter_args(%[[INNER:[a-z0-9]+]] = %[[OUTER]])
  // CHECK: materialize_in_destination %{{.*}} in %[[INNER]]
  // CHECK-NOT: materialize_in_destination
  // CHECK: scf.yield %[[R]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<9xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> tensor<9xf32> {
    %q = scf.for %j = %c0 to %n step %c1 iter_args(%b = %a) -> tensor<9xf32> {
      %y = linalg.add ins(%b, %b : tensor<9xf32>, tensor<9xf32>) outs(%e : tensor<9xf32>) -> tensor<9xf32>
      scf.yield %y : tensor<9xf32>
    }
    scf.yield %q : tensor<9xf32>
  }
  return %r : tensor<9xf32>
}

// -----

// It starts from a copy if the carry is read on the way.
// CHECK-LABEL: func @inner_loop_starts_from_a_copy
func.func @inner_loop_starts_from_a_copy(%x: tensor<9xf32>, %n: index) -> tensor<9xf32> {
  // CHECK: scf.for {{.*}} iter_args(%[[OUTER:[a-z0-9]+]] = %{{.*}})
  // CHECK: %[[COPY:.*]] = bufferization.alloc_tensor() copy(%[[OUTER]])
  // CHECK: %[[R:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %[[COPY]])
  // CHECK: materialize_in_destination %[[R]] in %[[OUTER]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<9xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> tensor<9xf32> {
    %q = scf.for %j = %c0 to %n step %c1 iter_args(%b = %a) -> tensor<9xf32> {
      %y = linalg.add ins(%a, %b : tensor<9xf32>, tensor<9xf32>) outs(%e : tensor<9xf32>) -> tensor<9xf32>
      scf.yield %y : tensor<9xf32>
    }
    scf.yield %q : tensor<9xf32>
  }
  return %r : tensor<9xf32>
}

// -----

// CHECK-LABEL: func @one_value_for_two_carries
func.func @one_value_for_two_carries(%x: tensor<9xf32>, %n: index) -> tensor<9xf32> {
  // CHECK: scf.for {{.*}} iter_args(%[[A:[a-z0-9]+]] = %{{.*}}, %[[B:[a-z0-9]+]] = %{{.*}})
  // CHECK: %[[FIRST:.*]] = bufferization.materialize_in_destination %{{.*}} in %[[A]]
  // CHECK: bufferization.materialize_in_destination %[[FIRST]] in %[[B]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<9xf32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %x) -> (tensor<9xf32>, tensor<9xf32>) {
    %y = linalg.add ins(%a, %b : tensor<9xf32>, tensor<9xf32>) outs(%e : tensor<9xf32>) -> tensor<9xf32>
    scf.yield %y, %y : tensor<9xf32>, tensor<9xf32>
  }
  return %r#0 : tensor<9xf32>
}
