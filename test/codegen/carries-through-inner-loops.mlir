// RUN: %nestor build %s -o carries
// RUN: ./carries --quiet --out run | FileCheck %s
// Two carries change places through an inner loop, and a branch keeps one of them, without losing a value.

// Each outer iteration exchanges a and b once (three exchanges within) and adds
// 1 to what is then in a: a = 0, b = 10 -> (11, 0) -> (1, 11) -> (12, 1).
// `kept` takes b where the iteration is odd: 0 after the first, 11 after the second, 11.
// CHECK: a    = [12 12 12]
// CHECK: b    = [1 1 1]
// CHECK: kept = [11 11 11]
module attributes {nestor.manifest = "{\"name\": \"carries\", \"nestor\": \"0.1.0\", \"file\": \"carries.nest\", \"source\": \"\", \"hypers\": [], \"consts\": [], \"loops\": [], \"sites\": [{\"kind\": \"print\", \"line\": 1, \"loop\": -1, \"leaves\": [{\"item\": \"a   \", \"path\": \"\", \"type\": \"f32\", \"shape\": [3]}, {\"item\": \"b   \", \"path\": \"\", \"type\": \"f32\", \"shape\": [3]}, {\"item\": \"kept\", \"path\": \"\", \"type\": \"f32\", \"shape\": [3]}]}]}"} {
  func.func @experiment_carries(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "carries"} {
    %zero = ten.constant dense<0.0> : tensor<3xf32>
    %ten = ten.constant dense<10.0> : tensor<3xf32>
    %r:3 = "meta.loop"(%zero, %ten, %zero) <{tripCount = 3 : i64, operandSegmentSizes = array<i32: 3, 0, 0>}> ({
    ^bb0(%i: tensor<i64>, %a: tensor<3xf32>, %b: tensor<3xf32>, %kept: tensor<3xf32>):
      %s:2 = "meta.loop"(%a, %b) <{tripCount = 3 : i64, operandSegmentSizes = array<i32: 2, 0, 0>}> ({
      ^bb1(%j: tensor<i64>, %c: tensor<3xf32>, %d: tensor<3xf32>):
        "meta.yield"(%d, %c) : (tensor<3xf32>, tensor<3xf32>) -> ()
      }) : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
      %one = ten.constant dense<1.0> : tensor<3xf32>
      %next = ten.add %s#0, %one : tensor<3xf32>
      %two = ten.constant dense<2> : tensor<i64>
      %rest = ten.mod %i, %two : tensor<i64>
      %onei = ten.constant dense<1> : tensor<i64>
      %odd = ten.compare eq %rest, %onei : tensor<i64> -> tensor<i1>
      %k = "meta.if"(%odd, %s#1, %kept) ({
      ^bb1(%p: tensor<3xf32>, %q: tensor<3xf32>):
        "meta.yield"(%p) : (tensor<3xf32>) -> ()
      }, {
      ^bb1(%p: tensor<3xf32>, %q: tensor<3xf32>):
        "meta.yield"(%q) : (tensor<3xf32>) -> ()
      }) : (tensor<i1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
      "meta.yield"(%next, %s#1, %k) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> ()
    }) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
    meta.effect 0(%r#0, %r#1, %r#2) : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
    return
  }
}
