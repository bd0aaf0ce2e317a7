// RUN: nestor-opt %s --split-input-file --verify-diagnostics
// What the operations of ten ask of shapes and types is checked.

func.func @iota_axis() -> tensor<2xi64> {
  // expected-error @below {{'ten.iota' op needs an axis below the rank 1, got 1}}
  %0 = ten.iota 1 : tensor<2xi64>
  return %0 : tensor<2xi64>
}

// -----

func.func @broadcast_entries(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @below {{'ten.broadcast' op needs one entry for each of 2 axes, got 1}}
  %0 = ten.broadcast %x dims = [0] : tensor<2x3xf32> -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @broadcast_order(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  // expected-error @below {{'ten.broadcast' op needs increasing axes below the rank 2, got 0}}
  %0 = ten.broadcast %x dims = [1, 0] : tensor<2x2xf32> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

func.func @broadcast_stretch(%x: tensor<1xf32>) -> tensor<3xf32> {
  // expected-error @below {{'ten.broadcast' op needs equal extents on axis 0 and axis 0 of its pair, got 1 and 3}}
  %0 = ten.broadcast %x dims = [0] : tensor<1xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @reshape_elements(%x: tensor<2x3xf32>) -> tensor<5xf32> {
  // expected-error @below {{'ten.reshape' op needs equal numbers of elements, got 6 and 5}}
  %0 = ten.reshape %x : tensor<2x3xf32> -> tensor<5xf32>
  return %0 : tensor<5xf32>
}

// -----

func.func @reshape_element_type(%x: tensor<2xf32>) -> tensor<2xf64> {
  // expected-error @below {{'ten.reshape' op needs equal element types, got 'f32' and 'f64'}}
  %0 = ten.reshape %x : tensor<2xf32> -> tensor<2xf64>
  return %0 : tensor<2xf64>
}

// -----

func.func @transpose_twice(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  // expected-error @below {{'ten.transpose' op needs each axis of x once in perm, got [0, 0]}}
  %0 = ten.transpose %x perm = [0, 0] : tensor<2x2xf32> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

func.func @transpose_result(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @below {{'ten.transpose' op needs a shape of [3, 2], got [2, 3]}}
  %0 = ten.transpose %x perm = [1, 0] : tensor<2x3xf32> -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @slice_outside(%x: tensor<5xf32>) -> tensor<3xf32> {
  // expected-error @below {{'ten.slice' op needs a slice inside axis 0 of extent 5, got offset 1, stride 2, length 3}}
  %0 = ten.slice %x at [1] by [2] : tensor<5xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @slice_entries(%x: tensor<5xf32>) -> tensor<3xf32> {
  // expected-error @below {{'ten.slice' op needs one entry for each of 1 axes, got 2}}
  %0 = ten.slice %x at [1, 0] by [1] : tensor<5xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @block_rank(%x: tensor<5x2xf32>, %i: tensor<i64>) -> tensor<3xf32> {
  // expected-error @below {{'ten.dynamic_slice' op needs equal ranks, got 2 and 1}}
  %0 = ten.dynamic_slice %x[%i] axes = [0] : tensor<5x2xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @block_starts(%x: tensor<5xf32>, %i: tensor<i64>) -> tensor<3xf32> {
  // expected-error @below {{'ten.dynamic_slice' op needs as many entries on both sides, got 1 and 2}}
  %0 = ten.dynamic_slice %x[%i, %i] axes = [0] : tensor<5xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @block_long(%x: tensor<5xf32>, %u: tensor<6xf32>, %i: tensor<i64>) -> tensor<5xf32> {
  // expected-error @below {{'ten.update_slice' op needs a block no longer than axis 0 of extent 5, got 6}}
  %0 = ten.update_slice %x, %u[%i] axes = [0] : tensor<5xf32>, tensor<6xf32>
  return %0 : tensor<5xf32>
}

// -----

func.func @concat_nothing() -> tensor<5xf32> {
  // expected-error @below {{'ten.concat' op needs at least one operand}}
  %0 = "ten.concat"() <{axis = 0 : i64}> : () -> tensor<5xf32>
  return %0 : tensor<5xf32>
}

// -----

func.func @concat_axis(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @below {{'ten.concat' op needs an axis below the rank 1, got 1}}
  %0 = ten.concat %x axis = 1 : tensor<2xf32> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @concat_extents(%x: tensor<2x3xf32>, %y: tensor<2x4xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'ten.concat' op needs equal extents on axis 1 and axis 1 of its pair, got 3 and 4}}
  %0 = ten.concat %x, %y axis = 0 : tensor<2x3xf32>, tensor<2x4xf32> -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @pad_outside(%x: tensor<3xf32>) -> tensor<5xf32> {
  // expected-error @below {{'ten.pad' op needs the padded elements inside axis 0 of extent 5, got one at 5}}
  %0 = ten.pad %x low = [1] interior = [1] : tensor<3xf32> -> tensor<5xf32>
  return %0 : tensor<5xf32>
}

// -----

func.func @pad_negative(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @below {{'ten.pad' op needs padding of 0 or more on axis 0, got -1}}
  %0 = ten.pad %x low = [-1] interior = [0] : tensor<3xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @reverse_axes(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @below {{'ten.reverse' op needs increasing axes below the rank 1, got 1}}
  %0 = ten.reverse %x axes = [1] : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @reduce_axes(%x: tensor<3xf32>) -> tensor<f32> {
  // expected-error @below {{'ten.reduce_sum' op needs increasing axes below the rank 1, got 0}}
  %0 = ten.reduce_sum %x axes = [0, 0] : tensor<3xf32> -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func @contract_pairs(%x: tensor<2x3xf32>, %y: tensor<3x2xf32>) -> tensor<2x2xf32> {
  // expected-error @below {{'ten.contract' op needs as many entries on both sides, got 1 and 2}}
  %0 = ten.contract %x, %y batch = [], [] contract = [1], [0, 1] : tensor<2x3xf32>, tensor<3x2xf32> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

func.func @contract_extents(%x: tensor<2x3xf32>, %y: tensor<4x2xf32>) -> tensor<2x2xf32> {
  // expected-error @below {{'ten.contract' op needs equal extents on axis 1 and axis 0 of its pair, got 3 and 4}}
  %0 = ten.contract %x, %y batch = [], [] contract = [1], [0] : tensor<2x3xf32>, tensor<4x2xf32> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

func.func @contract_twice(%x: tensor<2x2xf32>, %y: tensor<2x2xf32>) -> tensor<2x2x2xf32> {
  // expected-error @below {{'ten.contract' op needs each axis in one place, got 1 twice}}
  %0 = ten.contract %x, %y batch = [1], [0] contract = [1], [1] : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2x2xf32>
  return %0 : tensor<2x2x2xf32>
}

// -----

func.func @contract_axis(%x: tensor<2x2xf32>, %y: tensor<2x2xf32>) -> tensor<2x2xf32> {
  // expected-error @below {{'ten.contract' op needs an axis below the rank 2, got 2}}
  %0 = ten.contract %x, %y batch = [], [] contract = [2], [0] : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

func.func @gather_scalar(%x: tensor<f32>, %i: tensor<2xi64>) -> tensor<2xf32> {
  // expected-error @below {{'ten.gather' op needs an axis to gather along}}
  %0 = ten.gather %x[%i] : tensor<f32>, tensor<2xi64> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @scatter_rows(%x: tensor<4x3xf32>, %i: tensor<2xi64>, %u: tensor<3x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'ten.scatter_add' op needs a shape of [2, 3], got [3, 3]}}
  %0 = ten.scatter_add %x[%i], %u : tensor<4x3xf32>, tensor<2xi64>, tensor<3x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @key_words(%k: tensor<3xi32>) -> tensor<4xf32> {
  // expected-error @below {{'ten.uniform' op needs a key of two words, got [3]}}
  %0 = ten.uniform %k : tensor<3xi32> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @key_lanes(%k: tensor<3x2xi32>) -> tensor<4xf32> {
  // expected-error @below {{'ten.normal' op needs the lanes of the key, [3], in front, got [4]}}
  %0 = ten.normal %k : tensor<3x2xi32> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @random_bound(%k: tensor<2xi32>) -> tensor<4xi32> {
  // expected-error @below {{'ten.random_int' op needs a bound from 1 to 2^31, got 0}}
  %0 = ten.random_int %k below 0 : tensor<2xi32> -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// -----

func.func @permutation_part(%k: tensor<2xi32>, %i: tensor<i64>) -> tensor<4xi32> {
  // expected-error @below {{'ten.permutation' op needs a part of at most 3 numbers, got 4}}
  %0 = ten.permutation %k from %i of 3 : tensor<2xi32> -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// -----

func.func @fold_numbers(%k: tensor<2xi32>, %n: tensor<3xi64>) -> tensor<2xi32> {
  // expected-error @below {{'ten.fold_key' op needs one number a lane, got [3] for keys [2]}}
  %0 = ten.fold_key lane %k, %n : tensor<2xi32>, tensor<3xi64> -> tensor<2xi32>
  return %0 : tensor<2xi32>
}

// -----

func.func @permutation_rank(%k: tensor<2xi32>, %i: tensor<i64>) -> tensor<2x2xi32> {
  // expected-error @below {{'ten.permutation' op needs one key and a result of rank 1, got [2] and [2, 2]}}
  %0 = ten.permutation %k from %i of 4 : tensor<2xi32> -> tensor<2x2xi32>
  return %0 : tensor<2x2xi32>
}

// -----

func.func @cumulative_axis(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @below {{'ten.cumsum' op needs an axis below the rank 2, got 2}}
  %0 = ten.cumsum %x axis = 2 : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @recurrence_axis(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @below {{'ten.recurrence' op needs an axis below the rank 2, got -1}}
  %0 = ten.recurrence %x, %x axis = -1 : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @argsort_axis(%x: tensor<3xf32>) -> tensor<3xi32> {
  // expected-error @below {{'ten.argsort' op needs an axis below the rank 1, got 1}}
  %0 = ten.argsort %x axis = 1 : tensor<3xf32> -> tensor<3xi32>
  return %0 : tensor<3xi32>
}

// -----

func.func @solve_element(%a: tensor<2x2xf32>, %b: tensor<2x1xf64>) -> tensor<2x1xf64> {
  // expected-error @below {{'ten.solve' op needs equal element types, got 'f32' and 'f64'}}
  %0 = ten.solve %a, %b : tensor<2x2xf32>, tensor<2x1xf64>
  return %0 : tensor<2x1xf64>
}

// -----

func.func @solve_rows(%a: tensor<2x2xf32>, %b: tensor<3x1xf32>) -> tensor<3x1xf32> {
  // expected-error @below {{'ten.solve' op needs equal extents on axis 0 and axis 0 of its pair, got 2 and 3}}
  %0 = ten.solve %a, %b : tensor<2x2xf32>, tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

func.func @cholesky_rank(%a: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @below {{'ten.cholesky' op needs a matrix, got rank 1}}
  %0 = ten.cholesky %a : tensor<2xf32> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @eigh_square(%a: tensor<2x3xf32>) -> tensor<3x3xf32> {
  // expected-error @below {{'ten.eigh' op needs a square matrix, got 2 by 3}}
  %0 = ten.eigh %a : tensor<2x3xf32> -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}

// -----

func.func @qr_rows(%a: tensor<2x3xf32>) -> tensor<5x3xf32> {
  // expected-error @below {{'ten.qr' op needs at least as many rows as columns, got 2 by 3}}
  %0 = ten.qr %a : tensor<2x3xf32> -> tensor<5x3xf32>
  return %0 : tensor<5x3xf32>
}

// -----

func.func @svd_shape(%a: tensor<2x3xf32>) -> tensor<5x3xf32> {
  // expected-error @below {{'ten.svd' op needs a shape of [6, 2], got [5, 3]}}
  %0 = ten.svd %a : tensor<2x3xf32> -> tensor<5x3xf32>
  return %0 : tensor<5x3xf32>
}
