// RUN: %nestor build %s -o sums
// RUN: ./sums --quiet --out run
// RUN: %python %S/Inputs/law.py run/metrics.jsonl sums
// RUN: %nestor build %s -o generic --cpu=generic
// RUN: ./generic --quiet --out run-generic
// RUN: diff run/metrics.jsonl run-generic/metrics.jsonl
// Sums have the bits that the language fixes, along every axis and on every processor.

module attributes {nestor.manifest = "{\"name\": \"sums\", \"nestor\": \"0.1.0\", \"file\": \"sums.mlir\", \"source\": \"\", \"hypers\": [], \"consts\": [], \"loops\": [], \"sites\": [{\"kind\": \"report\", \"line\": 1, \"loop\": -1, \"leaves\": [{\"item\": \"vector\", \"path\": \"\", \"type\": \"f32\", \"shape\": []}, {\"item\": \"rows\", \"path\": \"\", \"type\": \"f32\", \"shape\": [37]}, {\"item\": \"columns\", \"path\": \"\", \"type\": \"f32\", \"shape\": [21]}, {\"item\": \"all\", \"path\": \"\", \"type\": \"f32\", \"shape\": []}]}]}"} {
  func.func @experiment_sums(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "sums"} {
    %v = func.call @sample100() : () -> tensor<100xf32>
    %vector = ten.reduce_sum %v axes = [0] : tensor<100xf32> -> tensor<f32>
    %flat = func.call @sample777() : () -> tensor<777xf32>
    %m = ten.reshape %flat : tensor<777xf32> -> tensor<37x21xf32>
    %rows = ten.reduce_sum %m axes = [1] : tensor<37x21xf32> -> tensor<37xf32>
    %columns = ten.reduce_sum %m axes = [0] : tensor<37x21xf32> -> tensor<21xf32>
    %all = ten.reduce_sum %m axes = [0, 1] : tensor<37x21xf32> -> tensor<f32>
    meta.effect 0(%vector, %rows, %columns, %all) : tensor<f32>, tensor<37xf32>, tensor<21xf32>, tensor<f32>
    return
  }
  func.func private @sample100() -> tensor<100xf32> {
    %i = ten.iota 0 : tensor<100xf32>
    %one = ten.constant dense<1.0> : tensor<100xf32>
    %j = ten.add %i, %one : tensor<100xf32>
    %x = ten.div %one, %j : tensor<100xf32>
    return %x : tensor<100xf32>
  }
  func.func private @sample777() -> tensor<777xf32> {
    %i = ten.iota 0 : tensor<777xf32>
    %one = ten.constant dense<1.0> : tensor<777xf32>
    %j = ten.add %i, %one : tensor<777xf32>
    %x = ten.div %one, %j : tensor<777xf32>
    return %x : tensor<777xf32>
  }
}
