// LLVM's optimizer, kept from changing numbers.
#include "compiler/codegen/Codegen.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Passes/PassBuilder.h"

using namespace llvm;

namespace nestor {

void optimizeLlvmIr(Module &module, TargetMachine &target) {
  module.setDataLayout(target.createDataLayout());
  module.setTargetTriple(target.getTargetTriple());

  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  // Without knowledge of the C library nothing turns pow(2, x) into exp2(x),
  // which has other bits.
  TargetLibraryInfoImpl library(target.getTargetTriple());
  library.disableAllFunctions();
  functions.registerPass([&] { return TargetLibraryAnalysis(library); });

  PipelineTuningOptions tuning;
  tuning.SLPVectorization = true;
  PassBuilder builder(&target, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  FunctionPassManager passes;
  ModulePassManager all;
  std::string text="function(sroa,early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>,loop-mssa(licm),gvn,dse,instcombine<no-verify-fixpoint>,simplifycfg)";
  if (const char*e=getenv("NP")) text=e;
  cantFail(builder.parsePassPipeline(all,text));
  all.run(module,modules);
}

} // namespace nestor
