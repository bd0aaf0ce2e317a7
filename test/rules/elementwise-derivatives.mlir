// RUN: %python %S/Inputs/derivatives.py %nestor-opt %s
// Derivatives of elementwise operations agree with differences where they are smooth.

// POINT: [[-1.5, 0.25, 2.0]]
func.func @neg(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.neg %x : tensor<3xf64>
  %z = ten.mul %y, %y : tensor<3xf64>
  return %z : tensor<3xf64>
}
// POINT: [[-1.5, 0.25, 2.0]]
func.func @abs(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.abs %x : tensor<3xf64>
  %z = ten.mul %y, %x : tensor<3xf64>
  return %z : tensor<3xf64>
}
// POINT: [[-1.5, 0.25, 2.0]]
func.func @exp(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.exp %x : tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[0.5, 1.0, 7.0]]
func.func @log(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.log %x : tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[-0.5, 0.0, 7.0]]
func.func @log1p(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.log1p %x : tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[-0.5, 0.0, 2.0]]
func.func @expm1(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.expm1 %x : tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[0.5, 1.0, 7.0]]
func.func @sqrt(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.sqrt %x : tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[0.5, 1.0, 7.0]]
func.func @rsqrt(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.rsqrt %x : tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[-1.5, 0.0, 2.0]]
func.func @sin(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.sin %x : tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[-1.5, 0.0, 2.0]]
func.func @cos(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.cos %x : tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[-1.5, 0.0, 2.0]]
func.func @tanh(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.tanh %x : tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[-1.5, 0.0, 2.0]]
func.func @logistic(%x: tensor<3xf64>) -> tensor<3xf64> {
  %y = ten.logistic %x : tensor<3xf64>
  return %y : tensor<3xf64>
}
// POINT: [[-1.25, 0.25, 2.25]]
func.func @steps_are_flat(%x: tensor<3xf64>) -> tensor<3xf64> {
  %a = ten.floor %x : tensor<3xf64>
  %b = ten.ceil %x : tensor<3xf64>
  %c = ten.round %x : tensor<3xf64>
  %d = ten.sign %x : tensor<3xf64>
  %e = ten.mul %a, %x : tensor<3xf64>
  %f = ten.add %b, %e : tensor<3xf64>
  %g = ten.mul %c, %f : tensor<3xf64>
  %h = ten.mul %d, %g : tensor<3xf64>
  return %h : tensor<3xf64>
}

