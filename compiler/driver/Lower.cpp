// Runs the pipelines, and turns their failures into reports of internal errors.
#include "compiler/driver/Lower.h"

#include "compiler/codegen/Codegen.h"
#include "compiler/driver/CheckGradients.h"
#include "compiler/driver/FitMemory.h"
#include "compiler/driver/HeldSignals.h"
#include "compiler/driver/InternalError.h"
#include "compiler/driver/TemporaryFolder.h"
#include "dialects/meta/transforms/Passes.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace nestor {

namespace {

/// Remembers which pass failed first.
struct FailedPass : PassInstrumentation {
  explicit FailedPass(std::string &name) : name(name) {}

  void runAfterPassFailed(Pass *pass, Operation *) override {
    // The last to fail: one may try others, and do without.
    if (!pass->getArgument().empty())
      name = pass->getArgument().str();
  }

  std::string &name;
};

std::string placeOf(Location location) {
  std::string text;
  llvm::raw_string_ostream out(text);
  location.print(out);
  return text;
}

} // namespace

static ExitStatus runPasses(ModuleOp module, PassManager &passes,
                            llvm::StringRef where, llvm::StringRef reproduce) {
  std::string failed, messages;
  ScopedDiagnosticHandler handler(
      module.getContext(), [&](mlir::Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
          messages += (messages.empty() ? "" : "\n  ") + diagnostic.str() +
                      " at " + placeOf(diagnostic.getLocation());
        return success();
      });
  passes.addInstrumentation(std::make_unique<FailedPass>(failed));
  passes.enableVerifier(true);
  if (succeeded(passes.run(module)))
    return ExitStatus::Success;
  return reportInternal("`" + (failed.empty() ? where.str() : failed) + "`",
                        messages, reproduce);
}

static ExitStatus runStage(ModuleOp module, IrStage stage,
                           const CompileOptions &options) {
  PassManager passes(module->getName());
  buildStage(passes, stage);
  IrStage before = IrStage(unsigned(stage) - 1);
  return runPasses(module, passes, stageName(stage),
                   "nestor --emit=" + stageName(before).str() + " " +
                       options.input + " | nestor-opt --nestor-" +
                       stageName(stage).str());
}

static ExitStatus addChecks(ModuleOp module, const CompileOptions &options) {
  PassManager passes(module->getName());
  // Simplifications that look at several operations come first.
  passes.addPass(createInlinerPass());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addPass(meta::createCheckFinite({options.check == Check::Nan}));
  return runPasses(module, passes, "--check",
                   "nestor --emit=meta " + options.input +
                       " | nestor-opt --inline --canonicalize --cse "
                       "--meta-check-finite");
}

ExitStatus addGradientChecks(ModuleOp module, bool smooth,
                             const CompileOptions &options) {
  PassManager passes(module->getName());
  passes.addPass(createMeasureCosts());
  passes.addPass(createInlinerPass());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addPass(createSymbolDCEPass());
  passes.addPass(meta::createExpandMinimize());
  ExitStatus status =
      runPasses(module, passes, "gradcheck",
                "nestor --emit=meta " + options.input +
                    " | nestor-opt --inline --meta-expand-minimize");
  if (status != ExitStatus::Success)
    return status;
  if (smooth)
    smoothKinks(module);
  checkGradients(module);
  return ExitStatus::Success;
}

static ExitStatus measureCosts(ModuleOp module, const CompileOptions &options) {
  PassManager passes(module->getName());
  passes.addPass(createMeasureCosts());
  return runPasses(module, passes, "cost",
                   "nestor --emit=meta " + options.input +
                       " | nestor-opt --measure-costs");
}

ExitStatus planMemory(ModuleOp module, const CompileOptions &options,
                      MemoryPlan &plan) {
  // First, since what a cost is of has no checks.
  ExitStatus status = measureCosts(module, options);
  if (status == ExitStatus::Success && options.check != Check::None)
    status = addChecks(module, options);
  return status == ExitStatus::Success ? fitMemory(module, options, plan)
                                       : status;
}

