// Statements of a block: bindings, draws, assignments to parts, nested
// functions, and the value that a block comes to.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

// Statements whose value may be dropped: they act.
static bool acts(const ast::Expr *expr) {
  switch (expr->kind) {
  case ast::ExprKind::Minimize:
    return !static_cast<const ast::Minimize *>(expr)->from;
  case ast::ExprKind::For:
  case ast::ExprKind::If:
  case ast::ExprKind::With:
  case ast::ExprKind::Match:
    return true;
  default:
    return false;
  }
}

Value Evaluator::evaluateBlock(const ast::Block &block, bool ownScope) {
  Scope inner;
  inner.parent = scope_;
  Scope *outer = scope_;
  if (ownScope)
    scope_ = &inner;
  Value value{types().unit(), {}};
  for (size_t i = 0; i < block.statements.size(); ++i)
    value = evaluateStatement(*block.statements[i],
                              i + 1 == block.statements.size());
  scope_ = outer;
  if (ownScope)
    assignRebound(inner);
  return value;
}

// What stood there is of use where a constant decides otherwise.
void Evaluator::assignRebound(Scope &inner) {
  for (auto &entry : inner.names)
    if (entry.second.rebound) {
      markRead(*scope_->find(entry.first));
      scope_->assign(entry.first, entry.second.value, entry.second.range);
    }
}

Value Evaluator::evaluateStatement(const ast::Stmt &stmt, bool last) {
  Value unit{types().unit(), {}};
  switch (stmt.kind) {
  case ast::StmtKind::Expression: {
    auto &values = static_cast<const ast::ExprStmt &>(stmt).values;
    if (values.size() == 1) {
      Value value = evaluate(values[0]);
      checkLost(value, stmt.range);
      bool isEffect = value.type->is(TypeKind::Unit);
      if (!last && !acts(values[0]) && !isEffect && !value.isError())
        error(DiagnosticKind::UnusedValue, stmt.range);
      return value;
    }
    std::vector<Field> fields;
    Value result;
    for (const ast::Expr *expr : values) {
      Value value = evaluate(expr);
      if (value.isError())
        return value;
      fields.push_back({"", value.type, Role::Plain});
      result.leaves.insert(result.leaves.end(), value.leaves.begin(),
                           value.leaves.end());
    }
    if (!last)
      error(DiagnosticKind::UnusedValue, stmt.range);
    result.type = types().tuple(fields);
    return result;
  }
  case ast::StmtKind::Bind:
    evaluateBind(static_cast<const ast::Bind &>(stmt));
    return unit;
  case ast::StmtKind::State:
    evaluateState(static_cast<const ast::State &>(stmt));
    return unit;
  case ast::StmtKind::Note:
    for (const ast::Binding &b : static_cast<const ast::Note &>(stmt).bindings)
      evaluateNote(b);
    return unit;
  case ast::StmtKind::Effect:
    evaluateEffect(static_cast<const ast::Effect &>(stmt));
    return unit;
  case ast::StmtKind::Assert:
    evaluateAssert(static_cast<const ast::Assert &>(stmt));
    return unit;
  case ast::StmtKind::Claim:
    evaluateClaim(static_cast<const ast::Claim &>(stmt));
    return unit;
  case ast::StmtKind::Function: {
    auto *function = static_cast<const ast::FunctionStmt &>(stmt).function;
    Value value = evaluateLambda(*function, stmt.range);
    scope_->define(function->name.text, value, function->name.range);
    return unit;
  }
  }
  return unit;
}

// ---- Bindings

// An error has been reported where a value is missing: else what depends on it
// would be left out without a word.
void Evaluator::checkLost(const Value &value, SourceRange range) {
  if (value.isError() && !diagnostics_->errorCount() &&
      !program_.lost.isValid())
    program_.lost = range;
}

