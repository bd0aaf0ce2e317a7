// RUN: %nestor-opt %s --ten-to-linalg --canonicalize | FileCheck %s
// Operations that move elements become slices, or the map of a linalg.generic that only copies.

// CHECK-DAG: #[[IDENTITY:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[COLUMN:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[SWAPPED:.*]] = affine_map<(d0, d1) -> (d1, d0)>
// CHECK-DAG: #[[BACKWARDS:.*]] = affine_map<(d0, d1) -> (d0, -d1 + 4)>

// CHECK-LABEL: func @maps
func.func @maps(%x: tensor<3x5xf32>, %v: tensor<5xf32>) -> (tensor<3x5xf32>, tensor<5x3xf32>, tensor<3x5xf32>) {
  // CHECK: linalg.generic {indexing_maps = [#[[COLUMN]], #[[IDENTITY]]]
  %b = ten.broadcast %v dims = [1] : tensor<5xf32> -> tensor<3x5xf32>
  // CHECK: linalg.generic {indexing_maps = [#[[SWAPPED]], #[[IDENTITY]]]
  %t = ten.transpose %x perm = [1, 0] : tensor<3x5xf32> -> tensor<5x3xf32>
  // CHECK: linalg.generic {indexing_maps = [#[[BACKWARDS]], #[[IDENTITY]]]
  %r = ten.reverse %x axes = [1] : tensor<3x5xf32>
  return %b, %t, %r : tensor<3x5xf32>, tensor<5x3xf32>, tensor<3x5xf32>
}

// CHECK-LABEL: func @slices
func.func @slices(%x: tensor<9x5xf32>, %i: tensor<i64>) -> (tensor<3x5xf32>, tensor<1x5xf32>) {
  // CHECK: tensor.extract_slice %{{.*}}[1, 0] [3, 5] [2, 1]
  %s = ten.slice %x at [1, 0] by [2, 1] : tensor<9x5xf32> -> tensor<3x5xf32>
  // CHECK: %[[I:.*]] = arith.index_cast
  // CHECK: tensor.extract_slice %{{.*}}[%[[I]], 0] [1, 5] [1, 1]
  %d = ten.dynamic_slice %x[%i] axes = [0] : tensor<9x5xf32> -> tensor<1x5xf32>
  return %s, %d : tensor<3x5xf32>, tensor<1x5xf32>
}

// Costs the block, not x.
// CHECK-LABEL: func @accumulates_a_block
// CHECK-SAME: %[[X:.*]]: tensor<9x5xf32>, %[[U:.*]]: tensor<1x5xf32>
func.func @accumulates_a_block(%x: tensor<9x5xf32>, %u: tensor<1x5xf32>, %i: tensor<i64>) -> tensor<9x5xf32> {
  // CHECK: %[[BLOCK:.*]] = tensor.extract_slice %[[X]][%[[I:.*]], 0] [1, 5]
  // CHECK: %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[BLOCK]], %[[U]]
  // CHECK: tensor.insert_slice %[[SUM]] into %[[X]][%[[I]], 0] [1, 5]
  %y = ten.accumulate_slice %x, %u[%i] axes = [0] : tensor<9x5xf32>, tensor<1x5xf32>
  return %y : tensor<9x5xf32>
}

// CHECK-LABEL: func @pads_between_elements
func.func @pads_between_elements(%x: tensor<3xf32>) -> tensor<9xf32> {
  // CHECK: %[[ZEROS:.*]] = linalg.fill
  // CHECK: tensor.insert_slice %{{.*}} into %[[ZEROS]][2] [3] [3]
  %y = ten.pad %x low = [2] interior = [2] : tensor<3xf32> -> tensor<9xf32>
  return %y : tensor<9xf32>
}

// CHECK-LABEL: func @concatenates
func.func @concatenates(%x: tensor<2x3xf32>, %y: tensor<4x3xf32>) -> tensor<6x3xf32> {
  // CHECK: %[[FIRST:.*]] = tensor.insert_slice %{{.*}} into %{{.*}}[0, 0] [2, 3]
  // CHECK: tensor.insert_slice %{{.*}} into %[[FIRST]][2, 0] [4, 3]
  %z = ten.concat %x, %y axis = 0 : tensor<2x3xf32>, tensor<4x3xf32> -> tensor<6x3xf32>
  return %z : tensor<6x3xf32>
}

// CHECK-LABEL: func @reshapes_through_one_dimension
func.func @reshapes_through_one_dimension(%x: tensor<3x4xf32>) -> tensor<4x3xf32> {
  // CHECK: tensor.collapse_shape {{.*}} into tensor<12xf32>
  // CHECK: tensor.expand_shape {{.*}} into tensor<4x3xf32>
  %y = ten.reshape %x : tensor<3x4xf32> -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// CHECK-LABEL: func @one_element_is_a_scalar
func.func @one_element_is_a_scalar(%x: tensor<1x1xf32>) -> tensor<f32> {
  // CHECK: tensor.extract %{{.*}}[%c0, %c0]
  %y = ten.reshape %x : tensor<1x1xf32> -> tensor<f32>
  return %y : tensor<f32>
}
