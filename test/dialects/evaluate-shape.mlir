// RUN: nestor-opt %s --check-evaluate -o /dev/null
// The reference interpreter moves, sums and multiplies elements as defined.

func.func @moved() {
  %m = ten.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf64>
  %row = ten.constant dense<[7.0, 8.0]> : tensor<2xf64>
  %iota = ten.iota 1 : tensor<2x3xi64>
  %iota_expected = ten.constant dense<[[0, 1, 2], [0, 1, 2]]> : tensor<2x3xi64>
  check.expect_equal %iota, %iota_expected : tensor<2x3xi64>
  %broadcast = ten.broadcast %row dims = [0] : tensor<2xf64> -> tensor<2x3xf64>
  %broadcast_expected = ten.constant dense<[[7.0, 7.0, 7.0], [8.0, 8.0, 8.0]]> : tensor<2x3xf64>
  check.expect_equal %broadcast, %broadcast_expected : tensor<2x3xf64>
  %reshape = ten.reshape %m : tensor<2x3xf64> -> tensor<3x2xf64>
  %reshape_expected = ten.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf64>
  check.expect_equal %reshape, %reshape_expected : tensor<3x2xf64>
  %transpose = ten.transpose %m perm = [1, 0] : tensor<2x3xf64> -> tensor<3x2xf64>
  %transpose_expected = ten.constant dense<[[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]> : tensor<3x2xf64>
  check.expect_equal %transpose, %transpose_expected : tensor<3x2xf64>
  %slice = ten.slice %m at [1, 0] by [1, 2] : tensor<2x3xf64> -> tensor<1x2xf64>
  %slice_expected = ten.constant dense<[[4.0, 6.0]]> : tensor<1x2xf64>
  check.expect_equal %slice, %slice_expected : tensor<1x2xf64>
  %nines = ten.constant dense<9.0> : tensor<1x3xf64>
  %concat = ten.concat %m, %nines axis = 0 : tensor<2x3xf64>, tensor<1x3xf64> -> tensor<3x3xf64>
  %concat_expected = ten.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [9.0, 9.0, 9.0]]> : tensor<3x3xf64>
  check.expect_equal %concat, %concat_expected : tensor<3x3xf64>
  %pad = ten.pad %row low = [1] interior = [1] : tensor<2xf64> -> tensor<5xf64>
  %pad_expected = ten.constant dense<[0.0, 7.0, 0.0, 8.0, 0.0]> : tensor<5xf64>
  check.expect_equal %pad, %pad_expected : tensor<5xf64>
  %reverse = ten.reverse %m axes = [1] : tensor<2x3xf64>
  %reverse_expected = ten.constant dense<[[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]]> : tensor<2x3xf64>
  check.expect_equal %reverse, %reverse_expected : tensor<2x3xf64>
  return
}

func.func @blocks() {
  %m = ten.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf64>
  %one = ten.constant dense<1> : tensor<i64>
  %block = ten.dynamic_slice %m[%one] axes = [1] : tensor<2x3xf64> -> tensor<2x2xf64>
  %block_expected = ten.constant dense<[[2.0, 3.0], [5.0, 6.0]]> : tensor<2x2xf64>
  check.expect_equal %block, %block_expected : tensor<2x2xf64>
  %nine = ten.constant dense<9.0> : tensor<1x2xf64>
  %updated = ten.update_slice %m, %nine[%one, %one] axes = [0, 1] : tensor<2x3xf64>, tensor<1x2xf64>
  %updated_expected = ten.constant dense<[[1.0, 2.0, 3.0], [4.0, 9.0, 9.0]]> : tensor<2x3xf64>
  check.expect_equal %updated, %updated_expected : tensor<2x3xf64>
  %added = ten.accumulate_slice %m, %nine[%one, %one] axes = [0, 1] : tensor<2x3xf64>, tensor<1x2xf64>
  %added_expected = ten.constant dense<[[1.0, 2.0, 3.0], [4.0, 14.0, 15.0]]> : tensor<2x3xf64>
  check.expect_equal %added, %added_expected : tensor<2x3xf64>
  return
}

