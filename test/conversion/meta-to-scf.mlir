// RUN: %nestor-opt %s --meta-to-scf | FileCheck %s
// Loops become scf.for with rows read and written as slices; branches become scf.if; stop_gradient goes away.

// CHECK-LABEL: func @carries_and_stacks
// CHECK-SAME: %[[X:.*]]: tensor<7xf32>, %[[ROWS:.*]]: tensor<4x7xf32>
func.func @carries_and_stacks(%x: tensor<7xf32>, %rows: tensor<4x7xf32>) -> (tensor<7xf32>, tensor<4x7xf32>) {
  // CHECK-DAG: %[[STACK:.*]] = tensor.empty() : tensor<4x7xf32>
  // CHECK-DAG: %[[TRIPS:.*]] = arith.constant 4 : index
  // CHECK: %[[LOOP:.*]]:2 = scf.for %[[I:[a-z0-9]+]] = %{{.*}} to %[[TRIPS]] step %{{.*}} iter_args(%[[C:[a-z0-9]+]] = %[[X]], %[[S:.*]] = %[[STACK]])
  // CHECK: %[[ROW:.*]] = tensor.extract_slice %[[ROWS]][%[[I]], 0] [1, 7] [1, 1]
  // CHECK: %[[NEXT:.*]] = ten.add %[[C]], %[[ROW]]
  // CHECK: %[[NEW:.*]] = tensor.insert_slice %[[NEXT]] into %[[S]][%[[I]], 0] [1, 7] [1, 1]
  // CHECK: scf.yield %[[NEXT]], %[[NEW]]
  %r:2 = "meta.loop"(%x, %rows) <{tripCount = 4 : i64, operandSegmentSizes = array<i32: 1, 1, 0>}> ({
  ^bb0(%i: tensor<i64>, %c: tensor<7xf32>, %row: tensor<7xf32>):
    %next = ten.add %c, %row : tensor<7xf32>
    "meta.yield"(%next, %next) : (tensor<7xf32>, tensor<7xf32>) -> ()
  }) : (tensor<7xf32>, tensor<4x7xf32>) -> (tensor<7xf32>, tensor<4x7xf32>)
  // CHECK: return %[[LOOP]]#0, %[[LOOP]]#1
  return %r#0, %r#1 : tensor<7xf32>, tensor<4x7xf32>
}

// CHECK-LABEL: func @reversed
func.func @reversed(%x: tensor<f32>, %rows: tensor<4xf32>) -> tensor<f32> {
  // CHECK: scf.for %[[I:[a-z0-9]+]] =
  // CHECK: %[[LAST:.*]] = arith.constant 3 : index
  // CHECK: %[[ROW:.*]] = arith.subi %[[LAST]], %[[I]]
  // CHECK: tensor.extract %{{.*}}[%[[ROW]]] : tensor<4xf32>
  %r = "meta.loop"(%x, %rows) <{tripCount = 4 : i64, reversed, operandSegmentSizes = array<i32: 1, 1, 0>}> ({
  ^bb0(%i: tensor<i64>, %c: tensor<f32>, %row: tensor<f32>):
    %next = ten.add %c, %row : tensor<f32>
    "meta.yield"(%next) : (tensor<f32>) -> ()
  }) : (tensor<f32>, tensor<4xf32>) -> tensor<f32>
  return %r : tensor<f32>
}

// Once the flag holds nothing changes, and rows never written are zero.
// CHECK-LABEL: func @until
func.func @until(%x: tensor<f32>) -> tensor<9xf32> {
  // CHECK: %[[ZEROS:.*]] = linalg.fill {{.*}} -> tensor<9xf32>
  // CHECK: scf.for {{.*}} iter_args(%[[C:[a-z0-9]+]] = %{{.*}}, %[[S:.*]] = %[[ZEROS]], %[[DONE:[a-z0-9]+]] = %{{.*}}) -> (tensor<f32>, tensor<9xf32>, i1)
  // CHECK: scf.if %[[DONE]]
  // CHECK-NEXT: scf.yield %[[C]], %[[S]], %[[DONE]]
  // CHECK: else
  // CHECK: scf.yield %[[C]], %{{.*}}, %{{.*}} : tensor<f32>, tensor<9xf32>, i1
  %r:2 = "meta.loop"(%x) <{tripCount = 9 : i64, hasUntil, operandSegmentSizes = array<i32: 1, 0, 0>}> ({
  ^bb0(%i: tensor<i64>, %c: tensor<f32>):
    %limit = ten.constant dense<3> : tensor<i64>
    %stop = ten.compare ge %i, %limit : tensor<i64> -> tensor<i1>
    "meta.yield"(%stop, %c, %c) : (tensor<i1>, tensor<f32>, tensor<f32>) -> ()
  }) : (tensor<f32>) -> (tensor<f32>, tensor<9xf32>)
  return %r#1 : tensor<9xf32>
}

