// Interns types, counts their leaves and prints them in the user's words.
#include "compiler/sema/Types.h"
#include "compiler/sema/FindModule.h"

#include <fmt/format.h>

namespace nestor::typed {

const char *spelling(Element element) {
  switch (element) {
  case Element::F32:
    return "f32";
  case Element::F64:
    return "f64";
  case Element::BF16:
    return "bf16";
  case Element::I32:
    return "i32";
  case Element::I64:
    return "i64";
  case Element::Bool:
    return "bool";
  case Element::U8:
    return "u8";
  case Element::Real:
    return "real";
  case Element::Int:
    return "int";
  }
  return "";
}

int64_t elementCount(const Shape &shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

std::string print(const Shape &shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

int Type::find(std::string_view name) const {
  for (size_t i = 0; i < fields.size(); ++i)
    if (!name.empty() && fields[i].name == name)
      return int(i);
  return -1;
}

// ---- Interning

static size_t countLeaves(const Type &type) {
  if (type.is(TypeKind::Tensor))
    return 1;
  size_t count = 0;
  for (const Field &field : type.fields)
    count += field.type->leafCount;
  return count;
}

static std::string keyOf(const Type &t) {
  std::string key =
      fmt::format("{}:{}:{}:{}:{:a}:{}:{}:{}:{}(", int(t.kind), int(t.element),
                  fmt::join(t.shape, ","), t.integer, t.real, t.text,
                  static_cast<const void *>(t.declaration),
                  static_cast<const void *>(t.function), int(t.isList));
  for (const Field &field : t.fields)
    key += fmt::format("{}/{}/{},", field.name, int(field.role),
                       static_cast<const void *>(field.type));
  return key + ")";
}

const Type *TypeContext::intern(Type type) {
  type.key = keyOf(type);
  auto &slot = types_[type.key];
  if (!slot) {
    type.leafCount = countLeaves(type);
    slot = std::make_unique<Type>(std::move(type));
  }
  return slot.get();
}

static Type make(TypeKind kind) {
  Type type;
  type.kind = kind;
  return type;
}

const Type *TypeContext::error() { return intern(make(TypeKind::Error)); }
const Type *TypeContext::unit() { return intern(make(TypeKind::Unit)); }

const Type *TypeContext::tensor(Element element, Shape shape) {
  Type type = make(TypeKind::Tensor);
  type.element = element;
  type.shape = std::move(shape);
  return intern(std::move(type));
}

const Type *TypeContext::integer(int64_t value) {
  Type type = make(TypeKind::Integer);
  type.integer = value;
  return intern(std::move(type));
}

const Type *TypeContext::real(double value) {
  Type type = make(TypeKind::RealNumber);
  type.real = value;
  return intern(std::move(type));
}

const Type *TypeContext::truth(bool value) {
  Type type = make(TypeKind::Truth);
  type.integer = value;
  return intern(std::move(type));
}

const Type *TypeContext::text(std::string value) {
  Type type = make(TypeKind::Text);
  type.text = std::move(value);
  return intern(std::move(type));
}

const Type *TypeContext::range(const Type *start, int64_t length) {
  Type type = make(TypeKind::Range);
  type.fields = {{"", start, Role::Plain}};
  type.integer = length;
  return intern(std::move(type));
}

const Type *TypeContext::tuple(std::vector<Field> fields, bool isList) {
  Type type = make(TypeKind::Tuple);
  type.fields = std::move(fields);
  type.isList = isList;
  return intern(std::move(type));
}

const Type *TypeContext::instance(const ast::Decl *declaration,
                                  std::vector<Field> fields) {
  Type type = make(TypeKind::Instance);
  type.declaration = declaration;
  type.fields = std::move(fields);
  return intern(std::move(type));
}

const Type *TypeContext::array(const Type *element, int64_t length) {
  if (element->is(TypeKind::Tensor)) {
    Shape shape = {length};
    shape.insert(shape.end(), element->shape.begin(), element->shape.end());
    return tensor(element->element, shape);
  }
  Type type = make(TypeKind::Array);
  type.fields = {{"", element, Role::Plain}};
  type.integer = length;
  return intern(std::move(type));
}

const Type *TypeContext::withFields(const Type *type,
                                    std::vector<Field> fields) {
  Type changed = *type;
  changed.fields = std::move(fields);
  return intern(std::move(changed));
}

const Type *TypeContext::function(const ast::Function *function,
                                  std::vector<Field> captures) {
  Type type = make(TypeKind::Function);
  type.function = function;
  type.fields = std::move(captures);
  return intern(std::move(type));
}

const Type *TypeContext::builtin(std::string name) {
  Type type = make(TypeKind::Function);
  type.text = std::move(name);
  return intern(std::move(type));
}

const Type *TypeContext::method(const Type *self,
                                const ast::Function *function) {
  Type type = make(TypeKind::Method);
  type.fields = {{"self", self, Role::Plain}};
  type.function = function;
  return intern(std::move(type));
}

const Type *TypeContext::constructor(const ast::Decl *declaration) {
  Type type = make(TypeKind::Constructor);
  type.declaration = declaration;
  return intern(std::move(type));
}

const Type *TypeContext::module(std::string name) {
  Type type = make(TypeKind::Module);
  type.text = std::move(name);
  return intern(std::move(type));
}

const Type *TypeContext::elementName(Element element) {
  Type type = make(TypeKind::ElementName);
  type.element = element;
  return intern(std::move(type));
}

const Type *TypeContext::distribution(std::string name,
                                      std::vector<Field> parameters,
                                      Shape shape) {
  Type type = make(TypeKind::Distribution);
  type.text = std::move(name);
  type.fields = std::move(parameters);
  type.shape = std::move(shape);
  return intern(std::move(type));
}

const Type *TypeContext::repeated(const Type *distribution, Shape shape) {
  Type type = *distribution;
  type.shape = std::move(shape);
  return intern(std::move(type));
}

const Type *TypeContext::drawable(const ast::Decl *declaration,
                                  std::vector<Field> arguments) {
  Type type = make(TypeKind::Distribution);
  type.declaration = declaration;
  type.fields = std::move(arguments);
  return intern(std::move(type));
}

// ---- Printing

static std::string describeFields(const std::vector<Field> &fields) {
  std::string text;
  for (const Field &field : fields) {
    if (!text.empty())
      text += ", ";
    if (!field.name.empty())
      text += field.name + ": ";
    text += describe(field.type);
  }
  return text;
}

static const char *nounOf(ast::DeclKind kind) {
  switch (kind) {
  case ast::DeclKind::Record:
    return "record";
  case ast::DeclKind::Task:
    return "task";
  case ast::DeclKind::Model:
    return "model";
  default:
    return "optimizer";
  }
}

std::string describe(const Type *t) {
  switch (t->kind) {
  case TypeKind::Error:
    return "(error)";
  case TypeKind::Unit:
    return "no value";
  case TypeKind::Tensor:
    return t->shape.empty() ? spelling(t->element)
                            : spelling(t->element) + print(t->shape);
  case TypeKind::Integer:
    return fmt::format("{}", t->integer);
  case TypeKind::RealNumber:
    return fmt::format("{}", t->real);
  case TypeKind::Truth:
    return t->integer ? "true" : "false";
  case TypeKind::Text:
    return "\"" + t->text + "\"";
  case TypeKind::Range:
    return fmt::format("a range of {}", t->integer);
  case TypeKind::Tuple:
    return (t->isList ? "[" : "(") + describeFields(t->fields) +
           (t->isList ? "]" : ")");
  case TypeKind::Instance:
    return t->declaration->name.text;
  case TypeKind::Array:
    return fmt::format("{}[{}]", describe(t->fields[0].type), t->integer);
  case TypeKind::Function:
  case TypeKind::Method:
    if (!t->function)
      return "function " + t->text;
    return t->function->name.text.empty()
               ? "a function"
               : "function " + t->function->name.text;
  case TypeKind::Constructor:
    return fmt::format("{} {}", nounOf(t->declaration->kind),
                       t->declaration->name.text);
  case TypeKind::Module:
    return "module " + stemOf(t->text);
  case TypeKind::ElementName:
    return fmt::format("type {}", spelling(t->element));
  case TypeKind::Distribution:
    return t->declaration
               ? fmt::format("{} {} to draw", nounOf(t->declaration->kind),
                             t->declaration->name.text)
           : t->text == "sample" ? describe(t->fields[0].type)
                                 : "distribution " + t->text;
  }
  return "";
}

// ---- Leaves

static std::string extend(const std::string &path, const std::string &name) {
  return path.empty() ? name : path + "." + name;
}

static void collect(TypeContext &types, const Type *type, std::string path,
                    Role role, const Shape &lanes, std::vector<Leaf> &out) {
  if (type->leafCount == 0)
    return;
  if (type->is(TypeKind::Tensor)) {
    Shape shape = lanes;
    shape.insert(shape.end(), type->shape.begin(), type->shape.end());
    out.push_back({std::move(path), types.tensor(type->element, shape), role});
    return;
  }
  if (type->is(TypeKind::Array)) {
    Shape inner = lanes;
    inner.push_back(type->integer);
    collect(types, type->fields[0].type, std::move(path), role, inner, out);
    return;
  }
  for (size_t i = 0; i < type->fields.size(); ++i) {
    const Field &field = type->fields[i];
    std::string name = field.name.empty() ? fmt::format("{}", i) : field.name;
    collect(types, field.type, extend(path, name),
            field.role == Role::Plain ? role : field.role, lanes, out);
  }
}

std::vector<Leaf> TypeContext::leaves(const Type *type) {
  std::vector<Leaf> leaves;
  collect(*this, type, "", Role::Plain, {}, leaves);
  return leaves;
}

} // namespace nestor::typed
