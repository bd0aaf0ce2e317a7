// RUN: nestor-opt %s --inline --meta-expand-grad --check-evaluate=print-results -o /dev/null | FileCheck %s
// RUN: nestor-opt %s --check-compare-expanded --check-evaluate -o /dev/null
// Derivatives where there is none are those of docs/decisions.md, D12.

func.func private @abs(%x: tensor<f64>) -> tensor<f64> {
  %y = ten.abs %x : tensor<f64>
  return %y : tensor<f64>
}
func.func private @sqrt(%x: tensor<f64>) -> tensor<f64> {
  %y = ten.sqrt %x : tensor<f64>
  return %y : tensor<f64>
}
func.func private @sqrt_slope(%x: tensor<f64>) -> tensor<f64> {
  %v, %g = meta.grad of(%x : tensor<f64>) -> tensor<f64>, tensor<f64> (%a: tensor<f64>) {
    %y = ten.sqrt %a : tensor<f64>
    meta.yield %y : tensor<f64>
  }
  return %g : tensor<f64>
}
func.func private @max_of_equals(%x: tensor<f64>) -> tensor<f64> {
  %zero = ten.constant dense<0.0> : tensor<f64>
  %y = ten.max %x, %zero : tensor<f64>
  return %y : tensor<f64>
}
func.func private @min_of_equals(%x: tensor<f64>) -> tensor<f64> {
  %zero = ten.constant dense<0.0> : tensor<f64>
  %y = ten.min %zero, %x : tensor<f64>
  return %y : tensor<f64>
}
func.func private @base_of_power(%y: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %zero = ten.constant dense<0.0> : tensor<f64>
  %v, %g = meta.grad of(%zero : tensor<f64>) captures(%y : tensor<f64>) -> tensor<f64>, tensor<f64> (%x: tensor<f64>, %e: tensor<f64>) {
    %p = ten.pow %x, %e : tensor<f64>
    meta.yield %p : tensor<f64>
  }
  return %v, %g : tensor<f64>, tensor<f64>
}
func.func private @exponent_of_power(%y: tensor<f64>) -> tensor<f64> {
  %zero = ten.constant dense<0.0> : tensor<f64>
  %v, %g = meta.grad of(%y : tensor<f64>) captures(%zero : tensor<f64>) -> tensor<f64>, tensor<f64> (%e: tensor<f64>, %x: tensor<f64>) {
    %p = ten.pow %x, %e : tensor<f64>
    meta.yield %p : tensor<f64>
  }
  return %g : tensor<f64>
}
func.func private @constant_power(%x: tensor<f64>) -> tensor<f64> {
  %one = ten.constant dense<1.0> : tensor<f64>
  %zero = ten.constant dense<0.0> : tensor<f64>
  %a = ten.pow %x, %one : tensor<f64>
  %b = ten.pow %x, %zero : tensor<f64>
  %c = ten.add %a, %b : tensor<f64>
  return %c : tensor<f64>
}
func.func private @stopped(%x: tensor<f64>) -> tensor<f64> {
  %s = meta.stop_gradient %x : tensor<f64>
  %y = ten.mul %s, %x : tensor<f64>
  return %y : tensor<f64>
}

