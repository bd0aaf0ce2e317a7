// RUN: nestor-opt %s --split-input-file --verify-diagnostics
// What functions with a derivative of their own ask of their regions is checked.

func.func @body_arguments(%x: tensor<f32>) {
  // expected-error @below {{'meta.custom_gradient' op needs 1 arguments of body, got 0}}
  %y = meta.custom_gradient of(%x : tensor<f32>) -> tensor<f32>
  body () {
    %c = ten.constant dense<1.0> : tensor<f32>
    meta.yield %c : tensor<f32>
  } rule (%a: tensor<f32>, %dy: tensor<f32>) {
    meta.yield %dy : tensor<f32>
  }
  return
}

// -----

func.func @body_values(%x: tensor<f32>) {
  // expected-error @below {{'meta.custom_gradient' op needs 1 values yielded by body, got 2}}
  %y = meta.custom_gradient of(%x : tensor<f32>) -> tensor<f32>
  body (%a: tensor<f32>) {
    meta.yield %a, %a : tensor<f32>, tensor<f32>
  } rule (%a: tensor<f32>, %dy: tensor<f32>) {
    meta.yield %dy : tensor<f32>
  }
  return
}

// -----

// Integers have no cotangent.
func.func @rule_arguments(%x: tensor<f32>, %n: tensor<i64>) {
  // expected-error @below {{'meta.custom_gradient' op needs 3 arguments of rule, got 4}}
  %y:2 = meta.custom_gradient of(%x, %n : tensor<f32>, tensor<i64>) -> tensor<f32>, tensor<i64>
  body (%a: tensor<f32>, %m: tensor<i64>) {
    meta.yield %a, %m : tensor<f32>, tensor<i64>
  } rule (%a: tensor<f32>, %m: tensor<i64>, %dy: tensor<f32>, %dm: tensor<i64>) {
    meta.yield %dy : tensor<f32>
  }
  return
}

// -----

func.func @rule_values(%x: tensor<f32>, %n: tensor<i64>) {
  // expected-error @below {{'meta.custom_gradient' op needs 1 values yielded by rule, got 2}}
  %y = meta.custom_gradient of(%x, %n : tensor<f32>, tensor<i64>) -> tensor<f32>
  body (%a: tensor<f32>, %m: tensor<i64>) {
    meta.yield %a : tensor<f32>
  } rule (%a: tensor<f32>, %m: tensor<i64>, %dy: tensor<f32>) {
    meta.yield %dy, %m : tensor<f32>, tensor<i64>
  }
  return
}

// -----

func.func @active(%x: tensor<f32>) {
  // expected-error @below {{'meta.pushforward' op needs numbers of inputs, got 1}}
  %d = meta.pushforward [1] of(%x : tensor<f32>) tangents(%x : tensor<f32>) -> tensor<f32>
  rule (%a: tensor<f32>, %dy: tensor<f32>) {
    meta.yield %dy : tensor<f32>
  }
  return
}

// -----

func.func @tangents(%x: tensor<f32>, %v: tensor<2xf32>) {
  // expected-error @below {{'meta.pushforward' op needs tangents 0 of type 'tensor<f32>', got 'tensor<2xf32>'}}
  %d = meta.pushforward [0] of(%x : tensor<f32>) tangents(%v : tensor<2xf32>) -> tensor<f32>
  rule (%a: tensor<f32>, %dy: tensor<f32>) {
    meta.yield %dy : tensor<f32>
  }
  return
}

// -----

