// The types of the language. What is known when the program is compiled lives
// in the type: a constant is a type of its own without run-time data, a
// function carries the types of what it captured. The rest are leaves, tensors
// of static shape.
#pragma once

#include "compiler/ast/Ast.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace nestor::typed {

/// What a tensor holds. Real and Int are weak: the type of run-time numbers
/// without a width (step counters, hypers), computed in f64 and i64 and
/// rounded once where they meet a tensor.
enum class Element { F32, F64, BF16, I32, I64, Bool, U8, Real, Int };

const char *spelling(Element element);
inline bool isFloating(Element e) {
  return e == Element::F32 || e == Element::F64 || e == Element::BF16 ||
         e == Element::Real;
}
inline bool isInteger(Element e) {
  return e == Element::I32 || e == Element::I64 || e == Element::U8 ||
         e == Element::Int;
}
inline bool isWeak(Element e) {
  return e == Element::Real || e == Element::Int;
}

using Shape = std::vector<int64_t>;
int64_t elementCount(const Shape &shape);
std::string print(const Shape &shape);

enum class TypeKind {
  Error,       // an error was reported; accepts everything
  Unit,        // no value: the result of a block of statements
  Tensor,      // element, shape
  Integer,     // the constant `integer`
  RealNumber,  // the constant `real`
  Truth,       // the constant `integer` (0 or 1)
  Text,        // the constant `text`
  Range,       // `integer` numbers from fields[0] (Integer or a tensor of Int)
  Tuple,       // fields, named or not: (a, b), (x = a), a list of unlike types
  Instance,    // a record, model, task or optimizer value: declaration, fields
  Array,       // `integer` values of type fields[0], stored leaf by leaf
  Function,    // declaration or builtin, fields: what it captured
  Method,      // `function` of the instance fields[0]
  Constructor, // a declaration of a record, model, task or optimizer
  Module,      // what `import` binds
  ElementName, // f32, i32, ...: conversion functions and types
  Distribution // builtin name, or declaration of a model or task; fields: its
               // parameters; shape: what is drawn
};

struct Type;

/// What a member is to training. Fixed: a plain member of a model or task,
/// which never moves; Plain: a field of a tuple or record, which does.
enum class Role { Plain, Param, State, Fixed };

struct Field {
  std::string name; // empty in plain tuples
  const Type *type = nullptr;
  Role role = Role::Plain;
};

/// Interned: equal types are one object.
struct Type {
  TypeKind kind = TypeKind::Error;
  Element element = Element::F32;
  Shape shape;
  int64_t integer = 0;
  double real = 0;
  std::string text; // Text; the name of a builtin, module or distribution
  std::vector<Field> fields;
  const ast::Decl *declaration = nullptr;  // Instance, Constructor
  const ast::Function *function = nullptr; // Function, Method
  bool isList = false;                     // of a Tuple
  size_t leafCount = 0;
  std::string key; // canonical text, unique

  bool is(TypeKind k) const { return kind == k; }
  bool isScalarNumber() const {
    return is(TypeKind::Integer) || is(TypeKind::RealNumber);
  }
  /// Index of the field `name`, or -1.
  int find(std::string_view name) const;
};

/// A leaf of a type: its path (`body.0.w`), type and role.
struct Leaf {
  std::string path;
  const Type *type = nullptr;
  Role role = Role::Plain;
};

/// Makes and keeps all types of one compilation.
class TypeContext {
public:
  const Type *error();
  const Type *unit();
  const Type *tensor(Element element, Shape shape = {});
  const Type *integer(int64_t value);
  const Type *real(double value);
  const Type *truth(bool value);
  const Type *text(std::string value);
  const Type *range(const Type *start, int64_t length);
  const Type *tuple(std::vector<Field> fields, bool isList = false);
  const Type *instance(const ast::Decl *declaration, std::vector<Field> fields);
  const Type *array(const Type *element, int64_t length);
  /// The same kind of type, with other fields.
  const Type *withFields(const Type *type, std::vector<Field> fields);
  const Type *function(const ast::Function *function,
                       std::vector<Field> captures);
  const Type *builtin(std::string name);
  const Type *method(const Type *self, const ast::Function *function);
  const Type *constructor(const ast::Decl *declaration);
  const Type *module(std::string name);
  const Type *elementName(Element element);
  const Type *distribution(std::string name, std::vector<Field> parameters,
                           Shape shape);
  /// The same distribution, of another shape.
  const Type *repeated(const Type *distribution, Shape shape);
  /// A model or task with its arguments, to be drawn.
  const Type *drawable(const ast::Decl *declaration,
                       std::vector<Field> arguments);

  /// The leaves in order of declaration; those of an array have its length as
  /// their first dimension.
  std::vector<Leaf> leaves(const Type *type);

private:
  const Type *intern(Type type);
  std::map<std::string, std::unique_ptr<Type>> types_;
};

/// In the words of the user: `f32[3, 4]`, `5`, `(x: f32[2], y: f32)`, `Net`.
std::string describe(const Type *type);

} // namespace nestor::typed
