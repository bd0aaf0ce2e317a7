// RUN: %nestor-opt %s --outline-kernels --canonicalize --cse --split-input-file | FileCheck %s
// Loop nests that differ in nothing but their buffers are one function.

#id = affine_map<(i, j) -> (i, j)>
#lhs = affine_map<(m, k, n) -> (m, k)>
#rhs = affine_map<(m, k, n) -> (k, n)>
#out = affine_map<(m, k, n) -> (m, n)>

// CHECK-LABEL: func @products
// CHECK-SAME: (%[[A:.*]]: memref<16x16xf32>, %[[B:.*]]: memref<16x16xf32>, %[[C:.*]]: memref<16x16xf32>)
func.func @products(%a: memref<16x16xf32>, %b: memref<16x16xf32>, %c: memref<16x16xf32>) {
  // CHECK-NOT: linalg
  // CHECK: call @kernel_0(%[[C]], %[[A]], %[[B]])
  // CHECK-NEXT: call @kernel_0(%[[B]], %[[C]], %[[A]])
  // CHECK-NEXT: return
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%c : memref<16x16xf32>)
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "reduction", "parallel"]} ins(%a, %b : memref<16x16xf32>, memref<16x16xf32>) outs(%c : memref<16x16xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %t = math.fma %x, %y, %s : f32
    linalg.yield %t : f32
  }
  linalg.fill ins(%zero : f32) outs(%b : memref<16x16xf32>)
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "reduction", "parallel"]} ins(%c, %a : memref<16x16xf32>, memref<16x16xf32>) outs(%b : memref<16x16xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %t = math.fma %x, %y, %s : f32
    linalg.yield %t : f32
  }
  return
}
// CHECK: func private @kernel_0(
// CHECK-SAME: llvm.linkage = #llvm.linkage<internal>
// CHECK: linalg.fill
// CHECK: linalg.generic

// -----

#id = affine_map<(i, j) -> (i, j)>

// A number from outside and the place of a row are arguments; a small nest
// stays, and so does one that has no equal.
// CHECK-LABEL: func @rows
// CHECK-SAME: %{{.*}}: index, %{{.*}}: index, %[[F:.*]]: f32, %[[G:.*]]: f32)
func.func @rows(%x: memref<9x64x64xf32>, %y: memref<64x64xf32>, %i: index, %j: index, %f: f32, %g: f32) {
  // CHECK: %[[BASE:[a-z0-9_]+]], %[[AT:[a-z0-9_]+]], {{.*}} = memref.extract_strided_metadata
  // CHECK: call @kernel_0(%[[BASE]], %[[AT]], %{{.*}}, %[[F]])
  // CHECK: call @kernel_0({{.*}}, %[[G]])
  // CHECK: linalg.generic
  // CHECK: arith.subf
  // CHECK: return
  %r = memref.subview %x[%i, 0, 0] [1, 64, 64] [1, 1, 1] : memref<9x64x64xf32> to memref<64x64xf32, strided<[64, 1], offset: ?>>
  %s = memref.subview %x[%j, 0, 0] [1, 64, 64] [1, 1, 1] : memref<9x64x64xf32> to memref<64x64xf32, strided<[64, 1], offset: ?>>
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%r : memref<64x64xf32, strided<[64, 1], offset: ?>>) outs(%y : memref<64x64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.mulf %a, %f : f32
    linalg.yield %m : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%s : memref<64x64xf32, strided<[64, 1], offset: ?>>) outs(%y : memref<64x64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.mulf %a, %g : f32
    linalg.yield %m : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%y : memref<64x64xf32>) outs(%y : memref<64x64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.subf %a, %g : f32
    linalg.yield %m : f32
  }
  return
}
// CHECK: func private @kernel_0(
// CHECK: memref.reinterpret_cast
// CHECK: arith.mulf

// -----

#id = affine_map<(i) -> (i)>

// CHECK-LABEL: func @small
func.func @small(%x: memref<16xf32>, %y: memref<16xf32>) {
  // CHECK-COUNT-2: linalg.generic
  // CHECK-NOT: kernel
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<16xf32>) outs(%y : memref<16xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.negf %a : f32
    linalg.yield %m : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%y : memref<16xf32>) outs(%x : memref<16xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.negf %a : f32
    linalg.yield %m : f32
  }
  return
}
