// RUN: %nestor build %s -o index
// RUN: ./index --quiet --set at=-5 --out low | FileCheck %s
// RUN: ./index --quiet --set at=4 --out high | FileCheck %s --check-prefix=HIGH
// RUN: %expect-status 1 ./index --quiet --set at=5 --out above 2>&1 | FileCheck %s --check-prefix=ABOVE
// RUN: %expect-status 1 ./index --quiet --set at=-6 --out below 2>&1 | FileCheck %s --check-prefix=BELOW
// A run-time index counts from the end if it is negative, and ends the program where it leaves the extent.

// CHECK: x = 0
// HIGH: x = 4
// ABOVE: 9: {{.*}}5
// BELOW: 9: {{.*}}-6
module attributes {nestor.manifest = "{\"name\": \"index\", \"nestor\": \"0.1.0\", \"file\": \"index.nest\", \"source\": \"\", \"hypers\": [{\"name\": \"at\", \"default\": 0.0}], \"consts\": [], \"loops\": [], \"sites\": [{\"kind\": \"print\", \"line\": 1, \"loop\": -1, \"leaves\": [{\"item\": \"x\", \"path\": \"\", \"type\": \"i64\", \"shape\": []}]}]}"} {
  func.func @experiment_index(%seed: tensor<i64>, %hypers: tensor<1xf64>) attributes {nestor.experiment = "index"} {
    %h = ten.reshape %hypers : tensor<1xf64> -> tensor<f64>
    %i = ten.convert %h : tensor<f64> -> tensor<i64>
    %numbers = ten.iota 0 : tensor<5xi64>
    %checked = meta.check_index %i in 5 length 1 line 9
    %row = ten.dynamic_slice %numbers[%checked] axes = [0] : tensor<5xi64> -> tensor<1xi64>
    %x = ten.reshape %row : tensor<1xi64> -> tensor<i64>
    meta.effect 0(%x) : tensor<i64>
    return
  }
}
