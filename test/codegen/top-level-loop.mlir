// RUN: %nestor build %s -o loop
// RUN: ./loop --out run | FileCheck %s
// RUN: %expect-status 3 ./loop --set rate=1e30 --out diverges 2>&1 | FileCheck %s --check-prefix=DIVERGES
// Reports inside a top-level loop come with their step; a loss that is not finite ends the program.

// x <- x - 0.5 x from 8: after two steps 2, after four 0.5.
// CHECK: step 2 {{.*}}2
// CHECK: step 4 {{.*}}0.5
// DIVERGES: finite
module attributes {nestor.manifest = "{\"name\": \"loop\", \"nestor\": \"0.1.0\", \"file\": \"loop.nest\", \"source\": \"\", \"hypers\": [{\"name\": \"rate\", \"default\": 0.5}], \"consts\": [], \"loops\": [{\"name\": \"x\", \"steps\": 4, \"line\": 1}], \"sites\": [{\"kind\": \"report\", \"line\": 2, \"loop\": 0, \"leaves\": [{\"item\": \"x\", \"path\": \"\", \"type\": \"f32\", \"shape\": []}]}]}"} {
  func.func @experiment_loop(%seed: tensor<i64>, %hypers: tensor<1xf64>) attributes {nestor.experiment = "loop"} {
    %h = ten.reshape %hypers : tensor<1xf64> -> tensor<f64>
    %rate = ten.convert %h : tensor<f64> -> tensor<f32>
    %x = ten.constant dense<8.0> : tensor<f32>
    %r = "meta.loop"(%x, %rate) <{tripCount = 4 : i64, operandSegmentSizes = array<i32: 1, 0, 1>, topLevel = 0 : i64}> ({
    ^bb0(%i: tensor<i64>, %c: tensor<f32>, %a: tensor<f32>):
      %g = ten.mul %c, %a : tensor<f32>
      %n = ten.sub %c, %g : tensor<f32>
      %loss = ten.mul %n, %n : tensor<f32>
      meta.loss 0 step %i, %loss : tensor<f32>
      %two = ten.constant dense<2> : tensor<i64>
      %one = ten.constant dense<1> : tensor<i64>
      %rest = ten.mod %i, %two : tensor<i64>
      %second = ten.compare eq %rest, %one : tensor<i64> -> tensor<i1>
      "meta.if"(%second, %i, %n) ({
      ^bb1(%j: tensor<i64>, %y: tensor<f32>):
        meta.effect 0 step %j (%y) : tensor<f32>
        "meta.yield"() : () -> ()
      }, {
      ^bb1(%j: tensor<i64>, %y: tensor<f32>):
        "meta.yield"() : () -> ()
      }) : (tensor<i1>, tensor<i64>, tensor<f32>) -> ()
      "meta.yield"(%n) : (tensor<f32>) -> ()
    }) : (tensor<f32>, tensor<f32>) -> tensor<f32>
    return
  }
}
