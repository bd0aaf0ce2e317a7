// RUN: nestor-opt %s --check-evaluate=print-results -o /dev/null | FileCheck %s
// The reference interpreter gives the values that the definitions give by hand.

func.func private @double(%x: tensor<f64>) -> tensor<f64> {
  %y = ten.add %x, %x : tensor<f64>
  return %y : tensor<f64>
}

func.func @main() -> (tensor<3xf64>, tensor<3xf64>, tensor<2x3xi64>, tensor<3x2xf64>, tensor<2x2xf64>,
                      tensor<3xf64>, tensor<f64>, tensor<4xf64>, tensor<4xf64>, tensor<2xf64>,
                      tensor<2xi32>, tensor<5xi64>, tensor<3xi8>, tensor<i64>) {
  // Signs of divisors decide the sign of a remainder; halves round to even.
  // CHECK: tensor<3xf64>: 2 -1 1.5
  %a = ten.constant dense<[-7.0, 5.0, 7.5]> : tensor<3xf64>
  %b = ten.constant dense<[3.0, -3.0, 2.0]> : tensor<3xf64>
  %mod = ten.mod %a, %b : tensor<3xf64>
  // CHECK-NEXT: tensor<3xf64>: -7 5 8
  %round = ten.round %a : tensor<3xf64>
  // CHECK-NEXT: tensor<2x3xi64>: 0 1 2 0 1 2
  %iota = ten.iota 1 : tensor<2x3xi64>
  // CHECK-NEXT: tensor<3x2xf64>: 1 4 2 5 3 6
  %m = ten.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf64>
  %t = ten.transpose %m perm = [1, 0] : tensor<2x3xf64> -> tensor<3x2xf64>
  // CHECK-NEXT: tensor<2x2xf64>: 14 32 32 77
  %mm = ten.contract %m, %t batch = [], [] contract = [1], [0] : tensor<2x3xf64>, tensor<3x2xf64> -> tensor<2x2xf64>
  // CHECK-NEXT: tensor<3xf64>: 4 10 18
  %prod = ten.reduce_prod %m axes = [0] : tensor<2x3xf64> -> tensor<3xf64>

  // A loop from the last row to the first, the sum so far in each row.
  // CHECK-NEXT: tensor<f64>: 10
  // CHECK-NEXT: tensor<4xf64>: 10 9 7 4
  %zero = ten.constant dense<0.0> : tensor<f64>
  %rows = ten.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf64>
  %sum, %sums = meta.loop 4 reversed carries(%zero : tensor<f64>) scanned(%rows : tensor<4xf64>) -> tensor<f64>, tensor<4xf64>
      (%i: tensor<i64>, %s: tensor<f64>, %x: tensor<f64>) {
    %n = ten.add %s, %x : tensor<f64>
    meta.yield %n, %n : tensor<f64>, tensor<f64>
  }
  // A loop that stops after its second iteration leaves zeros behind.
  // CHECK-NEXT: tensor<4xf64>: 1 3 0 0
  %stopped, %trace = meta.loop 4 until carries(%zero : tensor<f64>) scanned(%rows : tensor<4xf64>) -> tensor<f64>, tensor<4xf64>
      (%i: tensor<i64>, %s: tensor<f64>, %x: tensor<f64>) {
    %one = ten.constant dense<1> : tensor<i64>
    %stop = ten.compare eq %i, %one : tensor<i64> -> tensor<i1>
    %n = ten.add %s, %x : tensor<f64>
    meta.yield %stop, %n, %n : tensor<i1>, tensor<f64>, tensor<f64>
  }
  // CHECK-NEXT: tensor<2xf64>: 6 4
  %three = ten.constant dense<[3.0, -3.0]> : tensor<2xf64>
  %map = meta.map 2 mapped(%three : tensor<2xf64>) -> tensor<2xf64> (%lane: tensor<i64>, %x: tensor<f64>) {
    %none = ten.constant dense<0.0> : tensor<f64>
    %p = ten.compare gt %x, %none : tensor<f64> -> tensor<i1>
    %r = meta.if %p captures(%x : tensor<f64>) -> tensor<f64>
    then (%y: tensor<f64>) {
      %d = func.call @double(%y) : (tensor<f64>) -> tensor<f64>
      meta.yield %d : tensor<f64>
    } else (%y: tensor<f64>) {
      %four = ten.constant dense<4.0> : tensor<f64>
      meta.yield %four : tensor<f64>
    }
    meta.yield %r : tensor<f64>
  }

  // The two words of a seed; every number once in a permutation.
  // CHECK-NEXT: tensor<2xi32>: 5 1
  %seed = ten.constant dense<4294967301> : tensor<i64>
  %key = ten.seed_key %seed : tensor<2xi32>
  %first = ten.constant dense<0> : tensor<i64>
  // CHECK-NEXT: tensor<5xi64>: {{[0-4] [0-4] [0-4] [0-4] [0-4]$}}
  %perm = ten.permutation %key from %first of 5 : tensor<2xi32> -> tensor<5xi64>
  // Bytes are unsigned; a negative index counts from the end.
  // CHECK-NEXT: tensor<3xi8>: 249 5 7
  %bytes = ten.convert %a : tensor<3xf64> -> tensor<3xi8>
  // CHECK-NEXT: tensor<i64>: 9
  %last = ten.constant dense<-1> : tensor<i64>
  %index = meta.check_index %last in 10 length 1 line 3

  return %mod, %round, %iota, %t, %mm, %prod, %sum, %sums, %trace, %map, %key, %perm, %bytes, %index
    : tensor<3xf64>, tensor<3xf64>, tensor<2x3xi64>, tensor<3x2xf64>, tensor<2x2xf64>, tensor<3xf64>,
      tensor<f64>, tensor<4xf64>, tensor<4xf64>, tensor<2xf64>, tensor<2xi32>, tensor<5xi64>, tensor<3xi8>, tensor<i64>
}
