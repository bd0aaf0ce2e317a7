// RUN: %nestor build %s -o program
// RUN: llvm-readelf --dynamic program | FileCheck %s
// RUN: %nestor --emit=obj %s -o program.o
// RUN: llvm-nm program.o | FileCheck %s --check-prefix=SYMBOLS
// A program needs the C library and the maths library, and knows no folder of the machine that built it.

// CHECK-NOT: NEEDED{{.*}}lib{{LLVM|MLIR|stdc|gcc|fmt}}
// CHECK: NEEDED{{.*}}libc.so
// CHECK-NOT: {{RPATH|RUNPATH}}
// CHECK-NOT: NEEDED{{.*}}lib{{LLVM|MLIR|stdc|gcc|fmt}}

// SYMBOLS-DAG: T experiment_empty
// SYMBOLS-DAG: {{[DR]}} nestor_program_table
module attributes {nestor.manifest = "{\"name\": \"empty\", \"nestor\": \"0.1.0\", \"file\": \"e\", \"source\": \"\", \"hypers\": [], \"consts\": [], \"loops\": [], \"sites\": []}"} {
  func.func @experiment_empty(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "empty"} {
    return
  }
}