func.func @main() -> (tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>,
                      tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>,
                      tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>,
                      tensor<4xf64>, tensor<4xf64>, tensor<2xf64>) {
  %zero = ten.constant dense<0.0> : tensor<f64>
  %one = ten.constant dense<1.0> : tensor<f64>
  %two = ten.constant dense<2.0> : tensor<f64>
  %minus = ten.constant dense<-1.0> : tensor<f64>
  %three = ten.constant dense<3.0> : tensor<f64>

  // CHECK: tensor<f64>: 0{{$}}
  %v0, %abs = meta.grad of(%zero : tensor<f64>) -> tensor<f64>, tensor<f64> (%x: tensor<f64>) {
    %y = func.call @abs(%x) : (tensor<f64>) -> tensor<f64>
    meta.yield %y : tensor<f64>
  }
  // The first and the second derivative of the square root.
  // CHECK-NEXT: tensor<f64>: 0{{$}}
  // CHECK-NEXT: tensor<f64>: 0{{$}}
  %v1, %sqrt = meta.grad of(%zero : tensor<f64>) -> tensor<f64>, tensor<f64> (%x: tensor<f64>) {
    %y = func.call @sqrt(%x) : (tensor<f64>) -> tensor<f64>
    meta.yield %y : tensor<f64>
  }
  %v2, %sqrt2 = meta.grad of(%zero : tensor<f64>) -> tensor<f64>, tensor<f64> (%x: tensor<f64>) {
    %y = func.call @sqrt_slope(%x) : (tensor<f64>) -> tensor<f64>
    meta.yield %y : tensor<f64>
  }
  // CHECK-NEXT: tensor<f64>: 0.5{{$}}
  // CHECK-NEXT: tensor<f64>: 0.5{{$}}
  %v3, %max = meta.grad of(%zero : tensor<f64>) -> tensor<f64>, tensor<f64> (%x: tensor<f64>) {
    %y = func.call @max_of_equals(%x) : (tensor<f64>) -> tensor<f64>
    meta.yield %y : tensor<f64>
  }
  %v4, %min = meta.grad of(%zero : tensor<f64>) -> tensor<f64>, tensor<f64> (%x: tensor<f64>) {
    %y = func.call @min_of_equals(%x) : (tensor<f64>) -> tensor<f64>
    meta.yield %y : tensor<f64>
  }
  // 0^0 = 1 with slope 0; 0^1 has slope 1; 0^2 has slope 0.
  // CHECK-NEXT: tensor<f64>: 1{{$}}
  // CHECK-NEXT: tensor<f64>: 0{{$}}
  // CHECK-NEXT: tensor<f64>: 0{{$}}
  // CHECK-NEXT: tensor<f64>: 1{{$}}
  // CHECK-NEXT: tensor<f64>: 0{{$}}
  // CHECK-NEXT: tensor<f64>: 0{{$}}
  %p0, %b0 = func.call @base_of_power(%zero) : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  %p1, %b1 = func.call @base_of_power(%one) : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  %p2, %b2 = func.call @base_of_power(%two) : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  // In the exponent, for 0, 2 and -1.
  // CHECK-NEXT: tensor<f64>: 0{{$}}
  // CHECK-NEXT: tensor<f64>: 0{{$}}
  // CHECK-NEXT: tensor<f64>: 0{{$}}
  %e0 = func.call @exponent_of_power(%zero) : (tensor<f64>) -> tensor<f64>
  %e2 = func.call @exponent_of_power(%two) : (tensor<f64>) -> tensor<f64>
  %e3 = func.call @exponent_of_power(%minus) : (tensor<f64>) -> tensor<f64>
  // x^1 + x^0 at 0.
  // CHECK-NEXT: tensor<f64>: 1{{$}}
  %v5, %constant = meta.grad of(%zero : tensor<f64>) -> tensor<f64>, tensor<f64> (%x: tensor<f64>) {
    %y = func.call @constant_power(%x) : (tensor<f64>) -> tensor<f64>
    meta.yield %y : tensor<f64>
  }
  // CHECK-NEXT: tensor<f64>: 3{{$}}
  %v6, %stopped = meta.grad of(%three : tensor<f64>) -> tensor<f64>, tensor<f64> (%x: tensor<f64>) {
    %y = func.call @stopped(%x) : (tensor<f64>) -> tensor<f64>
    meta.yield %y : tensor<f64>
  }
  // Two of four are the largest, three the smallest.
  // CHECK-NEXT: tensor<4xf64>: 0 0.5 0.5 0{{$}}
  %many = ten.constant dense<[1.0, 3.0, 3.0, 1.0]> : tensor<4xf64>
  %v7, %largest = meta.grad of(%many : tensor<4xf64>) -> tensor<f64>, tensor<4xf64> (%x: tensor<4xf64>) {
    %y = ten.reduce_max %x axes = [0] : tensor<4xf64> -> tensor<f64>
    meta.yield %y : tensor<f64>
  }
  // CHECK-NEXT: tensor<4xf64>: 0.25 0.25 0.25 0.25{{$}}
  %equal = ten.constant dense<2.0> : tensor<4xf64>
  %v8, %smallest = meta.grad of(%equal : tensor<4xf64>) -> tensor<f64>, tensor<4xf64> (%x: tensor<4xf64>) {
    %y = ten.reduce_min %x axes = [0] : tensor<4xf64> -> tensor<f64>
    meta.yield %y : tensor<f64>
  }
  // The norm at the origin.
  // CHECK-NEXT: tensor<2xf64>: 0 0{{$}}
  %origin = ten.constant dense<0.0> : tensor<2xf64>
  %v9, %norm = meta.grad of(%origin : tensor<2xf64>) -> tensor<f64>, tensor<2xf64> (%x: tensor<2xf64>) {
    %q = ten.mul %x, %x : tensor<2xf64>
    %s = ten.reduce_sum %q axes = [0] : tensor<2xf64> -> tensor<f64>
    %y = ten.sqrt %s : tensor<f64>
    meta.yield %y : tensor<f64>
  }
  return %abs, %sqrt, %sqrt2, %max, %min, %p0, %b0, %p1, %b1, %p2, %b2,
         %e0, %e2, %e3, %constant, %stopped, %largest, %smallest, %norm
       : tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>,
         tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>,
         tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>,
         tensor<4xf64>, tensor<4xf64>, tensor<2xf64>
}

