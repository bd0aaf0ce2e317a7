// LLVM IR to an object file of the target.
#include "compiler/codegen/Codegen.h"

#include "llvm/IR/LegacyPassManager.h"

using namespace llvm;

namespace nestor {

Error emitObject(Module &module, TargetMachine &target,
                 raw_pwrite_stream &out) {
  legacy::PassManager passes;
  if (target.addPassesToEmitFile(passes, out, /*DwoOut=*/nullptr,
                                 CodeGenFileType::ObjectFile))
    return createStringError("this target cannot emit object files");
  passes.run(module);
  out.flush();
  return Error::success();
}

} // namespace nestor
