// Imports: which file each one means, and what it declares.
#include "compiler/sema/Modules.h"
#include "compiler/sema/Suggest.h"
#include "compiler/syntax/Parse.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>

namespace nestor::typed {

static std::string dotted(const std::vector<ast::Name> &path) {
  std::string text;
  for (const ast::Name &name : path)
    text += (text.empty() ? "" : ".") + name.text;
  return text;
}

// ---- Files

Module &Modules::openScript(const ast::Module &tree) {
  const std::string &file = sources_.file(tree.file).name();
  auto module = std::make_unique<Module>();
  module->key = canonicalOf(file);
  module->name = stemOf(file);
  module->root = folderOf(file);
  module->isScript = true;
  module->tree = &tree;
  Module &result = *module;
  modules_[result.key] = std::move(module);
  open(result);
  return result;
}

Module *Modules::prelude() {
  ModulePlace place;
  place.root = {options_.libraryFolder, true};
  place.file = options_.libraryFolder + "/prelude.nest";
  return load(place, "prelude", {});
}

// Beside the module that imports, in the folders of `--library`, and in the
// library that comes with the compiler.
std::vector<ModuleRoot> Modules::rootsFor(const Module &from) {
  std::vector<ModuleRoot> roots;
  if (!from.isStandard) {
    roots.push_back({from.root, false});
    for (const std::string &folder : options_.moduleFolders)
      roots.push_back({folder, false});
  }
  roots.push_back({options_.libraryFolder, true});
  return roots;
}

Module *Modules::import(const Module &from,
                        const std::vector<ast::Name> &path) {
  std::string name = dotted(path);
  SourceRange range = join(path.front().range, path.back().range);
  std::vector<ModuleRoot> roots = rootsFor(from);
  std::vector<ModulePlace> places = findModule(name, roots);
  if (places.empty()) {
    Diagnostic &diagnostic =
        diagnostics_.report(DiagnosticKind::UnknownModule, range, name);
    std::string folders;
    for (const ModuleRoot &root : roots)
      folders += (root.isStandard ? "the library"
                                  : "`" + root.folder + "`, ");
    diagnostic.notes.push_back("looked for in " + folders);
    if (std::string near = nearest(name, modulesIn(roots)); !near.empty())
      diagnostic.fixes.push_back(
          {range, near, fmt::format("did you mean `{}`?", near)});
    return nullptr;
  }
  // No file means itself where it may mean another.
  if (places.size() > 1)
    places.erase(std::remove_if(places.begin(), places.end(),
                                [&](const ModulePlace &place) {
                                  return place.canonical == from.key;
                                }),
                 places.end());
  const ModulePlace &place = places.front();
  if (places.size() > 1) {
    auto say = [](const ModulePlace &place) {
      return place.root.isStandard ? "the library's" : "`" + place.file + "`";
    };
    diagnostics_
        .report(DiagnosticKind::ModuleClash, range, name, say(place),
                say(places[1]))
        .notes.push_back("give the file another name");
    return nullptr;
  }
  if (!place.isInside) {
    diagnostics_.report(DiagnosticKind::ModuleOutside, range, name,
                        place.canonical, place.root.folder);
    return nullptr;
  }
  return load(place, name, range);
}

Module *Modules::load(const ModulePlace &place, const std::string &name,
                      SourceRange range) {
  std::string key = place.root.isStandard ? name : place.canonical;
  if (auto known = modules_.find(key); known != modules_.end()) {
    Module *module = known->second.get();
    auto first = std::find(opening_.begin(), opening_.end(), module);
    if (first == opening_.end())
      return module->tree ? module : nullptr;
    std::string chain;
    for (; first != opening_.end(); ++first)
      chain += "`" + (*first)->name + "` imports ";
    diagnostics_.report(DiagnosticKind::ImportCycle, range, module->name)
        .notes.push_back(chain + "`" + module->name + "`");
    return nullptr;
  }
  std::ifstream file(place.file, std::ios::binary);
  std::stringstream text;
  if (file)
    text << file.rdbuf();
  if (!file) {
    diagnostics_.report(DiagnosticKind::FileUnreadable, range, place.file,
                        std::strerror(errno));
    return nullptr;
  }
  auto module = std::make_unique<Module>();
  module->key = key;
  module->name = name;
  module->root = place.root.folder;
  module->isStandard = place.root.isStandard;
  uint32_t number = sources_.add(SourceText(place.file, text.str()));
  size_t errors = diagnostics_.errorCount();
  module->owned = parse(sources_, number, diagnostics_);
  if (diagnostics_.errorCount() == errors) // else its names say nothing
    module->tree = module->owned.get();
  Module &result = *module;
  modules_[key] = std::move(module);
  if (!result.tree)
    return nullptr;
  if (!result.isStandard)
    program_.modules.push_back({name, number});
  open(result);
  return &result;
}

// ---- Declarations

void Modules::open(Module &module) {
  module.scope.kind = Scope::Module;
  declare(module);
  opening_.push_back(&module);
  for (const ast::Decl *decl : module.tree->declarations)
    if (decl->kind == ast::DeclKind::Import)
      for (const auto &path : static_cast<const ast::Import *>(decl)->paths)
        module.imports[path.back().text] = import(module, path);
  opening_.pop_back();
  if (!module.isStandard)
    own_.push_back(&module);
}

void Modules::add(Module &module, const ast::Name &name,
                  const ast::Decl *decl) {
  auto [it, fresh] = module.declarations.emplace(name.text, decl);
  if (!fresh)
    diagnostics_.report(DiagnosticKind::Redeclared, name.range, name.text)
        .labels.push_back({it->second->range, "declared first here"});
}

void Modules::declare(Module &module) {
  for (const ast::Decl *decl : module.tree->declarations) {
    declaredIn_[decl] = &module;
    switch (decl->kind) {
    case ast::DeclKind::Import:
      for (const auto &path : static_cast<const ast::Import *>(decl)->paths)
        add(module, path.back(), decl);
      break;
    case ast::DeclKind::Const:
    case ast::DeclKind::Hyper:
    case ast::DeclKind::Data:
      for (const auto &b : static_cast<const ast::Bindings *>(decl)->bindings)
        add(module, b.name, decl);
      break;
    case ast::DeclKind::Constant:
      for (const auto &name : static_cast<const ast::Constant *>(decl)->names)
        add(module, name, decl);
      break;
    case ast::DeclKind::Function:
      homes_[static_cast<const ast::FunctionDecl *>(decl)->function] = &module;
      add(module, decl->name, decl);
      break;
    default:
      add(module, decl->name, decl);
      break;
    }
    if (decl->kind == ast::DeclKind::Task ||
        decl->kind == ast::DeclKind::Model ||
        decl->kind == ast::DeclKind::Optimizer)
      for (const auto &m : static_cast<const ast::Aggregate *>(decl)->members)
        if (m.function)
          homes_[m.function] = &module;
  }
}

const ast::Decl *Modules::publicMember(const Module &module,
                                       const std::string &name,
                                       SourceRange range) {
  auto declared = module.declarations.find(name);
  if (declared == module.declarations.end()) {
    std::vector<std::string> known;
    for (const auto &entry : module.declarations)
      if (entry.first[0] != '_' && entry.second->kind != ast::DeclKind::Import)
        known.push_back(entry.first);
    Diagnostic &diagnostic =
        diagnostics_.report(DiagnosticKind::UnknownMember, range,
                            "module " + module.name, name);
    if (std::string near = nearest(name, known); !near.empty())
      diagnostic.fixes.push_back(
          {range, near, fmt::format("did you mean `{}`?", near)});
    return nullptr;
  }
  bool isImport = declared->second->kind == ast::DeclKind::Import;
  if (!isImport && name[0] != '_')
    return declared->second;
  diagnostics_.report(DiagnosticKind::PrivateName, range, name, module.name)
      .notes.push_back(isImport
                           ? fmt::format("`{}` imports it; import it here, too",
                                         module.name)
                           : "names that begin with `_` are for their module");
  return nullptr;
}

} // namespace nestor::typed
