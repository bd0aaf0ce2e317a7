// `fn f(x) = e gradient(dy) = r`: a call becomes one node with two regions, the
// function's body and its rule.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

// The parts of `like` that have a derivative.
static std::vector<Var *> floatingOf(const std::vector<Var *> &leaves) {
  std::vector<Var *> result;
  for (Var *leaf : leaves)
    if (isFloating(leaf->type->element))
      result.push_back(leaf);
  return result;
}

// What the rule came to, as one cotangent for each parameter.
bool Evaluator::cotangentsOf(const ast::Function &function, const Value &given,
                             const std::vector<Value> &parameters,
                             std::vector<Var *> &results) {
  SourceRange range = function.gradientBody->range;
  std::vector<size_t> moving;
  std::string wanted;
  for (size_t i = 0; i < parameters.size(); ++i)
    if (!floatingOf(parameters[i].leaves).empty()) {
      moving.push_back(i);
      wanted += (wanted.empty() ? "" : ", ") + describe(parameters[i].type);
    }
  bool tuple = given.type->is(TypeKind::Tuple) && !given.type->isList;
  auto partFor = [&](size_t i, size_t k) -> Value {
    if (parameters.size() == 1 || (moving.size() == 1 && !tuple))
      return given;
    if (tuple && given.type->fields.size() == parameters.size())
      return fieldOf(given, i);
    if (tuple && given.type->fields.size() == moving.size())
      return fieldOf(given, k);
    return errorValue();
  };
  for (size_t k = 0; k < moving.size(); ++k) {
    const Value &parameter = parameters[moving[k]];
    Value part = partFor(moving[k], k);
    if (!part.isError() && part.type->isScalarNumber())
      part = convertTo(part, parameter.type, range); // 0 of a scalar
    if (part.isError() ||
        commonType(part.type, parameter.type) != parameter.type) {
      error(DiagnosticKind::GradientMismatch, range, function.name.text,
            describe(given.type), wanted);
      return false;
    }
    std::vector<Var *> leaves =
        floatingOf(convertTo(part, parameter.type, range).leaves);
    results.insert(results.end(), leaves.begin(), leaves.end());
  }
  return true;
}

Value Evaluator::callWithRule(const ast::Function &function, Scope &scope) {
  SourceRange range = function.range;
  if (function.gradientParameters.size() != 1) {
    error(DiagnosticKind::ArgumentCount, range, "gradient", 1,
          function.gradientParameters.size());
    return errorValue();
  }
  Node *node = program_.makeNode(NodeKind::CustomGradient, range);
  std::vector<Value> arguments;
  for (const ast::Parameter &parameter : function.parameters) {
    arguments.push_back(scope.names[parameter.name.text].value);
    node->operands.insert(node->operands.end(), arguments.back().leaves.begin(),
                          arguments.back().leaves.end());
  }
  // The parameters are values of each region.
  auto bind = [&](Region &region, Scope &names) {
    names.parent = &scope;
    for (size_t i = 0; i < arguments.size(); ++i) {
      const std::string &name = function.parameters[i].name.text;
      names.define(name, makeParameters(region, arguments[i].type, name), {});
    }
  };
  auto body = std::make_unique<Region>(), rule = std::make_unique<Region>();
  Value value;
  {
    Scope names;
    bind(*body, names);
    Within within(*this, body.get(), &names);
    ModelStates states(*this);
    value = materialize(evaluateBlock(*function.body, /*ownScope=*/false),
                        function.body->range);
    body->results = value.leaves;
    if (!states.now.empty()) {
      error(DiagnosticKind::StateInLanes, range);
      return errorValue();
    }
  }
  if (value.isError() || value.leaves.empty())
    return value;
  {
    Scope names;
    bind(*rule, names);
    Within within(*this, rule.get(), &names);
    Value dy = value;
    for (Var *&leaf : dy.leaves)
      if (isFloating(leaf->type->element)) {
        leaf = makeVar(leaf->type, "dy");
        rule->parameters.push_back(leaf);
      } else {
        leaf = literal(leaf->type->element, leaf->type->shape, {0}, range)
                   .leaves[0];
      }
    names.define(function.gradientParameters[0].name.text, dy, {});
    Value given = evaluateBlock(*function.gradientBody, /*ownScope=*/false);
    if (given.isError() ||
        !cotangentsOf(function, given, arguments, rule->results))
      return errorValue();
  }
  region_->nodes.push_back(node);
  node->regions.push_back(std::move(body));
  node->regions.push_back(std::move(rule));
  Value result{value.type, {}};
  for (Var *leaf : value.leaves) {
    result.leaves.push_back(makeVar(leaf->type, leaf->name));
    node->results.push_back(result.leaves.back());
  }
  return result;
}

} // namespace nestor::typed
