// RUN: %python %S/Inputs/derivatives.py %nestor-opt %s
// Derivatives of reductions and contractions agree with differences.

// POINT: [[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]]
func.func @sum(%x: tensor<2x3xf64>) -> tensor<2xf64> {
  %y = ten.reduce_sum %x axes = [1] : tensor<2x3xf64> -> tensor<2xf64>
  %w = ten.mul %y, %y : tensor<2xf64>
  return %w : tensor<2xf64>
}
// POINT: [[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]]
func.func @max(%x: tensor<2x3xf64>) -> tensor<3xf64> {
  %y = ten.reduce_max %x axes = [0] : tensor<2x3xf64> -> tensor<3xf64>
  %w = ten.mul %y, %y : tensor<3xf64>
  return %w : tensor<3xf64>
}
// POINT: [[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]]
func.func @min(%x: tensor<2x3xf64>) -> tensor<f64> {
  %y = ten.reduce_min %x axes = [0, 1] : tensor<2x3xf64> -> tensor<f64>
  %w = ten.mul %y, %y : tensor<f64>
  return %w : tensor<f64>
}
// Over an odd and an even number of elements, with one zero, with two.
// POINT: [[[0.5, -1.0, 2.0, 1.5, 0.25], [1.5, 0.0, -0.5, 1.0, 2.0], [0.0, 1.5, 0.0, 2.0, -1.0]]]
func.func @product_of_rows(%x: tensor<3x5xf64>) -> tensor<3xf64> {
  %y = ten.reduce_prod %x axes = [1] : tensor<3x5xf64> -> tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[[[0.5, -1.0], [2.0, 0.0]], [[1.5, 0.25], [1.0, -0.5]]]]
func.func @product_of_outer_axes(%x: tensor<2x2x2xf64>) -> tensor<2xf64> {
  %y = ten.reduce_prod %x axes = [0, 2] : tensor<2x2x2xf64> -> tensor<2xf64>
  return %y : tensor<2xf64>
}
// POINT: [[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]], [[1.0, 0.5], [-0.25, 2.0], [0.75, 1.25]]]
func.func @matmul(%x: tensor<2x3xf64>, %y: tensor<3x2xf64>) -> tensor<2x2xf64> {
  %z = ten.contract %x, %y batch = [], [] contract = [1], [0] : tensor<2x3xf64>, tensor<3x2xf64> -> tensor<2x2xf64>
  %w = ten.mul %z, %z : tensor<2x2xf64>
  return %w : tensor<2x2xf64>
}
// Everything at once: a batch axis, two contracted ones in unlike order, free
// axes on both sides.
// POINT: [[[[[0.5, -1.0], [2.0, 1.5]], [[0.25, -0.5], [1.0, 0.75]]]], [[[[1.0], [0.5]], [[0.3], [-0.25]]], [[[2.0], [0.1]], [[0.75], [1.25]]]]]
func.func @contract(%x: tensor<1x2x2x2xf64>, %y: tensor<2x2x2x1xf64>) -> tensor<2x1x1xf64> {
  %z = ten.contract %x, %y batch = [2], [1] contract = [1, 3], [2, 0] : tensor<1x2x2x2xf64>, tensor<2x2x2x1xf64> -> tensor<2x1x1xf64>
  return %z : tensor<2x1x1xf64>
}
// POINT: [[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]
func.func @dot(%x: tensor<3xf64>, %y: tensor<3xf64>) -> tensor<f64> {
  %z = ten.contract %x, %y batch = [], [] contract = [0], [0] : tensor<3xf64>, tensor<3xf64> -> tensor<f64>
  %w = ten.exp %z : tensor<f64>
  return %w : tensor<f64>
}
// POINT: [[0.5, -1.0], [1.5, 0.25, -0.5]]
func.func @outer(%x: tensor<2xf64>, %y: tensor<3xf64>) -> tensor<2x3xf64> {
  %z = ten.contract %x, %y batch = [], [] contract = [], [] : tensor<2xf64>, tensor<3xf64> -> tensor<2x3xf64>
  %w = ten.exp %z : tensor<2x3xf64>
  return %w : tensor<2x3xf64>
}
