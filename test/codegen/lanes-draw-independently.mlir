// RUN: %nestor build %s -o lanes
// RUN: ./lanes --quiet --seed 3 --out run | FileCheck %s
// A batch of keys draws what each key draws alone.

// CHECK: same = true
module attributes {nestor.manifest = "{\"name\": \"lanes\", \"nestor\": \"0.1.0\", \"file\": \"lanes.nest\", \"source\": \"\", \"hypers\": [], \"consts\": [], \"loops\": [], \"sites\": [{\"kind\": \"print\", \"line\": 1, \"loop\": -1, \"leaves\": [{\"item\": \"same\", \"path\": \"\", \"type\": \"bool\", \"shape\": []}]}]}"} {
  func.func @experiment_lanes(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "lanes"} {
    %key = ten.seed_key %seed : tensor<2xi32>
    %keys = ten.broadcast %key dims = [1] : tensor<2xi32> -> tensor<3x2xi32>
    %lane = ten.iota 0 : tensor<3xi64>
    %folded = ten.fold_key lane %keys, %lane : tensor<3x2xi32>, tensor<3xi64> -> tensor<3x2xi32>
    %batch = ten.normal %folded : tensor<3x2xi32> -> tensor<3x7xf32>
    %two = ten.constant dense<2> : tensor<i64>
    %alone = ten.fold_key lane %key, %two : tensor<2xi32>, tensor<i64> -> tensor<2xi32>
    %single = ten.normal %alone : tensor<2xi32> -> tensor<7xf32>
    %row = ten.slice %batch at [2, 0] by [1, 1] : tensor<3x7xf32> -> tensor<1x7xf32>
    %last = ten.reshape %row : tensor<1x7xf32> -> tensor<7xf32>
    %equal = ten.compare eq %last, %single : tensor<7xf32> -> tensor<7xi1>
    %same = ten.reduce_and %equal axes = [0] : tensor<7xi1> -> tensor<i1>
    meta.effect 0(%same) : tensor<i1>
    return
  }
}
