// RUN: nestor-opt %s --check-evaluate -o /dev/null
// The reference interpreter gives what elementwise operations are defined to give.

func.func @signs() {
  %x = ten.constant dense<[-2.5, 0.0, 1.5]> : tensor<3xf64>
  %neg = ten.neg %x : tensor<3xf64>
  %neg_expected = ten.constant dense<[2.5, 0.0, -1.5]> : tensor<3xf64>
  check.expect_equal %neg, %neg_expected : tensor<3xf64>
  %abs = ten.abs %x : tensor<3xf64>
  %abs_expected = ten.constant dense<[2.5, 0.0, 1.5]> : tensor<3xf64>
  check.expect_equal %abs, %abs_expected : tensor<3xf64>
  %sign = ten.sign %x : tensor<3xf64>
  %sign_expected = ten.constant dense<[-1.0, 0.0, 1.0]> : tensor<3xf64>
  check.expect_equal %sign, %sign_expected : tensor<3xf64>
  return
}

// Halves round to even.
func.func @steps() {
  %x = ten.constant dense<[-2.5, -0.2, 1.5, 2.5]> : tensor<4xf64>
  %floor = ten.floor %x : tensor<4xf64>
  %floor_expected = ten.constant dense<[-3.0, -1.0, 1.0, 2.0]> : tensor<4xf64>
  check.expect_equal %floor, %floor_expected : tensor<4xf64>
  %ceil = ten.ceil %x : tensor<4xf64>
  %ceil_expected = ten.constant dense<[-2.0, 0.0, 2.0, 3.0]> : tensor<4xf64>
  check.expect_equal %ceil, %ceil_expected : tensor<4xf64>
  %round = ten.round %x : tensor<4xf64>
  %round_expected = ten.constant dense<[-2.0, 0.0, 2.0, 2.0]> : tensor<4xf64>
  check.expect_equal %round, %round_expected : tensor<4xf64>
  return
}

// Values of tables, at 1/2.
func.func @functions() {
  %x = ten.constant dense<0.5> : tensor<f64>
  %exp = ten.exp %x : tensor<f64>
  %exp_expected = ten.constant dense<1.6487212707001282> : tensor<f64>
  check.expect_close %exp, %exp_expected within 1.0e-15 : tensor<f64>
  %expm1 = ten.expm1 %x : tensor<f64>
  %expm1_expected = ten.constant dense<0.6487212707001282> : tensor<f64>
  check.expect_close %expm1, %expm1_expected within 1.0e-15 : tensor<f64>
  %log = ten.log %x : tensor<f64>
  %log_expected = ten.constant dense<-0.69314718055994531> : tensor<f64>
  check.expect_close %log, %log_expected within 1.0e-15 : tensor<f64>
  %log1p = ten.log1p %x : tensor<f64>
  %log1p_expected = ten.constant dense<0.40546510810816438> : tensor<f64>
  check.expect_close %log1p, %log1p_expected within 1.0e-15 : tensor<f64>
  %sqrt = ten.sqrt %x : tensor<f64>
  %sqrt_expected = ten.constant dense<0.70710678118654752> : tensor<f64>
  check.expect_close %sqrt, %sqrt_expected within 1.0e-15 : tensor<f64>
  %rsqrt = ten.rsqrt %x : tensor<f64>
  %rsqrt_expected = ten.constant dense<1.4142135623730950> : tensor<f64>
  check.expect_close %rsqrt, %rsqrt_expected within 1.0e-15 : tensor<f64>
  %sin = ten.sin %x : tensor<f64>
  %sin_expected = ten.constant dense<0.47942553860420300> : tensor<f64>
  check.expect_close %sin, %sin_expected within 1.0e-15 : tensor<f64>
  %cos = ten.cos %x : tensor<f64>
  %cos_expected = ten.constant dense<0.87758256189037271> : tensor<f64>
  check.expect_close %cos, %cos_expected within 1.0e-15 : tensor<f64>
  %tanh = ten.tanh %x : tensor<f64>
  %tanh_expected = ten.constant dense<0.46211715726000976> : tensor<f64>
  check.expect_close %tanh, %tanh_expected within 1.0e-15 : tensor<f64>
  %logistic = ten.logistic %x : tensor<f64>
  %logistic_expected = ten.constant dense<0.62245933120185456> : tensor<f64>
  check.expect_close %logistic, %logistic_expected within 1.0e-15 : tensor<f64>
  return
}

