// RUN: %nestor build %s -o transposes
// RUN: ./transposes --quiet --out run
// RUN: %python %S/Inputs/law.py run/metrics.jsonl transposes
// RUN: %nestor build %s -o generic --cpu=generic
// RUN: ./generic --quiet --out run-generic
// RUN: diff run/metrics.jsonl run-generic/metrics.jsonl
// Axes change places in blocks of sixteen and whatever is left: 1, 2, 5, 8, 17 and 33 lines.

module attributes {nestor.manifest = "{\"name\": \"transposes\", \"nestor\": \"0.1.0\", \"file\": \"transposes.mlir\", \"source\": \"\", \"hypers\": [], \"consts\": [], \"loops\": [], \"sites\": [{\"kind\": \"report\", \"line\": 1, \"loop\": -1, \"leaves\": [{\"item\": \"one_over\", \"path\": \"\", \"type\": \"f32\", \"shape\": [33, 17]}, {\"item\": \"few\", \"path\": \"\", \"type\": \"f32\", \"shape\": [5, 8]}, {\"item\": \"outer\", \"path\": \"\", \"type\": \"f32\", \"shape\": [2, 17, 3]}, {\"item\": \"doubles\", \"path\": \"\", \"type\": \"f64\", \"shape\": [17, 9]}]}]}"} {
  func.func @experiment_transposes(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "transposes"} {
    %a = ten.iota 0 : tensor<561xf32>
    %b = ten.reshape %a : tensor<561xf32> -> tensor<17x33xf32>
    %c = ten.transpose %b perm = [1, 0] : tensor<17x33xf32> -> tensor<33x17xf32>
    %d = ten.iota 0 : tensor<40xf32>
    %e = ten.reshape %d : tensor<40xf32> -> tensor<8x5xf32>
    %f = ten.transpose %e perm = [1, 0] : tensor<8x5xf32> -> tensor<5x8xf32>
    %g = ten.iota 0 : tensor<102xf32>
    %h = ten.reshape %g : tensor<102xf32> -> tensor<17x3x2xf32>
    %i = ten.transpose %h perm = [2, 0, 1] : tensor<17x3x2xf32> -> tensor<2x17x3xf32>
    %j = ten.iota 0 : tensor<153xf64>
    %k = ten.reshape %j : tensor<153xf64> -> tensor<9x17xf64>
    %l = ten.transpose %k perm = [1, 0] : tensor<9x17xf64> -> tensor<17x9xf64>
    meta.effect 0(%c, %f, %i, %l) : tensor<33x17xf32>, tensor<5x8xf32>, tensor<2x17x3xf32>, tensor<17x9xf64>
    return
  }
}
