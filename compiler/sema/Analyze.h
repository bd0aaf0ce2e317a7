// The door of the room that decides everything a user can get wrong: names,
// compile-time values, types, shapes, instances, effects.
#pragma once

#include "compiler/ast/Ast.h"
#include "compiler/support/Diagnostic.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace nestor {

namespace typed {
struct Program;
}

struct AnalyzeOptions {
  /// `--set name=value`, in order; names of `const` and `hyper` declarations.
  std::vector<std::pair<std::string, std::string>> settings;
  /// Every f32 is an f64 (`--f64`).
  bool f64 = false;
  /// The folder with the library's modules, `nn.nest` and so on.
  std::string libraryFolder;
  /// Further folders in which imports are looked for.
  std::vector<std::string> moduleFolders;
};

/// Checks `script` and everything that it imports. Returns null if any error
/// was reported. Library files are added to `sources`.
std::unique_ptr<typed::Program> analyze(const ast::Module &script,
                                        SourceManager &sources,
                                        DiagnosticEngine &diagnostics,
                                        const AnalyzeOptions &options);

namespace typed {
/// The listing of `--emit=typed-ast`.
std::string print(const Program &program);
} // namespace typed

} // namespace nestor
