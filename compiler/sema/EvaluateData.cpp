// Data sets: what a `data` declaration reads from files, with the shapes that
// the files have now; and data computed from other data, once an experiment.
#include "compiler/sema/Evaluator.h"
#include "runtime/data/Data.h"

#include <algorithm>

namespace nestor::typed {

static Element typedElement(data::Element element) {
  switch (element) {
  case data::Element::U8:
    return Element::U8;
  case data::Element::I32:
    return Element::I32;
  case data::Element::I64:
    return Element::I64;
  case data::Element::F32:
    return Element::F32;
  case data::Element::F64:
    return Element::F64;
  case data::Element::Bool:
    return Element::Bool;
  }
  return Element::F32;
}

// idx("..."), csv("..."), npy("..."), npz("..."), safetensors("..."): the call,
// or null.
static const ast::Call *readingCall(const ast::Expr *expr) {
  if (expr->kind != ast::ExprKind::Call)
    return nullptr;
  auto *call = static_cast<const ast::Call *>(expr);
  if (call->callee->kind != ast::ExprKind::NameRef)
    return nullptr;
  auto &name = static_cast<const ast::NameRef *>(call->callee)->name;
  bool known = name == "idx" || name == "csv" || name == "npy" ||
               name == "npz" || name == "safetensors";
  return known ? call : nullptr;
}

bool Evaluator::isComputedData(const std::string &name) {
  for (const DataSet &set : program_.data)
    if (set.name == name)
      return false;
  return true;
}

// 0, 1, 2, ...: the names of a list's elements.
static bool countsUp(const std::vector<Field> &fields) {
  for (size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name != fmt::format("{}", i))
      return false;
  return true;
}

// Arrays with paths become a record of records, and of lists where the names
// count up.
Value Evaluator::recordOf(const std::vector<DataSet::Array> &arrays,
                          size_t depth) {
  auto partOf = [&](const DataSet::Array &array) {
    size_t begin = 0;
    for (size_t i = 0; i < depth; ++i)
      begin = array.path.find('.', begin) + 1;
    return array.path.substr(begin, array.path.find('.', begin) - begin);
  };
  auto isLeaf = [&](const DataSet::Array &array) {
    return size_t(std::count(array.path.begin(), array.path.end(), '.')) ==
           depth;
  };
  std::vector<Field> fields;
  Value result;
  for (size_t i = 0; i < arrays.size();) {
    std::string part = partOf(arrays[i]);
    std::vector<DataSet::Array> group;
    size_t end = i;
    while (end < arrays.size() && partOf(arrays[end]) == part)
      group.push_back(arrays[end++]);
    Value value = isLeaf(arrays[i]) ? tensorValue(arrays[i].var)
                                    : recordOf(group, depth + 1);
    fields.push_back({part, value.type, Role::Plain});
    result.leaves.insert(result.leaves.end(), value.leaves.begin(),
                         value.leaves.end());
    i = end;
  }
  bool isList = countsUp(fields);
  for (Field &field : fields)
    if (isList)
      field.name.clear();
  result.type = types().tuple(fields, isList);
  return result;
}

Value Evaluator::readData(const std::string &name, const ast::Call &call) {
  SourceRange range = call.range;
  Value source = {types().unit(), {}};
  if (call.arguments.size() == 1)
    source = evaluate(call.arguments[0].value);
  if (source.isError())
    return source;
  if (!source.type->is(TypeKind::Text)) {
    error(DiagnosticKind::BadArgument, range,
          static_cast<const ast::NameRef *>(call.callee)->name,
          "the name of a file or set in quotes", describe(source.type));
    return errorValue();
  }
  DataSet set;
  set.name = module_->qualified(name);
  set.format = static_cast<const ast::NameRef *>(call.callee)->name;
  set.source = source.type->text;
  set.folder = folderOf(sources_.file(module_->tree->file).name());
  try {
    data::Request request{set.format, set.source};
    for (const data::Array &array : data::describe(request, {set.folder})) {
      const Type *type =
          types().tensor(typedElement(array.element), array.shape);
      set.arrays.push_back({array.path, makeVar(type, name)});
    }
  } catch (const data::DataError &problem) {
    error(DiagnosticKind::DataUnreadable, call.arguments[0].range, name,
          problem.what());
    return errorValue();
  }
  program_.data.push_back(set);
  if (set.arrays.size() == 1 && set.arrays[0].path.empty())
    return tensorValue(set.arrays[0].var);
  return recordOf(set.arrays, 0);
}

Value Evaluator::evaluateData(const std::string &name,
                              const ast::Bindings &declaration) {
  for (const ast::Binding &binding : declaration.bindings) {
    if (binding.name.text != name)
      continue;
    if (const ast::Call *call = readingCall(binding.value))
      return readData(name, *call);
    // Computed before the body of the experiment, without its randomness.
    Region scratch;
    Within within(*this, dataRegion_ ? dataRegion_ : &scratch, nullptr);
    key_ = nullptr;
    bool effects = effectsAllowed_, topLevel = topLevel_;
    effectsAllowed_ = topLevel_ = false;
    UpdateContext *update = update_;
    update_ = nullptr;
    Value value = evaluate(binding.value);
    update_ = update;
    effectsAllowed_ = effects;
    topLevel_ = topLevel;
    return value;
  }
  return errorValue();
}

} // namespace nestor::typed
