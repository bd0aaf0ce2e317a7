// Builds types as they are written.
#include "compiler/syntax/BuildAst.h"

namespace nestor::syntax {

using namespace nestor::ast;

TypeExpr *AstBuilder::type(P::TypeContext *context) {
  auto *result = module_.make<TypeExpr>(range(context));
  if (context->FN()) {
    result->kind = TypeExpr::Function;
    // The last type is the one behind the arrow.
    std::vector<P::TypeContext *> types = context->type();
    for (size_t i = 0; i + 1 < types.size(); ++i)
      result->items.push_back({{}, type(types[i])});
    result->result = type(types.back());
    return result;
  }
  if (context->LPAREN()) {
    result->kind = TypeExpr::Tuple;
    for (P::TypeItemContext *item : context->typeItem())
      result->items.push_back(typeItem(item));
    return result;
  }
  result->path = names(context->path()->name());
  if (P::ArgumentsContext *list = context->arguments()) {
    result->hasArguments = true;
    result->arguments = arguments(list->argument());
  }
  result->shapes = shapes(context->shape());
  return result;
}

/// `A` or `x: A`; the grammar takes a type for the name, too.
std::pair<Name, TypeExpr *> AstBuilder::typeItem(P::TypeItemContext *context) {
  TypeExpr *first = type(context->type(0));
  if (!context->COLON())
    return {{}, first};
  bool isName = first->kind == TypeExpr::Named && first->path.size() == 1 &&
                !first->hasArguments && first->shapes.empty();
  if (!isName) {
    rejectTarget(*first, ":");
    return {{}, type(context->type(1))};
  }
  return {first->path[0], type(context->type(1))};
}

std::vector<std::vector<Dimension>>
AstBuilder::shapes(const std::vector<P::ShapeContext *> &list) {
  std::vector<std::vector<Dimension>> result;
  for (P::ShapeContext *shape : list) {
    std::vector<Dimension> dimensions;
    for (P::DimensionContext *context : shape->dimension()) {
      Dimension dimension;
      dimension.range = range(context);
      dimension.ellipsis = context->ELLIPSIS() != nullptr;
      if (context->name())
        dimension.rest = name(context->name()).text;
      if (context->operation())
        dimension.extent = operation(context->operation());
      dimensions.push_back(std::move(dimension));
    }
    result.push_back(std::move(dimensions));
  }
  return result;
}

} // namespace nestor::syntax
