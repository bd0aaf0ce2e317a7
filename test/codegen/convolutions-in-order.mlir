// RUN: %nestor build %s -o products
// RUN: ./products --quiet --out run
// RUN: %python %S/Inputs/law.py run/metrics.jsonl convolutions
// RUN: %nestor build %s -o generic --cpu=generic
// RUN: ./generic --quiet --out run-generic
// RUN: diff run/metrics.jsonl run-generic/metrics.jsonl
// Convolutions and both of their transposes add up in the order that the language fixes, along channels and along columns.

module attributes {nestor.manifest = "{\"name\": \"products\", \"nestor\": \"0.1.0\", \"file\": \"products.mlir\", \"source\": \"\", \"hypers\": [], \"consts\": [], \"loops\": [], \"sites\": [{\"kind\": \"report\", \"line\": 1, \"loop\": -1, \"leaves\": [{\"item\": \"wide_y\", \"path\": \"\", \"type\": \"f32\", \"shape\": [2, 3, 5, 21]}, {\"item\": \"wide_x\", \"path\": \"\", \"type\": \"f32\", \"shape\": [2, 5, 6, 3]}, {\"item\": \"wide_w\", \"path\": \"\", \"type\": \"f32\", \"shape\": [3, 2, 3, 21]}, {\"item\": \"narrow_y\", \"path\": \"\", \"type\": \"f32\", \"shape\": [2, 4, 11, 2]}, {\"item\": \"narrow_x\", \"path\": \"\", \"type\": \"f32\", \"shape\": [2, 4, 11, 3]}, {\"item\": \"narrow_w\", \"path\": \"\", \"type\": \"f32\", \"shape\": [3, 3, 3, 2]}]}]}"} {
  func.func @experiment_products(%seed: tensor<i64>, %hypers: tensor<0xf64>) attributes {nestor.experiment = "products"} {
    %wide_x_in_i = ten.iota 0 : tensor<180xf32>
    %wide_x_in_one = ten.constant dense<1.0> : tensor<180xf32>
    %wide_x_in_j = ten.add %wide_x_in_i, %wide_x_in_one : tensor<180xf32>
    %wide_x_in_flat = ten.div %wide_x_in_one, %wide_x_in_j : tensor<180xf32>
    %wide_x_in = ten.reshape %wide_x_in_flat : tensor<180xf32> -> tensor<2x5x6x3xf32>
    %wide_w_in_i = ten.iota 0 : tensor<378xf32>
    %wide_w_in_one = ten.constant dense<1.0> : tensor<378xf32>
    %wide_w_in_j = ten.add %wide_w_in_i, %wide_w_in_one : tensor<378xf32>
    %wide_w_in_flat = ten.div %wide_w_in_one, %wide_w_in_j : tensor<378xf32>
    %wide_w_in = ten.reshape %wide_w_in_flat : tensor<378xf32> -> tensor<3x2x3x21xf32>
    %wide_y_in_i = ten.iota 0 : tensor<630xf32>
    %wide_y_in_one = ten.constant dense<1.0> : tensor<630xf32>
    %wide_y_in_j = ten.add %wide_y_in_i, %wide_y_in_one : tensor<630xf32>
    %wide_y_in_flat = ten.div %wide_y_in_one, %wide_y_in_j : tensor<630xf32>
    %wide_y_in = ten.reshape %wide_y_in_flat : tensor<630xf32> -> tensor<2x3x5x21xf32>
    %wide_y = ten.convolve %wide_x_in, %wide_w_in strides = [2, 1] dilations = [1, 2] low = [1, 0] high = [1, 1] groups = 1 : tensor<2x5x6x3xf32>, tensor<3x2x3x21xf32> -> tensor<2x3x5x21xf32>
    %wide_x = ten.convolve_input %wide_y_in, %wide_w_in strides = [2, 1] dilations = [1, 2] low = [1, 0] high = [1, 1] groups = 1 : tensor<2x3x5x21xf32>, tensor<3x2x3x21xf32> -> tensor<2x5x6x3xf32>
    %wide_w = ten.convolve_filter %wide_x_in, %wide_y_in strides = [2, 1] dilations = [1, 2] low = [1, 0] high = [1, 1] groups = 1 : tensor<2x5x6x3xf32>, tensor<2x3x5x21xf32> -> tensor<3x2x3x21xf32>
    %narrow_x_in_i = ten.iota 0 : tensor<264xf32>
    %narrow_x_in_one = ten.constant dense<1.0> : tensor<264xf32>
    %narrow_x_in_j = ten.add %narrow_x_in_i, %narrow_x_in_one : tensor<264xf32>
    %narrow_x_in_flat = ten.div %narrow_x_in_one, %narrow_x_in_j : tensor<264xf32>
    %narrow_x_in = ten.reshape %narrow_x_in_flat : tensor<264xf32> -> tensor<2x4x11x3xf32>
    %narrow_w_in_i = ten.iota 0 : tensor<54xf32>
    %narrow_w_in_one = ten.constant dense<1.0> : tensor<54xf32>
    %narrow_w_in_j = ten.add %narrow_w_in_i, %narrow_w_in_one : tensor<54xf32>
    %narrow_w_in_flat = ten.div %narrow_w_in_one, %narrow_w_in_j : tensor<54xf32>
    %narrow_w_in = ten.reshape %narrow_w_in_flat : tensor<54xf32> -> tensor<3x3x3x2xf32>
    %narrow_y_in_i = ten.iota 0 : tensor<176xf32>
    %narrow_y_in_one = ten.constant dense<1.0> : tensor<176xf32>
    %narrow_y_in_j = ten.add %narrow_y_in_i, %narrow_y_in_one : tensor<176xf32>
    %narrow_y_in_flat = ten.div %narrow_y_in_one, %narrow_y_in_j : tensor<176xf32>
    %narrow_y_in = ten.reshape %narrow_y_in_flat : tensor<176xf32> -> tensor<2x4x11x2xf32>
    %narrow_y = ten.convolve %narrow_x_in, %narrow_w_in strides = [1, 1] dilations = [1, 1] low = [1, 1] high = [1, 1] groups = 1 : tensor<2x4x11x3xf32>, tensor<3x3x3x2xf32> -> tensor<2x4x11x2xf32>
    %narrow_x = ten.convolve_input %narrow_y_in, %narrow_w_in strides = [1, 1] dilations = [1, 1] low = [1, 1] high = [1, 1] groups = 1 : tensor<2x4x11x2xf32>, tensor<3x3x3x2xf32> -> tensor<2x4x11x3xf32>
    %narrow_w = ten.convolve_filter %narrow_x_in, %narrow_y_in strides = [1, 1] dilations = [1, 1] low = [1, 1] high = [1, 1] groups = 1 : tensor<2x4x11x3xf32>, tensor<2x4x11x2xf32> -> tensor<3x3x3x2xf32>
    meta.effect 0(%wide_y, %wide_x, %wide_w, %narrow_y, %narrow_x, %narrow_w) : tensor<2x3x5x21xf32>, tensor<2x5x6x3xf32>, tensor<3x2x3x21xf32>, tensor<2x4x11x2xf32>, tensor<2x4x11x3xf32>, tensor<3x3x3x2xf32>
    return
  }
}
