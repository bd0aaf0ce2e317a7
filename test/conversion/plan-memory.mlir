// RUN: %nestor-opt %s --plan-memory --canonicalize --split-input-file | FileCheck %s
// Buffers that live at different times share bytes; buffers that meet do not.

func.func private @use(memref<16xf32>)

// CHECK-LABEL: func @one_after_another
// CHECK-SAME: %[[ARENA:.*]]: memref<64xi8>) attributes {nestor.arena_bytes = 64 : i64}
func.func @one_after_another() {
  // CHECK-DAG: memref.view %[[ARENA]][%c0][]
  // CHECK-NOT: memref.alloc
  %a = memref.alloc() : memref<16xf32>
  call @use(%a) : (memref<16xf32>) -> ()
  %b = memref.alloc() : memref<16xf32>
  call @use(%b) : (memref<16xf32>) -> ()
  return
}

// -----

func.func private @use(memref<16xf32>)

// CHECK-LABEL: func @together
// CHECK-SAME: nestor.arena_bytes = 128
func.func @together() {
  // CHECK-DAG: memref.view %{{.*}}[%c0][]
  // CHECK-DAG: memref.view %{{.*}}[%c64][]
  %a = memref.alloc() : memref<16xf32>
  %b = memref.alloc() : memref<16xf32>
  call @use(%a) : (memref<16xf32>) -> ()
  call @use(%b) : (memref<16xf32>) -> ()
  return
}

// -----

func.func private @use(memref<16xf32>)

// What enters a loop from outside lives until the loop ends.
// CHECK-LABEL: func @around_a_loop
// CHECK-SAME: nestor.arena_bytes = 128
func.func @around_a_loop(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.alloc() : memref<16xf32>
  scf.for %i = %c0 to %n step %c1 {
    func.call @use(%a) : (memref<16xf32>) -> ()
    %b = memref.alloc() : memref<16xf32>
    func.call @use(%b) : (memref<16xf32>) -> ()
    %c = memref.alloc() : memref<16xf32>
    func.call @use(%c) : (memref<16xf32>) -> ()
  }
  return
}

// -----

func.func private @use(memref<16xf32>)
func.func private @table(!llvm.ptr)

// The table holds the address of %a until it is passed.
// CHECK-LABEL: func @address_in_a_table
// CHECK-SAME: nestor.arena_bytes = 128
func.func @address_in_a_table() {
  %one = arith.constant 1 : i64
  %t = llvm.alloca %one x !llvm.ptr : (i64) -> !llvm.ptr
  %a = memref.alloc() : memref<16xf32>
  %i = memref.extract_aligned_pointer_as_index %a : memref<16xf32> -> index
  %j = arith.index_cast %i : index to i64
  %p = llvm.inttoptr %j : i64 to !llvm.ptr
  llvm.store %p, %t : !llvm.ptr, !llvm.ptr
  %b = memref.alloc() : memref<16xf32>
  call @use(%b) : (memref<16xf32>) -> ()
  call @table(%t) : (!llvm.ptr) -> ()
  return
}

// -----

func.func private @use(memref<?xf32, strided<[1], offset: ?>>)

// CHECK-LABEL: func @through_a_view_and_a_select
// CHECK-SAME: nestor.arena_bytes = 192
func.func @through_a_view_and_a_select(%p: i1, %i: index) {
  %a = memref.alloc() : memref<16xf32>
  %b = memref.alloc() : memref<16xf32>
  %s = arith.select %p, %a, %b : memref<16xf32>
  %v = memref.subview %s[%i] [%i] [1] : memref<16xf32> to memref<?xf32, strided<[1], offset: ?>>
  %c = memref.alloc() : memref<16xf32>
  %w = memref.subview %c[%i] [%i] [1] : memref<16xf32> to memref<?xf32, strided<[1], offset: ?>>
  call @use(%w) : (memref<?xf32, strided<[1], offset: ?>>) -> ()
  call @use(%v) : (memref<?xf32, strided<[1], offset: ?>>) -> ()
  return
}

// -----

// i1 takes a byte, and every size is a multiple of 64 bytes.
// CHECK-LABEL: func @sizes
// CHECK-SAME: nestor.arena_bytes = 192
func.func @sizes(%i: index) -> i1 {
  %a = memref.alloc() : memref<100xi1>
  %b = memref.alloc() : memref<f64>
  %x = memref.load %a[%i] : memref<100xi1>
  %y = memref.load %b[] : memref<f64>
  return %x : i1
}