// The sign of a remainder is that of the divisor; 0^0 is 1.
func.func @two_operands() {
  %x = ten.constant dense<[-7.0, 5.0, 0.0]> : tensor<3xf64>
  %y = ten.constant dense<[2.0, -3.0, 0.0]> : tensor<3xf64>
  %add = ten.add %x, %y : tensor<3xf64>
  %add_expected = ten.constant dense<[-5.0, 2.0, 0.0]> : tensor<3xf64>
  check.expect_equal %add, %add_expected : tensor<3xf64>
  %sub = ten.sub %x, %y : tensor<3xf64>
  %sub_expected = ten.constant dense<[-9.0, 8.0, 0.0]> : tensor<3xf64>
  check.expect_equal %sub, %sub_expected : tensor<3xf64>
  %mul = ten.mul %x, %y : tensor<3xf64>
  %mul_expected = ten.constant dense<[-14.0, -15.0, 0.0]> : tensor<3xf64>
  check.expect_equal %mul, %mul_expected : tensor<3xf64>
  %pow = ten.pow %x, %y : tensor<3xf64>
  %pow_expected = ten.constant dense<[49.0, 0.008, 1.0]> : tensor<3xf64>
  check.expect_close %pow, %pow_expected within 1.0e-15 : tensor<3xf64>
  %max = ten.max %x, %y : tensor<3xf64>
  %max_expected = ten.constant dense<[2.0, 5.0, 0.0]> : tensor<3xf64>
  check.expect_equal %max, %max_expected : tensor<3xf64>
  %min = ten.min %x, %y : tensor<3xf64>
  %min_expected = ten.constant dense<[-7.0, -3.0, 0.0]> : tensor<3xf64>
  check.expect_equal %min, %min_expected : tensor<3xf64>
  %a = ten.constant dense<[-7, 5]> : tensor<2xi64>
  %b = ten.constant dense<[2, -3]> : tensor<2xi64>
  %floordiv = ten.floordiv %a, %b : tensor<2xi64>
  %floordiv_expected = ten.constant dense<[-4, -2]> : tensor<2xi64>
  check.expect_equal %floordiv, %floordiv_expected : tensor<2xi64>
  %mod = ten.mod %a, %b : tensor<2xi64>
  %mod_expected = ten.constant dense<[1, -1]> : tensor<2xi64>
  check.expect_equal %mod, %mod_expected : tensor<2xi64>
  %c = ten.constant dense<[1.0, -3.0]> : tensor<2xf64>
  %d = ten.constant dense<[4.0, 2.0]> : tensor<2xf64>
  %div = ten.div %c, %d : tensor<2xf64>
  %div_expected = ten.constant dense<[0.25, -1.5]> : tensor<2xf64>
  check.expect_equal %div, %div_expected : tensor<2xf64>
  return
}

// Beside a NaN, only ne holds.
func.func @decisions() {
  %x = ten.constant dense<[1.0, 2.0, 3.0, 0x7FF8000000000000]> : tensor<4xf64>
  %two = ten.constant dense<2.0> : tensor<4xf64>
  %eq = ten.compare eq %x, %two : tensor<4xf64> -> tensor<4xi1>
  %eq_expected = ten.constant dense<[false, true, false, false]> : tensor<4xi1>
  check.expect_equal %eq, %eq_expected : tensor<4xi1>
  %ne = ten.compare ne %x, %two : tensor<4xf64> -> tensor<4xi1>
  %ne_expected = ten.constant dense<[true, false, true, true]> : tensor<4xi1>
  check.expect_equal %ne, %ne_expected : tensor<4xi1>
  %lt = ten.compare lt %x, %two : tensor<4xf64> -> tensor<4xi1>
  %lt_expected = ten.constant dense<[true, false, false, false]> : tensor<4xi1>
  check.expect_equal %lt, %lt_expected : tensor<4xi1>
  %ge = ten.compare ge %x, %two : tensor<4xf64> -> tensor<4xi1>
  %ge_expected = ten.constant dense<[false, true, true, false]> : tensor<4xi1>
  check.expect_equal %ge, %ge_expected : tensor<4xi1>
  %not = ten.not %ge : tensor<4xi1>
  %not_expected = ten.constant dense<[true, false, false, true]> : tensor<4xi1>
  check.expect_equal %not, %not_expected : tensor<4xi1>
  %and = ten.and %ge, %ne : tensor<4xi1>
  %and_expected = ten.constant dense<[false, false, true, false]> : tensor<4xi1>
  check.expect_equal %and, %and_expected : tensor<4xi1>
  %or = ten.or %ge, %ne : tensor<4xi1>
  %or_expected = ten.constant dense<true> : tensor<4xi1>
  check.expect_equal %or, %or_expected : tensor<4xi1>
  %select = ten.select %lt, %x, %two : tensor<4xi1>, tensor<4xf64>
  %select_expected = ten.constant dense<[1.0, 2.0, 2.0, 2.0]> : tensor<4xf64>
  check.expect_equal %select, %select_expected : tensor<4xf64>
  return
}

// To integers numbers are cut off, bytes have no sign, and what is not zero is
// true.
func.func @conversions() {
  %x = ten.constant dense<[-2.7, 0.0, 2.7]> : tensor<3xf64>
  %i = ten.convert %x : tensor<3xf64> -> tensor<3xi64>
  %i_expected = ten.constant dense<[-2, 0, 2]> : tensor<3xi64>
  check.expect_equal %i, %i_expected : tensor<3xi64>
  %byte = ten.convert %i : tensor<3xi64> -> tensor<3xi8>
  %again = ten.convert %byte : tensor<3xi8> -> tensor<3xf64>
  %again_expected = ten.constant dense<[254.0, 0.0, 2.0]> : tensor<3xf64>
  check.expect_equal %again, %again_expected : tensor<3xf64>
  %p = ten.convert %x : tensor<3xf64> -> tensor<3xi1>
  %p_expected = ten.constant dense<[true, false, true]> : tensor<3xi1>
  check.expect_equal %p, %p_expected : tensor<3xi1>
  return
}