func.func @pushforward_rule(%x: tensor<f32>) {
  // expected-error @below {{'meta.pushforward' op needs 2 arguments of rule, got 1}}
  %d = meta.pushforward [0] of(%x : tensor<f32>) tangents(%x : tensor<f32>) -> tensor<f32>
  rule (%a: tensor<f32>) {
    meta.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @pushforward_values(%x: tensor<f32>) {
  // expected-error @below {{'meta.pushforward' op needs 1 values yielded by rule, got 2}}
  %d = meta.pushforward [0] of(%x : tensor<f32>) tangents(%x : tensor<f32>) -> tensor<f32>
  rule (%a: tensor<f32>, %dy: tensor<f32>) {
    meta.yield %a, %dy : tensor<f32>, tensor<f32>
  }
  return
}

// -----

func.func @body_argument_types(%x: tensor<f32>) {
  // expected-error @below {{'meta.custom_gradient' op needs arguments of body 0 of type 'tensor<f32>', got 'tensor<f64>'}}
  %y = meta.custom_gradient of(%x : tensor<f32>) -> tensor<f32>
  body (%a: tensor<f64>) {
    meta.yield %a : tensor<f64>
  } rule (%a: tensor<f32>, %dy: tensor<f32>) {
    meta.yield %dy : tensor<f32>
  }
  return
}

// -----

func.func @rule_argument_types(%x: tensor<f32>) {
  // expected-error @below {{'meta.custom_gradient' op needs arguments of rule 1 of type 'tensor<f32>', got 'tensor<f64>'}}
  %y = meta.custom_gradient of(%x : tensor<f32>) -> tensor<f32>
  body (%a: tensor<f32>) {
    meta.yield %a : tensor<f32>
  } rule (%a: tensor<f32>, %dy: tensor<f64>) {
    meta.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @body_value_types(%x: tensor<f32>) {
  // expected-error @below {{'meta.custom_gradient' op needs values yielded by body 0 of type 'tensor<f32>', got 'tensor<i64>'}}
  %y = meta.custom_gradient of(%x : tensor<f32>) -> tensor<f32>
  body (%a: tensor<f32>) {
    %n = ten.constant dense<1> : tensor<i64>
    meta.yield %n : tensor<i64>
  } rule (%a: tensor<f32>, %dy: tensor<f32>) {
    meta.yield %dy : tensor<f32>
  }
  return
}

// -----

func.func @rule_value_types(%x: tensor<f32>) {
  // expected-error @below {{'meta.custom_gradient' op needs values yielded by rule 0 of type 'tensor<f32>', got 'tensor<i64>'}}
  %y = meta.custom_gradient of(%x : tensor<f32>) -> tensor<f32>
  body (%a: tensor<f32>) {
    meta.yield %a : tensor<f32>
  } rule (%a: tensor<f32>, %dy: tensor<f32>) {
    %n = ten.constant dense<1> : tensor<i64>
    meta.yield %n : tensor<i64>
  }
  return
}

// -----

func.func @tangent_count(%x: tensor<f32>) {
  // expected-error @below {{'meta.pushforward' op needs 1 tangents, got 2}}
  %d = meta.pushforward [0] of(%x : tensor<f32>) tangents(%x, %x : tensor<f32>, tensor<f32>) -> tensor<f32>
  rule (%a: tensor<f32>, %dy: tensor<f32>) {
    meta.yield %dy : tensor<f32>
  }
  return
}

// -----

func.func @pushforward_argument_types(%x: tensor<f32>) {
  // expected-error @below {{'meta.pushforward' op needs arguments of rule 1 of type 'tensor<f32>', got 'tensor<f64>'}}
  %d = meta.pushforward [0] of(%x : tensor<f32>) tangents(%x : tensor<f32>) -> tensor<f32>
  rule (%a: tensor<f32>, %dy: tensor<f64>) {
    meta.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @pushforward_value_types(%x: tensor<f32>) {
  // expected-error @below {{'meta.pushforward' op needs values yielded by rule 0 of type 'tensor<f32>', got 'tensor<i64>'}}
  %d = meta.pushforward [0] of(%x : tensor<f32>) tangents(%x : tensor<f32>) -> tensor<f32>
  rule (%a: tensor<f32>, %dy: tensor<f32>) {
    %n = ten.constant dense<1> : tensor<i64>
    meta.yield %n : tensor<i64>
  }
  return
}
