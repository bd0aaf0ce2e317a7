// RUN: %nestor-opt %s --meta-check-finite | FileCheck %s
// Results are inspected, operands where the derivative can do harm; moves and
// what a selection may leave are not.

// CHECK-LABEL: func.func @checks
func.func @checks(%x: tensor<2xf32>, %c: tensor<2xi1>) -> tensor<2xf32> {
  // CHECK: %[[A:.*]] = meta.check_finite "the operand of `log`" %{{.*}} operand
  // CHECK: %[[L:.*]] = ten.log %[[A]]
  // CHECK-NOT: meta.check_finite "`log`"
  %l = ten.log %x : tensor<2xf32>
  // CHECK: %[[N:.*]] = ten.neg %[[L]]
  %n = ten.neg %l : tensor<2xf32>
  // CHECK: %[[S:.*]] = ten.select %{{.*}}, %[[N]], %{{.*}}
  // CHECK: %[[T:.*]] = meta.check_finite "`where`" %[[S]]
  %s = ten.select %c, %n, %x : tensor<2xi1>, tensor<2xf32>
  // CHECK: %[[P:.*]] = ten.add %[[T]], %[[T]]
  // CHECK: %[[Q:.*]] = meta.check_finite "`+`" %[[P]]
  %p = ten.add %s, %s : tensor<2xf32>
  // CHECK: return %[[Q]]
  return %p : tensor<2xf32>
}
