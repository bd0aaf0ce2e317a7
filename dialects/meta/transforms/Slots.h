// Carries of a loop in slots, while a pass emits them: what meta-store-in-slots
// is made of.
#pragma once

#include "dialects/meta/Meta.h"
#include "dialects/meta/transforms/BinomialSchedule.h"
#include "dialects/ten/Build.h"

namespace nestor::meta {

/// What is kept, as values of one block.
struct Slots {
  mlir::Value top;    // the slot that was filled last
  mlir::Value due;    // the iteration whose carries are kept next
  mlir::Value places; // tensor<kxi64>: the iteration that each slot holds
  llvm::SmallVector<mlir::Value> rows; // of each carry, tensor<kxS>

  /// `carries` + 3 values, in the order of the members.
  llvm::SmallVector<mlir::Value> all() const;
  static Slots from(mlir::ValueRange values);
};

/// Emits reads and writes of slots at one place.
class SlotBuilder {
public:
  /// For a loop of `steps` iterations, with so many slots.
  SlotBuilder(mlir::OpBuilder &builder, mlir::Location loc, int64_t steps,
              int64_t slots)
      : b(builder), loc(loc), build{builder, loc}, count(slots), steps(steps),
        schedule(steps, slots) {}
  /// The same at another place.
  SlotBuilder(const SlotBuilder &like, mlir::OpBuilder &builder)
      : b(builder), loc(like.loc), build{builder, loc}, count(like.count),
        steps(like.steps), schedule(like.schedule) {}

  mlir::Value number(int64_t value);
  /// Row `index` of a stack.
  mlir::Value row(mlir::Value stack, mlir::Value index);
  mlir::Value withRow(mlir::Value stack, mlir::Value index, mlir::Value row);
  mlir::Value isLess(mlir::Value lhs, mlir::Value rhs) {
    return build.compare(ten::Predicate::lt, lhs, rhs);
  }

  /// One slot, with the carries of iteration 0.
  Slots first(mlir::ValueRange carries);
  /// The slots behind an iteration that led to the carries of `now`; `end` is
  /// the first iteration that need not be reached.
  Slots keepIfDue(const Slots &slots, mlir::Value now, mlir::Value end,
                  mlir::ValueRange carries);
  /// The iteration to keep next, where `now` is kept at the top.
  mlir::Value dueAfter(mlir::Value now, mlir::Value end, mlir::Value top);
  /// Iterations computed again for one that is walked back, in the mean.
  double meanAdvances() const {
    return double(schedule.advances()) / double(steps);
  }

private:
  mlir::OpBuilder &b;
  mlir::Location loc;
  ten::Build build;
  int64_t count, steps;
  BinomialSchedule schedule;
};

} // namespace nestor::meta
