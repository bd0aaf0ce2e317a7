// RUN: split-file %s %t
// RUN: not %nestor-opt first-order.mlir --verify-first-order 2>&1 | FileCheck %s --check-prefix=FIRST
// RUN: not %nestor-opt linalg.mlir --verify-linalg 2>&1 | FileCheck %s --check-prefix=LINALG
// RUN: not %nestor-opt buffers.mlir --verify-buffers 2>&1 | FileCheck %s --check-prefix=BUFFERS
// RUN: not %nestor-opt loops.mlir --verify-loops 2>&1 | FileCheck %s --check-prefix=LOOPS
// RUN: not %nestor-opt llvm.mlir --verify-llvm 2>&1 | FileCheck %s --check-prefix=LLVM
// Each stage names what it should not have left.

//--- first-order.mlir
// FIRST: 'func.call' op is left after the stage first-order
func.func private @f()
func.func @g() {
  call @f() : () -> ()
  return
}

//--- linalg.mlir
// LINALG: 'ten.exp' op is left after the stage linalg
func.func @g(%x: tensor<f32>) -> tensor<f32> {
  %y = ten.exp %x : tensor<f32>
  return %y : tensor<f32>
}

//--- buffers.mlir
// BUFFERS: 'memref.alloc' op is left after the stage buffers
func.func @g() {
  %x = memref.alloc() : memref<9xf32>
  return
}

//--- loops.mlir
// LOOPS: 'linalg.fill' op is left after the stage loops
func.func @g(%x: memref<9xf32>, %y: f32) {
  linalg.fill ins(%y : f32) outs(%x : memref<9xf32>)
  return
}

//--- llvm.mlir
// LLVM: 'func.func' op is left after the stage llvm
func.func @g() {
  return
}
