// Branches: `if`, `match` and a choice among callables. What each branch
// rebinds is found, given one type and merged.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

static void appendTo(std::vector<Var *> &to, const Value &value) {
  to.insert(to.end(), value.leaves.begin(), value.leaves.end());
}

Value Evaluator::evaluateIf(const ast::If &node) {
  Value test = evaluate(node.condition);
  if (test.isError())
    return test;
  bool truth = false;
  Value unit{types().unit(), {}};
  if (constantTruth(test, truth)) {
    if (truth)
      return evaluateBlock(*node.thenBlock);
    return node.elseBlock ? evaluateBlock(*node.elseBlock) : unit;
  }
  if (!test.isTensor() || test.type->element != Element::Bool ||
      !test.type->shape.empty()) {
    Diagnostic &diagnostic =
        error(DiagnosticKind::NotTruth, node.condition->range, "`if`",
              describe(test.type));
    if (test.isTensor() && test.type->element == Element::Bool)
      diagnostic.notes.push_back("a choice for each element is "
                                 "`where(condition, a, b)`");
    return errorValue();
  }

  // Branches that train different things are statements.
  bool trains = lastMinimize(*node.thenBlock) ||
                (node.elseBlock && lastMinimize(*node.elseBlock));
  return branch(
      test, node.range, [&] { return evaluateBlock(*node.thenBlock, false); },
      [&] {
        return node.elseBlock ? evaluateBlock(*node.elseBlock, false) : unit;
      },
      /*maybeNone=*/trains);
}

Value Evaluator::branch(const Value &test, SourceRange range,
                        const std::function<Value()> &thenValue,
                        const std::function<Value()> &elseValue,
                        bool maybeNone) {
  Value unit{types().unit(), {}};
  struct Branch {
    std::unique_ptr<Region> region = std::make_unique<Region>();
    Scope scope;
    Value value;
    std::map<Var *, Var *, VarOrder> states;
  } branches[2];
  bool outerTopLevel = topLevel_;
  topLevel_ = false;
  for (int i = 0; i < 2; ++i) {
    Branch &branch = branches[i];
    branch.scope.parent = scope_;
    Within within(*this, branch.region.get(), &branch.scope);
    ModelStates states(*this);
    branch.value = withPresentStates(i ? elseValue() : thenValue());
    branch.states = states.now;
  }
  topLevel_ = outerTopLevel;
  if (branches[0].value.isError() || branches[1].value.isError())
    return errorValue();

  // The value, then every rebound name: one type in both branches.
  struct Merged {
    std::string name; // empty for the value
    const Type *type;
    SourceRange range;
  };
  std::vector<Merged> merged;
  auto valueIn = [&](Branch &branch, const std::string &name) -> Value {
    if (name.empty())
      return branch.value;
    Binding *here = branch.scope.findHere(name);
    return here && here->rebound ? here->value : scope_->find(name)->value;
  };
  auto merge = [&](const std::string &name, SourceRange range) {
    Value a = valueIn(branches[0], name), b = valueIn(branches[1], name);
    const Type *type = commonType(a.type, b.type);
    if (!type) {
      error(DiagnosticKind::BranchMismatch, range,
            name.empty() ? "the value" : "`" + name + "`", describe(a.type),
            describe(b.type));
      return false;
    }
    merged.push_back({name, type, range});
    return true;
  };
  bool noValue = branches[0].value.type->is(TypeKind::Unit) ||
                 branches[1].value.type->is(TypeKind::Unit) ||
                 (maybeNone && !commonType(branches[0].value.type,
                                              branches[1].value.type));
  if (!noValue && !merge("", range))
    return errorValue();
  std::map<std::string, SourceRange> names;
  for (Branch &branch : branches)
    for (auto &entry : branch.scope.names)
      if (entry.second.rebound)
        names.emplace(entry.first, entry.second.range);
  for (const auto &entry : names) {
    if (!merge(entry.first, entry.second))
      return errorValue();
    // Who reads the name later reads what either branch has, or neither.
    markRead(*scope_->find(entry.first));
    for (Branch &branch : branches)
      if (Binding *here = branch.scope.findHere(entry.first);
          here && here->range.begin != entry.second.begin)
        markRead(*here);
  }

  std::set<Var *, VarOrder> written;
  for (Branch &branch : branches)
    for (const auto &entry : branch.states)
      written.insert(entry.first);
  for (Branch &branch : branches) {
    Within within(*this, branch.region.get(), &branch.scope);
    for (const Merged &m : merged)
      appendTo(branch.region->results,
               convertTo(valueIn(branch, m.name), m.type, m.range));
    for (Var *key : written) {
      auto it = branch.states.find(key);
      branch.region->results.push_back(
          it == branch.states.end() ? presentState(key) : it->second);
    }
  }
  Node *result = emitNode(NodeKind::If, range);
  result->operands = test.leaves;
  result->regions.push_back(std::move(branches[0].region));
  result->regions.push_back(std::move(branches[1].region));
  Value value = unit;
  for (const Merged &m : merged) {
    Value out{m.type, {}};
    for (const Leaf &leaf : types().leaves(m.type)) {
      out.leaves.push_back(makeVar(leaf.type, m.name));
      result->results.push_back(out.leaves.back());
    }
    if (m.name.empty())
      value = out;
    else
      scope_->assign(m.name, out, m.range);
  }
  for (Var *key : written) {
    result->results.push_back(makeVar(key->type));
    states_->now[key] = result->results.back();
  }
  return value;
}

