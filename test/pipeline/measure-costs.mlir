// RUN: nestor-opt %s --measure-costs | FileCheck %s
// A cost becomes three constants; those inside come first, and what they are of counts for nobody.

// CHECK-LABEL: func.func @numbers
// CHECK-NOT: meta.cost
// CHECK-DAG: ten.constant dense<4.000000e+00>
// CHECK-DAG: ten.constant dense<3.200000e+01>
// CHECK-DAG: ten.constant dense<6.400000e+01>
func.func @numbers(%x: tensor<4xf32>) -> (tensor<f64>, tensor<f64>, tensor<f64>) {
  %flops, %bytes, %peak = meta.cost captures(%x : tensor<4xf32>) -> tensor<f64>, tensor<f64>, tensor<f64> (%a: tensor<4xf32>) {
    %inner:3 = meta.cost captures(%a : tensor<4xf32>) -> tensor<f64>, tensor<f64>, tensor<f64> (%b: tensor<4xf32>) {
      %s = ten.sin %b : tensor<4xf32>
      %c = ten.cos %s : tensor<4xf32>
      meta.yield %c : tensor<4xf32>
    }
    %y = ten.exp %a : tensor<4xf32>
    meta.yield %y, %inner#0 : tensor<4xf32>, tensor<f64>
  }
  return %flops, %bytes, %peak : tensor<f64>, tensor<f64>, tensor<f64>
}
