// RUN: %nestor-opt %s --ten-to-linalg --canonicalize --split-input-file | FileCheck %s
// Convolutions become products whose terms stand before the vectors' axis; windows become elementwise reads.

// Without a border there is one product: groups, images and outputs, then the terms, then the filters.
// CHECK-DAG: #[[X:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d1, d2 * 2 + d4, d3 + d5 * 3, d0, d6)>
// CHECK-DAG: #[[W:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d4, d5, d6, d0, d7)>
// CHECK-DAG: #[[Y:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d1, d2, d3, d0, d7)>
// CHECK-LABEL: func @convolve
func.func @convolve(%x: tensor<2x7x8x6xf32>, %w: tensor<3x2x3x16xf32>) -> tensor<2x3x5x16xf32> {
  // CHECK-NOT: scf.for
  // CHECK: linalg.generic {indexing_maps = [#[[X]], #[[W]], #[[Y]]], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "parallel"]}
  // CHECK: math.fma
  %y = ten.convolve %x, %w strides = [2, 1] dilations = [1, 3] low = [0, 0] high = [0, 0] groups = 2 : tensor<2x7x8x6xf32>, tensor<3x2x3x16xf32> -> tensor<2x3x5x16xf32>
  return %y : tensor<2x3x5x16xf32>
}

// -----

// Large images get their border one block after the other.
// CHECK-LABEL: func @border
func.func @border(%x: tensor<6x40x40x32xf32>, %w: tensor<3x3x32x32xf32>) -> tensor<6x40x40x32xf32> {
  // CHECK: scf.for {{.*}} step %[[ONE:.*]] iter_args
  // CHECK: tensor.extract_slice {{.*}} : tensor<6x40x40x1x32xf32> to tensor<1x40x40x1x32xf32>
  // CHECK: linalg.fill {{.*}} tensor<1x42x42x1x32xf32>
  // CHECK: tensor.insert_slice {{.*}}[0, 1, 1, 0, 0]
  // CHECK: math.fma
  // CHECK: scf.yield
  %y = ten.convolve %x, %w strides = [1, 1] dilations = [1, 1] low = [1, 1] high = [1, 1] groups = 1 : tensor<6x40x40x32xf32>, tensor<3x3x32x32xf32> -> tensor<6x40x40x32xf32>
  return %y : tensor<6x40x40x32xf32>
}

// -----

// A depthwise product has no sum over channels, and vectors along them.
// CHECK-LABEL: func @depthwise
func.func @depthwise(%x: tensor<1x5x5x16xf32>, %w: tensor<3x3x1x16xf32>) -> tensor<1x3x3x16xf32> {
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction", "parallel"]} ins({{.*}} : tensor<1x5x5x16xf32>, tensor<3x3x16xf32>)
  %y = ten.convolve %x, %w strides = [1, 1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 16 : tensor<1x5x5x16xf32>, tensor<3x3x1x16xf32> -> tensor<1x3x3x16xf32>
  return %y : tensor<1x3x3x16xf32>
}

// -----

// One filter: the columns of the image lie behind its channels.
// CHECK-LABEL: func @one_filter
func.func @one_filter(%x: tensor<1x9x20x4xf32>, %w: tensor<3x3x4x1xf32>) -> tensor<1x7x18x1xf32> {
  // CHECK: linalg.generic {{.*}} outs({{.*}} : tensor<1x9x1x4x20xf32>)
  // CHECK: math.fma
  %y = ten.convolve %x, %w strides = [1, 1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<1x9x20x4xf32>, tensor<3x3x4x1xf32> -> tensor<1x7x18x1xf32>
  return %y : tensor<1x7x18x1xf32>
}

// -----

// The transpose to the image of stride 2: four phases, each with the filters that it sees.
// CHECK-LABEL: func @phases
func.func @phases(%y: tensor<1x3x3x16xf32>, %w: tensor<3x3x16x16xf32>) -> tensor<1x7x7x16xf32> {
  // CHECK-DAG: tensor<2x2x16x1x16xf32>
  // CHECK-DAG: tensor<2x1x16x1x16xf32>
  // CHECK-DAG: tensor<1x2x16x1x16xf32>
  // CHECK-DAG: tensor<1x1x16x1x16xf32>
  // CHECK-COUNT-4: math.fma
  // CHECK-NOT: math.fma
  %x = ten.convolve_input %y, %w strides = [2, 2] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<1x3x3x16xf32>, tensor<3x3x16x16xf32> -> tensor<1x7x7x16xf32>
  return %x : tensor<1x7x7x16xf32>
}

// -----

// The transpose to the filters: images and outputs are the terms.
// CHECK-LABEL: func @filters
func.func @filters(%x: tensor<2x7x8x3xf32>, %y: tensor<2x5x6x16xf32>) -> tensor<3x3x3x16xf32> {
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "parallel"]}
  %w = ten.convolve_filter %x, %y strides = [1, 1] dilations = [1, 1] low = [0, 0] high = [0, 0] groups = 1 : tensor<2x7x8x3xf32>, tensor<2x5x6x16xf32> -> tensor<3x3x3x16xf32>
  return %w : tensor<3x3x3x16xf32>
}

// -----

// The places of a small window stand in one body.
// CHECK-LABEL: func @largest
func.func @largest(%x: tensor<2x6x6x16xf32>) -> tensor<2x3x3x16xf32> {
  // CHECK-COUNT-3: arith.cmpf ogt
  // CHECK-NOT: arith.cmpf
  // CHECK-COUNT-4: arith.cmpi eq
  %i = ten.window_argmax %x window = [2, 2] strides = [2, 2] low = [0, 0] high = [0, 0] : tensor<2x6x6x16xf32> -> tensor<2x3x3x16xi32>
  %y = ten.window_take %x[%i] window = [2, 2] strides = [2, 2] low = [0, 0] high = [0, 0] : tensor<2x6x6x16xf32>, tensor<2x3x3x16xi32> -> tensor<2x3x3x16xf32>
  return %y : tensor<2x3x3x16xf32>
}

// -----

// Those of a large one are walked.
// CHECK-LABEL: func @large_window
func.func @large_window(%x: tensor<2x6x6x16xf32>) -> tensor<2x1x1x16xi32> {
  // CHECK: scf.for
  // CHECK: arith.cmpf ogt
  // CHECK-NOT: arith.cmpf
  %i = ten.window_argmax %x window = [6, 6] strides = [1, 1] low = [0, 0] high = [0, 0] : tensor<2x6x6x16xf32> -> tensor<2x1x1x16xi32>
  return %i : tensor<2x1x1x16xi32>
}
