// Memory of a program: predicted from its own plan of buffers, and fitted into
// a budget by what loops store for their derivatives.
#pragma once

#include "compiler/driver/ExitStatus.h"
#include "compiler/driver/Options.h"

#include "mlir/IR/BuiltinOps.h"

#include <optional>
#include <string>
#include <vector>

namespace nestor {

/// One loop that a derivative goes through.
struct LoopPlan {
  unsigned line = 0, column = 0; // of the script
  std::string through;           // `unrolled`, `truncated(5)`, `first_order`
  int64_t steps = 0;
  /// As in meta.loop: empty keeps what every step needs.
  std::vector<int64_t> storage;
  int64_t carryBytes = 0;  // of one step's carries
  int64_t storedBytes = 0; // handed to the derivative, all steps
};

/// What a program takes, in bytes.
struct MemoryPlan {
  std::vector<LoopPlan> loops;
  int64_t data = 0;      // data sets
  int64_t arena = 0;     // of the experiment that takes most
  int64_t keepAll = 0;   // the arena if every loop kept everything
  /// Of the whole process at its peak.
  int64_t peak() const { return data + arena + processBytes; }

  /// A program that does nothing: its text, the C library, the runtime.
  static constexpr int64_t processBytes = 3584 << 10;
};

/// `64M`, `1.5G`, `300K`, `100000`: bytes, with units of 1024. None if it is
/// nothing of the kind, or not above 0.
std::optional<int64_t> parseBytes(const std::string &text);

/// Sets what the loops of `module` (stage meta) store, so that the program
/// stays within options.memory, at the least recomputation; without a budget
/// every loop keeps everything. Fails where the machine has less than the
/// budget, and where nothing fits: says what would.
ExitStatus fitMemory(mlir::ModuleOp module, const CompileOptions &options);
/// Also fills `plan`, with what each loop stores in the end.
ExitStatus fitMemory(mlir::ModuleOp module, const CompileOptions &options,
                     MemoryPlan &plan);

/// The same as a table on standard output: `nestor explain`.
ExitStatus explainMemory(mlir::ModuleOp module, const CompileOptions &options);

} // namespace nestor