// Below 0 the slope of a root is no number, as the root.
func.func @root_below_zero() -> tensor<f64> {
  %x = ten.constant dense<-1.0> : tensor<f64>
  %v, %g = meta.grad of(%x : tensor<f64>) -> tensor<f64>, tensor<f64> (%a: tensor<f64>) {
    %y = ten.sqrt %a : tensor<f64>
    meta.yield %y : tensor<f64>
  }
  %none = ten.constant dense<0x7FF8000000000000> : tensor<f64>
  check.expect_close %g, %none : tensor<f64>
  return %g : tensor<f64>
}
// Ties share to every order: the second derivative of max(x, x)^2 and of the
// largest of (x, x).
func.func @ties_of_second_order() -> (tensor<f64>, tensor<2xf64>) {
  %x = ten.constant dense<3.0> : tensor<f64>
  %v, %g = meta.grad of(%x : tensor<f64>) -> tensor<f64>, tensor<f64> (%a: tensor<f64>) {
    %v1, %g1 = meta.grad of(%a : tensor<f64>) -> tensor<f64>, tensor<f64> (%b: tensor<f64>) {
      %m = ten.max %b, %b : tensor<f64>
      %y = ten.mul %m, %m : tensor<f64>
      meta.yield %y : tensor<f64>
    }
    meta.yield %g1 : tensor<f64>
  }
  %two = ten.constant dense<2.0> : tensor<f64>
  check.expect_equal %g, %two : tensor<f64>
  %xs = ten.constant dense<3.0> : tensor<2xf64>
  %w, %h = meta.grad of(%xs : tensor<2xf64>) -> tensor<f64>, tensor<2xf64> (%a: tensor<2xf64>) {
    %w1, %h1 = meta.grad of(%a : tensor<2xf64>) -> tensor<f64>, tensor<2xf64> (%b: tensor<2xf64>) {
      %m = ten.reduce_max %b axes = [0] : tensor<2xf64> -> tensor<f64>
      %y = ten.mul %m, %m : tensor<f64>
      meta.yield %y : tensor<f64>
    }
    %s = ten.reduce_sum %h1 axes = [0] : tensor<2xf64> -> tensor<f64>
    meta.yield %s : tensor<f64>
  }
  %one = ten.constant dense<1.0> : tensor<2xf64>
  check.expect_equal %h, %one : tensor<2xf64>
  return %g, %h : tensor<f64>, tensor<2xf64>
}
// A clip to 0 .. 2 includes its ends.
func.func @clip() -> tensor<4xf64> {
  %x = ten.constant dense<[0.0, 1.0, 2.0, 3.0]> : tensor<4xf64>
  %v, %g = meta.grad of(%x : tensor<4xf64>) -> tensor<f64>, tensor<4xf64> (%a: tensor<4xf64>) {
    %zero = ten.constant dense<0.0> : tensor<4xf64>
    %two = ten.constant dense<2.0> : tensor<4xf64>
    %above = ten.compare gt %a, %two : tensor<4xf64> -> tensor<4xi1>
    %low = ten.select %above, %two, %a : tensor<4xi1>, tensor<4xf64>
    %below = ten.compare lt %a, %zero : tensor<4xf64> -> tensor<4xi1>
    %c = ten.select %below, %zero, %low : tensor<4xi1>, tensor<4xf64>
    %s = ten.reduce_sum %c axes = [0] : tensor<4xf64> -> tensor<f64>
    meta.yield %s : tensor<f64>
  }
  %expected = ten.constant dense<[1.0, 1.0, 1.0, 0.0]> : tensor<4xf64>
  check.expect_equal %g, %expected : tensor<4xf64>
  return %g : tensor<4xf64>
}
// Axes without elements: sums and products of nothing have no derivative to it.
func.func @of_nothing() -> (tensor<0x2xf64>, tensor<2xf64>) {
  %none = ten.constant dense<> : tensor<0x2xf64>
  %w = ten.constant dense<[0.5, 2.0]> : tensor<2xf64>
  %v, %g, %h = meta.grad of(%none, %w : tensor<0x2xf64>, tensor<2xf64>) -> tensor<f64>, tensor<0x2xf64>, tensor<2xf64> (%a: tensor<0x2xf64>, %b: tensor<2xf64>) {
    %sum = ten.reduce_sum %a axes = [0] : tensor<0x2xf64> -> tensor<2xf64>
    %prod = ten.reduce_prod %a axes = [0] : tensor<0x2xf64> -> tensor<2xf64>
    %max = ten.reduce_max %a axes = [0] : tensor<0x2xf64> -> tensor<2xf64>
    %limit = ten.constant dense<-9.0> : tensor<2xf64>
    %bounded = ten.max %max, %limit : tensor<2xf64>
    %m = ten.contract %a, %b batch = [], [] contract = [1], [0] : tensor<0x2xf64>, tensor<2xf64> -> tensor<0xf64>
    %n = ten.reduce_sum %m axes = [0] : tensor<0xf64> -> tensor<f64>
    %p = ten.add %sum, %prod : tensor<2xf64>
    %q = ten.mul %p, %bounded : tensor<2xf64>
    %r = ten.mul %q, %b : tensor<2xf64>
    %s = ten.reduce_sum %r axes = [0] : tensor<2xf64> -> tensor<f64>
    %y = ten.add %s, %n : tensor<f64>
    meta.yield %y : tensor<f64>
  }
  check.expect_equal %g, %none : tensor<0x2xf64>
  %nine = ten.constant dense<-9.0> : tensor<2xf64>
  check.expect_equal %h, %nine : tensor<2xf64>
  return %g, %h : tensor<0x2xf64>, tensor<2xf64>
}
