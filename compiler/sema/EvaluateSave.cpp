// `save "net.safetensors" = net`: which files a program may write, and the
// tensors that go into them.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

// What is wrong with the name of a file inside the run's folder, or null.
static const char *problemOf(const std::string &path) {
  if (path.empty() || path[0] == '/' || path.back() == '/')
    return "expected a file inside the run's folder";
  for (size_t begin = 0; begin < path.size();) {
    size_t end = std::min(path.find('/', begin), path.size());
    std::string part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..")
      return "expected a file inside the run's folder";
    begin = end + 1;
  }
  for (unsigned char c : path)
    if (c < ' ' || c == 0x7F)
      return "the name has a control character";
  if (path.compare(0, 11, "checkpoint/") == 0 ||
      path.compare(0, 6, "plots/") == 0)
    return "this folder belongs to the run itself";
  return nullptr;
}

static std::string extensionOf(const std::string &path) {
  size_t dot = path.rfind('.');
  return dot == std::string::npos || path.find('/', dot) != std::string::npos
             ? ""
             : path.substr(dot);
}

// What is wrong with these tensors in a file of that kind, or empty.
static std::string misfit(const std::string &extension,
                          const std::vector<Site::Leaf> &leaves) {
  if (extension == ".safetensors")
    return "";
  if (leaves.size() != 1)
    return fmt::format("it holds one tensor, not {}", leaves.size());
  const Type *type = leaves[0].type;
  if (extension == ".npy")
    return type->element == Element::BF16 ? "it has no bf16" : "";
  const Shape &shape = type->shape;
  bool isColoured = shape.size() == 3 && (shape[2] == 1 || shape[2] == 3);
  bool isNumber = isFloating(type->element) || type->element == Element::U8;
  return isNumber && (shape.size() == 2 || isColoured)
             ? ""
             : "a picture is [height, width], [height, width, 1] or "
               "[height, width, 3], from 0 to 1 or of u8";
}

// The tensors of a value with their paths. Constants count in records and
// tuples; those of a model are part of the program.
void Evaluator::savedLeaves(const Value &value, const std::string &path,
                            bool constants, SourceRange range, Site &site,
                            std::vector<Var *> &vars) {
  if (!constants && value.leaves.empty())
    return;
  Value part = listAsTensor(value, range);
  const Type *type = part.type;
  auto add = [&](const std::string &name, const Type *leaf, Var *var) {
    site.leaves.push_back({name, "", leaf});
    vars.push_back(var);
  };
  if (type->is(TypeKind::Tensor) || type->isScalarNumber() ||
      type->is(TypeKind::Truth)) {
    Value leaf = materialize(part, range);
    return add(path, leaf.type, leaf.leaves[0]);
  }
  auto below = [&](const std::string &name) {
    return path.empty() ? name : path + "." + name;
  };
  if (type->is(TypeKind::Array)) {
    std::vector<Leaf> leaves = types().leaves(type);
    for (size_t i = 0; i < leaves.size(); ++i)
      add(leaves[i].path.empty() ? path : below(leaves[i].path), leaves[i].type,
          part.leaves[i]);
    return;
  }
  if (!type->is(TypeKind::Tuple) && !type->is(TypeKind::Instance))
    return;
  bool isRecord = type->is(TypeKind::Tuple) ||
                  type->declaration->kind == ast::DeclKind::Record;
  constants = constants && isRecord;
  for (size_t i = 0; i < type->fields.size(); ++i) {
    const std::string &name = type->fields[i].name;
    savedLeaves(fieldOf(part, i),
                below(name.empty() ? fmt::format("{}", i) : name), constants,
                range, site, vars);
  }
}

void Evaluator::saveItem(const ast::Argument &item) {
  const std::string &path = item.name.text;
  std::string extension = extensionOf(path);
  const char *problem = problemOf(path);
  bool known = extension == ".safetensors" || extension == ".npy" ||
               extension == ".ppm" || extension == ".pgm";
  if (!problem && !known)
    problem = "expected a name that ends in .safetensors, .npy, .ppm or .pgm";
  Value value = evaluate(item.value);
  if (problem) {
    error(DiagnosticKind::SaveFile,
          item.name.range.isValid() ? item.name.range : item.range, path,
          problem);
    return;
  }
  if (value.isError())
    return;
  Site site;
  site.kind = Site::Save;
  site.name = path;
  std::vector<Var *> vars;
  savedLeaves(value, "", /*constants=*/true, item.range, site, vars);
  if (vars.empty()) {
    error(DiagnosticKind::NothingToShow, item.range, describe(value.type));
    return;
  }
  std::string wrong = misfit(extension, site.leaves);
  if (!wrong.empty()) {
    error(DiagnosticKind::SaveValue, item.value->range, describe(value.type),
          extension, wrong);
    return;
  }
  // A tensor without a path has the name of the value.
  if (site.leaves[0].item.empty())
    site.leaves[0].item =
        item.value->kind == ast::ExprKind::NameRef
            ? static_cast<const ast::NameRef *>(item.value)->name
            : "value";
  emitEffect(std::move(site), vars, item.range);
}

void Evaluator::evaluateSave(const ast::Effect &effect) {
  if (!checkEffect(effect.range, "save"))
    return;
  for (const ast::Argument &item : effect.items)
    if (item.name.text.empty()) {
      evaluate(item.value);
      error(DiagnosticKind::SaveFile, item.range, sources_.snippet(item.range),
            "expected the file's name in front, `save \"net.safetensors\" = "
            "net`");
    } else {
      saveItem(item);
    }
}

} // namespace nestor::typed
