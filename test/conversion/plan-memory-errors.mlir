// RUN: %nestor-opt %s --plan-memory --split-input-file --verify-diagnostics
// A buffer must have a static size, and must not outlive the iteration that makes it.

func.func @dynamic(%n: index) {
  // expected-error @+1 {{must have a static shape and no layout to be planned, found 'memref<?xf32>'}}
  %a = memref.alloc(%n) : memref<?xf32>
  return
}

// -----

func.func @carried(%n: index, %x: memref<16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%c = %x) -> memref<16xf32> {
    // expected-error @+1 {{is carried into the next iteration}}
    %a = memref.alloc() : memref<16xf32>
    memref.copy %c, %a : memref<16xf32> to memref<16xf32>
    scf.yield %a : memref<16xf32>
  }
  return
}