/// The value that a name is bound to, which must be there.
Value Evaluator::evaluateBound(const ast::Expr *expr, SourceRange range) {
  Value value = evaluate(expr);
  checkLost(value, range);
  if (expr->kind == ast::ExprKind::Minimize)
    // Without `from` the variable is also what the statement gives.
    read_.insert(
        static_cast<const ast::Minimize *>(expr)->place->root.range.begin);
  if (!value.type->is(TypeKind::Unit))
    return value;
  Diagnostic &diagnostic =
      error(DiagnosticKind::NotValue, range, "a block without a value");
  if (expr->kind == ast::ExprKind::If &&
      !static_cast<const ast::If *>(expr)->elseBlock)
    diagnostic.notes.push_back("an `if` has a value where it has an `else`");
  return errorValue();
}

void Evaluator::evaluateBind(const ast::Bind &bind) {
  std::vector<Value> values;
  if (bind.draws) {
    for (size_t i = 0; i < bind.targets.size(); ++i) {
      const ast::Expr *source =
          bind.values[std::min(i, bind.values.size() - 1)];
      values.push_back(
          draw(evaluateDrawSource(source), bind.targets[i], bind.range));
    }
  } else {
    for (const ast::Expr *expr : bind.values)
      values.push_back(evaluateBound(expr, bind.range));
  }
  if (values.size() == bind.targets.size()) {
    for (size_t i = 0; i < values.size(); ++i)
      assignTarget(bind.targets[i], values[i], bind.range);
    return;
  }
  if (values.size() == 1) {
    destructure(bind.targets, values[0], bind.range);
    return;
  }
  error(DiagnosticKind::PatternMismatch, bind.range, bind.targets.size(),
        fmt::format("{} values", values.size()));
}

void Evaluator::destructure(const std::vector<ast::Expr *> &targets,
                            const Value &value, SourceRange range) {
  // An array of tuples is taken apart field by field, whatever its length.
  if (value.type->is(TypeKind::Array) &&
      value.type->fields[0].type->is(TypeKind::Tuple)) {
    Value one{value.type->fields[0].type, value.leaves};
    std::vector<Field> fields = one.type->fields;
    for (Field &field : fields)
      field.type = types().array(field.type, value.type->integer);
    return destructure(targets, {types().tuple(fields), value.leaves}, range);
  }
  int64_t length = lengthOf(value);
  if (value.type->is(TypeKind::Instance))
    length = int64_t(value.type->fields.size());
  if (length != int64_t(targets.size())) {
    if (!value.isError())
      error(DiagnosticKind::PatternMismatch, range, targets.size(),
            describe(value.type));
    for (const ast::Expr *target : targets)
      assignTarget(target, errorValue(), range);
    return;
  }
  for (size_t i = 0; i < targets.size(); ++i)
    assignTarget(targets[i],
                 value.type->is(TypeKind::Instance)
                     ? fieldOf(value, i)
                     : elementOf(value, int64_t(i), range),
                 range);
}

void Evaluator::assignTarget(const ast::Expr *target, const Value &value,
                             SourceRange range) {
  if (target->kind == ast::ExprKind::NameRef) {
    auto &name = static_cast<const ast::NameRef *>(target)->name;
    Value named = value;
    for (Var *leaf : named.leaves)
      if (leaf->name.empty())
        leaf->name = name;
    noteBinding(name, target->range);
    scope_->assign(name, named, target->range);
    return;
  }
  // a[i] = v, net.body = v: the whole value, with a part replaced.
  const ast::Expr *root = target;
  while (root->kind != ast::ExprKind::NameRef)
    root = root->kind == ast::ExprKind::Member
               ? static_cast<const ast::Member *>(root)->base
               : static_cast<const ast::Index *>(root)->base;
  auto &name = static_cast<const ast::NameRef *>(root)->name;
  Binding *binding = scope_->findInFunction(name);
  if (!binding) {
    if (scope_->find(name) || module_->declarations.count(name))
      error(DiagnosticKind::AssignOuter, root->range, name);
    else
      unknownName(name, root->range, module_);
    return;
  }
  markRead(*binding);
  Value whole = assignInto(binding->value, target, value);
  scope_->assign(name, whole, range);
}

