// What a call hands over: arguments, and what an optimizer's update has around
// it. Internal to the room.
#pragma once

#include "compiler/sema/Scope.h"

#include <functional>
#include <optional>

namespace nestor::typed {

/// Arguments of a call, in order, with the names that the caller gave.
struct CallArguments {
  struct Item {
    std::string name;
    Value value;
    SourceRange range;
  };
  std::vector<Item> items;
  SourceRange range;
};

/// One state variable of an optimizer: where it starts, what it is inside the
/// update, and after it.
struct StateSlot {
  Value initial, inside, after;
  std::string name;
  std::string optimizer, leaf; // whose it is; the path, where it is one leaf's
};

/// What holds while the update of an optimizer is evaluated.
struct UpdateContext {
  Value t, value; // the number of the update, the loss
  bool readsT = false;
  Region *region = nullptr;        // the update region
  Region *outside = nullptr;       // where initial states are computed,
  Var *outsideKey = nullptr;       // and the key there
  bool onlyStates = false;         // before a loop: which states there are
  const Value *existing = nullptr; // states that go on, one field each
  std::vector<StateSlot> slots;
  const ast::Minimize *minimize = nullptr;
  /// What the loss rebinds, as the step and as the first step find it.
  Value carry, carryBefore;
  /// The loss at other parameters, with the draws of this step; a pair with
  /// what it rebinds if a carry is given.
  std::function<Value(const Value &p, const Value *carry, SourceRange range)>
      lossAt;
  // Of the clause being evaluated:
  Value initial; // its p before the first step
  Scope *clause = nullptr;
  size_t firstSlot = 0;
  std::string optimizer;
};

/// A call of a builtin, its arguments in the order of the parameters; a value
/// without a type was not given.
struct BuiltinCall {
  struct Given {
    Value value;
    SourceRange range;
  };
  std::string name;
  SourceRange range;
  std::vector<Given> arguments;

  bool has(size_t i) const {
    return i < arguments.size() && arguments[i].value.type;
  }
  const Value &value(size_t i) const { return arguments[i].value; }
  SourceRange rangeOf(size_t i) const {
    return has(i) && arguments[i].range.isValid() ? arguments[i].range : range;
  }
};

/// A tensor of numbers and one of its axes, counted from the start.
struct AlongAxis {
  Value x;
  int64_t axis;
};

/// Whether a negative index counts from the end.
enum class FromEnd { Allowed, Outside };

/// The end of the range of an element type.
enum class Extreme { Least, Greatest };

} // namespace nestor::typed
