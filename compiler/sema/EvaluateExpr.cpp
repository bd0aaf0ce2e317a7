// Evaluates expressions that are neither operators, calls nor control: numbers,
// names, members, tuples, lists, closures.
#include "compiler/sema/Evaluator.h"
#include "compiler/sema/Suggest.h"

namespace nestor::typed {

Value Evaluator::evaluate(const ast::Expr *expr) {
  using ast::ExprKind;
  if (diagnostics_->full())
    return errorValue();
  switch (expr->kind) {
  case ExprKind::Number:
    return evaluateNumber(*static_cast<const ast::Number *>(expr));
  case ExprKind::String:
    return {types().text(static_cast<const ast::String *>(expr)->value), {}};
  case ExprKind::Bool:
    return {types().truth(static_cast<const ast::Bool *>(expr)->value), {}};
  case ExprKind::NameRef:
    return lookUp(static_cast<const ast::NameRef *>(expr)->name, expr->range);
  case ExprKind::Unary:
    return evaluateUnary(*static_cast<const ast::Unary *>(expr));
  case ExprKind::Chain:
    return evaluateChain(*static_cast<const ast::Chain *>(expr));
  case ExprKind::Binary:
    return evaluateBinary(*static_cast<const ast::Binary *>(expr));
  case ExprKind::Call:
    return evaluateCall(*static_cast<const ast::Call *>(expr));
  case ExprKind::Member:
    return evaluateMember(*static_cast<const ast::Member *>(expr));
  case ExprKind::Index:
    return evaluateIndex(*static_cast<const ast::Index *>(expr));
  case ExprKind::Tuple:
    return evaluateTuple(*static_cast<const ast::Tuple *>(expr));
  case ExprKind::List:
    return evaluateList(*static_cast<const ast::List *>(expr));
  case ExprKind::Comprehension:
    return evaluateComprehension(*static_cast<const ast::Comprehension *>(expr),
                                 0);
  case ExprKind::Lambda:
    return evaluateLambda(*static_cast<const ast::Lambda *>(expr)->function,
                          expr->range);
  case ExprKind::Minimize:
    return evaluateMinimize(*static_cast<const ast::Minimize *>(expr),
                            /*traced=*/false);
  case ExprKind::Grad:
    return evaluateGrad(*static_cast<const ast::Grad *>(expr));
  case ExprKind::Cost:
    return evaluateCost(*static_cast<const ast::Cost *>(expr));
  case ExprKind::Trace: {
    auto *loop = static_cast<const ast::Trace *>(expr)->loop;
    if (loop->kind == ExprKind::Minimize)
      return evaluateMinimize(*static_cast<const ast::Minimize *>(loop),
                              /*traced=*/true);
    return evaluateFor(*static_cast<const ast::For *>(loop), /*traced=*/true);
  }
  case ExprKind::For:
    return evaluateFor(*static_cast<const ast::For *>(expr), /*traced=*/false);
  case ExprKind::With:
    return evaluateWith(*static_cast<const ast::With *>(expr));
  case ExprKind::If:
    return evaluateIf(*static_cast<const ast::If *>(expr));
  case ExprKind::Match:
    return evaluateMatch(*static_cast<const ast::Match *>(expr));
  }
  return errorValue();
}

Value Evaluator::evaluateNumber(const ast::Number &number) {
  if (number.isInteger)
    return {types().integer(number.integer), {}};
  return {types().real(number.real), {}};
}

// ---- Parts of values

// ---- Members

Value Evaluator::evaluateMember(const ast::Member &node) {
  Value base = evaluate(node.base);
  if (base.isError())
    return base;
  return member(base, node.name.text, node.name.range);
}

const ast::Function *Evaluator::methodOf(const ast::Decl &declaration,
                                         const std::string &name) {
  if (declaration.kind == ast::DeclKind::Record)
    return nullptr;
  for (const auto &m : static_cast<const ast::Aggregate &>(declaration).members)
    if (m.function && m.function->name.text == name)
      return m.function;
  return nullptr;
}

Value Evaluator::member(const Value &base, const std::string &name,
                        SourceRange range) {
  const Type *type = base.type;
  if (type->is(TypeKind::Module)) {
    Module &module = modules_.at(type->text);
    return modules_.publicMember(module, name, range)
               ? lookUpInModule(module, name, range)
               : errorValue();
  }
  if (int index = type->find(name); index >= 0 && !type->is(TypeKind::Function))
    return fieldOf(base, size_t(index));
  if (type->is(TypeKind::Instance))
    if (const ast::Function *function = methodOf(*type->declaration, name))
      return {types().method(type, function), base.leaves};
  bool model =
      (type->is(TypeKind::Constructor) || type->is(TypeKind::Distribution)) &&
      type->declaration && type->declaration->kind == ast::DeclKind::Model;
  if (model && name == "of")
    return {types().withFields(types().builtin("@of"),
                               {{"model", type, Role::Plain}}),
            base.leaves};
  if (type->is(TypeKind::Array)) {
    // The member of every element: a field keeps the lanes in front.
    const Type *element = type;
    std::vector<int64_t> lengths;
    for (; element->is(TypeKind::Array); element = element->fields[0].type)
      lengths.push_back(element->integer);
    int index = element->find(name);
    if (index >= 0) {
      Value one = fieldOf({element, base.leaves}, size_t(index));
      for (size_t i = lengths.size(); i > 0; --i)
        one.type = types().array(one.type, lengths[i - 1]);
      return one;
    }
  }
  if (type->is(TypeKind::Tensor) && name == "T") {
    size_t rank = type->shape.size();
    if (rank < 2) {
      error(DiagnosticKind::RankTooLow, range, "`.T`", 2, describe(type));
      return errorValue();
    }
    std::vector<int64_t> perm(rank);
    Shape shape = type->shape;
    for (size_t i = 0; i < rank; ++i)
      perm[i] = int64_t(i);
    std::swap(perm[rank - 2], perm[rank - 1]);
    std::swap(shape[rank - 2], shape[rank - 1]);
    return tensorValue(emit(Primitive::Transpose, base.leaves,
                            types().tensor(type->element, shape), range, perm));
  }
  std::vector<std::string> known;
  for (const Field &field : type->fields)
    if (!field.name.empty())
      known.push_back(field.name);
  if (type->is(TypeKind::Instance) &&
      type->declaration->kind != ast::DeclKind::Record)
    for (const auto &m :
         static_cast<const ast::Aggregate &>(*type->declaration).members)
      if (m.function)
        known.push_back(m.function->name.text);
  Diagnostic &diagnostic =
      error(DiagnosticKind::UnknownMember, range, describe(type), name);
  if (std::string hint = drawHint(type); !hint.empty())
    diagnostic.notes.push_back(hint);
  std::string near = nearest(name, known);
  if (!near.empty())
    diagnostic.fixes.push_back(
        {range, near, fmt::format("did you mean `{}`?", near)});
  return errorValue();
}

// ---- Tuples and lists

Value Evaluator::evaluateTuple(const ast::Tuple &tuple) {
  std::vector<Field> fields;
  Value result;
  bool failed = false;
  for (const ast::Argument &item : tuple.items) {
    Value value = evaluate(item.value);
    failed |= value.isError();
    for (const Field &field : fields)
      if (!item.name.text.empty() && field.name == item.name.text)
        error(DiagnosticKind::Redeclared, item.name.range, item.name.text);
    fields.push_back({item.name.text, value.type, Role::Plain});
    result.leaves.insert(result.leaves.end(), value.leaves.begin(),
                         value.leaves.end());
  }
  if (failed)
    return errorValue();
  result.type = types().tuple(std::move(fields));
  return result;
}

Value Evaluator::evaluateList(const ast::List &list) {
  std::vector<Value> items;
  for (const ast::Argument &item : list.items) {
    Value value = evaluate(item.value);
    if (value.isError())
      return value;
    if (!item.spread) {
      items.push_back(value);
      continue;
    }
    int64_t length = lengthOf(value);
    if (length < 0) {
      error(DiagnosticKind::NotIterable, item.range, describe(value.type));
      return errorValue();
    }
    for (int64_t i = 0; i < length; ++i)
      items.push_back(elementOf(value, i, item.range));
  }
  return makeList(items, list.range);
}

// ---- Closures

// Whether a call may draw: then the function keeps the key of the place where
// it was made, so that two calls see the same draws. Builtins do not draw.
static bool
mayDraw(const ast::Function &function,
        const std::function<bool(const std::string &)> &meansBuiltin) {
  bool draws = false;
  ast::Walk walk;
  walk.statement = [&](const ast::Stmt &stmt) {
    if (stmt.kind == ast::StmtKind::Bind)
      draws |= static_cast<const ast::Bind &>(stmt).draws;
  };
  walk.expression = [&](const ast::Expr &expr) {
    if (expr.kind == ast::ExprKind::Call) {
      const ast::Expr *callee = static_cast<const ast::Call &>(expr).callee;
      draws |= callee->kind != ast::ExprKind::NameRef ||
               !meansBuiltin(static_cast<const ast::NameRef &>(*callee).name);
    }
    if (expr.kind == ast::ExprKind::Comprehension)
      for (const auto &g :
           static_cast<const ast::Comprehension &>(expr).generators)
        draws |= g.draws;
  };
  walk(&function);
  return draws;
}

Value Evaluator::evaluateLambda(const ast::Function &function,
                                SourceRange range) {
  modules_.setHome(function, module_);
  std::vector<Field> captures;
  Value result;
  auto capture = [&](const std::string &name, const Value &value) {
    captures.push_back({name, value.type, Role::Plain});
    result.leaves.insert(result.leaves.end(), value.leaves.begin(),
                         value.leaves.end());
  };
  for (const std::string &name : ast::namesRead(function)) {
    bool isParameter = false;
    for (const ast::Parameter &parameter : function.parameters)
      isParameter |= parameter.name.text == name;
    if (isParameter)
      continue;
    for (Scope *scope = scope_; scope && scope->kind != Scope::Module;
         scope = scope->parent)
      if (Binding *binding = scope->findHere(name)) {
        markRead(*binding);
        capture(name, binding->value);
        break;
      }
  }
  auto meansBuiltin = [&](const std::string &name) {
    return isBuiltin(name) && !scope_->find(name) &&
           !module_->declarations.count(name);
  };
  if (key_ && mayDraw(function, meansBuiltin)) {
    const Type *place = types().integer(turnPlaces_.numberOf(turns_));
    capture("@key", {types().tuple({{"", key_->type, Role::Plain},
                                    {"", place, Role::Plain}}),
                     {key_}});
  }
  (void)range;
  result.type = types().function(&function, std::move(captures));
  return result;
}

} // namespace nestor::typed
