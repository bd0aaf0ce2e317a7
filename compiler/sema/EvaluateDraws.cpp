// Randomness: the keys of sites, and what `~` draws (docs/decisions.md, D4).
#include "compiler/sema/Evaluator.h"
#include "compiler/sema/Suggest.h"

namespace nestor::typed {

// ---- Keys

// What a call's site is named after: the last name of the callee.
static std::string calleeName(const ast::Expr *callee) {
  if (callee->kind == ast::ExprKind::Member)
    return static_cast<const ast::Member *>(callee)->name.text;
  if (callee->kind == ast::ExprKind::NameRef)
    return static_cast<const ast::NameRef *>(callee)->name;
  return "(call)";
}

void Evaluator::numberSites(const ast::Block &body) {
  if (!numbered_.insert(&body).second)
    return;
  std::map<std::string, int> ordinals;
  auto add = [&](const ast::Node *node, const std::string &name) {
    if (!siteNumbers_.count(node)) // a block under `with seed` came first
      siteNumbers_[node] = siteNumber(name, ordinals[name]++);
  };
  ast::Walk walk;
  walk.intoFunctions = false; // a nested function numbers its own
  walk.statement = [&](const ast::Stmt &stmt) {
    if (stmt.kind != ast::StmtKind::Bind)
      return;
    auto &bind = static_cast<const ast::Bind &>(stmt);
    if (bind.draws)
      for (const ast::Expr *target : bind.targets)
        add(target, target->kind == ast::ExprKind::NameRef
                        ? static_cast<const ast::NameRef *>(target)->name
                        : "(draw)");
  };
  walk.expression = [&](const ast::Expr &expr) {
    // `with seed` starts the ordinals anew, so that two such blocks can draw
    // the same.
    if (expr.kind == ast::ExprKind::With)
      for (const auto &s : static_cast<const ast::With &>(expr).settings)
        if (s.name.text == "seed")
          numberSites(*static_cast<const ast::With &>(expr).block);
    if (expr.kind == ast::ExprKind::Call)
      add(&expr, calleeName(static_cast<const ast::Call &>(expr).callee));
    // The order of epochs(...) belongs to the loop that walks them.
    if (expr.kind == ast::ExprKind::For)
      if (auto *source = static_cast<const ast::For &>(expr).header.source)
        add(source, "(loop)");
    if (expr.kind == ast::ExprKind::Minimize)
      if (auto *source = static_cast<const ast::Minimize &>(expr).header.source)
        add(source, "(loop)");
    if (expr.kind == ast::ExprKind::Comprehension)
      for (const auto &g :
           static_cast<const ast::Comprehension &>(expr).generators)
        add(g.source, g.pattern.empty() ? "_" : g.pattern[0].text);
    if (expr.kind == ast::ExprKind::Chain) {
      // a |> f: the call has no node of its own
      auto &chain = static_cast<const ast::Chain &>(expr);
      for (size_t i = 0; i < chain.ops.size(); ++i)
        if (chain.ops[i] == ast::Operator::Pipe &&
            chain.operands[i + 1]->kind != ast::ExprKind::Call)
          add(chain.operands[i + 1], calleeName(chain.operands[i + 1]));
    }
  };
  walk(&body);
}

Var *Evaluator::siteKey(int tag, const ast::Node *site, SourceRange range) {
  auto it = siteNumbers_.find(site);
  uint32_t number =
      it == siteNumbers_.end() ? siteNumber("(site)", 0) : it->second;
  return foldKey(key_, tag, int64_t(number), range);
}

void Evaluator::enterTurn(const ast::Node &loop, int tag, Var *number,
                          SourceRange range) {
  if (!key_)
    return;
  key_ = foldKey(key_, tag, number, range);
  turns_.push_back({&loop, tag, number});
}

Var *Evaluator::closureKey(const Value &callee, SourceRange range) {
  int field = callee.type->find("@key");
  if (field < 0)
    return nullptr;
  Value made = fieldOf(callee, size_t(field));
  Var *key = made.leaves[0];
  for (const Turn &turn :
       turnPlaces_.since(int(made.type->fields[1].type->integer), turns_))
    key = foldKey(key, turn.tag, turn.number, range);
  return key;
}

// ---- Draws

// A value with a method `sample(dims)` is a distribution here.
Value Evaluator::evaluateDrawSource(const ast::Expr *expr) {
  auto isSampled = [&](const Value &value) {
    return value.type->is(TypeKind::Instance) &&
           methodOf(*value.type->declaration, "sample");
  };
  auto sampled = [&](const Value &value, Shape shape) {
    return Value{types().distribution("sample", {{"", value.type}}, shape),
                 value.leaves};
  };
  if (expr->kind == ast::ExprKind::Index) {
    auto *node = static_cast<const ast::Index *>(expr);
    Value base = evaluate(node->base);
    if (base.type->is(TypeKind::Range) || isSampled(base)) {
      auto shape = drawnExtents(node->items);
      if (!shape)
        return errorValue();
      return isSampled(base)
                 ? sampled(base, *shape)
                 : Value{types().repeated(base.type, *shape), base.leaves};
    }
    if (base.isError())
      return base;
  }
  Value value = evaluate(expr);
  return isSampled(value) ? sampled(value, {}) : value;
}

// The call of `sample` draws with the key of the place.
Value Evaluator::drawSample(const Value &source, Var *key, SourceRange range) {
  Within within(*this, nullptr, scope_);
  key_ = key;
  CallArguments arguments;
  arguments.range = range;
  if (!source.type->shape.empty()) {
    std::vector<Field> dims;
    for (int64_t extent : source.type->shape)
      dims.push_back({"", types().integer(extent)});
    arguments.items.push_back({"", {types().tuple(dims, true), {}}, range});
  }
  Value instance = fieldOf(source, 0);
  return call(member(instance, "sample", range), arguments, range,
              methodOf(*instance.type->declaration, "sample"));
}

Value Evaluator::draw(const Value &source, const ast::Node *site,
                      SourceRange range) {
  if (source.isError())
    return source;
  if (!key_) {
    error(DiagnosticKind::DrawOutside, range);
    return errorValue();
  }
  return drawWithKey(source, siteKey(/*tag=*/1, site, range), range);
}

Value Evaluator::drawWithKey(const Value &source, Var *key, SourceRange range) {
  const Type *type = source.type;
  if (type->is(TypeKind::Range)) {
    // i ~ 0..10
    Value start = fieldOf(source, 0);
    if (type->integer < 1) {
      error(DiagnosticKind::EmptyDraw, range);
      return errorValue();
    }
    if (type->integer > int64_t(1) << 31) {
      error(DiagnosticKind::NotYet, range,
            "a draw from more than 2^31 numbers");
      return errorValue();
    }
    Value drawn = tensorValue(emit(Primitive::RandomInt, {key},
                                   types().tensor(Element::I32, type->shape),
                                   range, {type->integer}));
    return apply(ast::Operator::Add, drawn,
                 start.isTensor() ? toElement(start, Element::I32, range)
                                  : start,
                 range);
  }
  if (!type->is(TypeKind::Distribution)) {
    Diagnostic &diagnostic =
        error(DiagnosticKind::NotDrawable, range, describe(type));
    if (std::string hint = drawHint(type); !hint.empty())
      diagnostic.notes.push_back(hint);
    return errorValue();
  }
  if (type->declaration && type->shape.empty())
    return drawAggregate(
        static_cast<const ast::Aggregate &>(*type->declaration), type->fields,
        source.leaves, key, range);
  if ((type->declaration || type->text == "choose") && !type->shape.empty()) {
    // Lane i draws with fold(key, lane, i).
    Shape rest(type->shape.begin() + 1, type->shape.end());
    Value one{types().repeated(type, rest), source.leaves};
    return mapLanes(type->shape[0], {types().unit(), {}}, range,
                    [&](Var *lane, const Value &) {
                      return drawWithKey(
                          one, foldKey(key, /*tag=*/4, lane, range), range);
                    });
  }
  if (type->text == "sample")
    return drawSample(source, key, range);
  if (type->text == "rows" || type->text == "choose")
    return drawRows(source, key, range);
  Element element = strong(Element::F32);
  auto number = [&](const char *name) {
    int index = type->find(name);
    Value value = fieldOf(source, size_t(index));
    return value;
  };
  auto standard = [&](Primitive primitive, const Shape &shape) {
    return tensorValue(
        emit(primitive, {key}, types().tensor(element, shape), range));
  };
  using ast::Operator;
  if (type->text == "uniform") {
    Value low = number("low"), high = number("high");
    // low + (high - low) * u
    Value width = apply(Operator::Subtract, high, low, range);
    return apply(Operator::Add, low,
                 apply(Operator::Multiply, width,
                       standard(Primitive::Uniform, type->shape), range),
                 range);
  }
  if (type->text == "normal")
    return apply(Operator::Add, number("mean"),
                 apply(Operator::Multiply, number("sd"),
                       standard(Primitive::Normal, type->shape), range),
                 range);
  if (type->text == "bernoulli")
    return apply(Operator::Less, standard(Primitive::Uniform, type->shape),
                 number("p"), range);
  if (type->text == "categorical")
    return drawCategorical(number("p"), key, type->shape, range);
  error(DiagnosticKind::NotYet, range, "this distribution");
  return errorValue();
}

// Models inside a member of a model are drawn with it, lists of them too.
Value Evaluator::drawParts(const Value &value, Var *key, SourceRange range) {
  if (value.type->is(TypeKind::Distribution) && value.type->declaration)
    return drawWithKey(value, key, range);
  if (!value.type->is(TypeKind::Tuple))
    return value;
  std::vector<Field> fields = value.type->fields;
  Value result;
  for (size_t i = 0; i < fields.size(); ++i) {
    Value part = drawParts(fieldOf(value, i),
                           foldKey(key, /*tag=*/4, int64_t(i), range), range);
    if (part.isError())
      return part;
    fields[i].type = part.type;
    result.leaves.insert(result.leaves.end(), part.leaves.begin(),
                         part.leaves.end());
  }
  result.type = types().tuple(fields, value.type->isList);
  return result;
}

Value Evaluator::drawAggregate(const ast::Aggregate &aggregate,
                               const std::vector<Field> &fields,
                               const std::vector<Var *> &leaves, Var *key,
                               SourceRange range) {
  Module *home = modules_.homeOf(aggregate);
  Scope scope;
  scope.kind = Scope::Function;
  scope.parent = &home->scope;
  Value arguments{types().tuple(fields), leaves};
  if (!enterCall(
          aggregate.name.text,
          fmt::format("{}|{}", (const void *)&aggregate, arguments.type->key),
          range))
    return errorValue();
  defineFields(scope, arguments, range);
  Within within(*this, nullptr, &scope);
  Module *outer = module_;
  module_ = home;
  key_ = key;
  std::vector<Field> members;
  Value result;
  bool failed = false;
  auto add = [&](const std::string &name, const Value &value, Role role) {
    members.push_back({name, value.type, role});
    result.leaves.insert(result.leaves.end(), value.leaves.begin(),
                         value.leaves.end());
  };
  // Arguments are members too: methods read them.
  for (size_t i = 0; i < fields.size(); ++i)
    add(fields[i].name, fieldOf(arguments, i), Role::Fixed);
  for (const ast::MemberDecl &m : aggregate.members) {
    if (m.role == ast::MemberDecl::Method)
      continue;
    const ast::Binding &binding = m.binding;
    Value value = binding.draws ? evaluateDrawSource(binding.value)
                                : evaluate(binding.value);
    Var *own = foldKey(key, /*tag=*/1, siteNumber(binding.name.text, 0),
                       binding.range);
    if (binding.draws && !value.isError())
      value = drawWithKey(value, own, binding.range);
    else if (aggregate.kind == ast::DeclKind::Model)
      value = drawParts(value, own, binding.range);
    if (value.isError()) {
      failed = true;
      continue;
    }
    Role role = Role::Fixed;
    if (m.role == ast::MemberDecl::Param || m.role == ast::MemberDecl::State) {
      role = m.role == ast::MemberDecl::Param ? Role::Param : Role::State;
      value = trainable(listAsTensor(value, binding.range), binding.range);
    }
    scope.define(binding.name.text, value, binding.range);
    add(binding.name.text, value, role);
  }
  module_ = outer;
  callers_.pop_back();
  if (failed)
    return errorValue();
  result.type = types().instance(&aggregate, members);
  return result;
}

} // namespace nestor::typed
