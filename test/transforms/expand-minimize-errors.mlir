// RUN: nestor-opt %s --verify-diagnostics --meta-expand-minimize
// A plan that cannot be carried out is refused.

func.func @truncated(%p: tensor<f64>) -> tensor<f64> {
  // expected-error @below {{'meta.minimize' op needs the plan `unrolled`, got `truncated`}}
  %r = meta.minimize 1 plan truncated of(%p : tensor<f64>) -> tensor<f64>
  loss (%i: tensor<i64>, %q: tensor<f64>) {
    meta.yield %q : tensor<f64>
  } update (%i: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>) {
    meta.yield %q : tensor<f64>
  } observe (%i: tensor<i64>, %q: tensor<f64>, %g: tensor<f64>, %l: tensor<f64>) {
    meta.yield
  }
  return %r : tensor<f64>
}
