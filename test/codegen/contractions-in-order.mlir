// RUN: %nestor build %s -o products
// RUN: ./products --quiet --out run
// RUN: %python %S/Inputs/law.py run/metrics.jsonl contractions
// RUN: %nestor build %s -o generic --cpu=generic
// RUN: ./generic --quiet --out run-generic
// RUN: diff run/metrics.jsonl run-generic/metrics.jsonl
// Contractions have the bits that the language fixes: sequential where the result is wide, in lanes where it is narrow.

module attributes {nestor.manifest = "{\"name\": \"products\", \"nestor\": \"0.1.0\", \"file\": \"products.mlir\", \"source\": \"\", \"hypers\": [], \"consts\": [], \"loops\": [], \"sites\": [{\"kind\": \"report\", \"line\": 1, \"loop\": -1, \"leaves\": [{\"item\": \"wide\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9, 21]}, {\"item\": \"narrow\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9, 5]}, {\"item\": \"transposed\", \"path\": \"\", \"type\": \"f32\", \"shape\": [9, 21]}, {\"item\": \"dot\", \"path\": \"\", \"type\": \"f32\", \"shape\": []}]}]}"} {
  func.func @experiment_products(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "products"} {
    %i = ten.iota 0 : tensor<777xf32>
    %one = ten.constant dense<1.0> : tensor<777xf32>
    %j = ten.add %i, %one : tensor<777xf32>
    %flat = ten.div %one, %j : tensor<777xf32>
    %xs = ten.slice %flat at [0] by [1] : tensor<777xf32> -> tensor<333xf32>
    %ns = ten.slice %flat at [0] by [1] : tensor<777xf32> -> tensor<185xf32>
    %x = ten.reshape %xs : tensor<333xf32> -> tensor<9x37xf32>
    %n = ten.reshape %ns : tensor<185xf32> -> tensor<37x5xf32>
    %w = ten.reshape %flat : tensor<777xf32> -> tensor<37x21xf32>
    %t = ten.reshape %flat : tensor<777xf32> -> tensor<21x37xf32>
    %wide = ten.contract %x, %w batch = [], [] contract = [1], [0] : tensor<9x37xf32>, tensor<37x21xf32> -> tensor<9x21xf32>
    %narrow = ten.contract %x, %n batch = [], [] contract = [1], [0] : tensor<9x37xf32>, tensor<37x5xf32> -> tensor<9x5xf32>
    %transposed = ten.contract %x, %t batch = [], [] contract = [1], [1] : tensor<9x37xf32>, tensor<21x37xf32> -> tensor<9x21xf32>
    %x0 = ten.slice %flat at [0] by [1] : tensor<777xf32> -> tensor<37xf32>
    %t1 = ten.slice %flat at [37] by [1] : tensor<777xf32> -> tensor<37xf32>
    %dot = ten.contract %x0, %t1 batch = [], [] contract = [0], [0] : tensor<37xf32>, tensor<37xf32> -> tensor<f32>
    meta.effect 0(%wide, %narrow, %transposed, %dot) : tensor<9x21xf32>, tensor<9x5xf32>, tensor<9x21xf32>, tensor<f32>
    return
  }
}
