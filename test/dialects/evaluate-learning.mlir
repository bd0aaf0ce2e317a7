// RUN: nestor-opt %s --check-evaluate -o /dev/null
// The reference interpreter takes derivatives and runs learning loops as they are defined, against closed forms.

// f = x0^2 x1: the gradient is (2 x0 x1, x0^2); the aux value passes.
func.func @gradient() {
  %x = ten.constant dense<[3.0, 5.0]> : tensor<2xf64>
  %v, %g, %aux = meta.grad of(%x : tensor<2xf64>) -> tensor<f64>, tensor<2xf64>, tensor<2xf64> (%a: tensor<2xf64>) {
    %square = ten.mul %a, %a : tensor<2xf64>
    %p = ten.slice %square at [0] by [1] : tensor<2xf64> -> tensor<1xf64>
    %q = ten.slice %a at [1] by [1] : tensor<2xf64> -> tensor<1xf64>
    %m = ten.mul %p, %q : tensor<1xf64>
    %l = ten.reshape %m : tensor<1xf64> -> tensor<f64>
    meta.yield %l, %square : tensor<f64>, tensor<2xf64>
  }
  %v_expected = ten.constant dense<45.0> : tensor<f64>
  check.expect_equal %v, %v_expected : tensor<f64>
  %g_expected = ten.constant dense<[30.0, 9.0]> : tensor<2xf64>
  check.expect_equal %g, %g_expected : tensor<2xf64>
  %aux_expected = ten.constant dense<[9.0, 25.0]> : tensor<2xf64>
  check.expect_equal %aux, %aux_expected : tensor<2xf64>
  return
}

// d/dx (x * d/dy (x + y)) = 1, not 2: the tangents of two levels are apart.
func.func @perturbations_are_apart() {
  %x = ten.constant dense<1.0> : tensor<f64>
  %v, %g = meta.grad of(%x : tensor<f64>) -> tensor<f64>, tensor<f64> (%a: tensor<f64>) {
    %one = ten.constant dense<1.0> : tensor<f64>
    %w, %h = meta.grad of(%one : tensor<f64>) captures(%a : tensor<f64>) -> tensor<f64>, tensor<f64> (%y: tensor<f64>, %b: tensor<f64>) {
      %s = ten.add %b, %y : tensor<f64>
      meta.yield %s : tensor<f64>
    }
    %p = ten.mul %a, %h : tensor<f64>
    meta.yield %p : tensor<f64>
  }
  %expected = ten.constant dense<1.0> : tensor<f64>
  check.expect_equal %g, %expected : tensor<f64>
  return
}

// The third derivative of x^5 is 60 x^2.
func.func @third_order() {
  %x = ten.constant dense<2.0> : tensor<f64>
  %v, %g = meta.grad of(%x : tensor<f64>) -> tensor<f64>, tensor<f64> (%a: tensor<f64>) {
    %v1, %g1 = meta.grad of(%a : tensor<f64>) -> tensor<f64>, tensor<f64> (%b: tensor<f64>) {
      %v2, %g2 = meta.grad of(%b : tensor<f64>) -> tensor<f64>, tensor<f64> (%c: tensor<f64>) {
        %five = ten.constant dense<5.0> : tensor<f64>
        %p = ten.pow %c, %five : tensor<f64>
        meta.yield %p : tensor<f64>
      }
      meta.yield %g2 : tensor<f64>
    }
    meta.yield %g1 : tensor<f64>
  }
  %expected = ten.constant dense<240.0> : tensor<f64>
  check.expect_close %g, %expected within 1.0e-14 : tensor<f64>
  return
}

// No derivative of any level passes a stop.
func.func @stopped() {
  %x = ten.constant dense<3.0> : tensor<f64>
  %v, %g = meta.grad of(%x : tensor<f64>) -> tensor<f64>, tensor<f64> (%a: tensor<f64>) {
    %v1, %g1 = meta.grad of(%a : tensor<f64>) -> tensor<f64>, tensor<f64> (%b: tensor<f64>) {
      %s = meta.stop_gradient %b : tensor<f64>
      %p = ten.mul %s, %b : tensor<f64>
      meta.yield %p : tensor<f64>
    }
    meta.yield %g1 : tensor<f64>
  }
  %three = ten.constant dense<3.0> : tensor<f64>
  check.expect_equal %v, %three : tensor<f64>
  %zero = ten.constant dense<0.0> : tensor<f64>
  check.expect_equal %g, %zero : tensor<f64>
  return
}

// Targets without elements have gradients without elements.
func.func @no_elements() {
  %x = ten.constant dense<> : tensor<0xf64>
  %v, %g = meta.grad of(%x : tensor<0xf64>) -> tensor<f64>, tensor<0xf64> (%a: tensor<0xf64>) {
    %l = ten.reduce_sum %a axes = [0] : tensor<0xf64> -> tensor<f64>
    meta.yield %l : tensor<f64>
  }
  check.expect_equal %g, %x : tensor<0xf64>
  return
}

// Gradient descent on p^2 / 2 halves p in each step; the losses of the trace
// are from before the step, what is observed from after it. The loop stops
// once p is 1, behind its third step.
func.func @descent() {
  %p = ten.constant dense<8.0> : tensor<f64>
  %zero = ten.constant dense<0.0> : tensor<f64>
  %n = ten.constant dense<0> : tensor<i64>
  %r:5 = meta.minimize 5 until traced of(%p : tensor<f64>) states(%zero : tensor<f64>) carries(%n : tensor<i64>)
      -> tensor<f64>, tensor<f64>, tensor<i64>, tensor<5xf64>, tensor<5xf64>
  loss (%i: tensor<i64>, %q: tensor<f64>, %k: tensor<i64>) {
    %half = ten.constant dense<0.5> : tensor<f64>
    %s = ten.mul %q, %q : tensor<f64>
    %l = ten.mul %s, %half : tensor<f64>
    %one = ten.constant dense<1> : tensor<i64>
    %m = ten.add %k, %one : tensor<i64>
    meta.yield %l, %m, %q : tensor<f64>, tensor<i64>, tensor<f64>
  } update (%i: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>, %sum: tensor<f64>, %c: tensor<i64>) {
    %half = ten.constant dense<0.5> : tensor<f64>
    %d = ten.mul %g, %half : tensor<f64>
    %next = ten.sub %q, %d : tensor<f64>
    %more = ten.add %sum, %g : tensor<f64>
    meta.yield %next, %more : tensor<f64>, tensor<f64>
  } observe (%i: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>, %aux: tensor<f64>, %k: tensor<i64>, %sum: tensor<f64>) {
    %one = ten.constant dense<1.0> : tensor<f64>
    %stop = ten.compare le %q, %one : tensor<f64> -> tensor<i1>
    meta.yield %stop : tensor<i1>
  }
  %last = ten.constant dense<1.0> : tensor<f64>
  check.expect_equal %r#0, %last : tensor<f64>
  %sum = ten.constant dense<14.0> : tensor<f64>
  check.expect_equal %r#1, %sum : tensor<f64>
  %three = ten.constant dense<3> : tensor<i64>
  check.expect_equal %r#2, %three : tensor<i64>
  %losses = ten.constant dense<[32.0, 8.0, 2.0, 0.0, 0.0]> : tensor<5xf64>
  check.expect_equal %r#3, %losses : tensor<5xf64>
  %trace = ten.constant dense<[8.0, 4.0, 2.0, 0.0, 0.0]> : tensor<5xf64>
  check.expect_equal %r#4, %trace : tensor<5xf64>
  return
}
