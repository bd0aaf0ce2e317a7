// Values during evaluation, and the names bound to them.
#pragma once

#include "compiler/sema/TypedProgram.h"

#include <map>
#include <string>

namespace nestor::typed {

/// What an expression came to: a type and one variable for each of its leaves.
struct Value {
  const Type *type = nullptr;
  std::vector<Var *> leaves;

  bool isError() const { return type->is(TypeKind::Error); }
  bool isTensor() const { return type->is(TypeKind::Tensor); }
};

struct Binding {
  Value value;
  SourceRange range;    // where the name was bound last
  bool rebound = false; // overrides a binding of a scope further out
};

/// What `with` made of a setting.
struct Override {
  std::string name;
  Value value;
};

/// One frame of names. A Function frame hides the frames of its caller: what
/// lies beyond it is the module (and captures, in a frame between). A Block
/// frame belongs to a branch or a loop body: assigning a name of a frame
/// further out leaves a rebound entry here, which the construct merges.
struct Scope {
  enum Kind { Module, Captures, Function, Block } kind = Block;
  Scope *parent = nullptr;
  std::map<std::string, Binding> names;

  Binding *findHere(const std::string &name) {
    auto it = names.find(name);
    return it == names.end() ? nullptr : &it->second;
  }
  /// The innermost binding, up to and including Captures frames; names of the
  /// module are looked up there, where `with` may have changed them.
  Binding *find(const std::string &name) {
    for (Scope *scope = this; scope && scope->kind != Module;
         scope = scope->parent)
      if (Binding *binding = scope->findHere(name))
        return binding;
    return nullptr;
  }
  /// The innermost binding within the current function.
  Binding *findInFunction(const std::string &name) {
    for (Scope *scope = this; scope; scope = scope->parent) {
      if (scope->kind == Captures || scope->kind == Module)
        return nullptr;
      if (Binding *binding = scope->findHere(name))
        return binding;
    }
    return nullptr;
  }
  /// `name = value`: a new name here, or a rebinding of an outer one.
  void assign(const std::string &name, Value value, SourceRange range) {
    bool outer = !findHere(name) && findInFunction(name);
    Binding &binding = names[name];
    binding.rebound = binding.rebound || outer;
    binding.value = std::move(value);
    binding.range = range;
  }
  void define(const std::string &name, Value value, SourceRange range) {
    names[name] = {std::move(value), range, false};
  }
};

} // namespace nestor::typed
