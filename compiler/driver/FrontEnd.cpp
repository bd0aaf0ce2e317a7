// Runs syntax, sema and irgen, and prints what they report.
#include "compiler/driver/FrontEnd.h"
#include "compiler/driver/InternalError.h"
#include "compiler/driver/ReadInput.h"

#include "compiler/irgen/IrGen.h"
#include "compiler/sema/Analyze.h"
#include "compiler/sema/TypedProgram.h"
#include "compiler/syntax/Parse.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <limits>

using namespace mlir;

namespace nestor {

void printDiagnostics(const DiagnosticEngine &diagnostics,
                             const SourceManager &sources,
                             DiagnosticFormat format) {
  bool color = llvm::sys::Process::StandardErrIsDisplayed();
  for (const Diagnostic &diagnostic : diagnostics.all()) {
    if (format == DiagnosticFormat::Json)
      llvm::errs() << renderJson(diagnostic, sources) << "\n";
    else
      llvm::errs() << renderText(diagnostic, sources, color);
  }
}

static FrontEndResult
fromScript(const CompileOptions &options, FrontEndForm form,
           const std::string &libraryFolder, SourceManager &sources,
           DiagnosticEngine &diagnostics, MLIRContext &context) {
  FrontEndResult result;
  auto fail = [&] {
    result.status = ExitStatus::BadInput;
    return std::move(result);
  };
  uint32_t file =
      readInput(options.input, maxSourceBytes, sources, diagnostics);
  if (!file)
    return fail();
  std::unique_ptr<ast::Module> script = parse(sources, file, diagnostics);
  if (diagnostics.errorCount() || !script)
    return fail();
  if (form == FrontEndForm::Ast) {
    result.listing = ast::print(*script);
    return result;
  }
  AnalyzeOptions analysis;
  analysis.settings = options.settings;
  analysis.f64 = options.f64;
  analysis.libraryFolder = libraryFolder;
  analysis.moduleFolders = options.moduleFolders;
  std::unique_ptr<typed::Program> program =
      analyze(*script, sources, diagnostics, analysis);
  if (diagnostics.errorCount() || !program)
    return fail();
  if (program->lost.isValid()) {
    const SourceText &text = sources.file(program->lost.file);
    result.status = reportInternal(
        "the analysis",
        fmt::format("{}:{} has no value, and no error says why", text.name(),
                    text.position(program->lost.begin).line),
        "nestor check " + options.input);
    return result;
  }
  if (form == FrontEndForm::Program && program->experiments.empty()) {
    diagnostics.report(DiagnosticKind::NoExperiment, SourceRange{},
                       options.input);
    return fail();
  }
  if (form == FrontEndForm::TypedAst)
    result.listing = typed::print(*program);
  if (form == FrontEndForm::Module || form == FrontEndForm::Program)
    result.module = emitModule(*program, sources, context);
  if (form == FrontEndForm::Program)
    result.levels = typed::findLevels(*program, sources);
  return result;
}

static FrontEndResult fromMlir(const CompileOptions &options, FrontEndForm form,
                               SourceManager &sources,
                               DiagnosticEngine &diagnostics,
                               MLIRContext &context) {
  FrontEndResult result;
  result.status = ExitStatus::BadInput;
  if (form == FrontEndForm::Ast || form == FrontEndForm::TypedAst) {
    llvm::errs() << "error: `" << options.input
                 << "` is MLIR, which has no syntax tree\n";
    return result;
  }
  uint32_t file = readInput(options.input, std::numeric_limits<size_t>::max(),
                            sources, diagnostics);
  if (!file)
    return result;
  llvm::SourceMgr buffers;
  buffers.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBuffer(
                                 sources.file(file).text(), options.input),
                             llvm::SMLoc());
  SourceMgrDiagnosticHandler handler(buffers, &context, llvm::errs());
  result.module = parseSourceFile<ModuleOp>(buffers, &context);
  if (result.module)
    result.status = ExitStatus::Success;
  return result;
}

FrontEndResult runFrontEnd(const CompileOptions &options, FrontEndForm form,
                           const std::string &libraryFolder,
                           MLIRContext &context) {
  SourceManager sources;
  DiagnosticEngine diagnostics;
  bool isMlir = llvm::StringRef(options.input).ends_with(".mlir");
  FrontEndResult result =
      isMlir ? fromMlir(options, form, sources, diagnostics, context)
             : fromScript(options, form, libraryFolder, sources, diagnostics,
                          context);
  printDiagnostics(diagnostics, sources, options.diagnostics);
  return result;
}

} // namespace nestor
