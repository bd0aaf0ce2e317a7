// RUN: %nestor-opt %s --return-on-interrupt --split-input-file --verify-diagnostics
// Leaving at once needs a function without results and plain control flow.

func.func private @nestor_step(i32, i64) -> i32

// expected-error @+1 {{has results, so that it cannot return early}}
func.func @result(%n: i64) -> i64 {
  %c0 = arith.constant 0 : i32
  %r = call @nestor_step(%c0, %n) : (i32, i64) -> i32
  return %n : i64
}

// -----

func.func private @nestor_step(i32, i64) -> i32

func.func @nested(%n: i64, %p: i1) {
  %c0 = arith.constant 0 : i32
  scf.if %p {
    // expected-error @+1 {{must not be nested when interrupts are lowered}}
    %r = func.call @nestor_step(%c0, %n) : (i32, i64) -> i32
  }
  return
}
