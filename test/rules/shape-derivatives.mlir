// RUN: %python %S/Inputs/derivatives.py %nestor-opt %s
// Derivatives through operations that move elements agree with differences.

// POINT: [[0.5, -1.0]]
func.func @broadcast(%x: tensor<2xf64>) -> tensor<3x2x2xf64> {
  %y = ten.mul %x, %x : tensor<2xf64>
  %z = ten.broadcast %y dims = [1] : tensor<2xf64> -> tensor<3x2x2xf64>
  %w = ten.mul %z, %z : tensor<3x2x2xf64>
  return %w : tensor<3x2x2xf64>
}
// POINT: [0.5]
func.func @broadcast_scalar(%x: tensor<f64>) -> tensor<3xf64> {
  %z = ten.broadcast %x dims = [] : tensor<f64> -> tensor<3xf64>
  %w = ten.mul %z, %z : tensor<3xf64>
  return %w : tensor<3xf64>
}
// POINT: [[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]]
func.func @reshape(%x: tensor<2x3xf64>) -> tensor<3x2xf64> {
  %y = ten.reshape %x : tensor<2x3xf64> -> tensor<3x2xf64>
  %w = ten.mul %y, %y : tensor<3x2xf64>
  return %w : tensor<3x2xf64>
}
// POINT: [[[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]]]
func.func @transpose(%x: tensor<1x2x3xf64>) -> tensor<3x1x2xf64> {
  %y = ten.transpose %x perm = [2, 0, 1] : tensor<1x2x3xf64> -> tensor<3x1x2xf64>
  %w = ten.mul %y, %y : tensor<3x1x2xf64>
  return %w : tensor<3x1x2xf64>
}
// POINT: [[[0.5, -1.0, 2.0, 3.0, -2.0], [1.5, 0.25, -0.5, 0.75, 1.25]]]
func.func @slice(%x: tensor<2x5xf64>) -> tensor<1x2xf64> {
  %y = ten.slice %x at [1, 1] by [1, 2] : tensor<2x5xf64> -> tensor<1x2xf64>
  %w = ten.mul %y, %y : tensor<1x2xf64>
  return %w : tensor<1x2xf64>
}
// POINT: [[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]], 1]
func.func @dynamic_slice(%x: tensor<2x3xf64>, %i: tensor<i64>) -> tensor<2x2xf64> {
  %y = ten.dynamic_slice %x[%i] axes = [1] : tensor<2x3xf64> -> tensor<2x2xf64>
  %w = ten.mul %y, %y : tensor<2x2xf64>
  return %w : tensor<2x2xf64>
}
// Two overlapping blocks of one tensor: their cotangents add up.
// POINT: [[0.5, -1.0, 2.0], 1, 0]
func.func @dynamic_slice_twice(%x: tensor<3xf64>, %i: tensor<i64>, %j: tensor<i64>) -> tensor<2xf64> {
  %a = ten.dynamic_slice %x[%i] axes = [0] : tensor<3xf64> -> tensor<2xf64>
  %b = ten.dynamic_slice %x[%j] axes = [0] : tensor<3xf64> -> tensor<2xf64>
  %w = ten.mul %a, %b : tensor<2xf64>
  return %w : tensor<2xf64>
}
// POINT: [[0.5, -1.0, 2.0], [1.5, 0.25], 1]
func.func @update_slice(%x: tensor<3xf64>, %u: tensor<2xf64>, %i: tensor<i64>) -> tensor<3xf64> {
  %y = ten.update_slice %x, %u[%i] axes = [0] : tensor<3xf64>, tensor<2xf64>
  %w = ten.mul %y, %y : tensor<3xf64>
  return %w : tensor<3xf64>
}
// Only the block has a tangent, then only the whole.
// POINT: [[1.5, 0.25], 1]
func.func @update_block(%u: tensor<2xf64>, %i: tensor<i64>) -> tensor<3xf64> {
  %x = ten.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf64>
  %y = ten.update_slice %x, %u[%i] axes = [0] : tensor<3xf64>, tensor<2xf64>
  %w = ten.mul %y, %y : tensor<3xf64>
  return %w : tensor<3xf64>
}
// POINT: [[0.5, -1.0, 2.0], 1]
func.func @update_whole(%x: tensor<3xf64>, %i: tensor<i64>) -> tensor<3xf64> {
  %u = ten.constant dense<[1.0, 2.0]> : tensor<2xf64>
  %y = ten.update_slice %x, %u[%i] axes = [0] : tensor<3xf64>, tensor<2xf64>
  %w = ten.mul %y, %y : tensor<3xf64>
  return %w : tensor<3xf64>
}
// POINT: [[0.5, -1.0, 2.0], [1.5, 0.25], 1]
func.func @accumulate_slice(%x: tensor<3xf64>, %u: tensor<2xf64>, %i: tensor<i64>) -> tensor<3xf64> {
  %y = ten.accumulate_slice %x, %u[%i] axes = [0] : tensor<3xf64>, tensor<2xf64>
  %w = ten.mul %y, %y : tensor<3xf64>
  return %w : tensor<3xf64>
}
// POINT: [[[0.5, -1.0]], [[1.5, 0.25], [2.0, -0.75]]]
func.func @concat(%x: tensor<1x2xf64>, %y: tensor<2x2xf64>) -> tensor<4x2xf64> {
  %c = ten.constant dense<0.5> : tensor<1x2xf64>
  %z = ten.concat %x, %c, %y axis = 0 : tensor<1x2xf64>, tensor<1x2xf64>, tensor<2x2xf64> -> tensor<4x2xf64>
  %w = ten.mul %z, %z : tensor<4x2xf64>
  return %w : tensor<4x2xf64>
}
// POINT: [[0.5, -1.0, 2.0]]
func.func @pad(%x: tensor<3xf64>) -> tensor<8xf64> {
  %y = ten.pad %x low = [1] interior = [1] : tensor<3xf64> -> tensor<8xf64>
  %e = ten.exp %y : tensor<8xf64>
  return %e : tensor<8xf64>
}
// POINT: [[[0.5, -1.0], [2.0, 0.25]]]
func.func @reverse(%x: tensor<2x2xf64>) -> tensor<2x2xf64> {
  %y = ten.reverse %x axes = [0, 1] : tensor<2x2xf64>
  %w = ten.mul %y, %x : tensor<2x2xf64>
  return %w : tensor<2x2xf64>
}
// Rows 2, 0, 2: a row that is read twice gets both cotangents.
// POINT: [[[0.5, -1.0], [1.5, 0.25], [2.0, -0.75]], [2, 0, 2]]
func.func @gather(%x: tensor<3x2xf64>, %i: tensor<3xi64>) -> tensor<3x2xf64> {
  %y = ten.gather %x[%i] : tensor<3x2xf64>, tensor<3xi64> -> tensor<3x2xf64>
  %w = ten.exp %y : tensor<3x2xf64>
  return %w : tensor<3x2xf64>
}
// POINT: [[0.5, -1.0, 1.0], [2, 0, 2], [1.5, 0.25, 2.0]]
func.func @scatter_add(%x: tensor<3xf64>, %i: tensor<3xi64>, %u: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.scatter_add %x[%i], %u : tensor<3xf64>, tensor<3xi64>, tensor<3xf64>
  %w = ten.sin %y : tensor<3xf64>
  return %w : tensor<3xf64>
}
// Of the two rows for place 2 the last counts; place 1 keeps what it had.
// POINT: [[[0.5, -1.0], [1.5, 0.25], [2.0, -0.75]], [2, 0, 2], [[0.7, 1.25], [-0.5, 2.0], [1.0, 0.3]]]
func.func @scatter_set(%x: tensor<3x2xf64>, %i: tensor<3xi64>, %u: tensor<3x2xf64>) -> tensor<3x2xf64> {
  %y = ten.scatter_set %x[%i], %u : tensor<3x2xf64>, tensor<3xi64>, tensor<3x2xf64>
  %w = ten.sin %y : tensor<3x2xf64>
  return %w : tensor<3x2xf64>
}
// POINT: [[0.5, -1.0, 1.0], [[2, 0], [1, 0]], [[1.5, 0.25], [2.0, -0.75]]]
func.func @scatter_set_of_rank_2(%x: tensor<3xf64>, %i: tensor<2x2xi64>, %u: tensor<2x2xf64>) -> tensor<3xf64> {
  %y = ten.scatter_set %x[%i], %u : tensor<3xf64>, tensor<2x2xi64>, tensor<2x2xf64>
  %w = ten.mul %y, %y : tensor<3xf64>
  return %w : tensor<3xf64>
}
// POINT: [[0.5, -1.0, 1.0], 1, 1.5]
func.func @scatter_set_of_one(%x: tensor<3xf64>, %i: tensor<i64>, %u: tensor<f64>) -> tensor<3xf64> {
  %y = ten.scatter_set %x[%i], %u : tensor<3xf64>, tensor<i64>, tensor<f64>
  %w = ten.mul %y, %y : tensor<3xf64>
  return %w : tensor<3xf64>
}
// In place 2 the first row is the largest, in place 0 x itself.
// POINT: [[[0.5, 3.0], [1.5, 0.25], [2.0, -0.75]], [2, 0, 2], [[2.7, 1.25], [-0.5, 2.0], [1.0, 0.3]]]
func.func @scatter_max(%x: tensor<3x2xf64>, %i: tensor<3xi64>, %u: tensor<3x2xf64>) -> tensor<3x2xf64> {
  %y = ten.scatter_max %x[%i], %u : tensor<3x2xf64>, tensor<3xi64>, tensor<3x2xf64>
  %w = ten.exp %y : tensor<3x2xf64>
  return %w : tensor<3x2xf64>
}
// POINT: [[0.5, -1.0, 1.0], [2, 0, 2], [1.5, 0.25, 0.75]]
func.func @scatter_min(%x: tensor<3xf64>, %i: tensor<3xi64>, %u: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.scatter_min %x[%i], %u : tensor<3xf64>, tensor<3xi64>, tensor<3xf64>
  %w = ten.exp %y : tensor<3xf64>
  return %w : tensor<3xf64>
}
