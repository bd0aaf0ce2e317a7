// RUN: %nestor-opt %s --approximate-math | FileCheck %s
// f32 gets polynomials of exactly rounded operations; f64 and powers call the C library.

// CHECK-LABEL: func @f32
func.func @f32(%x: vector<16xf32>) -> (vector<16xf32>, vector<16xf32>, vector<16xf32>) {
  // CHECK: math.fma
  // CHECK-NOT: {{math.exp|math.tanh|math.sin |call}}
  %e = math.exp %x : vector<16xf32>
  %t = math.tanh %x : vector<16xf32>
  %s = math.sin %x : vector<16xf32>
  return %e, %t, %s : vector<16xf32>, vector<16xf32>, vector<16xf32>
}

// CHECK-LABEL: func @f64
func.func @f64(%x: vector<2xf64>, %y: f32) -> (vector<2xf64>, f32) {
  // CHECK-COUNT-2: call @log1p(%{{.*}}) : (f64) -> f64
  // CHECK: call @powf
  %l = math.log1p %x : vector<2xf64>
  %p = math.powf %y, %y : f32
  return %l, %p : vector<2xf64>, f32
}

// CHECK-LABEL: func @exactly_rounded_stays
func.func @exactly_rounded_stays(%x: f32) -> f32 {
  // CHECK: math.sqrt
  %s = math.sqrt %x : f32
  return %s : f32
}
