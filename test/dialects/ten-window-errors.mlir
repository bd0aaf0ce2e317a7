// RUN: nestor-opt %s --split-input-file --verify-diagnostics
// Windows that do not lie in their image, and filters that are not its own, are refused.

func.func @no_spatial_axis(%x: tensor<5x4xf32>, %w: tensor<4x3xf32>) -> tensor<5x3xf32> {
  // expected-error @below {{'ten.convolve' op needs an image of at least 3 axes, got 2}}
  %0 = ten.convolve %x, %w strides = [] dilations = [] low = [] high = [] groups = 1 : tensor<5x4xf32>, tensor<4x3xf32> -> tensor<5x3xf32>
  return %0 : tensor<5x3xf32>
}

// -----

func.func @ranks(%x: tensor<2x5x6x4xf32>, %w: tensor<3x4x3xf32>) -> tensor<2x3x4x3xf32> {
  // expected-error @below {{'ten.convolve' op needs equal ranks, got 4 and 3}}
  %0 = ten.convolve %x, %w strides = [1, 1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<2x5x6x4xf32>, tensor<3x4x3xf32> -> tensor<2x3x4x3xf32>
  return %0 : tensor<2x3x4x3xf32>
}

// -----

func.func @entries(%x: tensor<2x5x6x4xf32>, %w: tensor<3x3x4x3xf32>) -> tensor<2x3x4x3xf32> {
  // expected-error @below {{'ten.convolve' op needs one entry for each of 2 axes, got 1}}
  %0 = ten.convolve %x, %w strides = [1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<2x5x6x4xf32>, tensor<3x3x4x3xf32> -> tensor<2x3x4x3xf32>
  return %0 : tensor<2x3x4x3xf32>
}

// -----

func.func @stride(%x: tensor<2x5x6x4xf32>, %w: tensor<3x3x4x3xf32>) -> tensor<2x3x4x3xf32> {
  // expected-error @below {{'ten.convolve' op needs extents, strides and dilations of 1 or more on axis 2, got 0}}
  %0 = ten.convolve %x, %w strides = [1, 0] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<2x5x6x4xf32>, tensor<3x3x4x3xf32> -> tensor<2x3x4x3xf32>
  return %0 : tensor<2x3x4x3xf32>
}

// -----

func.func @padding(%x: tensor<2x5x6x4xf32>, %w: tensor<3x3x4x3xf32>) -> tensor<2x3x4x3xf32> {
  // expected-error @below {{'ten.convolve' op needs padding of 0 or more on axis 1, got -1}}
  %0 = ten.convolve %x, %w strides = [1, 1] dilations = [1, 1] low = [-1, 0] high = [0, 0] groups = 1 : tensor<2x5x6x4xf32>, tensor<3x3x4x3xf32> -> tensor<2x3x4x3xf32>
  return %0 : tensor<2x3x4x3xf32>
}

// -----

func.func @reach(%x: tensor<2x5x6x4xf32>, %w: tensor<3x3x4x3xf32>) -> tensor<2x3x4x3xf32> {
  // expected-error @below {{'ten.convolve' op needs windows that fit on axis 1 of extent 5 with its padding, got 7}}
  %0 = ten.convolve %x, %w strides = [1, 1] dilations = [3, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<2x5x6x4xf32>, tensor<3x3x4x3xf32> -> tensor<2x3x4x3xf32>
  return %0 : tensor<2x3x4x3xf32>
}

// -----

func.func @channels(%x: tensor<2x5x6x4xf32>, %w: tensor<3x3x4x6xf32>) -> tensor<2x3x4x6xf32> {
  // expected-error @below {{'ten.convolve' op needs filters on the channels of one of 2 groups, got 4 channels and filters on 4}}
  %0 = ten.convolve %x, %w strides = [1, 1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 2 : tensor<2x5x6x4xf32>, tensor<3x3x4x6xf32> -> tensor<2x3x4x6xf32>
  return %0 : tensor<2x3x4x6xf32>
}

// -----

func.func @filters(%x: tensor<2x5x6x4xf32>, %w: tensor<3x3x2x5xf32>) -> tensor<2x3x4x5xf32> {
  // expected-error @below {{'ten.convolve' op needs equally many filters in each of 2 groups, got 5}}
  %0 = ten.convolve %x, %w strides = [1, 1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 2 : tensor<2x5x6x4xf32>, tensor<3x3x2x5xf32> -> tensor<2x3x4x5xf32>
  return %0 : tensor<2x3x4x5xf32>
}

// -----

func.func @result(%x: tensor<2x5x6x4xf32>, %w: tensor<3x3x4x3xf32>) -> tensor<2x3x3x3xf32> {
  // expected-error @below {{'ten.convolve' op needs a shape of [2, 3, 4, 3], got [2, 3, 3, 3]}}
  %0 = ten.convolve %x, %w strides = [1, 1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<2x5x6x4xf32>, tensor<3x3x4x3xf32> -> tensor<2x3x3x3xf32>
  return %0 : tensor<2x3x3x3xf32>
}

// -----

func.func @elements(%x: tensor<2x5x6x4xf32>, %w: tensor<3x3x4x3xf64>) -> tensor<2x3x4x3xf32> {
  // expected-error @below {{'ten.convolve' op needs equal element types, got 'f32' and 'f64'}}
  %0 = ten.convolve %x, %w strides = [1, 1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<2x5x6x4xf32>, tensor<3x3x4x3xf64> -> tensor<2x3x4x3xf32>
  return %0 : tensor<2x3x4x3xf32>
}

// -----

func.func @outputs(%x: tensor<2x3x3x3xf32>, %w: tensor<3x3x4x3xf32>) -> tensor<2x5x6x4xf32> {
  // expected-error @below {{'ten.convolve_input' op needs a shape of [2, 3, 4, 3], got [2, 3, 3, 3]}}
  %0 = ten.convolve_input %x, %w strides = [1, 1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<2x3x3x3xf32>, tensor<3x3x4x3xf32> -> tensor<2x5x6x4xf32>
  return %0 : tensor<2x5x6x4xf32>
}

// -----

func.func @gradient(%x: tensor<2x5x6x4xf32>, %w: tensor<2x3x3x3xf32>) -> tensor<3x3x4x3xf32> {
  // expected-error @below {{'ten.convolve_filter' op needs a shape of [2, 3, 4, 3], got [2, 3, 3, 3]}}
  %0 = ten.convolve_filter %x, %w strides = [1, 1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<2x5x6x4xf32>, tensor<2x3x3x3xf32> -> tensor<3x3x4x3xf32>
  return %0 : tensor<3x3x4x3xf32>
}

// -----

func.func @window_result(%x: tensor<2x5x6x4xf32>) -> tensor<2x2x2x4xi32> {
  // expected-error @below {{'ten.window_argmax' op needs a shape of [2, 2, 3, 4], got [2, 2, 2, 4]}}
  %0 = ten.window_argmax %x window = [2, 2] strides = [2, 2] low = [0, 0] high = [0, 0] : tensor<2x5x6x4xf32> -> tensor<2x2x2x4xi32>
  return %0 : tensor<2x2x2x4xi32>
}

// -----

func.func @window_places(%x: tensor<2x5x6x4xf32>, %i: tensor<2x2x2x4xi32>) -> tensor<2x2x3x4xf32> {
  // expected-error @below {{'ten.window_take' op needs a shape of [2, 2, 3, 4], got [2, 2, 2, 4]}}
  %0 = ten.window_take %x[%i] window = [2, 2] strides = [2, 2] low = [0, 0] high = [0, 0] : tensor<2x5x6x4xf32>, tensor<2x2x2x4xi32> -> tensor<2x2x3x4xf32>
  return %0 : tensor<2x2x3x4xf32>
}

// -----

func.func @window_extent(%x: tensor<2x2x3x4xf32>, %i: tensor<2x2x3x4xi32>) -> tensor<2x5x6x4xf32> {
  // expected-error @below {{'ten.window_put' op needs extents, strides and dilations of 1 or more on axis 1, got 0}}
  %0 = ten.window_put %x[%i] window = [0, 2] strides = [2, 2] low = [0, 0] high = [0, 0] : tensor<2x2x3x4xf32>, tensor<2x2x3x4xi32> -> tensor<2x5x6x4xf32>
  return %0 : tensor<2x5x6x4xf32>
}
