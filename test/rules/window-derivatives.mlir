// RUN: %python %S/Inputs/derivatives.py %nestor-opt %s
// Derivatives of convolutions and windows agree with differences.

// Strides, dilation, a border and groups at once.
// POINT: [[[[[-1.1, 1.04], [0.79, -0.73], [-0.01, -0.15], [0.45, 0.87]], [[-1.22, -1.41], [1.01, -0.2], [0.79, -1.49], [-0.16, 0.66]], [[-0.81, 1.34], [1.2, -1.41], [-1.42, 0.12], [1.32, -0.36]]]], [[[[-0.85, -0.23]], [[-1.41, -0.83]]], [[[-0.19, -0.01]], [[-0.8, -0.81]]]]]
func.func @convolve(%a: tensor<1x3x4x2xf64>, %b: tensor<2x2x1x2xf64>) -> tensor<1x2x3x2xf64> {
  %y = ten.convolve %a, %b strides = [2, 1] dilations = [1, 2] low = [1, 0] high = [0, 1] groups = 2 : tensor<1x3x4x2xf64>, tensor<2x2x1x2xf64> -> tensor<1x2x3x2xf64>
  %z = ten.mul %y, %y : tensor<1x2x3x2xf64>
  return %z : tensor<1x2x3x2xf64>
}
// POINT: [[[[[-0.84, -0.12], [-0.63, -1.44], [1.01, 0.17]], [[0.43, -0.94], [1.48, 1.08], [-1.14, -0.5]]]], [[[[0.66, 0.63]], [[1.31, -0.23]]], [[[0.99, 0.51]], [[-0.59, 0.26]]]]]
func.func @convolve_input(%a: tensor<1x2x3x2xf64>, %b: tensor<2x2x1x2xf64>) -> tensor<1x3x4x2xf64> {
  %y = ten.convolve_input %a, %b strides = [2, 1] dilations = [1, 2] low = [1, 0] high = [0, 1] groups = 2 : tensor<1x2x3x2xf64>, tensor<2x2x1x2xf64> -> tensor<1x3x4x2xf64>
  %z = ten.mul %y, %y : tensor<1x3x4x2xf64>
  return %z : tensor<1x3x4x2xf64>
}
// POINT: [[[[[1.15, 1.04], [0.02, 0.27], [-1.4, -0.77], [0.89, -0.26]], [[-0.98, 0.15], [0.61, 0.52], [-0.38, -0.18], [0.03, 0.84]], [[0.06, -0.32], [-0.03, -1.41], [-1.37, 0.61], [1.45, 0.28]]]], [[[[-0.32, -0.99], [0.01, 1.45], [0.81, 0.12]], [[1.08, -0.8], [0.04, 1.36], [0.23, -0.12]]]]]
func.func @convolve_filter(%a: tensor<1x3x4x2xf64>, %b: tensor<1x2x3x2xf64>) -> tensor<2x2x1x2xf64> {
  %y = ten.convolve_filter %a, %b strides = [2, 1] dilations = [1, 2] low = [1, 0] high = [0, 1] groups = 2 : tensor<1x3x4x2xf64>, tensor<1x2x3x2xf64> -> tensor<2x2x1x2xf64>
  %z = ten.mul %y, %y : tensor<2x2x1x2xf64>
  return %z : tensor<2x2x1x2xf64>
}
// POINT: [[[[-0.69], [0.14], [1.37], [-1.48]], [[0.85], [0.96], [1.16], [0.72]]], [[[0.93, 0.06]], [[0.18, -0.22]]]]
func.func @convolve_line(%a: tensor<2x4x1xf64>, %b: tensor<2x1x2xf64>) -> tensor<2x3x2xf64> {
  %y = ten.convolve %a, %b strides = [1] dilations = [1] low = [0] high = [0] groups = 1 : tensor<2x4x1xf64>, tensor<2x1x2xf64> -> tensor<2x3x2xf64>
  %z = ten.mul %y, %y : tensor<2x3x2xf64>
  return %z : tensor<2x3x2xf64>
}
// Overlapping windows: elements that are largest in several.
// POINT: [[[[[-1.33, 1.11], [0.21, -0.9], [0.01, -0.05]], [[-0.43, -0.46], [0.12, 0.37], [0.34, -0.13]], [[-1.42, -0.81], [-0.97, 0.25], [1.08, 0.9]], [[0.89, 0.95], [-0.73, 1.03], [0.52, -1.25]]]]]
func.func @largest(%x: tensor<1x4x3x2xf64>) -> tensor<1x2x2x2xf64> {
  %i = ten.window_argmax %x window = [3, 2] strides = [2, 1] low = [1, 0] high = [0, 0] : tensor<1x4x3x2xf64> -> tensor<1x2x2x2xi32>
  %y = ten.window_take %x[%i] window = [3, 2] strides = [2, 1] low = [1, 0] high = [0, 0] : tensor<1x4x3x2xf64>, tensor<1x2x2x2xi32> -> tensor<1x2x2x2xf64>
  %z = ten.mul %y, %y : tensor<1x2x2x2xf64>
  return %z : tensor<1x2x2x2xf64>
}
// POINT: [[[[[-1.45, -1.46], [0.77, -0.75]], [[-1.17, 0.37], [-0.47, -1.29]]]], [[[[0, 5], [3, 2]], [[1, 4], [-1, 6]]]]]
func.func @put(%y: tensor<1x2x2x2xf64>, %i: tensor<1x2x2x2xi32>) -> tensor<1x4x3x2xf64> {
  %x = ten.window_put %y[%i] window = [3, 2] strides = [2, 1] low = [1, 0] high = [0, 0] : tensor<1x2x2x2xf64>, tensor<1x2x2x2xi32> -> tensor<1x4x3x2xf64>
  %z = ten.mul %x, %x : tensor<1x4x3x2xf64>
  return %z : tensor<1x4x3x2xf64>
}
