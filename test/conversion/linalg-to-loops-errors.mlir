// RUN: %nestor-opt %s --linalg-to-loops --split-input-file --verify-diagnostics
// A reduction must end by combining its output with one value, for only then lanes can meet.

func.func @uses_its_output_twice(%x: memref<9xf32>, %y: memref<f32>) {
  // expected-error @+1 {{the body of a reduction must end by combining its output with one value}}
  linalg.generic {indexing_maps = [affine_map<(d) -> (d)>, affine_map<(d) -> ()>], iterator_types = ["reduction"]} ins(%x : memref<9xf32>) outs(%y : memref<f32>) {
  ^bb0(%a: f32, %s: f32):
    %t = arith.mulf %s, %s : f32
    %u = arith.addf %t, %a : f32
    linalg.yield %u : f32
  }
  return
}

// -----

func.func @two_outputs(%x: memref<9xf32>, %y: memref<f32>, %z: memref<f32>) {
  // expected-error @+1 {{a reduction must have one output}}
  linalg.generic {indexing_maps = [affine_map<(d) -> (d)>, affine_map<(d) -> ()>, affine_map<(d) -> ()>], iterator_types = ["reduction"]} ins(%x : memref<9xf32>) outs(%y, %z : memref<f32>, memref<f32>) {
  ^bb0(%a: f32, %s: f32, %t: f32):
    %u = arith.addf %s, %a : f32
    %v = arith.mulf %t, %a : f32
    linalg.yield %u, %v : f32, f32
  }
  return
}
