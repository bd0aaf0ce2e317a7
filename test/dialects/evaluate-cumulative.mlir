// RUN: nestor-opt %s --check-evaluate -o /dev/null
// Sums, products and extrema up to each element, and recurrences, are what they are defined to be.

func.func @along_rows() {
  %m = ten.constant dense<[[1.0, -2.0, 3.0], [4.0, 0.5, -6.0]]> : tensor<2x3xf64>
  %sum = ten.cumsum %m axis = 1 : tensor<2x3xf64>
  %sum_expected = ten.constant dense<[[1.0, -1.0, 2.0], [4.0, 4.5, -1.5]]> : tensor<2x3xf64>
  check.expect_equal %sum, %sum_expected : tensor<2x3xf64>
  %back = ten.cumsum %m axis = 1 reversed : tensor<2x3xf64>
  %back_expected = ten.constant dense<[[2.0, 1.0, 3.0], [-1.5, -5.5, -6.0]]> : tensor<2x3xf64>
  check.expect_equal %back, %back_expected : tensor<2x3xf64>
  %prod = ten.cumprod %m axis = 1 : tensor<2x3xf64>
  %prod_expected = ten.constant dense<[[1.0, -2.0, -6.0], [4.0, 2.0, -12.0]]> : tensor<2x3xf64>
  check.expect_equal %prod, %prod_expected : tensor<2x3xf64>
  %max = ten.cummax %m axis = 1 : tensor<2x3xf64>
  %max_expected = ten.constant dense<[[1.0, 1.0, 3.0], [4.0, 4.0, 4.0]]> : tensor<2x3xf64>
  check.expect_equal %max, %max_expected : tensor<2x3xf64>
  %min = ten.cummin %m axis = 1 : tensor<2x3xf64>
  %min_expected = ten.constant dense<[[1.0, -2.0, -2.0], [4.0, 0.5, -6.0]]> : tensor<2x3xf64>
  check.expect_equal %min, %min_expected : tensor<2x3xf64>
  return
}

func.func @along_columns() {
  %m = ten.constant dense<[[1.0, -2.0, 3.0], [4.0, 0.5, -6.0]]> : tensor<2x3xf64>
  %sum = ten.cumsum %m axis = 0 : tensor<2x3xf64>
  %sum_expected = ten.constant dense<[[1.0, -2.0, 3.0], [5.0, -1.5, -3.0]]> : tensor<2x3xf64>
  check.expect_equal %sum, %sum_expected : tensor<2x3xf64>
  %back = ten.cumsum %m axis = 0 reversed : tensor<2x3xf64>
  %back_expected = ten.constant dense<[[5.0, -1.5, -3.0], [4.0, 0.5, -6.0]]> : tensor<2x3xf64>
  check.expect_equal %back, %back_expected : tensor<2x3xf64>
  %prod = ten.cumprod %m axis = 0 : tensor<2x3xf64>
  %prod_expected = ten.constant dense<[[1.0, -2.0, 3.0], [4.0, -1.0, -18.0]]> : tensor<2x3xf64>
  check.expect_equal %prod, %prod_expected : tensor<2x3xf64>
  return
}

// The middle one of three axes.
func.func @in_the_middle() {
  %x = ten.constant dense<[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[-1.0, 0.0], [2.0, 1.0], [0.0, 7.0]]]> : tensor<2x3x2xf64>
  %sum = ten.cumsum %x axis = 1 : tensor<2x3x2xf64>
  %sum_expected = ten.constant dense<[[[1.0, 2.0], [4.0, 6.0], [9.0, 12.0]], [[-1.0, 0.0], [1.0, 1.0], [1.0, 8.0]]]> : tensor<2x3x2xf64>
  check.expect_equal %sum, %sum_expected : tensor<2x3x2xf64>
  %max = ten.cummax %x axis = 1 : tensor<2x3x2xf64>
  %max_expected = ten.constant dense<[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[-1.0, 0.0], [2.0, 1.0], [2.0, 7.0]]]> : tensor<2x3x2xf64>
  check.expect_equal %max, %max_expected : tensor<2x3x2xf64>
  return
}

