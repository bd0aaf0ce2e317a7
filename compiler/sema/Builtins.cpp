// Builtin functions by name: their parameters, and elementwise functions.
#include "compiler/sema/Builtins.h"
#include "compiler/sema/Suggest.h"

#include <cmath>
#include <limits>

namespace nestor::typed {

namespace {
struct Builtin {
  const char *name;
  std::vector<std::string> parameters;
  size_t required = 0;
};
} // namespace

static Builtin makeBuiltin(const char *name, const std::string &list) {
  Builtin builtin{name, {}, 0};
  std::string word;
  for (char c : list + ",") {
    if (c == ' ')
      continue;
    if (c != ',') {
      word += c;
      continue;
    }
    if (word.back() == '?')
      word.pop_back();
    else
      ++builtin.required;
    builtin.parameters.push_back(word);
    word.clear();
  }
  return builtin;
}

static const std::map<std::string, Builtin> &builtins() {
  static const std::map<std::string, Builtin> table = {
#define BUILTIN(NAME, PARAMETERS, HANDLER)                                     \
  {NAME, makeBuiltin(NAME, PARAMETERS)},
#include "compiler/sema/Builtins.def"
#undef BUILTIN
  };
  return table;
}

bool isBuiltin(const std::string &name) { return builtins().count(name) != 0; }

std::vector<std::string> builtinNames() {
  std::vector<std::string> names = {"f32",  "f64", "i32", "i64",
                                    "bool", "pi",  "inf"};
  for (const auto &entry : builtins())
    names.push_back(entry.first);
  return names;
}

std::optional<double> builtinConstant(const std::string &name) {
  if (name == "pi")
    return 3.14159265358979323846;
  if (name == "inf")
    return std::numeric_limits<double>::infinity();
  if (name == "nan")
    return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

Value Builtins::callBuiltin(const std::string &name, CallArguments &given,
                            SourceRange range) {
  const Builtin &builtin = builtins().at(name);
  BuiltinCall call;
  call.name = name;
  call.range = range;
  call.arguments.resize(builtin.parameters.size());
  size_t positional = 0;
  for (const CallArguments::Item &item : given.items) {
    size_t index = 0;
    if (item.name.empty()) {
      index = positional++;
      if (index >= builtin.parameters.size()) {
        error(DiagnosticKind::ArgumentCount, range, name,
              builtin.parameters.size(), given.items.size());
        return errorValue();
      }
    } else {
      while (index < builtin.parameters.size() &&
             builtin.parameters[index] != item.name)
        ++index;
      if (index == builtin.parameters.size()) {
        Diagnostic &diagnostic = error(DiagnosticKind::UnknownParameter,
                                       item.range, name, item.name);
        diagnostic.notes.push_back(
            parameterHint(item.name, builtin.parameters));
        return errorValue();
      }
    }
    if (item.value.isError())
      return errorValue();
    call.arguments[index] = {item.value, item.range};
  }
  for (size_t i = 0; i < builtin.required; ++i)
    if (!call.has(i)) {
      error(DiagnosticKind::MissingArgument, range, name,
            builtin.parameters[i]);
      return errorValue();
    }
  // It decides the shape.
  for (size_t i = 0; i < builtin.parameters.size(); ++i)
    if (builtin.parameters[i] == "keep" && call.has(i) &&
        !call.value(i).type->is(TypeKind::Truth)) {
      error(DiagnosticKind::NotConstant, call.rangeOf(i), "`keep`",
            describe(call.value(i).type));
      return errorValue();
    }
#define BUILTIN(NAME, PARAMETERS, HANDLER)                                     \
  if (name == NAME)                                                            \
    return HANDLER(call);
#include "compiler/sema/Builtins.def"
#undef BUILTIN
  return errorValue();
}

// ---- Elementwise functions

namespace {
struct UnaryFunction {
  const char *name;
  Primitive primitive;
  double (*constant)(double);
};
} // namespace

static double signOf(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
static double reciprocalRoot(double x) { return 1 / std::sqrt(x); }
static double logistic(double x) { return 1 / (1 + std::exp(-x)); }
static double roundEven(double x) { return std::nearbyint(x); }

static const UnaryFunction unaryFunctions[] = {
    {"abs", Primitive::Abs, std::fabs},
    {"sign", Primitive::Sign, signOf},
    {"exp", Primitive::Exp, std::exp},
    {"log", Primitive::Log, std::log},
    {"log1p", Primitive::Log1p, std::log1p},
    {"expm1", Primitive::Expm1, std::expm1},
    {"sqrt", Primitive::Sqrt, std::sqrt},
    {"rsqrt", Primitive::Rsqrt, reciprocalRoot},
    {"sin", Primitive::Sin, std::sin},
    {"cos", Primitive::Cos, std::cos},
    {"tanh", Primitive::Tanh, std::tanh},
    {"sigmoid", Primitive::Logistic, logistic},
    {"floor", Primitive::Floor, std::floor},
    {"ceil", Primitive::Ceil, std::ceil},
    {"round", Primitive::Round, roundEven},
};

Value Builtins::callUnary(BuiltinCall &call) {
  const UnaryFunction *function = nullptr;
  for (const UnaryFunction &candidate : unaryFunctions)
    if (call.name == candidate.name)
      function = &candidate;
  Value x = asTensor(call.value(0), call.range);
  bool exact = call.name == "abs" || call.name == "sign";
  if (x.type->is(TypeKind::Integer) && exact) {
    int64_t i = x.type->integer;
    return {
        types().integer(call.name == "abs" ? std::abs(i) : (i > 0) - (i < 0)),
        {}};
  }
  if (auto number = constantReal(x))
    return {types().real(function->constant(*number)), {}};
  return mapLeaves(x, [&](const Value &leaf) {
    Value value = leaf;
    if (value.isTensor() && value.type->element == Element::Int && !exact)
      value = toElement(value, Element::Real, call.range);
    if (!value.isTensor() || value.type->element == Element::Bool ||
        value.type->element == Element::U8 ||
        (isInteger(value.type->element) && !exact)) {
      Diagnostic &diagnostic = error(DiagnosticKind::NeedsFloating, call.range,
                                     call.name, describe(leaf.type));
      if (leaf.isTensor())
        diagnostic.notes.push_back("convert first: `f32(x)`");
      return errorValue();
    }
    return tensorValue(
        emit(function->primitive, value.leaves, value.type, call.range));
  });
}

Value Builtins::callStopGradient(BuiltinCall &call) {
  if (!call.value(0).type->leafCount)
    return call.value(0);
  Value result{call.value(0).type, {}};
  for (Var *leaf : call.value(0).leaves)
    result.leaves.push_back(
        emit(Primitive::StopGradient, {leaf}, leaf->type, call.range));
  return result;
}

// x, and the run says in the end where a residual was large.
Value Builtins::callSolved(BuiltinCall &call) {
  Value residual = needTensor(call, 1), steps = needTensor(call, 2);
  if (residual.isError() || steps.isError())
    return errorValue();
  for (size_t i : {1, 2})
    if (!(i == 1 ? residual : steps).type->shape.empty()) {
      error(DiagnosticKind::NotScalar, call.rangeOf(i),
            describe(call.value(i).type));
      return errorValue();
    }
  residual = toElement(residual, Element::F64, call.range);
  steps = toElement(steps, Element::Int, call.range);
  Node *node = emitNode(NodeKind::Solved, call.range);
  node->operands = {residual.leaves[0], steps.leaves[0]};
  node->axes = {int64_t(scriptLine(call.range))};
  return call.value(0);
}

// One tensor, or each leaf of trees, by a condition for all.
Value Builtins::select(const Value &test, const Value &a, const Value &b,
                       SourceRange range) {
  return mapLeaves(a, b, range, [&](const Value &x, const Value &y) {
    auto element = commonElement(x, y, range);
    if (!element)
      return errorValue();
    Value left = toElement(x, *element, range);
    Value right = toElement(y, *element, range);
    auto shape = broadcastShapes(left, right, range);
    if (!shape)
      return errorValue();
    Value both{types().tensor(*element, *shape), {}};
    shape = broadcastShapes(test, both, range);
    if (!shape)
      return errorValue();
    Value condition = toShape(test, *shape, range);
    left = toShape(left, *shape, range);
    right = toShape(right, *shape, range);
    return tensorValue(
        emit(Primitive::Select,
             {condition.leaves[0], left.leaves[0], right.leaves[0]},
             types().tensor(*element, *shape), range));
  });
}

// What a condition that the compiler knows took, in the shape that both have
// together: a number stands for a tensor or a tree of it.
Value Builtins::inShapeOf(const Value &taken, const Value &other,
                          SourceRange range) {
  if (isTree(other) && !isTree(taken))
    return mapLeaves(other, [&](const Value &leaf) {
      return inShapeOf(taken, leaf, range);
    });
  if (!other.isTensor() || other.type == taken.type || isTree(taken))
    return taken;
  Value always = literal(Element::Bool, {}, {1.0}, range);
  return select(always, asTensor(taken, range), other, range);
}

// The same by a condition for each leaf: what is no tree stands for all leaves.
Value Builtins::selectLeaves(const Value &test, const Value &a, const Value &b,
                             SourceRange range) {
  bool truth = false;
  if (constantTruth(test, truth))
    return inShapeOf(truth ? a : b, truth ? b : a, range);
  if (test.isTensor() && test.type->element == Element::Bool)
    return select(test, a, b, range);
  std::vector<Field> fields = test.type->fields;
  if (!isTree(test) || test.type->is(TypeKind::Array) || fields.empty()) {
    error(DiagnosticKind::NotTruth, range, "`where`", describe(test.type));
    return errorValue();
  }
  for (const Value *value : {&a, &b}) {
    bool fits = !isTree(*value) || value->type->fields.size() == fields.size();
    for (size_t i = 0; fits && isTree(*value) && i < fields.size(); ++i)
      fits = value->type->fields[i].name == fields[i].name;
    if (!fits) {
      error(DiagnosticKind::TreeMismatch, range, describe(test.type),
            describe(value->type));
      return errorValue();
    }
  }
  Value result;
  for (size_t i = 0; i < fields.size(); ++i) {
    auto partOf = [&](const Value &v) { return isTree(v) ? fieldOf(v, i) : v; };
    Value part = moves(fields[i]) ? selectLeaves(fieldOf(test, i), partOf(a),
                                                 partOf(b), range)
                                  : partOf(isTree(a) ? a : isTree(b) ? b : test);
    if (part.isError())
      return part;
    fields[i].type = part.type;
    result.leaves.insert(result.leaves.end(), part.leaves.begin(),
                         part.leaves.end());
  }
  result.type = test.type->is(TypeKind::Tuple)
                    ? types().tuple(fields, test.type->isList)
                    : types().instance(test.type->declaration, fields);
  return result;
}

Value Builtins::callWhere(BuiltinCall &call) {
  Value test = asTensor(call.value(0), call.range);
  if (test.isError())
    return test;
  bool truth = false;
  if (constantTruth(test, truth))
    return inShapeOf(call.value(truth ? 1 : 2), call.value(truth ? 2 : 1),
                     call.range);
  Value a = asTensor(call.value(1), call.range);
  Value b = asTensor(call.value(2), call.range);
  if (a.isError() || b.isError())
    return errorValue();
  if (!isTree(test) &&
      (!test.isTensor() || test.type->element != Element::Bool)) {
    error(DiagnosticKind::NotTruth, call.rangeOf(0), "`where`",
          describe(test.type));
    return errorValue();
  }
  return selectLeaves(test, a, b, call.range);
}

Value Builtins::callDistribution(BuiltinCall &call) {
  static const std::map<std::string, std::vector<std::string>> names = {
      {"uniform", {"low", "high"}},
      {"normal", {"mean", "sd"}},
      {"bernoulli", {"p"}}};
  std::vector<Field> fields;
  Value result;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    Value value = call.value(i);
    if (!value.type->isScalarNumber() && !value.isTensor()) {
      error(DiagnosticKind::NotNumber, call.rangeOf(i), describe(value.type));
      return errorValue();
    }
    fields.push_back({names.at(call.name)[i], value.type, Role::Plain});
    result.leaves.insert(result.leaves.end(), value.leaves.begin(),
                         value.leaves.end());
  }
  result.type = types().distribution(call.name, fields, {});
  return result;
}

} // namespace nestor::typed
