// RUN: %nestor build %s -o functions
// RUN: ./functions --quiet --out run
// RUN: %python %S/Inputs/functions.py run/metrics.jsonl
// RUN: %nestor build %s -o generic --cpu=generic
// RUN: ./generic --quiet --out run-generic
// RUN: diff run/metrics.jsonl run-generic/metrics.jsonl
// Elementary functions of f32 are close to the exact values, and have the same bits on every processor.

module attributes {nestor.manifest = "{\"name\": \"functions\", \"nestor\": \"0.1.0\", \"file\": \"functions.mlir\", \"source\": \"\", \"hypers\": [], \"consts\": [], \"loops\": [], \"sites\": [{\"kind\": \"report\", \"line\": 1, \"loop\": -1, \"leaves\": [{\"item\": \"exp\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9]}, {\"item\": \"expm1\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9]}, {\"item\": \"log\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9]}, {\"item\": \"log1p\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9]}, {\"item\": \"sin\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9]}, {\"item\": \"cos\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9]}, {\"item\": \"tanh\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9]}, {\"item\": \"logistic\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9]}]}]}"} {
  func.func @experiment_functions(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "functions"} {
    %x = ten.constant dense<[1.0e-12, 1.0e-3, 0.25, 0.5, 1.0, 1.75, 3.0, 10.0, 50.0]> : tensor<9xf32>
    %exp = ten.exp %x : tensor<9xf32>
    %expm1 = ten.expm1 %x : tensor<9xf32>
    %log = ten.log %x : tensor<9xf32>
    %log1p = ten.log1p %x : tensor<9xf32>
    %sin = ten.sin %x : tensor<9xf32>
    %cos = ten.cos %x : tensor<9xf32>
    %tanh = ten.tanh %x : tensor<9xf32>
    %logistic = ten.logistic %x : tensor<9xf32>
    meta.effect 0(%exp, %expm1, %log, %log1p, %sin, %cos, %tanh, %logistic) : tensor<9xf32>, tensor<9xf32>, tensor<9xf32>, tensor<9xf32>, tensor<9xf32>, tensor<9xf32>, tensor<9xf32>, tensor<9xf32>
    return
  }
}
