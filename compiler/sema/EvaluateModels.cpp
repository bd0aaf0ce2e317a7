// Models that are made of other tensors: `Net.of(tree)`.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

// A value of the type that drawing from a model gives, for its shapes only. The
// name of a model that needs no arguments stands for one.
Value Evaluator::drawnShape(const Value &given, SourceRange range) {
  Value value = given;
  if (value.type->is(TypeKind::Constructor)) {
    CallArguments none;
    none.range = range;
    value = construct(*value.type->declaration, none, range);
  }
  if (!value.type->is(TypeKind::Distribution) || !value.type->declaration)
    return value;
  Region scratch;
  Within within(*this, &scratch, nullptr);
  Var *key = makeVar(types().tensor(Element::I32, {2}));
  return drawWithKey(value, key, range);
}

// For each leaf of a model that of the tree with the same path; empty unless
// the two have the same paths.
static std::vector<size_t> byPath(const std::vector<Leaf> &model,
                                  const std::vector<Leaf> &tree) {
  std::map<std::string, size_t> places;
  for (size_t i = 0; i < tree.size(); ++i)
    places[tree[i].path] = i;
  std::vector<size_t> found;
  for (const Leaf &leaf : model)
    if (auto place = places.find(leaf.path); place != places.end())
      found.push_back(place->second);
  bool isWhole = found.size() == model.size() && found.size() == tree.size();
  return isWhole ? found : std::vector<size_t>();
}

// `Net.of(tree)`: a model whose leaves are those of the tree with their names,
// in whatever order, else its parameters are the tree's leaves, in order.
Value Evaluator::modelOf(Value model, CallArguments &arguments,
                         SourceRange range) {
  if (arguments.items.size() != 1) {
    error(DiagnosticKind::ArgumentCount, range, "of", 1,
          arguments.items.size());
    return errorValue();
  }
  Value like = drawnShape(model, range);
  Value tree = trainable(arguments.items[0].value, range);
  if (like.isError() || tree.isError())
    return errorValue();
  std::vector<size_t> moving = movingLeaves(like.type);
  std::vector<size_t> given = movingLeaves(tree.type);
  std::vector<Leaf> leaves = types().leaves(like.type);
  bool fits = moving.size() == given.size() && moving.size() == leaves.size();
  std::vector<size_t> named = byPath(leaves, types().leaves(tree.type));
  if (!named.empty()) {
    fits = true;
    given = named;
    for (moving.clear(); moving.size() < leaves.size();)
      moving.push_back(moving.size());
  }
  std::string note = fits ? ""
                          : fmt::format("the first has {} tensors, the second {}",
                                        leaves.size(), tree.leaves.size());
  for (size_t i = 0; fits && i < moving.size(); ++i) {
    const Leaf &leaf = leaves[moving[i]];
    const Type *type = tree.leaves[given[i]]->type;
    fits = type->shape == leaf.type->shape;
    if (!fits)
      note = fmt::format("`{}` is {} in the first and {} in the second",
                         leaf.path, describe(leaf.type), describe(type));
  }
  if (!fits) {
    error(DiagnosticKind::TreeMismatch, range, describe(like.type),
          describe(tree.type))
        .notes.push_back(note);
    return errorValue();
  }
  Value result = like;
  for (size_t i = 0; i < moving.size(); ++i)
    result.leaves[moving[i]] = tree.leaves[given[i]];
  result.type = retyped(like.type, result.leaves);
  return result;
}

} // namespace nestor::typed
