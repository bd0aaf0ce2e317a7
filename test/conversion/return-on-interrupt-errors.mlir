// RUN: %nestor-opt %s --return-on-interrupt --split-input-file --verify-diagnostics
// Leaving at once needs a function without results and plain control flow.

func.func private @nestor_finish(i32, !llvm.ptr) -> i32

// expected-error @+1 {{has results, so that it cannot return early}}
func.func @result(%n: !llvm.ptr) -> !llvm.ptr {
  %c0 = arith.constant 0 : i32
  %r = call @nestor_finish(%c0, %n) : (i32, !llvm.ptr) -> i32
  return %n : !llvm.ptr
}

// -----

func.func private @nestor_finish(i32, !llvm.ptr) -> i32

func.func @nested(%n: !llvm.ptr, %p: i1) {
  %c0 = arith.constant 0 : i32
  scf.if %p {
    // expected-error @+1 {{must not be nested when interrupts are lowered}}
    %r = func.call @nestor_finish(%c0, %n) : (i32, !llvm.ptr) -> i32
  }
  return
}
