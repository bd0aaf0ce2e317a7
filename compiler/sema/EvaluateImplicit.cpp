// `through implicit(solver)`: the trained value is the solution w of
// d loss(w, c) / dw = 0, so that its derivative needs no step of the loop. With
// H = d^2 loss / dw^2 and a cotangent b, x = solver(v -> H v, b) and the
// cotangent of c is -d <d loss / dw, x> / dc (implicit function theorem).
#include "compiler/sema/MinimizeParts.h"

namespace nestor::typed {

namespace {

/// What a region reads from outside and can be differentiated; and whether it
/// draws.
class Captures {
public:
  explicit Captures(const Region &region) { walk(region); }
  std::vector<Var *> floats;
  bool draws = false;

private:
  void read(Var *var) {
    if (!defined.count(var) && isFloating(var->type->element) &&
        seen.insert(var).second)
      floats.push_back(var);
  }
  void walk(const Region &region) {
    defined.insert(region.parameters.begin(), region.parameters.end());
    for (const Node *node : region.nodes) {
      if (node->kind == NodeKind::Primitive)
        draws |= node->primitive == Primitive::Uniform ||
                 node->primitive == Primitive::Normal ||
                 node->primitive == Primitive::RandomInt ||
                 node->primitive == Primitive::Permutation;
      for (Var *operand : node->operands)
        read(operand);
      for (const auto &inner : node->regions)
        walk(*inner);
      defined.insert(node->results.begin(), node->results.end());
    }
    for (Var *result : region.results)
      read(result);
  }
  std::set<Var *> defined, seen;
};

// Reads of some variables become reads of others, in all regions.
void substitute(Region &region, const std::map<Var *, Var *> &by) {
  auto replace = [&](Var *&var) {
    if (auto it = by.find(var); it != by.end())
      var = it->second;
  };
  for (Node *node : region.nodes) {
    for (Var *&operand : node->operands)
      replace(operand);
    for (auto &inner : node->regions)
      substitute(*inner, by);
  }
  for (Var *&result : region.results)
    replace(result);
}

} // namespace

/// What all the nodes of one implicit derivative have in common.
struct Evaluator::Implicit {
  const ast::Minimize &minimize;
  Value solver;
  std::vector<size_t> targets; // leaves of the trained value
  std::vector<Var *> inputs;   // what the loss reads
  const ast::Grad *gradient;   // of the loss
  const ast::Function *product; // v -> H v
  std::shared_ptr<const Written> written;
};

template <typename T> T *Evaluator::synthesize(SourceRange range) {
  auto node = std::make_unique<T>();
  node->range = range;
  T *result = node.get();
  synthesized_.push_back(std::move(node));
  return result;
}

// fn(@v) = grad PLACE { dot(grad PLACE { LOSS }, @v) }, names that no script has
void Evaluator::writeProduct(Implicit &implicit) {
  const ast::Minimize &node = implicit.minimize;
  auto gradOf = [&](ast::Block *block) {
    auto *grad = synthesize<ast::Grad>(node.block->range);
    grad->place = node.place;
    grad->block = block;
    return grad;
  };
  auto callOf = [&](const char *name, const std::vector<ast::Expr *> &values) {
    auto *callee = synthesize<ast::NameRef>(node.block->range);
    callee->name = name;
    auto *call = synthesize<ast::Call>(node.block->range);
    call->callee = callee;
    for (ast::Expr *value : values) {
      ast::Argument argument;
      argument.value = value;
      argument.range = node.block->range;
      call->arguments.push_back(argument);
    }
    return call;
  };
  auto blockOf = [&](ast::Expr *expr) {
    auto *statement = synthesize<ast::ExprStmt>(node.block->range);
    statement->values = {expr};
    auto *block = synthesize<ast::Block>(node.block->range);
    block->statements = {statement};
    return block;
  };
  auto *vector = synthesize<ast::NameRef>(node.block->range);
  vector->name = "@v";
  auto *gradient = gradOf(node.block);
  implicit.gradient = gradient;
  auto *product = synthesize<ast::Function>(node.block->range);
  ast::Parameter parameter;
  parameter.name.text = "@v";
  product->parameters = {parameter};
  product->body =
      blockOf(gradOf(blockOf(callOf("@dot", {gradient, vector}))));
  implicit.product = product;
}

Value Evaluator::implicitValue(MinimizeParts &parts, Value trained,
                               const ast::Expr *solver) {
  const ast::Minimize &node = parts.node;
  auto refuse = [&](const char *what) {
    error(DiagnosticKind::ImplicitLoss, node.through->range, what);
    return errorValue();
  };
  Captures captures(*parts.loss);
  if (captures.draws)
    return refuse("draws, so that no w is its solution");
  if (!node.header.pattern.empty())
    return refuse("changes with the step, so that no w is its solution");
  if (!parts.carried.empty())
    return refuse("rebinds names or holds model state");
  if (!node.place->parts.empty() || !node.place->steps.empty())
    return refuse("trains a part of a value: bind the part to a name");
  Implicit implicit{node, evaluate(solver), parts.targets, captures.floats,
                    nullptr, nullptr, parts.written};
  if (implicit.solver.isError())
    return errorValue();
  if (!isCallable(implicit.solver.type)) {
    error(DiagnosticKind::NotCallable, solver->range,
          describe(implicit.solver.type));
    return errorValue();
  }
  writeProduct(implicit);
  Scope scope;
  scope.parent = scope_;
  scope.define("@dot", {types().builtin("dot"), {}}, node.through->range);
  Within within(*this, nullptr, &scope);
  auto setting = trainingSetting_;
  trainingSetting_ = true;
  // A derivative of the derivative asks for that of the solution again.
  Value result = emitImplicit(implicit, trained, /*order=*/3);
  trainingSetting_ = setting;
  return result;
}

Value Evaluator::emitImplicit(const Implicit &implicit, const Value &trained,
                              unsigned order) {
  if (order == 0)
    return trained;
  SourceRange range = implicit.minimize.through->range;
  const std::string &name = implicit.minimize.place->root.text;
  Node *node = program_.makeNode(NodeKind::CustomGradient, range);
  node->operands = implicit.inputs;
  node->written = implicit.written;
  auto body = std::make_unique<Region>(), rule = std::make_unique<Region>();
  std::map<Var *, Var *> inside;
  for (Var *input : implicit.inputs) {
    body->parameters.push_back(makeVar(input->type, input->name));
    rule->parameters.push_back(makeVar(input->type, input->name));
    inside[input] = rule->parameters.back();
  }
  std::vector<Var *> solution;
  for (size_t i : implicit.targets)
    solution.push_back(trained.leaves[i]);
  body->results = solution;
  std::vector<Var *> cotangents;
  for (Var *leaf : solution) {
    cotangents.push_back(makeVar(leaf->type, "b"));
    rule->parameters.push_back(cotangents.back());
  }
  bool effects = effectsAllowed_, topLevel = topLevel_;
  effectsAllowed_ = topLevel_ = false;
  bool ok = false;
  {
    Scope scope;
    scope.parent = scope_;
    Within within(*this, rule.get(), &scope);
    Value w = emitImplicit(implicit, trained, order - 1);
    scope.define(name, w, range);
    Value b = wholeGradient(w, implicit.targets, cotangents, range);
    std::vector<Var *> slopes;
    ok = !w.isError() && emitImplicitRule(implicit, b, slopes);
    rule->results = slopes;
  }
  effectsAllowed_ = effects;
  topLevel_ = topLevel;
  if (!ok)
    return errorValue();
  substitute(*rule, inside);
  region_->nodes.push_back(node);
  node->regions.push_back(std::move(body));
  node->regions.push_back(std::move(rule));
  Value result = trained;
  for (size_t k = 0; k < implicit.targets.size(); ++k) {
    node->results.push_back(makeVar(solution[k]->type, solution[k]->name));
    result.leaves[implicit.targets[k]] = node->results.back();
  }
  return result;
}

// x = solver(A, b), then -d <d loss / dw, x> for every input.
bool Evaluator::emitImplicitRule(const Implicit &implicit, const Value &b,
                                 std::vector<Var *> &slopes) {
  SourceRange range = implicit.minimize.through->range;
  CallArguments arguments;
  arguments.range = range;
  arguments.items = {{"", evaluateLambda(*implicit.product, range), range},
                     {"", b, range}};
  Value x = call(implicit.solver, arguments, range, nullptr);
  if (x.isError())
    return false;
  auto region = std::make_unique<Region>();
  Var *sum = nullptr;
  {
    Scope scope;
    scope.parent = scope_;
    Within within(*this, region.get(), &scope);
    Value gradient = evaluateGrad(*implicit.gradient);
    if (gradient.isError())
      return false;
    CallArguments pair;
    pair.range = range;
    pair.items = {{"", gradient, range}, {"", x, range}};
    Value product = callBuiltin("dot", pair, range);
    if (product.isError())
      return false;
    sum = negate(product, range).leaves[0];
  }
  region->results = {sum};
  Node *node = program_.makeNode(NodeKind::Grad, range);
  std::map<Var *, Var *> inside;
  node->results = {makeVar(sum->type)};
  for (Var *input : implicit.inputs) {
    region->parameters.push_back(makeVar(input->type, input->name));
    inside[input] = region->parameters.back();
    node->operands.push_back(input);
    slopes.push_back(makeVar(input->type));
    node->results.push_back(slopes.back());
  }
  node->targets = node->operands.size();
  substitute(*region, inside);
  node->regions.push_back(std::move(region));
  if (implicit.inputs.empty())
    return true;
  region_->nodes.push_back(node);
  return true;
}

} // namespace nestor::typed
