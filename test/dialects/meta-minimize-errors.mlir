// RUN: nestor-opt %s --split-input-file --verify-diagnostics
// What a learning loop asks of its three regions is checked.

func.func @steps(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs a trip count of 0 or more, got -3}}
  %r:3 = meta.minimize -3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @loss_value(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs a floating scalar yielded first}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %k, %k : tensor<i64>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @loss_carries(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs its carries yielded behind the loss}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q : tensor<f32>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @loss_carry_type(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs carries 0 of type 'tensor<i64>', got 'tensor<f32>'}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %q : tensor<f32>, tensor<f32>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @loss_arguments(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs 3 arguments of loss, got 4}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>, %x: tensor<f32>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @loss_argument_type(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs arguments of loss 2 of type 'tensor<i64>', got 'tensor<i32>'}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %n: tensor<i32>) {
    meta.yield %q, %i : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @update_arguments(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs 6 arguments of update, got 5}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @update_argument_type(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs arguments of update 3 of type 'tensor<f32>', got 'tensor<f64>'}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f64>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @update_values(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs 2 values yielded by update, got 1}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q : tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @update_value_type(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs values yielded by update 1 of type 'tensor<f32>', got 'tensor<i64>'}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %i : tensor<f32>, tensor<i64>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @observe_arguments(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs 6 arguments of observe, got 5}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @observe_argument_type(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs arguments of observe 4 of type 'tensor<i64>', got 'tensor<f32>'}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<f32>, %m: tensor<f32>) {
    meta.yield
  }
  return
}

// -----

func.func @observe_values(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs 0 values yielded by observe, got 1}}
  %r:3 = meta.minimize 3 of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield %k : tensor<i64>
  }
  return
}

// -----

func.func @observe_flag(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs values yielded by observe 0 of type 'tensor<i1>', got 'tensor<i64>'}}
  %r:3 = meta.minimize 3 until of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield %k : tensor<i64>
  }
  return
}

// -----

func.func @results(%p: tensor<f32>, %s: tensor<f32>, %c: tensor<i64>) {
  // expected-error @below {{'meta.minimize' op needs 4 results, got 3}}
  %r:3 = meta.minimize 3 traced of(%p : tensor<f32>) states(%s : tensor<f32>) carries(%c : tensor<i64>) -> tensor<f32>, tensor<f32>, tensor<i64>
  loss (%i: tensor<i64>, %q: tensor<f32>, %k: tensor<i64>) {
    meta.yield %q, %k : tensor<f32>, tensor<i64>
  } update (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %m: tensor<f32>, %c: tensor<i64>) {
    meta.yield %q, %m : tensor<f32>, tensor<f32>
  } observe (%i: tensor<i64>, %q: tensor<f32>, %g: tensor<f32>, %l: tensor<f32>, %k: tensor<i64>, %m: tensor<f32>) {
    meta.yield
  }
  return
}
