// Checks values against the types that the user wrote, and binds the names of
// dimensions on the way.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

std::string Evaluator::writtenType(const ast::TypeExpr &type) {
  return std::string(sources_.snippet(type.range));
}

static std::optional<Element> elementNamed(const std::string &name) {
  for (Element element :
       {Element::F32, Element::F64, Element::BF16, Element::I32, Element::I64,
        Element::Bool, Element::U8, Element::Real})
    if (name == spelling(element))
      return element;
  return std::nullopt;
}

bool Evaluator::matchShape(const Value &value,
                           const std::vector<ast::Dimension> &dims,
                           Scope &names, SourceRange range, const char *what) {
  const Shape &shape = value.type->shape;
  size_t fixed = 0;
  bool rest = false;
  for (const ast::Dimension &dim : dims)
    (dim.ellipsis ? (void)(rest = true) : (void)++fixed);
  auto mismatch = [&](SourceRange at, std::string why) {
    bool isResult = what == std::string("the result");
    Diagnostic &diagnostic = error(DiagnosticKind::ParameterShape, range,
                                   isResult ? what : "the argument",
                                   describe(value.type), std::move(why));
    diagnostic.labels.insert(diagnostic.labels.begin(),
                             Label{at, "expected here"});
    return false;
  };
  SourceRange all = join(dims.front().range, dims.back().range);
  if (rest ? shape.size() < fixed : shape.size() != fixed)
    return mismatch(all, fmt::format("{}{} {}", rest ? "at least " : "", fixed,
                                     fixed == 1 ? "axis" : "axes"));
  size_t at = 0;
  for (const ast::Dimension &dim : dims) {
    if (dim.ellipsis) {
      Shape taken(shape.begin() + at,
                  shape.begin() + at + (shape.size() - fixed));
      at += taken.size();
      if (dim.rest.empty())
        continue;
      std::vector<Field> fields;
      for (int64_t extent : taken)
        fields.push_back({"", types().integer(extent), Role::Plain});
      Value tuple{types().tuple(fields, /*isList=*/true), {}};
      Binding *bound = names.findHere(dim.rest);
      if (bound && bound->value.type != tuple.type)
        return mismatch(dim.range, fmt::format("`{}` = {}", dim.rest,
                                               describe(bound->value.type)));
      names.define(dim.rest, tuple, dim.range);
      continue;
    }
    int64_t extent = shape[at++];
    // A name that is not bound yet is bound here.
    if (dim.extent->kind == ast::ExprKind::NameRef) {
      auto &name = static_cast<const ast::NameRef *>(dim.extent)->name;
      Binding *bound = names.find(name);
      if (!bound && !module_->declarations.count(name)) {
        names.define(name, {types().integer(extent), {}}, range);
        continue;
      }
    }
    Within within(*this, nullptr, &names);
    Value wanted = evaluate(dim.extent);
    if (wanted.isError())
      return false;
    auto number = constantInteger(wanted, dim.range, "an extent");
    if (!number)
      return false;
    if (*number != extent)
      return mismatch(dim.range,
                      fmt::format("extent {} (`{}`) on axis {}, found {}",
                                  *number, sources_.snippet(dim.range), at - 1,
                                  extent));
  }
  return true;
}

