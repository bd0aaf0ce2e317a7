// Short builders for the derivative rules, so that a formula reads as one.
#pragma once

#include "dialects/ten/Ten.h"

#include <optional>

namespace nestor::ten {

/// Builds operations at one place, with the types that their operands imply.
struct Build {
  mlir::OpBuilder &builder;
  mlir::Location loc;

  using Value = mlir::Value;
  static mlir::RankedTensorType typeOf(Value v) {
    return llvm::cast<mlir::RankedTensorType>(v.getType());
  }
  template <typename Op, typename... Args> Value like(Value v, Args &&...args) {
    return Op::create(builder, loc, v.getType(), std::forward<Args>(args)...);
  }

  /// `number` in every element of a tensor of v's type.
  Value constant(Value v, double number);
  Value zeros(mlir::Type type);
  Value add(Value a, Value b) { return like<AddOp>(a, a, b); }
  Value sub(Value a, Value b) { return like<SubOp>(a, a, b); }
  Value mul(Value a, Value b) { return like<MulOp>(a, a, b); }
  Value div(Value a, Value b) { return like<DivOp>(a, a, b); }
  Value neg(Value a) { return like<NegOp>(a, a); }
  Value compare(Predicate predicate, Value a, Value b);
  Value select(Value condition, Value a, Value b) {
    return like<SelectOp>(a, condition, a, b);
  }
  Value convert(Value a, mlir::Type element);
  Value broadcast(Value a, mlir::Type type, llvm::ArrayRef<int64_t> dims);
  Value reduceSum(Value a, llvm::ArrayRef<int64_t> axes);
  Value transpose(Value a, llvm::ArrayRef<int64_t> perm);
};

/// The number in every element, if `v` is a constant with one.
std::optional<double> splatOf(mlir::Value v);

/// a + b, where either may be null for zero.
mlir::Value addTangents(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value a, mlir::Value b);

} // namespace nestor::ten
