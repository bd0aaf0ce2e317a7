// Memory of a program: predicted from its own plan of buffers, and fitted into
// a budget by what loops store for their derivatives.
#pragma once

#include "compiler/driver/ExitStatus.h"
#include "compiler/driver/LoopStorage.h"
#include "compiler/driver/Options.h"

#include "mlir/IR/BuiltinOps.h"

#include <optional>
#include <string>
#include <vector>

namespace nestor {

/// One loop that a derivative goes through.
struct LoopPlan {
  mlir::LocationAttr place;
  std::string line;    // `26:3`, of the library `linalg.nest:33:3`
  std::string through; // `unrolled`, `truncated(5)`, `first_order`, `implicit`
  int64_t steps = 0;
  LoopStorage storage;
  int64_t carryBytes = 0;  // of one step's carries
  int64_t storedBytes = 0; // handed to derivatives, at most at one time
  double flops = 0;        // of one run, with its derivatives
  /// What the process would take if this loop computed less again; 0 unknown.
  int64_t lessNeeds = 0;
};

/// What a program takes, in bytes.
struct MemoryPlan {
  std::vector<LoopPlan> loops;
  int64_t budget = 0;    // 0: none
  int64_t data = 0;      // data sets
  int64_t arena = 0;     // of the experiment that takes most
  int64_t keepAll = 0;   // the arena if every loop kept everything
  /// Of the whole process at its peak.
  int64_t peak() const { return peakWith(arena); }
  int64_t peakWith(int64_t tensors) const {
    return data + tensors + processBytes;
  }

  /// A program that does nothing: its text, the C library, the runtime.
  static constexpr int64_t processBytes = 3584 << 10;
};

/// The budget that holds for a program: that of the options, else the least of
/// its experiments; 0 if there is none.
int64_t budgetOf(mlir::ModuleOp module, const CompileOptions &options);

/// Sets what the loops of `module` (stage meta) store, so that the program
/// stays within its budget, at the least recomputation; without a budget
/// every loop keeps everything. Fails where the machine has less than the
/// budget, and where nothing fits: says what would.
/// Fills `plan`, but for what `lowerMeasured` finds out.
ExitStatus fitMemory(mlir::ModuleOp module, const CompileOptions &options,
                     MemoryPlan &plan);

/// Lowers a fitted module from the stage meta to buffers, and fills in what
/// each loop of `plan` comes to, and what all tensors take.
ExitStatus lowerMeasured(mlir::ModuleOp module, const CompileOptions &options,
                         MemoryPlan &plan);

/// Which loop of `plan` an operation of the stage meta is.
std::optional<size_t> rowOf(mlir::Operation *op, const MemoryPlan &plan);
/// How a derivative goes through it, as a user writes it; empty if it is no
/// loop.
std::string throughOf(mlir::Operation *op);
/// The arena of the experiment that takes most; stage buffers.
int64_t arenaOf(mlir::ModuleOp buffers);

/// `plan` as a table, as `nestor explain` prints it; `states` stands in
/// between.
std::string planAsText(const MemoryPlan &plan, const std::string &states);

} // namespace nestor
