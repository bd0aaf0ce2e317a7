// Experiments: the root of randomness, and `over N seeds`, which runs the body
// once a seed and hands the block behind it the results of all.
#include "compiler/sema/Evaluator.h"
#include "compiler/sema/Suggest.h"
#include "compiler/support/ParseBytes.h"

namespace nestor::typed {

// The key that everything in an experiment descends from.
void Evaluator::startKeys(const ast::Experiment &experiment, Var *seed) {
  SourceRange range = experiment.name.range;
  rootKey_ = emit(Primitive::SeedKey, {seed}, types().tensor(Element::I32, {2}),
                  range);
  key_ = foldKey(rootKey_, /*tag=*/2,
                 siteNumber(experiment.name.text, /*ordinal=*/0), range);
}

void Evaluator::evaluateExperiment(const ast::Experiment &experiment) {
  auto result = std::make_unique<Experiment>();
  result->name = experiment.name.text;
  result->range = experiment.range;
  if (experiment.memoryRange.isValid()) {
    auto bytes = parseBytes(experiment.memory);
    if (!bytes)
      error(DiagnosticKind::MemorySize, experiment.memoryRange,
            experiment.memory);
    result->memory = bytes.value_or(0);
  }
  result->seed = makeVar(types().tensor(Element::I64), "seed");
  Scope scope;
  scope.kind = Scope::Function;
  scope.parent = &module_->scope;
  Region prologue;
  computedData_.clear();
  dataRegion_ = &prologue;
  {
    Within within(*this, &result->body, &scope);
    numberSites(*experiment.block);
    effectsAllowed_ = topLevel_ = true;
    enclosingLoop_ = -1;
    step_ = nullptr;
    outerSteps_.clear();
    if (experiment.seeds) {
      evaluateSeeds(experiment, result->seed);
    } else {
      startKeys(experiment, result->seed);
      evaluateBlock(*experiment.block, /*ownScope=*/false);
    }
    effectsAllowed_ = topLevel_ = false;
  }
  rootKey_ = nullptr;
  dataRegion_ = nullptr;
  computedData_.clear();
  result->body.nodes.insert(result->body.nodes.begin(), prologue.nodes.begin(),
                            prologue.nodes.end());
  program_.experiments.push_back(std::move(result));
}

void Evaluator::evaluateSeeds(const ast::Experiment &experiment, Var *seed) {
  SourceRange range = experiment.seeds->range;
  auto count =
      constantInteger(evaluate(experiment.seeds), range, "the number of seeds");
  if (!count)
    return;
  if (*count < 1) {
    error(DiagnosticKind::NegativeSteps, range, *count);
    return;
  }
  // Names that the block behind `over` reads come out of each turn.
  std::set<std::string> wanted;
  ast::Walk walk;
  walk.expression = [&](const ast::Expr &expr) {
    if (expr.kind == ast::ExprKind::NameRef)
      wanted.insert(static_cast<const ast::NameRef &>(expr).name);
  };
  walk(experiment.overBlock);

  auto region = std::make_unique<Region>();
  Scope body;
  body.kind = Scope::Function;
  body.parent = &module_->scope;
  std::vector<std::pair<std::string, Value>> results;
  LoopEffects effects(*this, "seeds", *count, range);
  topLevel_ = true; // the loops inside are those that a user watches
  {
    Within within(*this, region.get(), &body);
    Var *turn = makeVar(types().tensor(Element::Int), "turn");
    region->parameters.push_back(turn);
    outerSteps_.push_back(turn);
    startKeys(experiment, emit(Primitive::Add, {seed, turn},
                               types().tensor(Element::I64), range));
    evaluateBlock(*experiment.block, /*ownScope=*/false);
    for (auto &entry : body.names) {
      if (!wanted.count(entry.first))
        continue;
      markRead(entry.second);
      Value value = materialize(listAsTensor(entry.second.value, range), range);
      results.push_back({entry.first, value});
      region->results.insert(region->results.end(), value.leaves.begin(),
                             value.leaves.end());
    }
  }
  Node *node = program_.makeNode(NodeKind::Loop, range);
  node->topLevel = effects.loop;
  Written written;
  written.place = "seeds";
  node->written = std::make_shared<const Written>(std::move(written));
  effects.leave();
  region_->nodes.push_back(node);
  node->tripCount = *count;
  node->regions.push_back(std::move(region));
  Scope outer;
  outer.kind = Scope::Function;
  outer.parent = &module_->scope;
  for (auto &[name, value] : results) {
    Value stacked = stackedOver(value, *count, name, *node);
    outer.define(name, stacked, {});
  }
  Within within(*this, nullptr, &outer);
  startKeys(experiment, seed);
  numberSites(*experiment.overBlock);
  evaluateBlock(*experiment.overBlock, /*ownScope=*/false);
}

// A value of every turn: named parts keep their names, so that `acc.meta` is
// one number a seed.
Value Evaluator::stackedOver(const Value &value, int64_t count,
                             const std::string &name, Node &node) {
  if (value.type->is(TypeKind::Tuple) && !value.leaves.empty()) {
    std::vector<Field> fields = value.type->fields;
    Value result;
    for (size_t i = 0; i < fields.size(); ++i) {
      Value field =
          stackedOver(fieldOf(value, i), count,
                      fields[i].name.empty() ? name : fields[i].name, node);
      fields[i].type = field.type;
      result.leaves.insert(result.leaves.end(), field.leaves.begin(),
                           field.leaves.end());
    }
    result.type = types().tuple(fields, value.type->isList);
    return result;
  }
  if (value.leaves.empty())
    return value;
  Value stacked{types().array(value.type, count), {}};
  for (const Leaf &leaf : types().leaves(stacked.type)) {
    stacked.leaves.push_back(makeVar(leaf.type, leafName(name, leaf.path)));
    node.results.push_back(stacked.leaves.back());
  }
  return stacked;
}

} // namespace nestor::typed
