// RUN: nestor-opt %s --check-evaluate -o /dev/null
// An order lists the elements by size, equals by number; a NaN is larger than every number.

func.func @along_rows() {
  %m = ten.constant dense<[[3.0, -1.0, 2.0, -1.0], [0.5, 0.5, 0.25, 4.0]]> : tensor<2x4xf64>
  %up = ten.argsort %m axis = 1 : tensor<2x4xf64> -> tensor<2x4xi32>
  %up_expected = ten.constant dense<[[1, 3, 2, 0], [2, 0, 1, 3]]> : tensor<2x4xi32>
  check.expect_equal %up, %up_expected : tensor<2x4xi32>
  %down = ten.argsort %m axis = 1 descending : tensor<2x4xf64> -> tensor<2x4xi32>
  %down_expected = ten.constant dense<[[0, 2, 1, 3], [3, 0, 1, 2]]> : tensor<2x4xi32>
  check.expect_equal %down, %down_expected : tensor<2x4xi32>
  return
}

func.func @along_other_axes() {
  %x = ten.constant dense<[[[1.0, 6.0], [3.0, 4.0], [2.0, 4.0]], [[-1.0, 0.0], [-2.0, 1.0], [0.0, -7.0]]]> : tensor<2x3x2xf64>
  %middle = ten.argsort %x axis = 1 : tensor<2x3x2xf64> -> tensor<2x3x2xi32>
  %middle_expected = ten.constant dense<[[[0, 1], [2, 2], [1, 0]], [[1, 2], [0, 0], [2, 1]]]> : tensor<2x3x2xi32>
  check.expect_equal %middle, %middle_expected : tensor<2x3x2xi32>
  %first = ten.argsort %x axis = 0 : tensor<2x3x2xf64> -> tensor<2x3x2xi32>
  %first_expected = ten.constant dense<[[[1, 1], [1, 1], [1, 1]], [[0, 0], [0, 0], [0, 0]]]> : tensor<2x3x2xi32>
  check.expect_equal %first, %first_expected : tensor<2x3x2xi32>
  return
}

// -0 equals 0, NaNs are equals and stand last, or first.
func.func @unusual_numbers() {
  %x = ten.constant dense<[0x7FF8000000000000, 0.0, 0x7FF0000000000000, -0.0, 0xFFF0000000000000, -2.5, 0x7FF8000000000000]> : tensor<7xf64>
  %up = ten.argsort %x axis = 0 : tensor<7xf64> -> tensor<7xi32>
  %up_expected = ten.constant dense<[4, 5, 1, 3, 2, 0, 6]> : tensor<7xi32>
  check.expect_equal %up, %up_expected : tensor<7xi32>
  %down = ten.argsort %x axis = 0 descending : tensor<7xf64> -> tensor<7xi32>
  %down_expected = ten.constant dense<[0, 6, 2, 1, 3, 5, 4]> : tensor<7xi32>
  check.expect_equal %down, %down_expected : tensor<7xi32>
  return
}

func.func @whole_numbers() {
  %n = ten.constant dense<[3, -2147483648, 2147483647, 0, -1, 3]> : tensor<6xi32>
  %up = ten.argsort %n axis = 0 : tensor<6xi32> -> tensor<6xi32>
  %up_expected = ten.constant dense<[1, 4, 3, 0, 5, 2]> : tensor<6xi32>
  check.expect_equal %up, %up_expected : tensor<6xi32>
  %w = ten.constant dense<[5000000000, -5000000000, 7, 7]> : tensor<4xi64>
  %down = ten.argsort %w axis = 0 descending : tensor<4xi64> -> tensor<4xi32>
  %down_expected = ten.constant dense<[0, 2, 3, 1]> : tensor<4xi32>
  check.expect_equal %down, %down_expected : tensor<4xi32>
  return
}

func.func @of_nothing() {
  %none = ten.constant dense<> : tensor<2x0xf64>
  %order = ten.argsort %none axis = 0 : tensor<2x0xf64> -> tensor<2x0xi32>
  %expected = ten.constant dense<> : tensor<2x0xi32>
  check.expect_equal %order, %expected : tensor<2x0xi32>
  return
}
