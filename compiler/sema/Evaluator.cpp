// The entry of the room, and what an evaluation points at.
#include "compiler/sema/Evaluator.h"

namespace nestor {

std::unique_ptr<typed::Program> analyze(const ast::Module &script,
                                        SourceManager &sources,
                                        DiagnosticEngine &diagnostics,
                                        const AnalyzeOptions &options) {
  auto program = std::make_unique<typed::Program>();
  unsigned before = diagnostics.errorCount();
  typed::Evaluator evaluator(*program, sources, diagnostics, options);
  evaluator.run(script);
  if (diagnostics.errorCount() != before)
    return nullptr;
  return program;
}

namespace typed {

const char *spelling(Primitive primitive) {
  switch (primitive) {
#define PRIMITIVE(NAME, SPELLING)                                              \
  case Primitive::NAME:                                                        \
    return SPELLING;
#include "compiler/sema/Primitives.def"
#undef PRIMITIVE
  }
  return "";
}

Var *Program::makeVar(const Type *type, std::string name) {
  vars_.push_back({unsigned(vars_.size()), type, std::move(name)});
  return &vars_.back();
}

Node *Program::makeNode(NodeKind kind, SourceRange range) {
  nodes_.emplace_back();
  nodes_.back().kind = kind;
  nodes_.back().range = range;
  return &nodes_.back();
}

Evaluator::Evaluator(Program &program, SourceManager &sources,
                     DiagnosticEngine &diagnostics,
                     const AnalyzeOptions &options)
    : Builtins(program, sources, diagnostics,
               options.f64 ? Element::F64 : Element::F32),
      options_(options), modules_(program, sources, diagnostics, options) {}

Evaluator::Within::Within(Evaluator &evaluator, Region *into, Scope *names)
    : evaluator(evaluator), region(evaluator.region_), scope(evaluator.scope_),
      key(evaluator.key_), turns(evaluator.turns_) {
  if (into)
    evaluator.region_ = into;
  if (names)
    evaluator.scope_ = names;
}

Evaluator::Within::~Within() {
  evaluator.region_ = region;
  evaluator.scope_ = scope;
  evaluator.key_ = key;
  evaluator.turns_ = std::move(turns);
}

} // namespace typed
} // namespace nestor
