// The emitter's core: emission of nodes, and errors with the chain of calls
// that led to them.
#include "compiler/sema/Emitter.h"

namespace nestor::typed {

Diagnostic &Emitter::withCallers(Diagnostic &diagnostic) {
  if (!diagnostic.labels.empty() || callers_.empty())
    return diagnostic;
  // The innermost four calls tell the story, a deep chain would hide it; but
  // one of the script's own lines is among them.
  size_t shown = 0;
  bool isFound = diagnostic.range.file == program_.file;
  for (auto it = callers_.rbegin();
       it != callers_.rend() && (shown < 4 || !isFound); ++it) {
    bool isOwn = it->range.file == program_.file;
    if (shown >= 4 && !isOwn)
      continue;
    isFound |= isOwn;
    ++shown;
    diagnostic.labels.push_back(
        {it->range, it->name.empty()
                        ? "in this call"
                        : fmt::format("in this call of `{}`", it->name)});
  }
  return diagnostic;
}

// A program may recurse on compile-time arguments, but not without end.
static constexpr size_t deepestCall = 200;

bool Emitter::enterCall(const std::string &name, std::string key,
                        SourceRange range) {
  bool isEndless = callers_.size() >= deepestCall;
  for (const Caller &caller : callers_)
    isEndless |= !key.empty() && caller.key == key;
  if (isEndless)
    error(DiagnosticKind::Recursion, range,
          name.empty() ? "this function" : name);
  else
    callers_.push_back({name, std::move(key), range});
  return !isEndless;
}

// The line of the script that leads to a place, which may lie in the library.
unsigned Emitter::scriptLine(SourceRange range) {
  for (auto it = callers_.rbegin();
       range.file != program_.file && it != callers_.rend(); ++it)
    range = it->range;
  return range.isValid() && range.file == program_.file
             ? sources_.file(range.file).position(range.begin).line
             : 0;
}

Var *Emitter::makeVar(const Type *type, const std::string &name) {
  return program_.makeVar(type, name);
}

Node *Emitter::emitNode(NodeKind kind, SourceRange range) {
  Node *node = program_.makeNode(kind, range);
  region_->nodes.push_back(node);
  return node;
}

Var *Emitter::emit(Primitive primitive, std::vector<Var *> operands,
                   const Type *type, SourceRange range,
                   std::vector<int64_t> axes, std::vector<int64_t> more) {
  Node *node = emitNode(NodeKind::Primitive, range);
  node->primitive = primitive;
  node->operands = std::move(operands);
  node->axes = std::move(axes);
  node->more = std::move(more);
  node->results = {makeVar(type)};
  bool loopNumber =
      type->shape.empty() && isWeak(type->element) && !node->operands.empty();
  for (Var *operand : node->operands)
    loopNumber &= loopNumbers_.count(operand) != 0;
  if (loopNumber)
    loopNumbers_.insert(node->results[0]);
  return node->results[0];
}

Value Emitter::makeParameters(Region &region, const Type *type,
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

Var *Emitter::foldKey(Var *key, int tag, Var *n, SourceRange range) {
  return emit(Primitive::FoldKey, {key, n}, key->type, range, {tag});
}

Var *Emitter::foldKey(Var *key, int tag, int64_t n, SourceRange range) {
  Value number = literal(Element::Int, {}, {double(n)}, range);
  return foldKey(key, tag, number.leaves[0], range);
}

} // namespace nestor::typed
