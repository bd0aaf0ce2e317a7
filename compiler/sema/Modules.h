// The script and the modules that it imports: each file is read once, with
// everything that it imports in turn. Internal to the room.
#pragma once

#include "compiler/sema/Analyze.h"
#include "compiler/sema/FindModule.h"
#include "compiler/sema/Scope.h"

#include <set>

namespace nestor::typed {

/// A file of declarations. What belongs to the evaluator are the names that it
/// has evaluated so far.
struct Module {
  std::string key;  // no other module has it
  std::string name; // as it is imported: `nets`, `parts.nets`
  std::string root; // the folder that its own imports start from
  bool isStandard = false;
  bool isScript = false;
  std::unique_ptr<ast::Module> owned;
  const ast::Module *tree = nullptr;
  std::map<std::string, const ast::Decl *> declarations;
  std::map<std::string, Module *> imports; // null after an error

  Scope scope;
  std::set<std::string> evaluating;

  /// What `--set` and `--data` call a name of the module; of the script the
  /// name itself.
  std::string qualified(const std::string &name) const {
    return isScript ? name : this->name + "." + name;
  }
};

class Modules {
public:
  Modules(Program &program, SourceManager &sources,
          DiagnosticEngine &diagnostics, const AnalyzeOptions &options)
      : program_(program), sources_(sources), diagnostics_(diagnostics),
        options_(options) {}

  Module &openScript(const ast::Module &tree);
  /// Whose names need no import; null if the library is incomplete.
  Module *prelude();
  /// The script and what it imports, without the standard library: imported
  /// modules first.
  const std::vector<Module *> &own() const { return own_; }
  /// The module with a key.
  Module &at(const std::string &key) { return *modules_.at(key); }
  Module *homeOf(const ast::Function &function) { return homes_[&function]; }
  Module *homeOf(const ast::Decl &decl) { return declaredIn_[&decl]; }
  /// A function that no declaration holds belongs to where it is written.
  void setHome(const ast::Function &function, Module *home) {
    homes_[&function] = home;
  }
  /// What other modules see of `module`: null, and an error, for names that it
  /// lacks, imports itself or keeps to itself (`_name`).
  const ast::Decl *publicMember(const Module &module, const std::string &name,
                                SourceRange range);

private:
  Module *import(const Module &from, const std::vector<ast::Name> &path);
  Module *load(const ModulePlace &place, const std::string &name,
               SourceRange range);
  std::vector<ModuleRoot> rootsFor(const Module &from);
  void open(Module &module);
  void declare(Module &module);
  void add(Module &module, const ast::Name &name, const ast::Decl *decl);

  Program &program_;
  SourceManager &sources_;
  DiagnosticEngine &diagnostics_;
  const AnalyzeOptions &options_;
  std::map<std::string, std::unique_ptr<Module>> modules_; // by key
  std::vector<Module *> own_;
  std::vector<Module *> opening_; // each imports the next
  std::map<const ast::Function *, Module *> homes_;
  std::map<const ast::Decl *, Module *> declaredIn_;
};

} // namespace nestor::typed
