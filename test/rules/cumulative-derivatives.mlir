// RUN: %python %S/Inputs/derivatives.py %nestor-opt %s
// Derivatives of the operations that walk along an axis agree with differences.

// POINT: [[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]]
func.func @cumsum(%x: tensor<2x3xf64>) -> tensor<2x3xf64> {
  %y = ten.cumsum %x axis = 1 : tensor<2x3xf64>
  %w = ten.sin %y : tensor<2x3xf64>
  return %w : tensor<2x3xf64>
}
// POINT: [[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]]
func.func @cumsum_reversed(%x: tensor<2x3xf64>) -> tensor<2x3xf64> {
  %y = ten.cumsum %x axis = 0 reversed : tensor<2x3xf64>
  %w = ten.sin %y : tensor<2x3xf64>
  return %w : tensor<2x3xf64>
}
// Without a zero, with one, with two, and with a zero in front.
// POINT: [[[0.5, -1.0, 2.0, 1.5], [1.5, 0.0, -0.5, 1.0], [1.5, 0.0, 0.0, -0.75], [0.0, 1.25, -1.0, 0.5]]]
func.func @cumprod(%x: tensor<4x4xf64>) -> tensor<4x4xf64> {
  %y = ten.cumprod %x axis = 1 : tensor<4x4xf64>
  return %y : tensor<4x4xf64>
}
// POINT: [[[[0.5, -1.0], [2.0, 0.75]], [[1.5, 0.25], [1.0, -0.5]]]]
func.func @cumprod_of_outer_axis(%x: tensor<2x2x2xf64>) -> tensor<2x2x2xf64> {
  %y = ten.cumprod %x axis = 0 : tensor<2x2x2xf64>
  %w = ten.mul %y, %x : tensor<2x2x2xf64>
  return %w : tensor<2x2x2xf64>
}
// POINT: [[[0.5, -1.0, 2.0, 1.0], [1.5, 0.25, 1.75, 2.5]]]
func.func @cummax(%x: tensor<2x4xf64>) -> tensor<2x4xf64> {
  %y = ten.cummax %x axis = 1 : tensor<2x4xf64>
  %w = ten.exp %y : tensor<2x4xf64>
  return %w : tensor<2x4xf64>
}
// POINT: [[[0.5, -1.0], [1.5, -2.0], [0.25, -0.5]]]
func.func @cummin(%x: tensor<3x2xf64>) -> tensor<3x2xf64> {
  %y = ten.cummin %x axis = 0 : tensor<3x2xf64>
  %w = ten.exp %y : tensor<3x2xf64>
  return %w : tensor<3x2xf64>
}
// POINT: [[[0.5, -1.0, 2.0], [1.5, 0.25, 0.0]], [[1.0, 0.3, -0.7], [2.0, -0.4, 0.6]]]
func.func @recurrence(%a: tensor<2x3xf64>, %b: tensor<2x3xf64>) -> tensor<2x3xf64> {
  %y = ten.recurrence %a, %b axis = 1 : tensor<2x3xf64>
  return %y : tensor<2x3xf64>
}
// POINT: [[[0.5, -1.0], [2.0, 1.5], [0.25, 0.75]], [[1.0, 0.3], [-0.7, 2.0], [-0.4, 0.6]]]
func.func @recurrence_reversed(%a: tensor<3x2xf64>, %b: tensor<3x2xf64>) -> tensor<3x2xf64> {
  %y = ten.recurrence %a, %b axis = 0 reversed : tensor<3x2xf64>
  return %y : tensor<3x2xf64>
}
