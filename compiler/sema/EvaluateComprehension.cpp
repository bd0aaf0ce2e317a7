// Comprehensions: independent lanes are one batched map; over things of unlike
// types, or where the variable decides a shape, they are written out.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

Value Evaluator::evaluateComprehension(const ast::Comprehension &node,
                                       size_t level) {
  const ast::Generator &generator = node.generators[level];
  Value source;
  if (generator.draws) {
    Value distribution = evaluateDrawSource(generator.source);
    if (distribution.isError())
      return distribution;
    if (distribution.type->shape.empty()) {
      error(DiagnosticKind::NotIterable, generator.source->range,
            describe(distribution.type));
      return errorValue();
    }
    source = draw(distribution, generator.source, generator.range);
  } else {
    source = evaluate(generator.source);
  }
  if (source.isError())
    return source;
  if (source.type->is(TypeKind::Instance)) {
    // A record of tensors with one first axis is walked along it.
    Value rows = rowsOf(source, generator.source->range);
    if (rows.isError())
      return rows;
    source = rows;
  }
  int64_t lanes = lengthOf(source);
  if (lanes < 0) {
    error(DiagnosticKind::NotIterable, generator.source->range,
          describe(source.type));
    return errorValue();
  }
  Value batched = listAsTensor(source, generator.source->range);
  bool named = source.type->is(TypeKind::Tuple) && !source.type->isList;
  if (named || batched.type->is(TypeKind::Tuple) || lanes == 0 ||
      generator.filter)
    return unrollComprehension(node, level, source);
  Value result;
  if (speculate(
          [&] { result = mapComprehension(node, level, batched, lanes); }))
    return result;
  return unrollComprehension(node, level, source);
}

Value Evaluator::laneElement(const ast::Comprehension &node, size_t level,
                             const Value &element, Scope &scope) {
  const ast::Generator &generator = node.generators[level];
  if (!bindPattern(generator.pattern, element, scope, generator.range))
    return errorValue();
  return level + 1 < node.generators.size()
             ? evaluateComprehension(node, level + 1)
             : evaluate(node.element);
}

Value Evaluator::mapComprehension(const ast::Comprehension &node, size_t level,
                                  const Value &source, int64_t lanes) {
  const ast::Generator &generator = node.generators[level];
  return mapLanes(
      lanes, source, generator.range, [&](Var *lane, const Value &slice) {
        enterTurn(node, /*tag=*/4, lane, generator.range);
        return laneElement(node, level, slice, *scope_);
      });
}

Value Evaluator::unrollComprehension(const ast::Comprehension &node,
                                     size_t level, const Value &source) {
  const ast::Generator &generator = node.generators[level];
  int64_t lanes = lengthOf(source);
  if (lanes > largestUnroll) {
    error(DiagnosticKind::UnrollTooLong, generator.range, lanes, largestUnroll);
    return errorValue();
  }
  std::vector<Value> values;
  for (int64_t i = 0; i < lanes; ++i) {
    Scope scope;
    scope.parent = scope_;
    Within within(*this, nullptr, &scope);
    enterTurn(node, /*tag=*/4,
              literal(Element::Int, {}, {double(i)}, generator.range).leaves[0],
              generator.range);
    Value element = elementOf(source, i, generator.range);
    bool kept = true;
    if (generator.filter) {
      // What the compiler knows decides which elements there are.
      if (!bindPattern(generator.pattern, element, scope, generator.range))
        return errorValue();
      Within inside(*this, nullptr, &scope);
      Value test = evaluate(generator.filter);
      if (test.isError())
        return test;
      if (!constantTruth(test, kept)) {
        error(DiagnosticKind::FilterHere, generator.filter->range);
        return errorValue();
      }
    }
    if (!kept)
      continue;
    Value value = laneElement(node, level, element, scope);
    if (value.isError())
      return value;
    values.push_back(value);
  }
  bool named = source.type->is(TypeKind::Tuple) && !source.type->isList &&
               !generator.filter;
  if (!named)
    return makeList(values, node.range);
  // Over a record or tuple the names stay.
  std::vector<Field> fields = source.type->fields;
  Value result;
  for (size_t i = 0; i < values.size(); ++i) {
    fields[i].type = values[i].type;
    result.leaves.insert(result.leaves.end(), values[i].leaves.begin(),
                         values[i].leaves.end());
  }
  result.type = types().tuple(fields);
  return result;
}

} // namespace nestor::typed
