// RUN: %nestor-opt %s --func-to-c-abi --split-input-file --verify-diagnostics
// What is marked as an experiment has an experiment's signature.

// expected-error @+1 {{an experiment must have the signature (tensor<i64>, tensor<Hxf64>, data...) -> (), found '(tensor<i64>) -> ()'}}
func.func @too_few(%seed: tensor<i64>) attributes {nestor.experiment = "x"} {
  return
}

// -----

// expected-error @+1 {{an experiment must have the signature}}
func.func @has_result(%seed: tensor<i64>, %hypers: tensor<1xf64>) -> tensor<i64> attributes {nestor.experiment = "x"} {
  return %seed : tensor<i64>
}

// -----

// expected-error @+1 {{data must be tensors, found 'f32'}}
func.func @no_tensor(%seed: tensor<i64>, %hypers: tensor<1xf64>, %data: f32) attributes {nestor.experiment = "x"} {
  return
}
