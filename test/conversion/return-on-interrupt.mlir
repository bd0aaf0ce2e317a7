// RUN: %nestor-opt %s --return-on-interrupt | FileCheck %s
// A result that is not 0 leads to a return, whatever loops are around it.

func.func private @nestor_state(i32, i64, !llvm.ptr) -> i32

// CHECK-LABEL: func @loop
func.func @loop(%n: i64, %p: !llvm.ptr) {
  // CHECK: %[[R:.*]] = call @nestor_state
  // CHECK: %[[GO:.*]] = arith.cmpi eq, %[[R]], %c0_i32
  // CHECK: cf.cond_br %[[GO]], ^[[REST:.*]], ^[[LEAVE:.*]]
  // CHECK: ^[[REST]]:
  // CHECK: cf.cond_br
  // CHECK: ^[[LEAVE]]:
  // CHECK-NEXT: return
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i64
  cf.br ^body(%n : i64)
^body(%i: i64):
  %r = call @nestor_state(%c0, %i, %p) : (i32, i64, !llvm.ptr) -> i32
  %j = arith.subi %i, %c1 : i64
  %more = arith.cmpi sgt, %j, %c1 : i64
  cf.cond_br %more, ^body(%j : i64), ^end
^end:
  return
}