// It starts where the runtime says, with what that has put into its memory, and
// hands its state over before an iteration writes to it.
// CHECK-LABEL: func @top_level_can_be_resumed
func.func @top_level_can_be_resumed(%x: tensor<f32>, %v: tensor<7xf32>) -> tensor<7xf32> {
  // CHECK: %[[OWN:.*]] = bufferization.alloc_tensor() copy(%{{.*}}) : tensor<7xf32>
  // CHECK: %[[MEMORY:.*]] = bufferization.to_buffer %[[OWN]]
  // CHECK: %[[START:.*]] = call @nestor_resume(%{{.*}}, %[[TABLE:.*]]) : (i32, !llvm.ptr) -> i64
  // CHECK: %[[SCALAR:.*]] = llvm.load
  // CHECK: %[[A:.*]] = tensor.from_elements %[[SCALAR]]
  // CHECK: %[[B:.*]] = bufferization.to_tensor %[[MEMORY]] restrict writable
  // CHECK: %[[FIRST:.*]] = arith.index_cast %[[START]]
  // CHECK: scf.for %[[I:[a-z0-9]+]] = %[[FIRST]] to %{{.*}} iter_args(%[[C:.*]] = %[[A]], %[[D:.*]] = %[[B]])
  // CHECK: %[[STEP:.*]] = arith.index_cast %[[I]] : index to i64
  // CHECK: %[[ASKED:.*]] = func.call @nestor_step(%{{.*}}, %[[STEP]]) : (i32, i64) -> i32
  // CHECK: scf.if
  // CHECK: bufferization.to_buffer %[[D]] read_only
  // CHECK: func.call @nestor_state(%{{.*}}, %[[STEP]], %{{.*}}) : (i32, i64, !llvm.ptr) -> i32
  // CHECK: ten.add
  // CHECK: scf.yield
  // Only what is read later is kept.
  // CHECK: bufferization.to_buffer %{{.*}}#1 read_only
  // CHECK-NOT: to_buffer
  // CHECK: call @nestor_finish(%{{.*}}, %{{.*}}) : (i32, !llvm.ptr) -> i32
  %r:2 = "meta.loop"(%x, %v) <{tripCount = 9 : i64, topLevel = 5 : i64, operandSegmentSizes = array<i32: 2, 0, 0>}> ({
  ^bb0(%i: tensor<i64>, %c: tensor<f32>, %d: tensor<7xf32>):
    %n = ten.add %d, %d : tensor<7xf32>
    "meta.yield"(%c, %n) : (tensor<f32>, tensor<7xf32>) -> ()
  }) : (tensor<f32>, tensor<7xf32>) -> (tensor<f32>, tensor<7xf32>)
  return %r#1 : tensor<7xf32>
}

// The state of a loop around others is handed over each time.
// CHECK-LABEL: func @outer
func.func @outer(%x: tensor<f32>) {
  // CHECK: call @nestor_resume
  // CHECK: scf.for
  // CHECK-NOT: nestor_step
  // CHECK: call @nestor_state
  // CHECK: call @nestor_resume
  // CHECK: scf.for
  // CHECK: call @nestor_step
  %r = "meta.loop"(%x) <{tripCount = 9 : i64, topLevel = 5 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}> ({
  ^bb0(%i: tensor<i64>, %c: tensor<f32>):
    %s = "meta.loop"(%c) <{tripCount = 3 : i64, topLevel = 6 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}> ({
    ^bb0(%j: tensor<i64>, %d: tensor<f32>):
      "meta.yield"(%d) : (tensor<f32>) -> ()
    }) : (tensor<f32>) -> tensor<f32>
    "meta.yield"(%s) : (tensor<f32>) -> ()
  }) : (tensor<f32>) -> tensor<f32>
  return
}

// CHECK-LABEL: func @branch
func.func @branch(%p: tensor<i1>, %x: tensor<7xf32>) -> tensor<7xf32> {
  // CHECK: %[[C:[a-z0-9]+]] = tensor.extract %{{.*}}[] : tensor<i1>
  // CHECK: scf.if %[[C]] -> (tensor<7xf32>)
  // CHECK: ten.neg
  // CHECK: else
  // CHECK-NEXT: scf.yield
  // CHECK-NOT: meta.
  %r = "meta.if"(%p, %x) ({
  ^bb0(%a: tensor<7xf32>):
    %n = ten.neg %a : tensor<7xf32>
    "meta.yield"(%n) : (tensor<7xf32>) -> ()
  }, {
  ^bb0(%a: tensor<7xf32>):
    "meta.yield"(%a) : (tensor<7xf32>) -> ()
  }) : (tensor<i1>, tensor<7xf32>) -> tensor<7xf32>
  %s = meta.stop_gradient %r : tensor<7xf32>
  return %s : tensor<7xf32>
}
