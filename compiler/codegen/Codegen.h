// From a module of the LLVM dialect to an object file and a program.
#pragma once

#include "compiler/conversion/VectorRegisters.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <string>
#include <vector>

namespace nestor {

/// What `nestor_program_table` says: the manifest, and a function and the size
/// of its arena for each experiment.
struct ProgramTable {
  struct Experiment {
    std::string name, function;
    int64_t arenaBytes = 0;
  };
  std::string manifest;
  std::vector<Experiment> experiments;
};

/// Reads the table from the attributes of `module` and removes them, for the
/// translation to LLVM knows nothing of them.
ProgramTable takeProgramTable(mlir::ModuleOp module);

/// Adds the constant `nestor_program_table` (runtime/include/nestor/Abi.h).
llvm::Error emitProgramTable(const ProgramTable &table, llvm::Module &module);

llvm::Expected<std::unique_ptr<llvm::Module>>
translateToLlvmIr(mlir::ModuleOp module, llvm::LLVMContext &context);

/// A target machine for `cpu`: "host" with all that this processor has, or a
/// name that LLVM knows, such as "generic" or "x86-64-v3". Floating point is
/// never contracted.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTarget(llvm::StringRef cpu);

/// The vector registers of `target`.
VectorRegisters vectorRegistersOf(const llvm::TargetMachine &target);

/// What is worth doing to code that our own stages have already shaped. Calls
/// of the C library keep their names and their bits.
void optimizeLlvmIr(llvm::Module &module, llvm::TargetMachine &target);

llvm::Error emitObject(llvm::Module &module, llvm::TargetMachine &target,
                       llvm::raw_pwrite_stream &out);

/// Links an object with the runtime to a program that needs the C library and
/// the maths library only.
llvm::Error linkProgram(llvm::StringRef object, llvm::StringRef runtimeLibrary,
                        llvm::StringRef program);

} // namespace nestor
