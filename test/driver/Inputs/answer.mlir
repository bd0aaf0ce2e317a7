// Prints its hyper times 6.
module attributes {nestor.manifest = "{\"name\": \"answer\", \"nestor\": \"0.1.0\", \"file\": \"answer.nest\", \"source\": \"\", \"hypers\": [{\"name\": \"x\", \"default\": 7.0}], \"consts\": [], \"loops\": [], \"sites\": [{\"kind\": \"print\", \"line\": 1, \"loop\": -1, \"leaves\": [{\"item\": \"answer\", \"path\": \"\", \"type\": \"f64\", \"shape\": []}]}]}"} {
  func.func @experiment_answer(%seed: tensor<i64>, %hypers: tensor<1xf64>) attributes {nestor.experiment = "answer"} {
    %x = ten.reshape %hypers : tensor<1xf64> -> tensor<f64>
    %six = ten.constant dense<6.0> : tensor<f64>
    %y = ten.mul %x, %six : tensor<f64>
    meta.effect 0(%y) : tensor<f64>
    return
  }
}
