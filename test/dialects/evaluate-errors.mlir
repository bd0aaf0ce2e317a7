// RUN: nestor-opt %s --split-input-file --verify-diagnostics --check-evaluate
// Expectations that do not hold, and what the reference interpreter cannot run, are errors at their place.

// expected-error @below {{needs a function without arguments}}
module {
}

// -----

func.func @close() {
  %x = ten.constant dense<[[1.0, 2.0], [3.0, 4.25]]> : tensor<2x2xf64>
  %y = ten.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf64>
  check.expect_close %x, %y within 0.0625 : tensor<2x2xf64>
  // expected-error @below {{expected 4 within 0.0624 at [1, 1], got 4.25}}
  check.expect_close %x, %y within 0.0624 : tensor<2x2xf64>
  return
}

// -----

// Numbers that are none are close to none.
func.func @close_to_nan() {
  %x = ten.constant dense<0x7FF8000000000000> : tensor<f64>
  %y = ten.constant dense<1.0> : tensor<f64>
  check.expect_close %x, %x : tensor<f64>
  // expected-error @below {{expected 1 within 1e-10 at [], got nan}}
  check.expect_close %x, %y : tensor<f64>
  return
}

// -----

func.func @close_to_infinity() {
  %x = ten.constant dense<0x7FF0000000000000> : tensor<f64>
  %y = ten.constant dense<1.0> : tensor<f64>
  check.expect_close %x, %x : tensor<f64>
  // expected-error @below {{expected inf within 1e-10 at [], got 1}}
  check.expect_close %y, %x : tensor<f64>
  return
}

// -----

func.func @equal() {
  %x = ten.constant dense<[1, 2]> : tensor<2xi64>
  %y = ten.constant dense<[1, 3]> : tensor<2xi64>
  // expected-error @below {{expected 3 at [1], got 2}}
  check.expect_equal %x, %y : tensor<2xi64>
  return
}

// -----

func.func @finite() {
  %x = ten.constant dense<[1.0, 0xFFF0000000000000]> : tensor<2xf64>
  // expected-error @below {{expected a finite number at [1], got -inf}}
  check.expect_finite %x : tensor<2xf64>
  return
}

// -----

// A derivative takes many passes and reports once.
func.func @in_a_derivative() {
  %x = ten.constant dense<[1.0, 2.0]> : tensor<2xf64>
  %v, %g = meta.grad of(%x : tensor<2xf64>) -> tensor<f64>, tensor<2xf64> (%a: tensor<2xf64>) {
    %one = ten.constant dense<1.0> : tensor<2xf64>
    // expected-error @below {{expected 1 at [1], got 2}}
    check.expect_equal %a, %one : tensor<2xf64>
    %l = ten.reduce_sum %a axes = [0] : tensor<2xf64> -> tensor<f64>
    meta.yield %l : tensor<f64>
  }
  return
}

// -----

func.func @main() -> tensor<f64> {
  %x = ten.constant dense<1.0> : tensor<f64>
  // expected-error @below {{the reference interpreter does not know `math.sin`}}
  %y = math.sin %x : tensor<f64>
  return %y : tensor<f64>
}

// -----

// expected-error @below {{needs a body to be evaluated}}
func.func private @elsewhere(%x: tensor<f64>) -> tensor<f64>
func.func @main() -> tensor<f64> {
  %x = ten.constant dense<1.0> : tensor<f64>
  %y = func.call @elsewhere(%x) : (tensor<f64>) -> tensor<f64>
  return %y : tensor<f64>
}

// -----

func.func @main() -> tensor<i64> {
  %i = ten.constant dense<9> : tensor<i64>
  // expected-error @below {{index outside the extent 10, got 9}}
  %j = meta.check_index %i in 10 length 2 line 3
  return %j : tensor<i64>
}
