// Trees: a function of numbers meets every leaf that arithmetic moves.
#include "compiler/sema/Emitter.h"

#include <algorithm>

namespace nestor::typed {

bool Emitter::isTree(const Value &value) {
  return value.type->is(TypeKind::Tuple) ||
         value.type->is(TypeKind::Instance) || value.type->is(TypeKind::Array);
}

// Whether a model is, or has in it, what training moves: told by its members,
// for their values may be constants that have no leaves.
static bool hasParameters(const Type *type) {
  return !type->is(TypeKind::Function) &&
         std::any_of(type->fields.begin(), type->fields.end(),
                     [](const Field &field) {
                       return field.role == Role::Param ||
                              field.role == Role::State ||
                              hasParameters(field.type);
                     });
}

// Arithmetic leaves the plain members of a model alone, but not the parameters
// of a model that is one.
bool Emitter::moves(const Field &field) {
  return field.role != Role::Fixed || hasParameters(field.type);
}

Value Emitter::mapLeaves(const Value &value,
                         const std::function<Value(const Value &)> &f) {
  if (value.isError())
    return value;
  if (!isTree(value))
    return f(materialize(value, {}));
  if (value.type->is(TypeKind::Array)) {
    Value result{value.type, {}};
    for (Var *leaf : value.leaves) {
      Value out = f(tensorValue(leaf));
      if (out.isError())
        return out;
      result.leaves.push_back(out.leaves[0]);
    }
    return result;
  }
  std::vector<Field> fields = value.type->fields;
  Value result;
  for (size_t i = 0; i < fields.size(); ++i) {
    Value field = fieldOf(value, i);
    bool number = field.isTensor() || field.type->isScalarNumber();
    Value out = moves(fields[i]) && (number || isTree(field))
                    ? mapLeaves(field, f)
                    : field;
    if (out.isError())
      return out;
    fields[i].type = out.type;
    result.leaves.insert(result.leaves.end(), out.leaves.begin(),
                         out.leaves.end());
  }
  result.type = value.type->is(TypeKind::Tuple)
                    ? types().tuple(fields, value.type->isList)
                    : types().instance(value.type->declaration, fields);
  return result;
}

Value Emitter::mapLeaves(
    const Value &left, const Value &right, SourceRange range,
    const std::function<Value(const Value &, const Value &)> &f) {
  if (left.isError() || right.isError())
    return errorValue();
  bool leftTree = isTree(left), rightTree = isTree(right);
  if (!leftTree && !rightTree)
    return f(left, right);
  auto scalar = [&](const Value &value) {
    return value.type->isScalarNumber() ||
           (value.isTensor() && value.type->shape.empty());
  };
  if (!leftTree || !rightTree) {
    const Value &other = leftTree ? right : left;
    if (!scalar(other)) {
      error(DiagnosticKind::TreeMismatch, range, describe(left.type),
            describe(right.type));
      return errorValue();
    }
    return mapLeaves(leftTree ? left : right, [&](const Value &leaf) {
      return leftTree ? f(leaf, right) : f(left, leaf);
    });
  }
  const Type *a = left.type, *b = right.type;
  if (a->is(TypeKind::Array) && b->is(TypeKind::Array) &&
      a->integer == b->integer && left.leaves.size() == right.leaves.size()) {
    Value result{a, {}};
    for (size_t i = 0; i < left.leaves.size(); ++i) {
      Value out = f(tensorValue(left.leaves[i]), tensorValue(right.leaves[i]));
      if (out.isError())
        return out;
      result.leaves.push_back(out.leaves[0]);
    }
    return result;
  }
  bool same = a->fields.size() == b->fields.size() && a->kind == b->kind &&
              !a->is(TypeKind::Array);
  for (size_t i = 0; same && i < a->fields.size(); ++i)
    same = a->fields[i].name == b->fields[i].name;
  if (!same) {
    error(DiagnosticKind::TreeMismatch, range, describe(a), describe(b));
    return errorValue();
  }
  std::vector<Field> fields = a->fields;
  Value result;
  for (size_t i = 0; i < fields.size(); ++i) {
    Value x = fieldOf(left, i), y = fieldOf(right, i);
    bool number = x.isTensor() || x.type->isScalarNumber();
    Value out = moves(fields[i]) && (number || isTree(x))
                    ? mapLeaves(x, y, range, f)
                    : x;
    if (out.isError())
      return out;
    fields[i].type = out.type;
    result.leaves.insert(result.leaves.end(), out.leaves.begin(),
                         out.leaves.end());
  }
  result.type = a->is(TypeKind::Tuple)
                    ? types().tuple(fields, a->isList)
                    : types().instance(a->declaration, fields);
  return result;
}

Value Emitter::negate(const Value &value, SourceRange range) {
  if (value.type->is(TypeKind::Integer))
    return {types().integer(-value.type->integer), {}};
  if (value.type->is(TypeKind::RealNumber))
    return {types().real(-value.type->real), {}};
  return mapLeaves(value, [&](const Value &leaf) {
    if (leaf.type->element == Element::Bool ||
        leaf.type->element == Element::U8) {
      error(DiagnosticKind::NotNumber, range, describe(leaf.type));
      return errorValue();
    }
    return tensorValue(emit(Primitive::Neg, leaf.leaves, leaf.type, range));
  });
}

Value Emitter::fieldOf(const Value &base, size_t index) {
  const Type *type = base.type;
  size_t begin = 0;
  for (size_t i = 0; i < index; ++i)
    begin += type->fields[i].type->leafCount;
  const Type *field = type->fields[index].type;
  return {field,
          {base.leaves.begin() + begin,
           base.leaves.begin() + begin + field->leafCount}};
}

Value Emitter::withField(const Value &base, size_t index, const Value &value) {
  std::vector<Field> fields = base.type->fields;
  Value result;
  for (size_t i = 0; i < fields.size(); ++i) {
    Value field = i == index ? value : fieldOf(base, i);
    fields[i].type = field.type;
    result.leaves.insert(result.leaves.end(), field.leaves.begin(),
                         field.leaves.end());
  }
  result.type = base.type->is(TypeKind::Tuple)
                    ? types().tuple(fields, base.type->isList)
                    : types().instance(base.type->declaration, fields);
  return result;
}

Value Emitter::trainable(const Value &value, SourceRange range) {
  Element element = strong(Element::F32);
  Value tensor = listAsTensor(value, range);
  if (tensor.type->isScalarNumber())
    return toElement(tensor, element, range);
  if (tensor.isTensor() && isWeak(tensor.type->element))
    return toElement(tensor, element, range);
  bool declared = tensor.type->is(TypeKind::Instance) &&
                  tensor.type->declaration->kind != ast::DeclKind::Record;
  if (!isTree(tensor) || declared)
    return tensor; // parameters of models are f32 already
  std::vector<Field> fields = tensor.type->fields;
  if (tensor.type->is(TypeKind::Array))
    return tensor;
  Value result;
  for (size_t i = 0; i < fields.size(); ++i) {
    // Numbers of an anonymous record are trained; plain members are not.
    Value field = fieldOf(tensor, i);
    if (tensor.type->is(TypeKind::Tuple) || field.type->leafCount)
      field = trainable(field, range);
    fields[i].type = field.type;
    result.leaves.insert(result.leaves.end(), field.leaves.begin(),
                         field.leaves.end());
  }
  result.type = tensor.type->is(TypeKind::Tuple)
                    ? types().tuple(fields, tensor.type->isList)
                    : types().instance(tensor.type->declaration, fields);
  return result;
}

} // namespace nestor::typed