func.func @whole_numbers() {
  %n = ten.constant dense<[3, 1, -4, 2]> : tensor<4xi32>
  %sum = ten.cumsum %n axis = 0 : tensor<4xi32>
  %sum_expected = ten.constant dense<[3, 4, 0, 2]> : tensor<4xi32>
  check.expect_equal %sum, %sum_expected : tensor<4xi32>
  %prod = ten.cumprod %n axis = 0 : tensor<4xi32>
  %prod_expected = ten.constant dense<[3, 3, -12, -24]> : tensor<4xi32>
  check.expect_equal %prod, %prod_expected : tensor<4xi32>
  %max = ten.cummax %n axis = 0 : tensor<4xi32>
  %max_expected = ten.constant dense<[3, 3, 3, 3]> : tensor<4xi32>
  check.expect_equal %max, %max_expected : tensor<4xi32>
  %min = ten.cummin %n axis = 0 : tensor<4xi32>
  %min_expected = ten.constant dense<[3, 1, -4, -4]> : tensor<4xi32>
  check.expect_equal %min, %min_expected : tensor<4xi32>
  return
}

// A NaN wins from where it stands on; -infinity is a largest so far.
func.func @no_numbers() {
  %x = ten.constant dense<[0xFFF0000000000000, 1.0, 0x7FF8000000000000, 5.0]> : tensor<4xf64>
  %max = ten.cummax %x axis = 0 : tensor<4xf64>
  %max_expected = ten.constant dense<[0xFFF0000000000000, 1.0]> : tensor<2xf64>
  %max_start = ten.slice %max at [0] by [1] : tensor<4xf64> -> tensor<2xf64>
  check.expect_equal %max_start, %max_expected : tensor<2xf64>
  %min = ten.cummin %x axis = 0 : tensor<4xf64>
  %both = ten.add %max, %min : tensor<4xf64>
  %same = ten.compare ne %both, %both : tensor<4xf64> -> tensor<4xi1>
  %same_expected = ten.constant dense<[false, false, true, true]> : tensor<4xi1>
  check.expect_equal %same, %same_expected : tensor<4xi1>
  return
}

// y[i] = a[i] y[i - 1] + b[i]; the first factor is not read.
func.func @recurrences() {
  %a = ten.constant dense<[0x7FF8000000000000, 2.0, -1.0, 0.5]> : tensor<4xf64>
  %b = ten.constant dense<[1.0, 3.0, 4.0, 2.0]> : tensor<4xf64>
  %y = ten.recurrence %a, %b axis = 0 : tensor<4xf64>
  %y_expected = ten.constant dense<[1.0, 5.0, -1.0, 1.5]> : tensor<4xf64>
  check.expect_equal %y, %y_expected : tensor<4xf64>
  %c = ten.constant dense<[[3.0, 2.0, -1.0], [0.0, 1.0, 0x7FF8000000000000]]> : tensor<2x3xf64>
  %d = ten.constant dense<[[1.0, 3.0, 4.0], [1.0, 2.0, 3.0]]> : tensor<2x3xf64>
  %z = ten.recurrence %c, %d axis = 1 reversed : tensor<2x3xf64>
  %z_expected = ten.constant dense<[[34.0, 11.0, 4.0], [1.0, 5.0, 3.0]]> : tensor<2x3xf64>
  check.expect_equal %z, %z_expected : tensor<2x3xf64>
  return
}

func.func @of_nothing() {
  %none = ten.constant dense<> : tensor<2x0xf64>
  %sum = ten.cumsum %none axis = 1 : tensor<2x0xf64>
  check.expect_equal %sum, %none : tensor<2x0xf64>
  %prod = ten.cumprod %none axis = 0 : tensor<2x0xf64>
  check.expect_equal %prod, %none : tensor<2x0xf64>
  return
}