// ---- Match

bool Evaluator::armsOf(const ast::Match &match, std::vector<MatchArm> &arms) {
  for (const ast::Arm &arm : match.arms) {
    bool name = arm.pattern->kind == ast::ExprKind::NameRef;
    if (arm.source) {
      // `k in ks`: one arm for each element.
      Value source = evaluate(arm.source);
      int64_t count = source.isError() ? -1 : lengthOf(source);
      if (count < 0 || !name) {
        if (!source.isError())
          error(DiagnosticKind::NotIterable, arm.source->range,
                describe(source.type));
        return false;
      }
      for (int64_t i = 0; i < count; ++i)
        arms.push_back({elementOf(source, i, arm.range), arm.result,
                        static_cast<const ast::NameRef *>(arm.pattern)});
      continue;
    }
    if (name && static_cast<const ast::NameRef *>(arm.pattern)->name == "_") {
      arms.push_back({{}, arm.result, nullptr});
      return true;
    }
    Value pattern = evaluate(arm.pattern);
    if (pattern.isError())
      return false;
    arms.push_back({pattern, arm.result, nullptr});
  }
  return true;
}

Value Evaluator::evaluateArm(const MatchArm &arm) {
  Scope scope;
  scope.parent = scope_;
  if (arm.name)
    scope.define(arm.name->name, arm.pattern, arm.name->range);
  Scope *outer = std::exchange(scope_, &scope);
  Value value = evaluate(arm.result);
  scope_ = outer;
  assignRebound(scope);
  return value;
}

Value Evaluator::evaluateMatch(const ast::Match &match) {
  Value subject = evaluate(match.subject);
  if (subject.isError())
    return subject;
  std::vector<MatchArm> arms;
  if (!armsOf(match, arms))
    return errorValue();
  if (subject.type->leafCount == 0) {
    for (const MatchArm &arm : arms) {
      if (!arm.pattern.type)
        return evaluateArm(arm);
      auto a = constantReal(arm.pattern), b = constantReal(subject);
      if (arm.pattern.type == subject.type || (a && b && *a == *b))
        return evaluateArm(arm);
    }
    error(DiagnosticKind::NoArm, match.range, describe(subject.type));
    return errorValue();
  }
  if (!subject.isTensor() || !subject.type->shape.empty()) {
    error(DiagnosticKind::NotScalar, match.subject->range,
          "the subject of `match`", describe(subject.type));
    return errorValue();
  }
  if (arms.empty() || arms.back().pattern.type) {
    error(DiagnosticKind::NoArm, match.range, "every " + describe(subject.type))
        .notes.push_back("end with an arm `_ -> ...` for the rest");
    return errorValue();
  }
  std::function<Value(size_t)> from = [&](size_t i) -> Value {
    const MatchArm &arm = arms[i];
    if (!arm.pattern.type)
      return evaluateArm(arm);
    Value test = apply(ast::Operator::Equal, subject, arm.pattern, match.range);
    if (test.isError())
      return test;
    return branch(
        test, match.range, [&] { return evaluateArm(arm); },
        [&] { return from(i + 1); });
  };
  return from(0);
}

// ---- A choice among callables

bool Evaluator::isCallable(const Type *type) {
  return type->is(TypeKind::Function) || type->is(TypeKind::Method) ||
         (type->is(TypeKind::Instance) &&
          methodOf(*type->declaration, "apply"));
}

Value Evaluator::choice(const Value &list, const Value &index,
                        SourceRange range) {
  Node *check = emitNode(NodeKind::CheckIndex, range);
  region_->nodes.pop_back();
  Value wide = toElement(index, Element::Int, range);
  region_->nodes.push_back(check);
  check->operands = wide.leaves;
  check->axes = {int64_t(list.type->fields.size()), 1,
                 int64_t(scriptLine(range))};
  check->results = {makeVar(types().tensor(Element::Int))};
  Value result{
      types().withFields(types().builtin("@choice"),
                         {{"list", list.type, Role::Plain},
                          {"index", check->results[0]->type, Role::Plain}}),
      list.leaves};
  result.leaves.push_back(check->results[0]);
  return result;
}

Value Evaluator::callChoice(const Value &callee, const CallArguments &arguments,
                            SourceRange range, const ast::Node *site) {
  Value list = fieldOf(callee, 0), index = fieldOf(callee, 1);
  size_t count = list.type->fields.size();
  std::function<Value(size_t)> from = [&](size_t i) -> Value {
    auto called = [&] {
      CallArguments copy = arguments;
      return call(fieldOf(list, i), copy, range, site);
    };
    if (i + 1 == count)
      return called();
    Value test = apply(ast::Operator::Equal, index,
                       {types().integer(int64_t(i)), {}}, range);
    return branch(test, range, called, [&] { return from(i + 1); });
  };
  return from(0);
}

} // namespace nestor::typed