ExitStatus lowerTo(ModuleOp module, IrStage last,
                   const CompileOptions &options) {
  if (last == IrStage::Meta && options.check == Check::None)
    return ExitStatus::Success;
  MemoryPlan plan;
  ExitStatus status = planMemory(module, options, plan);
  return status == ExitStatus::Success
             ? lowerBetween(module, IrStage::Meta, last, options)
             : status;
}

// A name that is no processor is reported when code is made for it.
static void attachRegisters(ModuleOp module, const CompileOptions &options) {
  auto target = createTarget(options.cpu);
  if (target)
    vectorRegistersOf(**target).attachTo(module);
  else
    consumeError(target.takeError());
}

ExitStatus lowerBetween(ModuleOp module, IrStage before, IrStage last,
                        const CompileOptions &options) {
  if (last >= IrStage::Loops)
    attachRegisters(module, options);
  for (unsigned stage = unsigned(before) + 1; stage <= unsigned(last);
       ++stage) {
    ExitStatus status = runStage(module, IrStage(stage), options);
    if (status != ExitStatus::Success)
      return status;
  }
  return ExitStatus::Success;
}

ExitStatus writeObject(ModuleOp module, const CompileOptions &options,
                       llvm::raw_pwrite_stream &out) {
  auto target = createTarget(options.cpu);
  if (!target) {
    llvm::errs() << "error: " << toString(target.takeError()) << "\n";
    return ExitStatus::BadInput;
  }
  auto fail = [&](llvm::Error error) {
    return reportInternal("code generation", toString(std::move(error)),
                          "nestor --emit=obj " + options.input);
  };
  ProgramTable table = takeProgramTable(module);
  llvm::LLVMContext context;
  auto ir = translateToLlvmIr(module, context);
  if (!ir)
    return fail(ir.takeError());
  if (llvm::Error error = emitProgramTable(table, **ir))
    return fail(std::move(error));
  optimizeLlvmIr(**ir, **target);
  if (llvm::Error error = emitObject(**ir, **target, out))
    return fail(std::move(error));
  return ExitStatus::Success;
}

/// The program appears whole or not at all, also on another file system.
static std::error_code moveProgram(const std::string &from,
                                   const std::string &to) {
  namespace fs = llvm::sys::fs;
  std::error_code error = fs::rename(from, to);
  if (error != std::errc::cross_device_link)
    return error;
  std::string part = to + ".part";
  error = fs::copy_file(from, part);
  if (!error)
    error = fs::setPermissions(part, *fs::getPermissions(from));
  if (!error)
    error = fs::rename(part, to);
  if (error)
    fs::remove(part);
  return error;
}

ExitStatus writeProgram(ModuleOp module, const CompileOptions &options,
                        const std::string &runtimeLibrary,
                        const std::string &path) {
  TemporaryFolder folder;
  if (!folder.error().empty()) {
    llvm::errs() << "error: " << folder.error() << "\n";
    return ExitStatus::BadInput;
  }
  std::string object = folder.path() + "/program.o";
  std::error_code error;
  {
    llvm::raw_fd_ostream out(object, error);
    if (!error) {
      ExitStatus status = writeObject(module, options, out);
      if (status != ExitStatus::Success)
        return status;
      out.close();
      error = out.error();
      out.clear_error();
    }
  }
  if (error) {
    llvm::errs() << "error: cannot write `" << object
                 << "`: " << error.message() << "\n";
    return ExitStatus::BadInput;
  }
  std::string program = folder.path() + "/program";
  HeldSignals held; // the linker has files of its own names in the folder
  if (llvm::Error linkError = linkProgram(object, runtimeLibrary, program)) {
    llvm::errs() << "error: " << toString(std::move(linkError)) << "\n";
    return ExitStatus::BadInput;
  }
  error = moveProgram(program, path);
  if (error) {
    llvm::errs() << "error: cannot write `" << path << "`: " << error.message()
                 << "\n";
    return ExitStatus::BadInput;
  }
  return ExitStatus::Success;
}

} // namespace nestor
