// The subcommands of `nestor`, made of the front end and the stages.
#include "compiler/driver/Commands.h"

#include "compiler/conversion/Manifest.h"
#include "compiler/conversion/Passes.h"
#include "compiler/driver/ExplainLevels.h"
#include "compiler/driver/FitMemory.h"
#include "compiler/driver/FrontEnd.h"
#include "compiler/driver/Lower.h"
#include "compiler/driver/RunProgram.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <nlohmann/json.hpp>

#include <set>

using namespace mlir;

namespace nestor {

namespace {

/// A context with the dialects of a compilation. One program has too little
/// work for threads to pay.
struct Session {
  DialectRegistry registry;
  MLIRContext context{MLIRContext::Threading::DISABLED};

  Session() {
    registerDialects(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }
};

} // namespace

ExitStatus checkCommand(const CompileOptions &options,
                        const Installation &installation) {
  Session session;
  return runFrontEnd(options, FrontEndForm::CheckOnly,
                     installation.standardLibrary(), session.context)
      .status;
}

/// Lowers to buffers, and says what `nestor explain` says.
static ExitStatus lowerExplained(const FrontEndResult &front,
                                 const CompileOptions &options,
                                 std::string &text) {
  MemoryPlan plan;
  ExitStatus status = planMemory(*front.module, options, plan);
  if (status == ExitStatus::Success)
    status = lowerMeasured(*front.module, options, plan);
  if (status == ExitStatus::Success)
    text = levelsAsText(front.levels) +
           planAsText(plan, statesAsText(front.levels));
  return status;
}

ExitStatus explainCommand(const CompileOptions &options,
                          const Installation &installation, bool dot) {
  Session session;
  FrontEndResult front =
      runFrontEnd(options, FrontEndForm::Program,
                  installation.standardLibrary(), session.context);
  if (front.status != ExitStatus::Success)
    return front.status;
  if (dot) {
    llvm::outs() << levelsAsDot(front.levels);
    return ExitStatus::Success;
  }
  std::string plan;
  ExitStatus status = lowerExplained(front, options, plan);
  if (status == ExitStatus::Success)
    llvm::outs() << plan;
  return status;
}

using Preparation = llvm::function_ref<ExitStatus(ModuleOp)>;

/// Compiles to a program, behind what `prepare` does to it. `hypers` receives
/// the names of the hypers.
static ExitStatus compileProgram(const CompileOptions &options,
                                 const Installation &installation,
                                 const std::string &output,
                                 std::set<std::string> *hypers = nullptr,
                                 Preparation prepare = nullptr) {
  Session session;
  FrontEndResult front =
      runFrontEnd(options, FrontEndForm::Program, installation.standardLibrary(),
                  session.context);
  if (front.status != ExitStatus::Success)
    return front.status;
  auto manifest =
      front.module.get()->getAttrOfType<StringAttr>(manifestAttrName);
  if (manifest && hypers) {
    auto json = nlohmann::json::parse(manifest.getValue().str(), nullptr,
                                      /*allow_exceptions=*/false);
    if (json.is_object() && json.contains("hypers"))
      for (const auto &hyper : json["hypers"])
        hypers->insert(hyper.value("name", ""));
  }
  if (prepare)
    if (ExitStatus status = prepare(*front.module);
        status != ExitStatus::Success)
      return status;
  std::string plan;
  ExitStatus status = lowerExplained(front, options, plan);
  if (status != ExitStatus::Success)
    return status;
  editManifest(*front.module, [&](nlohmann::json &manifest) {
    manifest["plan"] = plan; // for the run folder
  });
  status = lowerBetween(*front.module, IrStage::Buffers, IrStage::Llvm, options);
  if (status != ExitStatus::Success)
    return status;
  return writeProgram(*front.module, options, installation.runtimeLibrary(),
                      output);
}

ExitStatus buildCommand(const CompileOptions &options,
                        const Installation &installation,
                        const std::string &output) {
  // Known before the work, and better said by us than by the linker.
  std::string folder = llvm::sys::path::parent_path(output).str();
  if (folder.empty())
    folder = ".";
  std::error_code error;
  if (llvm::sys::fs::is_directory(output))
    error = std::make_error_code(std::errc::is_a_directory);
  else
    error = llvm::sys::fs::access(folder, llvm::sys::fs::AccessMode::Write);
  if (error) {
    llvm::errs() << "error: cannot write `" << output
                 << "`: " << error.message() << "\n";
    return ExitStatus::BadInput;
  }
  return compileProgram(options, installation, output);
}

static ExitStatus compileAndRun(const CompileOptions &options,
                                const Installation &installation,
                                const std::vector<std::string> &programOptions,
                                Preparation prepare = nullptr) {
  TemporaryFolder folder;
  if (!folder.error().empty()) {
    llvm::errs() << "error: " << folder.error() << "\n";
    return ExitStatus::BadInput;
  }
  std::string program = folder.path() + "/program";
  std::set<std::string> hypers;
  ExitStatus status = compileProgram(options, installation, program, &hypers, prepare);
  if (status != ExitStatus::Success)
    return status;
  std::vector<std::string> arguments{
      llvm::sys::path::stem(options.input).str()};
  // Constants are in the code already; the program would refuse them.
  for (const auto &[name, value] : options.settings)
    if (hypers.count(name)) {
      arguments.push_back("--set");
      arguments.push_back(name + "=" + value);
    }
  arguments.insert(arguments.end(), programOptions.begin(),
                   programOptions.end());
  return runProgram(program, folder, std::move(arguments));
}

ExitStatus runCommand(const CompileOptions &options,
                      const Installation &installation,
                      const std::vector<std::string> &programOptions) {
  return compileAndRun(options, installation, programOptions);
}

ExitStatus gradcheckCommand(const CompileOptions &given,
                            const Installation &installation, bool smooth,
                            const std::vector<std::string> &programOptions) {
  CompileOptions options = given;
  options.f64 = true;
  return compileAndRun(options, installation, programOptions,
                       [&](ModuleOp module) {
                         return addGradientChecks(module, smooth, options);
                       });
}

const std::vector<std::string> &emitForms() {
  static const std::vector<std::string> forms{
      "ast",     "typed-ast", "meta", "first-order", "linalg",
      "buffers", "loops",     "llvm", "obj"};
  return forms;
}

/// Writes the stage that `form` names to `out`.
static ExitStatus emitTo(llvm::raw_pwrite_stream &out,
                         const CompileOptions &options,
                         const Installation &installation,
                         const std::string &form) {
  Session session;
  FrontEndForm frontForm = form == "ast"         ? FrontEndForm::Ast
                           : form == "typed-ast" ? FrontEndForm::TypedAst
                                                 : FrontEndForm::Module;
  FrontEndResult front = runFrontEnd(
      options, frontForm, installation.standardLibrary(), session.context);
  if (front.status != ExitStatus::Success)
    return front.status;
  if (!front.module) {
    out << front.listing;
    return ExitStatus::Success;
  }
  IrStage stage = IrStage::Llvm;
  for (unsigned i = 0; i <= unsigned(IrStage::Llvm); ++i)
    if (stageName(IrStage(i)) == form)
      stage = IrStage(i);
  ExitStatus status = lowerTo(*front.module, stage, options);
  if (status != ExitStatus::Success)
    return status;
  if (form == "obj")
    return writeObject(*front.module, options, out);
  front.module->print(out);
  out << "\n";
  return ExitStatus::Success;
}

ExitStatus emitCommand(const CompileOptions &options,
                       const Installation &installation,
                       const std::string &form, const std::string &output) {
  // A failure leaves the output as it was.
  llvm::SmallVector<char, 0> buffer;
  llvm::raw_svector_ostream text(buffer);
  ExitStatus status = emitTo(text, options, installation, form);
  if (status != ExitStatus::Success)
    return status;
  std::error_code error;
  llvm::raw_fd_ostream out(output, error);
  if (!error) {
    out << text.str();
    out.flush();
    error = out.error();
    out.clear_error();
  }
  if (!error)
    return ExitStatus::Success;
  llvm::errs() << "error: cannot write `" << output << "`: " << error.message()
               << "\n";
  return ExitStatus::BadInput;
}

} // namespace nestor
