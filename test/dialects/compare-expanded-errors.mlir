// RUN: nestor-opt %s --split-input-file --verify-diagnostics --check-compare-expanded=tolerance=-1 | FileCheck %s
// Results that differ by more than the tolerance are errors, and the worst is named.

// Not even what is equal differs by less than -1.
// CHECK: compared 1 functions, worst 0 in `equal`
// expected-error @below {{result 0 at [0] is 2 by dual numbers, 2 by rules}}
func.func @equal() -> tensor<2xf64> {
  %x = ten.constant dense<[2.0, 3.0]> : tensor<2xf64>
  return %x : tensor<2xf64>
}

// -----

// expected-error @below {{needs a function without arguments}}
module {
}
