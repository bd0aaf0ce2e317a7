// Builtins on trees: their leaves, their numbers as one vector, and back.
#include "compiler/sema/Builtins.h"

namespace nestor::typed {

Value Builtins::callLeaves(BuiltinCall &call) {
  std::vector<Value> items;
  std::function<void(const Value &)> collect = [&](const Value &value) {
    if (value.isTensor() || value.type->isScalarNumber() ||
        value.type->is(TypeKind::Truth)) {
      items.push_back(value);
    } else if (value.type->is(TypeKind::Array)) {
      for (Var *leaf : value.leaves)
        items.push_back(tensorValue(leaf));
    } else {
      for (size_t i = 0; i < value.type->fields.size(); ++i)
        if (moves(value.type->fields[i])) // what a model holds fixed is none
          collect(fieldOf(value, i));
    }
  };
  collect(call.value(0));
  return makeList(items, call.range);
}

// The numbers of a tree that training and arithmetic move, in order.
std::vector<size_t> Builtins::movingLeaves(const Type *type) {
  std::vector<Leaf> leaves = types().leaves(type);
  std::vector<size_t> moving;
  for (size_t i = 0; i < leaves.size(); ++i)
    if (leaves[i].role != Role::Fixed)
      moving.push_back(i);
  return moving;
}

Value Builtins::callLength(BuiltinCall &call) {
  Value value = call.value(0);
  if (call.name == "len") {
    bool record = value.type->is(TypeKind::Instance) ||
                  (value.type->is(TypeKind::Tuple) && !value.leaves.empty() &&
                   !value.type->fields[0].name.empty());
    int64_t n = record ? rowCount(value, call.rangeOf(0)) : lengthOf(value);
    if (record && n < 0)
      return errorValue();
    if (n >= 0)
      return {types().integer(n), {}};
    error(DiagnosticKind::NotIterable, call.rangeOf(0), describe(value.type));
    return errorValue();
  }
  if (call.name == "rank") {
    if (value.type->isScalarNumber())
      return {types().integer(0), {}};
    value = needTensor(call, 0);
    return value.isError()
               ? value
               : Value{types().integer(int64_t(value.type->shape.size())), {}};
  }
  value = drawnShape(value, call.range);
  if (value.isError())
    return value;
  int64_t count = 0;
  value = withNumbers(value, call.range);
  std::vector<Leaf> leaves = types().leaves(value.type);
  for (size_t i : movingLeaves(value.type))
    count += elementCount(leaves[i].type->shape);
  return {types().integer(count), {}};
}

// All numbers of a tree as one vector, row-major, leaf by leaf.
Value Builtins::callFlatten(BuiltinCall &call) {
  Value tree = asTensor(call.value(0), call.range);
  if (tree.isTensor() && isInteger(tree.type->element)) // labels stay labels
    return reshaped(tree, {elementCount(tree.type->shape)}, call.range);
  tree = trainable(tree, call.range);
  std::vector<Value> parts;
  for (size_t i : movingLeaves(tree.type)) {
    Var *leaf = tree.leaves[i];
    const Type *flat =
        types().tensor(leaf->type->element, {elementCount(leaf->type->shape)});
    parts.push_back(
        tensorValue(emit(Primitive::Reshape, {leaf}, flat, call.range)));
    if (flat->element != parts[0].type->element) {
      error(DiagnosticKind::ElementMismatch, call.range,
            describe(parts[0].type), describe(flat));
      return errorValue();
    }
  }
  if (parts.empty()) {
    error(DiagnosticKind::NotNumber, call.rangeOf(0), describe(tree.type));
    return errorValue();
  }
  return concat(parts, 0, call.range);
}

// The structure of `like` (a value, or a model) with its numbers from a vector.
Value Builtins::callUnflatten(BuiltinCall &call) {
  Value like = drawnShape(call.value(0), call.range);
  Value x = needTensor(call, 1);
  if (like.isError() || x.isError())
    return errorValue();
  like = withNumbers(like, call.range);
  std::vector<size_t> moving = movingLeaves(like.type);
  std::vector<Leaf> leaves = types().leaves(like.type);
  if (call.value(0).type->is(TypeKind::Distribution) &&
      moving.size() != leaves.size()) {
    error(DiagnosticKind::NotYet, call.range,
          "`unflatten` of a model with fixed tensors");
    return errorValue();
  }
  int64_t total = 0;
  for (size_t i : moving)
    total += elementCount(leaves[i].type->shape);
  if (x.type->shape != Shape{total}) {
    error(DiagnosticKind::ReshapeCount, call.range, describe(x.type),
          elementCount(x.type->shape),
          describe(like.type) + fmt::format(" of {} numbers", total));
    return errorValue();
  }
  Value result = like;
  int64_t offset = 0;
  for (size_t i : moving) {
    const Shape &shape = leaves[i].type->shape;
    int64_t count = elementCount(shape);
    Element element = x.type->element;
    Var *part =
        emit(Primitive::Slice, x.leaves, types().tensor(element, {count}),
             call.range, {offset}, {1});
    result.leaves[i] = emit(Primitive::Reshape, {part},
                            types().tensor(element, shape), call.range);
    offset += count;
  }
  result.type = retyped(like.type, result.leaves);
  return result;
}

// f of the leaves at one place of several trees of one structure; where a tree
// is stacked, its leaves have the stack's axis in front.
Value Builtins::mapTrees(const Value &f, std::vector<Value> trees,
                         SourceRange range) {
  for (Value &tree : trees)
    if (tree.type->is(TypeKind::Array))
      tree.type = retyped(tree.type->fields[0].type, tree.leaves);
  const Type *first = trees[0].type;
  if (!isTree(trees[0])) {
    CallArguments arguments;
    arguments.range = range;
    for (const Value &leaf : trees)
      arguments.items.push_back({"", leaf, range});
    return call(f, arguments, range, nullptr);
  }
  for (const Value &tree : trees)
    if (!isTree(tree) || tree.type->fields.size() != first->fields.size()) {
      error(DiagnosticKind::TreeMismatch, range, describe(first),
            describe(tree.type));
      return errorValue();
    }
  std::vector<Field> fields = first->fields;
  Value result;
  for (size_t i = 0; i < fields.size(); ++i) {
    std::vector<Value> parts;
    for (const Value &tree : trees)
      parts.push_back(fieldOf(tree, i));
    bool number = parts[0].isTensor() || parts[0].type->isScalarNumber() ||
                  parts[0].type->is(TypeKind::Truth);
    Value part = moves(fields[i]) && (number || isTree(parts[0]))
                     ? mapTrees(f, std::move(parts), range)
                     : parts[0];
    if (part.isError())
      return part;
    fields[i].type = part.type;
    result.leaves.insert(result.leaves.end(), part.leaves.begin(),
                         part.leaves.end());
  }
  result.type = types().withFields(first, std::move(fields));
  return result;
}

Value Builtins::callMap(BuiltinCall &call) {
  std::vector<Value> trees;
  for (size_t i = 1; call.has(i); ++i)
    trees.push_back(call.value(i));
  return mapTrees(call.value(0), std::move(trees), call.range);
}

} // namespace nestor::typed