// POINT: [[-1.5, 0.25], [0.5, 3.0]]
func.func @add(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
  %s = ten.add %x, %y : tensor<2xf64>
  %z = ten.mul %s, %s : tensor<2xf64>
  return %z : tensor<2xf64>
}
// POINT: [[-1.5, 0.25], [0.5, 3.0]]
func.func @sub(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
  %s = ten.sub %x, %y : tensor<2xf64>
  %z = ten.mul %s, %s : tensor<2xf64>
  return %z : tensor<2xf64>
}
// POINT: [[-1.5, 0.25], [0.5, 3.0]]
func.func @mul(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
  %z = ten.mul %x, %y : tensor<2xf64>
  %r = ten.mul %z, %x : tensor<2xf64>
  return %r : tensor<2xf64>
}
// POINT: [[-1.5, 0.25], [0.5, 3.0]]
func.func @div(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
  %z = ten.div %x, %y : tensor<2xf64>
  return %z : tensor<2xf64>
}
// Also where the exponent is 0, 1 or 2 and moves.
// POINT: [[1.5, 0.25], [0.5, 3.0]]
// POINT: [[1.5, 0.75], [0.0, 1.0]]
// POINT: [[1.5, 0.75], [2.0, -1.0]]
func.func @pow(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
  %z = ten.pow %x, %y : tensor<2xf64>
  return %z : tensor<2xf64>
}
// POINT: [[-1.5, 0.0, 2.0]]
func.func @cube(%x: tensor<3xf64>) -> tensor<3xf64> {
  %three = ten.constant dense<3.0> : tensor<3xf64>
  %z = ten.pow %x, %three : tensor<3xf64>
  return %z : tensor<3xf64>
}
// POINT: [[-1.5, 0.0, 2.0]]
func.func @square(%x: tensor<3xf64>) -> tensor<3xf64> {
  %two = ten.constant dense<2.0> : tensor<3xf64>
  %z = ten.pow %x, %two : tensor<3xf64>
  return %z : tensor<3xf64>
}
// POINT: [[1.5, 0.25, 2.0]]
func.func @inverse_square(%x: tensor<3xf64>) -> tensor<3xf64> {
  %k = ten.constant dense<-2.0> : tensor<3xf64>
  %z = ten.pow %x, %k : tensor<3xf64>
  return %z : tensor<3xf64>
}
// POINT: [[-1.5, 0.25], [0.5, -3.0]]
func.func @max(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
  %m = ten.max %x, %y : tensor<2xf64>
  %z = ten.mul %m, %m : tensor<2xf64>
  return %z : tensor<2xf64>
}
// POINT: [[-1.5, 0.25], [0.5, -3.0]]
func.func @min(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
  %m = ten.min %x, %y : tensor<2xf64>
  %z = ten.mul %m, %m : tensor<2xf64>
  return %z : tensor<2xf64>
}
// POINT: [[-1.5, 7.25, 2.5], [0.7, -3.0, 1.3]]
func.func @mod(%x: tensor<3xf64>, %y: tensor<3xf64>) -> tensor<3xf64> {
  %m = ten.mod %x, %y : tensor<3xf64>
  %z = ten.mul %m, %m : tensor<3xf64>
  return %z : tensor<3xf64>
}
// POINT: [[-1.5, 7.25, 2.5], [0.7, -3.0, 1.3]]
func.func @floordiv(%x: tensor<3xf64>, %y: tensor<3xf64>) -> tensor<3xf64> {
  %m = ten.floordiv %x, %y : tensor<3xf64>
  %z = ten.mul %m, %x : tensor<3xf64>
  return %z : tensor<3xf64>
}
// POINT: [[-1.5, 7.25, 2.5], [0.7, -3.0, 1.3]]
func.func @select(%x: tensor<3xf64>, %y: tensor<3xf64>) -> tensor<3xf64> {
  %zero = ten.constant dense<0.0> : tensor<3xf64>
  %p = ten.compare gt %x, %zero : tensor<3xf64> -> tensor<3xi1>
  %a = ten.mul %x, %y : tensor<3xf64>
  %b = ten.sin %y : tensor<3xf64>
  %z = ten.select %p, %a, %b : tensor<3xi1>, tensor<3xf64>
  return %z : tensor<3xf64>
}
// Only one side of a select has a tangent.
// POINT: [[-1.5, 7.25, 2.5]]
func.func @select_constant(%x: tensor<3xf64>) -> tensor<3xf64> {
  %zero = ten.constant dense<0.0> : tensor<3xf64>
  %p = ten.compare gt %x, %zero : tensor<3xf64> -> tensor<3xi1>
  %a = ten.mul %x, %x : tensor<3xf64>
  %z = ten.select %p, %a, %zero : tensor<3xi1>, tensor<3xf64>
  return %z : tensor<3xf64>
}
// Through a narrower type and back; integers are a break.
// POINT: [[-1.5, 7.25, 2.5]]
func.func @convert(%x: tensor<3xf64>) -> tensor<3xf64> {
  %a = ten.convert %x : tensor<3xf64> -> tensor<3xf32>
  %b = ten.convert %a : tensor<3xf32> -> tensor<3xf64>
  %i = ten.convert %x : tensor<3xf64> -> tensor<3xi32>
  %c = ten.convert %i : tensor<3xi32> -> tensor<3xf64>
  %d = ten.mul %b, %b : tensor<3xf64>
  %z = ten.mul %c, %d : tensor<3xf64>
  return %z : tensor<3xf64>
}
