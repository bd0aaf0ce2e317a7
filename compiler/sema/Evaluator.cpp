// The evaluator's core: emission of nodes, errors with the chain of calls that
// led to them, and the entry of the room.
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
    : program_(program), sources_(sources), diagnostics_(&diagnostics),
      options_(options),
      precision_(options.f64 ? Element::F64 : Element::F32) {}

// ---- Errors

Diagnostic &Evaluator::withCallers(Diagnostic &diagnostic) {
  if (!diagnostic.labels.empty() || callers_.empty())
    return diagnostic;
  // The innermost four calls tell the story; a deep chain would hide it.
  size_t shown = 0;
  for (auto it = callers_.rbegin(); it != callers_.rend() && shown < 4;
       ++it, ++shown) {
    const std::string &name = it->function->name.text;
    diagnostic.labels.push_back(
        {it->range, name.empty() ? "in this call"
                                 : fmt::format("in this call of `{}`", name)});
  }
  return diagnostic;
}

// ---- Emission

Var *Evaluator::makeVar(const Type *type, const std::string &name) {
  return program_.makeVar(type, name);
}

Node *Evaluator::emitNode(NodeKind kind, SourceRange range) {
  Node *node = program_.makeNode(kind, range);
  region_->nodes.push_back(node);
  return node;
}

Var *Evaluator::emit(Primitive primitive, std::vector<Var *> operands,
                     const Type *type, SourceRange range,
                     std::vector<int64_t> axes, std::vector<int64_t> more) {
  Node *node = emitNode(NodeKind::Primitive, range);
  node->primitive = primitive;
  node->operands = std::move(operands);
  node->axes = std::move(axes);
  node->more = std::move(more);
  node->results = {makeVar(type)};
  bool loopNumber = type->shape.empty() && isWeak(type->element) &&
                    !node->operands.empty();
  for (Var *operand : node->operands)
    loopNumber &= loopNumbers_.count(operand) != 0;
  if (loopNumber)
    loopNumbers_.insert(node->results[0]);
  return node->results[0];
}

Value Evaluator::makeParameters(Region &region, const Type *type,
                                const std::string &name) {
  Value value{type, {}};
  for (const Leaf &leaf : types().leaves(type)) {
    std::string full = leaf.path.empty() ? name : name + "." + leaf.path;
    Var *var = makeVar(leaf.type, full);
    region.parameters.push_back(var);
    value.leaves.push_back(var);
  }
  return value;
}

Evaluator::Within::Within(Evaluator &evaluator, Region *into, Scope *names)
    : evaluator(evaluator), region(evaluator.region_), scope(evaluator.scope_),
      key(evaluator.key_) {
  if (into)
    evaluator.region_ = into;
  if (names)
    evaluator.scope_ = names;
}

Evaluator::Within::~Within() {
  evaluator.region_ = region;
  evaluator.scope_ = scope;
  evaluator.key_ = key;
}

} // namespace typed
} // namespace nestor