Value Evaluator::matchType(const Value &value, const ast::TypeExpr &type,
                           Scope &names, SourceRange range, const char *what) {
  if (value.isError())
    return value;
  auto mismatch = [&](const std::string &note = "") {
    Diagnostic &diagnostic = error(DiagnosticKind::TypeMismatch, range, what,
                                   describe(value.type), writtenType(type));
    diagnostic.labels.insert(diagnostic.labels.begin(),
                             Label{type.range, "expected here"});
    if (value.type->is(TypeKind::Distribution) && value.type->declaration)
      diagnostic.notes.push_back("it is still to be drawn: `x ~ " +
                                 std::string(sources_.snippet(range)) + "`");
    if (value.type->is(TypeKind::Constructor)) {
      // As written where it is the name, `optim.adam`, and not a variable.
      const std::string &name = value.type->declaration->name.text;
      std::string written(sources_.snippet(range));
      bool isName = written.size() >= name.size() &&
                    written.compare(written.size() - name.size(), name.size(),
                                    name) == 0;
      diagnostic.notes.push_back("it is made by a call: `" +
                                 (isName ? written : name) + "()`");
    }
    if (!note.empty())
      diagnostic.notes.push_back(note);
    return errorValue();
  };
  if (type.kind == ast::TypeExpr::Function)
    return value.type->is(TypeKind::Function) ||
                   value.type->is(TypeKind::Method) ||
                   value.type->is(TypeKind::Instance)
               ? value
               : mismatch();
  if (type.kind == ast::TypeExpr::Tuple) {
    if (!value.type->is(TypeKind::Tuple) ||
        value.type->fields.size() != type.items.size())
      return mismatch();
    std::vector<Field> fields;
    Value result{nullptr, {}};
    for (size_t i = 0; i < type.items.size(); ++i) {
      Value item = matchType(fieldOf(value, i), *type.items[i].second, names,
                             range, what);
      if (item.isError())
        return item;
      fields.push_back({type.items[i].first.text, item.type, Role::Plain});
      result.leaves.insert(result.leaves.end(), item.leaves.begin(),
                           item.leaves.end());
    }
    result.type = types().tuple(fields);
    return result;
  }

  const std::string &name = type.path.back().text;
  std::vector<ast::Dimension> dims;
  for (const auto &shape : type.shapes)
    dims.insert(dims.end(), shape.begin(), shape.end());
  if (type.path.size() == 1) {
    if (name == "bool" && dims.empty() && value.type->is(TypeKind::Truth))
      return value; // a constant decides branches when compiled
    if (auto element = elementNamed(name)) {
      bool number = value.isTensor() || value.type->isScalarNumber() ||
                    value.type->is(TypeKind::Truth);
      if (!number) {
        // A list of constants makes a tensor.
        if (value.type->is(TypeKind::Tuple) && value.type->isList) {
          if (Value tensor = listAsTensor(value, range); tensor.isTensor())
            return matchType(tensor, type, names, range, what);
          std::vector<Value> items;
          for (size_t i = 0; i < value.type->fields.size(); ++i)
            items.push_back(materialize(fieldOf(value, i), range));
          Value tensor = makeList(items, range);
          if (tensor.isTensor())
            return matchType(tensor, type, names, range, what);
        }
        return mismatch();
      }
      Element wanted = strong(*element);
      Value probe = value;
      if (!value.isTensor())
        probe = {types().tensor(wanted), {}};
      Element found = value.isTensor()                    ? value.type->element
                      : value.type->is(TypeKind::Truth)   ? Element::Bool
                      : value.type->is(TypeKind::Integer) ? Element::Int
                                                          : Element::Real;
      bool fits = found == wanted || (isWeak(found) && isFloating(wanted)) ||
                  (found == Element::Int && isInteger(wanted));
      if (!fits)
        return mismatch();
      if (dims.empty() ? !probe.type->shape.empty()
                       : !matchShape(probe, dims, names, range, what))
        return dims.empty() ? mismatch() : errorValue();
      return toElement(value, wanted, range);
    }
    if (name == "int" && dims.empty()) {
      auto number = constantInteger(value, range, what); // 8 / 2 is one
      return number ? Value{types().integer(*number), {}} : errorValue();
    }
    if (name == "optimizer" || name == "model") {
      bool isOptimizer =
          value.type->is(TypeKind::Instance) &&
          value.type->declaration->kind == ast::DeclKind::Optimizer;
      bool isModel =
          (value.type->is(TypeKind::Constructor) ||
           (value.type->is(TypeKind::Distribution) &&
            value.type->declaration)) &&
          value.type->declaration->kind == ast::DeclKind::Model;
      return (name == "optimizer" ? isOptimizer : isModel) ? value : mismatch();
    }
    if (name == "text")
      return value.type->is(TypeKind::Text) ? value : mismatch();
  }

  // A record, task, model or optimizer, or a name bound to one.
  Within within(*this, nullptr, &names);
  Value named = lookUp(type.path[0].text, type.path[0].range);
  for (size_t i = 1; i < type.path.size() && !named.isError(); ++i)
    named = member(named, type.path[i].text, type.path[i].range);
  if (named.isError())
    return named;
  bool drawable =
      named.type->is(TypeKind::Distribution) && named.type->declaration;
  if (!named.type->is(TypeKind::Constructor) && !drawable) {
    error(DiagnosticKind::NotType, type.range, writtenType(type));
    return errorValue();
  }
  const Type *instance = value.type;
  Shape lengths;
  for (; instance->is(TypeKind::Array); instance = instance->fields[0].type)
    lengths.push_back(instance->integer);
  if (!instance->is(TypeKind::Instance) ||
      instance->declaration != named.type->declaration ||
      dims.empty() != lengths.empty())
    return mismatch();
  // `model A = Net(3)`: the arguments are part of the type.
  for (const Field &argument :
       drawable ? named.type->fields : std::vector<Field>()) {
    int own = instance->find(argument.name);
    if (own >= 0 && instance->fields[own].type == argument.type)
      continue;
    return mismatch(own < 0 ? ""
                            : fmt::format("its `{}` is {}, expected {}",
                                          argument.name,
                                          describe(instance->fields[own].type),
                                          describe(argument.type)));
  }
  Value stack{types().tensor(Element::Int, lengths), {}};
  if (!dims.empty() && !matchShape(stack, dims, names, range, what))
    return errorValue();
  return value;
}

} // namespace nestor::typed