// `base` is the value of the root; the path in `target` leads to the part.
Value Evaluator::assignInto(const Value &base, const ast::Expr *target,
                            const Value &value) {
  if (base.isError() || value.isError())
    return errorValue();
  if (target->kind == ast::ExprKind::NameRef)
    return value;
  if (target->kind == ast::ExprKind::Index) {
    auto *index = static_cast<const ast::Index *>(target);
    Value part = partOf(base, index->base);
    IndexParts parts;
    if (!evaluateParts(index->items, parts))
      return errorValue();
    Value updated = part.type->is(TypeKind::Array) || isTree(part)
                        ? assignTreeElement(part, parts, value, target->range)
                        : assignIndex(part, parts, value, target->range);
    return assignInto(base, index->base, updated);
  }
  auto *member = static_cast<const ast::Member *>(target);
  Value part = partOf(base, member->base);
  if (part.isError())
    return part;
  int field = part.type->find(member->name.text);
  if (field < 0) {
    error(DiagnosticKind::UnknownMember, member->name.range,
          describe(part.type), member->name.text);
    return errorValue();
  }
  // A number takes the type that the member has.
  const Type *type = part.type->fields[size_t(field)].type;
  Value fitting = commonType(value.type, type) == type
                      ? convertTo(value, type, member->range)
                      : value;
  return assignInto(base, member->base,
                    withField(part, size_t(field), fitting));
}

// The part of `base` that the path `target` leads to.
Value Evaluator::partOf(const Value &base, const ast::Expr *target) {
  if (base.isError() || target->kind == ast::ExprKind::NameRef)
    return base;
  if (target->kind == ast::ExprKind::Member) {
    auto *node = static_cast<const ast::Member *>(target);
    Value outer = partOf(base, node->base);
    return outer.isError() ? outer
                           : member(outer, node->name.text, node->name.range);
  }
  auto *node = static_cast<const ast::Index *>(target);
  Value outer = partOf(base, node->base);
  IndexParts parts;
  if (outer.isError() || !evaluateParts(node->items, parts))
    return errorValue();
  return index(outer, parts, node->range);
}

// ---- Use of values

void Evaluator::noteBinding(const std::string &name, SourceRange range) {
  if (!name.empty() && name[0] == '_')
    return;
  if (module_->tree->file == program_.file && !update_)
    bound_.emplace(std::make_pair(range.begin, name), range);
}

// The statement `minimize X` that a block ends with, or null.
const ast::Minimize *Evaluator::lastMinimize(const ast::Block &block) {
  auto *last = block.statements.empty() ||
                       block.statements.back()->kind != ast::StmtKind::Expression
                   ? nullptr
                   : static_cast<const ast::ExprStmt *>(block.statements.back());
  if (!last || last->values.size() != 1)
    return nullptr;
  const ast::Expr *value = last->values[0];
  if (value->kind == ast::ExprKind::With)
    return lastMinimize(*static_cast<const ast::With *>(value)->block);
  auto *minimize = value->kind == ast::ExprKind::Minimize
                       ? static_cast<const ast::Minimize *>(value)
                       : nullptr;
  return minimize && !minimize->from ? minimize : nullptr;
}

// A block that ends with `minimize X` has the trained X for its value.
void Evaluator::markValue(const ast::Block &block) {
  if (const ast::Minimize *minimize = lastMinimize(block))
    read_.insert(minimize->place->root.range.begin);
}

void Evaluator::markRead(const Binding &binding) {
  read_.insert(binding.range.begin);
}

void Evaluator::reportUnused() {
  if (diagnostics_->errorCount())
    return;
  for (const auto &entry : bound_)
    if (!read_.count(entry.first.first))
      error(DiagnosticKind::UnusedName, entry.second, entry.first.second);
}

} // namespace nestor::typed