func.func @reductions() {
  %m = ten.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, -6.0]]> : tensor<2x3xf64>
  %sum = ten.reduce_sum %m axes = [1] : tensor<2x3xf64> -> tensor<2xf64>
  %sum_expected = ten.constant dense<[6.0, 3.0]> : tensor<2xf64>
  check.expect_equal %sum, %sum_expected : tensor<2xf64>
  %prod = ten.reduce_prod %m axes = [0, 1] : tensor<2x3xf64> -> tensor<f64>
  %prod_expected = ten.constant dense<-720.0> : tensor<f64>
  check.expect_equal %prod, %prod_expected : tensor<f64>
  %max = ten.reduce_max %m axes = [0] : tensor<2x3xf64> -> tensor<3xf64>
  %max_expected = ten.constant dense<[4.0, 5.0, 3.0]> : tensor<3xf64>
  check.expect_equal %max, %max_expected : tensor<3xf64>
  %min = ten.reduce_min %m axes = [0] : tensor<2x3xf64> -> tensor<3xf64>
  %min_expected = ten.constant dense<[1.0, 2.0, -6.0]> : tensor<3xf64>
  check.expect_equal %min, %min_expected : tensor<3xf64>
  %p = ten.constant dense<[[true, false], [true, true]]> : tensor<2x2xi1>
  %and = ten.reduce_and %p axes = [1] : tensor<2x2xi1> -> tensor<2xi1>
  %and_expected = ten.constant dense<[false, true]> : tensor<2xi1>
  check.expect_equal %and, %and_expected : tensor<2xi1>
  %or = ten.reduce_or %p axes = [0, 1] : tensor<2x2xi1> -> tensor<i1>
  %or_expected = ten.constant dense<true> : tensor<i1>
  check.expect_equal %or, %or_expected : tensor<i1>
  return
}

// Nothing sums to 0 and multiplies to 1.
func.func @of_nothing() {
  %none = ten.constant dense<> : tensor<0x2xf64>
  %sum = ten.reduce_sum %none axes = [0] : tensor<0x2xf64> -> tensor<2xf64>
  %zero = ten.constant dense<0.0> : tensor<2xf64>
  check.expect_equal %sum, %zero : tensor<2xf64>
  %prod = ten.reduce_prod %none axes = [0] : tensor<0x2xf64> -> tensor<2xf64>
  %one = ten.constant dense<1.0> : tensor<2xf64>
  check.expect_equal %prod, %one : tensor<2xf64>
  %max = ten.reduce_max %none axes = [0] : tensor<0x2xf64> -> tensor<2xf64>
  %lowest = ten.constant dense<0xFFF0000000000000> : tensor<2xf64>
  check.expect_equal %max, %lowest : tensor<2xf64>
  %squares = ten.contract %none, %none batch = [], [] contract = [0], [0] : tensor<0x2xf64>, tensor<0x2xf64> -> tensor<2x2xf64>
  %zeros = ten.constant dense<0.0> : tensor<2x2xf64>
  check.expect_equal %squares, %zeros : tensor<2x2xf64>
  return
}

// A product of matrices, one in each of two lanes.
func.func @products() {
  %a = ten.constant dense<[[[1.0, 2.0]], [[3.0, 4.0]]]> : tensor<2x1x2xf64>
  %b = ten.constant dense<[[[1.0, 0.0], [5.0, 6.0]], [[0.0, 1.0], [1.0, 1.0]]]> : tensor<2x2x2xf64>
  %c = ten.contract %a, %b batch = [0], [0] contract = [2], [1] : tensor<2x1x2xf64>, tensor<2x2x2xf64> -> tensor<2x1x2xf64>
  %c_expected = ten.constant dense<[[[11.0, 12.0]], [[4.0, 7.0]]]> : tensor<2x1x2xf64>
  check.expect_equal %c, %c_expected : tensor<2x1x2xf64>
  return
}
