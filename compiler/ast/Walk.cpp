// The walk over a syntax tree, and the two questions that sema asks of it.
#include "compiler/ast/Walk.h"

#include <algorithm>

namespace nestor::ast {

void Walk::operator()(const Block *block) const {
  if (!block)
    return;
  for (const Stmt *stmt : block->statements)
    visit(*stmt);
}

void Walk::operator()(const Function *function) const {
  if (!function || !intoFunctions)
    return;
  for (const Parameter &parameter : function->parameters) {
    visit(parameter.type);
    (*this)(parameter.defaultValue);
  }
  visit(function->result);
  (*this)(function->body);
  (*this)(function->gradientBody);
}

void Walk::visit(const TypeExpr *type) const {
  if (!type)
    return;
  for (const auto &shape : type->shapes)
    for (const Dimension &dimension : shape)
      (*this)(dimension.extent);
  for (const Argument &argument : type->arguments)
    (*this)(argument.value);
  for (const auto &item : type->items)
    visit(item.second);
  visit(type->result);
}

void Walk::visit(const Stmt &stmt) const {
  if (statement)
    statement(stmt);
  auto bindings = [&](const std::vector<Binding> &list) {
    for (const Binding &binding : list)
      (*this)(binding.value);
  };
  switch (stmt.kind) {
  case StmtKind::Expression:
    for (const Expr *value : static_cast<const ExprStmt &>(stmt).values)
      (*this)(value);
    return;
  case StmtKind::Bind: {
    auto &bind = static_cast<const Bind &>(stmt);
    for (const Expr *value : bind.values)
      (*this)(value);
    for (const Expr *target : bind.targets)
      (*this)(target);
    return;
  }
  case StmtKind::State:
    return bindings(static_cast<const State &>(stmt).bindings);
  case StmtKind::Note:
    return bindings(static_cast<const Note &>(stmt).bindings);
  case StmtKind::Effect:
    for (const Argument &item : static_cast<const Effect &>(stmt).items)
      (*this)(item.value);
    return;
  case StmtKind::Assert:
    (*this)(static_cast<const Assert &>(stmt).condition);
    (*this)(static_cast<const Assert &>(stmt).message);
    return;
  case StmtKind::Claim:
    return (*this)(static_cast<const Claim &>(stmt).condition);
  case StmtKind::Function:
    return (*this)(static_cast<const FunctionStmt &>(stmt).function);
  }
}

void Walk::visit(const std::vector<IndexItem> &items) const {
  for (const IndexItem &item : items) {
    (*this)(item.first);
    (*this)(item.last);
  }
}

void Walk::visit(const Place &node) const {
  if (place)
    place(node);
  for (const Place *part : node.parts)
    visit(*part);
  for (const Place::Step &step : node.steps)
    visit(step.items);
}

void Walk::operator()(const Expr *expr) const {
  if (!expr)
    return;
  if (expression)
    expression(*expr);
  visitChildren(*expr);
}

void Walk::visitChildren(const Expr &expr) const {
  const Walk &walk = *this;
  auto arguments = [&](const std::vector<Argument> &list) {
    for (const Argument &argument : list)
      walk(argument.value);
  };
  auto every = [&](const std::vector<Every> &list) {
    for (const Every &item : list) {
      walk(item.period);
      walk(item.block);
    }
  };
  switch (expr.kind) {
  case ExprKind::Number:
  case ExprKind::String:
  case ExprKind::Bool:
  case ExprKind::NameRef:
    return;
  case ExprKind::Unary:
    return walk(static_cast<const Unary &>(expr).operand);
  case ExprKind::Chain:
    for (const Expr *operand : static_cast<const Chain &>(expr).operands)
      walk(operand);
    return;
  case ExprKind::Binary:
    walk(static_cast<const Binary &>(expr).left);
    return walk(static_cast<const Binary &>(expr).right);
  case ExprKind::Call:
    walk(static_cast<const Call &>(expr).callee);
    return arguments(static_cast<const Call &>(expr).arguments);
  case ExprKind::Member:
    return walk(static_cast<const Member &>(expr).base);
  case ExprKind::Index:
    walk(static_cast<const Index &>(expr).base);
    return visit(static_cast<const Index &>(expr).items);
  case ExprKind::Tuple:
    return arguments(static_cast<const Tuple &>(expr).items);
  case ExprKind::List:
    return arguments(static_cast<const List &>(expr).items);
  case ExprKind::Comprehension: {
    auto &c = static_cast<const Comprehension &>(expr);
    for (const Generator &generator : c.generators)
      walk(generator.source);
    return walk(c.element);
  }
  case ExprKind::Lambda:
    return walk(static_cast<const Lambda &>(expr).function);
  case ExprKind::Minimize: {
    auto &m = static_cast<const Minimize &>(expr);
    visit(*m.place);
    walk(m.from);
    walk(m.optimizer);
    walk(m.header.source);
    walk(m.until);
    walk(m.through);
    walk(m.block);
    return every(m.every);
  }
  case ExprKind::Grad:
    visit(*static_cast<const Grad &>(expr).place);
    return walk(static_cast<const Grad &>(expr).block);
  case ExprKind::Cost:
    return walk(static_cast<const Cost &>(expr).block);
  case ExprKind::Trace:
    return walk(static_cast<const Trace &>(expr).loop);
  case ExprKind::For: {
    auto &f = static_cast<const For &>(expr);
    walk(f.header.source);
    walk(f.until);
    walk(f.through);
    walk(f.block);
    return every(f.every);
  }
  case ExprKind::With:
    for (const Setting &setting : static_cast<const With &>(expr).settings)
      walk(setting.value);
    return walk(static_cast<const With &>(expr).block);
  case ExprKind::If: {
    auto &i = static_cast<const If &>(expr);
    walk(i.condition);
    walk(i.thenBlock);
    return walk(i.elseBlock);
  }
  case ExprKind::Match: {
    auto &m = static_cast<const Match &>(expr);
    walk(m.subject);
    for (const Arm &arm : m.arms) {
      walk(arm.pattern);
      walk(arm.source);
      walk(arm.result);
    }
    return;
  }
  }
}

// ---- Questions

std::set<std::string> namesRead(const Function &function) {
  std::set<std::string> names;
  Walk walk;
  walk.expression = [&](const Expr &expr) {
    if (expr.kind == ExprKind::NameRef)
      names.insert(static_cast<const NameRef &>(expr).name);
  };
  walk.place = [&](const Place &place) { names.insert(place.root.text); };
  walk(&function);
  return names;
}

// The variable that `a`, `a[i]` or `a.b` rebinds.
static const std::string *rootOf(const Expr *target) {
  while (true) {
    if (target->kind == ExprKind::Member)
      target = static_cast<const Member *>(target)->base;
    else if (target->kind == ExprKind::Index)
      target = static_cast<const Index *>(target)->base;
    else
      break;
  }
  return target->kind == ExprKind::NameRef
             ? &static_cast<const NameRef *>(target)->name
             : nullptr;
}

static void addPlace(const Place &place, std::vector<std::string> &names) {
  if (!place.root.text.empty())
    names.push_back(place.root.text);
  for (const Place *part : place.parts)
    addPlace(*part, names);
}

void forEachStep(const Block &block,
                 const std::function<void(const Minimize &)> &visit) {
  Walk walk;
  walk.intoFunctions = false;
  walk.expression = [&](const Expr &expr) {
    if (expr.kind != ExprKind::Minimize)
      return;
    auto &minimize = static_cast<const Minimize &>(expr);
    if (!minimize.from)
      visit(minimize);
  };
  walk(&block);
}

std::vector<std::string> namesAssigned(const Block &block) {
  std::vector<std::string> names;
  Walk walk;
  walk.intoFunctions = false;
  walk.statement = [&](const Stmt &stmt) {
    if (stmt.kind == StmtKind::Bind)
      for (const Expr *target : static_cast<const Bind &>(stmt).targets)
        if (const std::string *root = rootOf(target))
          names.push_back(*root);
  };
  walk.expression = [&](const Expr &expr) {
    if (expr.kind != ExprKind::Minimize)
      return;
    auto &minimize = static_cast<const Minimize &>(expr);
    if (!minimize.from)
      addPlace(*minimize.place, names);
  };
  walk(&block);
  std::vector<std::string> unique;
  for (std::string &name : names)
    if (std::find(unique.begin(), unique.end(), name) == unique.end())
      unique.push_back(name);
  return unique;
}

} // namespace nestor::ast
