// RUN: nestor-opt %s --split-input-file --verify-diagnostics --check-evaluate
// The reference interpreter says what it cannot run.

// expected-error @below {{needs a function without arguments}}
module {
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
func.func private @elsewhere() -> tensor<f64>
func.func @main() -> tensor<f64> {
  %y = func.call @elsewhere() : () -> tensor<f64>
  return %y : tensor<f64>
}

// -----

func.func @main() -> tensor<i64> {
  %i = ten.constant dense<9> : tensor<i64>
  // expected-error @below {{index outside the extent 10, got 9}}
  %j = meta.check_index %i in 10 length 2 line 3
  return %j : tensor<i64>
}
