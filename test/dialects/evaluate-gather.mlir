// RUN: nestor-opt %s --check-evaluate -o /dev/null
// Rows are read by number, and combined with others in the order of their numbers.

// A row that is named twice is added twice.
func.func @rows() {
  %m = ten.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf64>
  %indices = ten.constant dense<[2, 0, 2]> : tensor<3xi32>
  %gather = ten.gather %m[%indices] : tensor<3x2xf64>, tensor<3xi32> -> tensor<3x2xf64>
  %gather_expected = ten.constant dense<[[5.0, 6.0], [1.0, 2.0], [5.0, 6.0]]> : tensor<3x2xf64>
  check.expect_equal %gather, %gather_expected : tensor<3x2xf64>
  %scatter = ten.scatter_add %m[%indices], %m : tensor<3x2xf64>, tensor<3xi32>, tensor<3x2xf64>
  %scatter_expected = ten.constant dense<[[4.0, 6.0], [3.0, 4.0], [11.0, 14.0]]> : tensor<3x2xf64>
  check.expect_equal %scatter, %scatter_expected : tensor<3x2xf64>
  return
}

// The last of equal indices stays; the rest of x is left alone.
func.func @replaced() {
  %m = ten.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf64>
  %u = ten.constant dense<[[7.0, 8.0], [9.0, 10.0], [11.0, 12.0]]> : tensor<3x2xf64>
  %indices = ten.constant dense<[2, 0, 2]> : tensor<3xi32>
  %set = ten.scatter_set %m[%indices], %u : tensor<3x2xf64>, tensor<3xi32>, tensor<3x2xf64>
  %set_expected = ten.constant dense<[[9.0, 10.0], [3.0, 4.0], [11.0, 12.0]]> : tensor<3x2xf64>
  check.expect_equal %set, %set_expected : tensor<3x2xf64>
  %p = ten.constant dense<[false, false, true]> : tensor<3xi1>
  %q = ten.constant dense<[true, true, false]> : tensor<3xi1>
  %flags = ten.scatter_set %p[%indices], %q : tensor<3xi1>, tensor<3xi32>, tensor<3xi1>
  %flags_expected = ten.constant dense<[true, false, false]> : tensor<3xi1>
  check.expect_equal %flags, %flags_expected : tensor<3xi1>
  return
}

func.func @extrema() {
  %m = ten.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf64>
  %u = ten.constant dense<[[7.0, -8.0], [0.5, 10.0], [4.0, 12.0]]> : tensor<3x2xf64>
  %indices = ten.constant dense<[2, 0, 2]> : tensor<3xi64>
  %max = ten.scatter_max %m[%indices], %u : tensor<3x2xf64>, tensor<3xi64>, tensor<3x2xf64>
  %max_expected = ten.constant dense<[[1.0, 10.0], [3.0, 4.0], [7.0, 12.0]]> : tensor<3x2xf64>
  check.expect_equal %max, %max_expected : tensor<3x2xf64>
  %min = ten.scatter_min %m[%indices], %u : tensor<3x2xf64>, tensor<3xi64>, tensor<3x2xf64>
  %min_expected = ten.constant dense<[[0.5, 2.0], [3.0, 4.0], [4.0, -8.0]]> : tensor<3x2xf64>
  check.expect_equal %min, %min_expected : tensor<3x2xf64>
  return
}

// Indices of rank 2, of rank 0, and of integers; a NaN wins.
func.func @other_ranks() {
  %n = ten.constant dense<[10, 20, 30]> : tensor<3xi64>
  %square = ten.constant dense<[[0, 1], [1, 0]]> : tensor<2x2xi64>
  %v = ten.constant dense<[[1, 2], [3, 40]]> : tensor<2x2xi64>
  %set = ten.scatter_set %n[%square], %v : tensor<3xi64>, tensor<2x2xi64>, tensor<2x2xi64>
  %set_expected = ten.constant dense<[40, 3, 30]> : tensor<3xi64>
  check.expect_equal %set, %set_expected : tensor<3xi64>
  %max = ten.scatter_max %n[%square], %v : tensor<3xi64>, tensor<2x2xi64>, tensor<2x2xi64>
  %max_expected = ten.constant dense<[40, 20, 30]> : tensor<3xi64>
  check.expect_equal %max, %max_expected : tensor<3xi64>
  %one = ten.constant dense<1> : tensor<i64>
  %seven = ten.constant dense<7> : tensor<i64>
  %min = ten.scatter_min %n[%one], %seven : tensor<3xi64>, tensor<i64>, tensor<i64>
  %min_expected = ten.constant dense<[10, 7, 30]> : tensor<3xi64>
  check.expect_equal %min, %min_expected : tensor<3xi64>
  %x = ten.constant dense<[1.0, 2.0]> : tensor<2xf64>
  %y = ten.constant dense<[0x7FF8000000000000, 5.0, 3.0]> : tensor<3xf64>
  %places = ten.constant dense<[0, 0, 1]> : tensor<3xi64>
  %most = ten.scatter_max %x[%places], %y : tensor<2xf64>, tensor<3xi64>, tensor<3xf64>
  %same = ten.compare eq %most, %most : tensor<2xf64> -> tensor<2xi1>
  %same_expected = ten.constant dense<[false, true]> : tensor<2xi1>
  check.expect_equal %same, %same_expected : tensor<2xi1>
  return
}

func.func @of_nothing() {
  %x = ten.constant dense<[1.0, 2.0]> : tensor<2xf64>
  %none = ten.constant dense<> : tensor<0xf64>
  %places = ten.constant dense<> : tensor<0xi64>
  %set = ten.scatter_set %x[%places], %none : tensor<2xf64>, tensor<0xi64>, tensor<0xf64>
  check.expect_equal %set, %x : tensor<2xf64>
  %max = ten.scatter_max %x[%places], %none : tensor<2xf64>, tensor<0xi64>, tensor<0xf64>
  check.expect_equal %max, %x : tensor<2xf64>
  return
}
