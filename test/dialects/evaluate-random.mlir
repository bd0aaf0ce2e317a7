// RUN: nestor-opt %s --check-evaluate -o /dev/null
// The reference interpreter draws what the published generator gives, from words computed apart.

// Counter and key of zeros: the published answer 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
func.func @known_answer() {
  %seed = ten.constant dense<0> : tensor<i64>
  %key = ten.seed_key %seed : tensor<2xi32>
  %u32 = ten.uniform %key : tensor<2xi32> -> tensor<4xf32>
  %u32_expected = ten.constant dense<[0.3990464210510254, 0.8805201649665833, 0.7357127666473389, 0.6054818034172058]> : tensor<4xf32>
  check.expect_equal %u32, %u32_expected : tensor<4xf32>
  %u64 = ten.uniform %key : tensor<2xi32> -> tensor<4xf64>
  %u64_expected = ten.constant dense<[0.3990464518475032, 0.8805202209745696, 0.7357127701632191, 0.6054818341439938]> : tensor<4xf64>
  check.expect_equal %u64, %u64_expected : tensor<4xf64>
  %i = ten.random_int %key below 16 : tensor<2xi32> -> tensor<4xi32>
  %i_expected = ten.constant dense<[6, 14, 11, 9]> : tensor<4xi32>
  check.expect_equal %i, %i_expected : tensor<4xi32>
  // The inverse of the distribution function at (word + 1/2) 2^-32, in f32.
  %n = ten.normal %key : tensor<2xi32> -> tensor<4xf64>
  %n_expected = ten.constant dense<[0.2558159704, -0.3041148472, -0.7201614943, -1.2509198865]> : tensor<4xf64>
  check.expect_close %n, %n_expected within 1.0e-6 : tensor<4xf64>
  return
}

func.func @folded() {
  %seed = ten.constant dense<4294967301> : tensor<i64>
  %key = ten.seed_key %seed : tensor<2xi32>
  %key_expected = ten.constant dense<[5, 1]> : tensor<2xi32>
  check.expect_equal %key, %key_expected : tensor<2xi32>
  %seven = ten.constant dense<7> : tensor<i64>
  %site = ten.fold_key site %key, %seven : tensor<2xi32>, tensor<i64> -> tensor<2xi32>
  %site_expected = ten.constant dense<[126524167, -1383143858]> : tensor<2xi32>
  check.expect_equal %site, %site_expected : tensor<2xi32>
  %keys = ten.broadcast %key dims = [1] : tensor<2xi32> -> tensor<2x2xi32>
  %number = ten.iota 0 : tensor<2xi64>
  %lanes = ten.fold_key lane %keys, %number : tensor<2x2xi32>, tensor<2xi64> -> tensor<2x2xi32>
  %lanes_expected = ten.constant dense<[[-1418582570, 15882360], [99475909, -281036795]]> : tensor<2x2xi32>
  check.expect_equal %lanes, %lanes_expected : tensor<2x2xi32>
  return
}

// Lanes draw what their keys draw alone.
func.func @lanes() {
  %keys = ten.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  %together = ten.normal %keys : tensor<2x2xi32> -> tensor<2x5xf64>
  %apart = meta.map 2 mapped(%keys : tensor<2x2xi32>) -> tensor<2x5xf64> (%lane: tensor<i64>, %key: tensor<2xi32>) {
    %n = ten.normal %key : tensor<2xi32> -> tensor<5xf64>
    meta.yield %n : tensor<5xf64>
  }
  check.expect_equal %together, %apart : tensor<2x5xf64>
  return
}

// A permutation gives every number once, and parts of it are parts of the whole.
func.func @permutation() {
  %key = ten.constant dense<[1, 2]> : tensor<2xi32>
  %first = ten.constant dense<0> : tensor<i64>
  %all = ten.permutation %key from %first of 10 : tensor<2xi32> -> tensor<10xi64>
  %none = ten.constant dense<0> : tensor<10xi64>
  %one = ten.constant dense<1> : tensor<10xi64>
  %count = ten.scatter_add %none[%all], %one : tensor<10xi64>, tensor<10xi64>, tensor<10xi64>
  check.expect_equal %count, %one : tensor<10xi64>
  %seven = ten.constant dense<7> : tensor<i64>
  %part = ten.permutation %key from %seven of 10 : tensor<2xi32> -> tensor<3xi64>
  %last = ten.slice %all at [7] by [1] : tensor<10xi64> -> tensor<3xi64>
  check.expect_equal %part, %last : tensor<3xi64>
  return
}
