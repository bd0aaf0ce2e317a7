// Two nested top-level loops that would take years.
module attributes {nestor.manifest = "{\"name\": \"endless\", \"nestor\": \"0.1.0\", \"file\": \"endless.nest\", \"source\": \"\", \"hypers\": [], \"consts\": [], \"loops\": [{\"name\": \"x\", \"steps\": 1000000000000, \"line\": 1}], \"sites\": []}"} {
  func.func @experiment_endless(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "endless"} {
    %x = ten.constant dense<8.0> : tensor<f32>
    %r = "meta.loop"(%x) <{tripCount = 1000000000 : i64, operandSegmentSizes = array<i32: 1, 0, 0>}> ({
    ^bb0(%i: tensor<i64>, %c: tensor<f32>):
      %s = "meta.loop"(%c) <{tripCount = 1000000000000 : i64, operandSegmentSizes = array<i32: 1, 0, 0>, topLevel = 0 : i64}> ({
      ^bb1(%j: tensor<i64>, %d: tensor<f32>):
        %n = ten.tanh %d : tensor<f32>
        meta.loss 0 step %j, %n : tensor<f32>
        "meta.yield"(%n) : (tensor<f32>) -> ()
      }) : (tensor<f32>) -> tensor<f32>
      "meta.yield"(%s) : (tensor<f32>) -> ()
    }) : (tensor<f32>) -> tensor<f32>
    return
  }
}
