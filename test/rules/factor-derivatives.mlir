// RUN: %python %S/Inputs/derivatives.py %nestor-opt %s
// Derivatives of linear systems and factorizations agree with differences.

// POINT: [[[2.0, 0.3, -0.27], [-0.89, 1.55, -0.99], [0.06, 1.34, 1.51]], [[-0.62, 0.49], [0.36, 0.11], [-0.93, -0.03]]]
func.func @solve(%a: tensor<3x3xf64>, %b: tensor<3x2xf64>) -> tensor<3x2xf64> {
  %y = ten.solve %a, %b : tensor<3x3xf64>, tensor<3x2xf64>
  %z = ten.mul %y, %y : tensor<3x2xf64>
  %w = ten.add %z, %y : tensor<3x2xf64>
  return %w : tensor<3x2xf64>
}
// POINT: [[[3.5, 1.25, 1.41], [1.25, 9.66, 1.6], [1.41, 1.6, 2.74]]]
func.func @cholesky(%a: tensor<3x3xf64>) -> tensor<3x3xf64> {
  %y = ten.cholesky %a : tensor<3x3xf64> -> tensor<3x3xf64>
  %z = ten.mul %y, %y : tensor<3x3xf64>
  %w = ten.add %z, %y : tensor<3x3xf64>
  return %w : tensor<3x3xf64>
}
// POINT: [[[0.16, -0.19], [-0.54, -0.05], [-1.53, -0.48]]]
func.func @qr(%a: tensor<3x2xf64>) -> tensor<5x2xf64> {
  %y = ten.qr %a : tensor<3x2xf64> -> tensor<5x2xf64>
  %z = ten.mul %y, %y : tensor<5x2xf64>
  %w = ten.add %z, %y : tensor<5x2xf64>
  return %w : tensor<5x2xf64>
}
// POINT: [[[3.5, 1.25, 1.41], [1.25, 9.66, 1.6], [1.41, 1.6, 2.74]]]
func.func @eigh(%a: tensor<3x3xf64>) -> tensor<4x3xf64> {
  %y = ten.eigh %a : tensor<3x3xf64> -> tensor<4x3xf64>
  %z = ten.mul %y, %y : tensor<4x3xf64>
  %w = ten.add %z, %y : tensor<4x3xf64>
  return %w : tensor<4x3xf64>
}
// Of the symmetric part.
// POINT: [[[2.0, 0.3], [-0.89, 1.55]]]
func.func @eigh_of_any(%a: tensor<2x2xf64>) -> tensor<3x2xf64> {
  %y = ten.eigh %a : tensor<2x2xf64> -> tensor<3x2xf64>
  %z = ten.mul %y, %y : tensor<3x2xf64>
  %w = ten.add %z, %y : tensor<3x2xf64>
  return %w : tensor<3x2xf64>
}
// POINT: [[[0.16, -0.19], [-0.54, -0.05], [-1.53, -0.48]]]
func.func @svd_tall(%a: tensor<3x2xf64>) -> tensor<6x2xf64> {
  %y = ten.svd %a : tensor<3x2xf64> -> tensor<6x2xf64>
  %z = ten.mul %y, %y : tensor<6x2xf64>
  %w = ten.add %z, %y : tensor<6x2xf64>
  return %w : tensor<6x2xf64>
}
// POINT: [[[-0.03, 0.88, -0.58], [0.11, 0.06, -1.23]]]
func.func @svd_wide(%a: tensor<2x3xf64>) -> tensor<6x2xf64> {
  %y = ten.svd %a : tensor<2x3xf64> -> tensor<6x2xf64>
  %z = ten.mul %y, %y : tensor<6x2xf64>
  %w = ten.add %z, %y : tensor<6x2xf64>
  return %w : tensor<6x2xf64>
}
