// The listing of a typed program, `--emit=typed-ast`.
#include "compiler/sema/Analyze.h"
#include "compiler/sema/TypedProgram.h"

#include <fmt/format.h>

namespace nestor::typed {

static std::string nameOf(const Var *var) {
  return fmt::format("%{}{}", var->name.empty() ? "" : var->name + "_",
                     var->id);
}

static std::string list(const std::vector<Var *> &vars, bool types) {
  std::string text;
  for (const Var *var : vars) {
    text += (text.empty() ? "" : ", ") + nameOf(var);
    if (types)
      text += ": " + describe(var->type);
  }
  return text;
}

static std::string heading(const Node &node) {
  switch (node.kind) {
  case NodeKind::Literal:
    if (node.numbers.size() == 1)
      return fmt::format("literal {}", node.numbers[0]);
    return fmt::format("literal [{}]", fmt::join(node.numbers, ", "));
  case NodeKind::Primitive:
    return spelling(node.primitive);
  case NodeKind::If:
    return "if";
  case NodeKind::Loop:
    return fmt::format("loop {} times", node.tripCount);
  case NodeKind::Map:
    return fmt::format("map over {} lanes", node.tripCount);
  case NodeKind::Grad:
    return "grad";
  case NodeKind::Cost:
    return "cost";
  case NodeKind::CustomGradient:
    return "custom gradient";
  case NodeKind::Minimize:
    return fmt::format("minimize for {} steps", node.tripCount);
  case NodeKind::Effect:
    return fmt::format("effect {}", node.site);
  case NodeKind::Solved:
    return "solved";
  case NodeKind::CheckIndex:
    return "check_index";
  }
  return "";
}

static void print(const Region &region, unsigned depth, std::string &out) {
  std::string indent(depth * 2, ' ');
  if (!region.parameters.empty())
    out += indent + "(" + list(region.parameters, true) + ")\n";
  for (const Node *node : region.nodes) {
    out += indent;
    if (!node->results.empty())
      out += list(node->results, false) + " = ";
    out += heading(*node);
    if (!node->operands.empty())
      out += " " + list(node->operands, false);
    if (!node->axes.empty())
      out += fmt::format(" {{{}}}", fmt::join(node->axes, ", "));
    if (!node->more.empty())
      out += fmt::format(" {{{}}}", fmt::join(node->more, ", "));
    if (node->results.size() == 1)
      out += ": " + describe(node->results[0]->type);
    out += "\n";
    for (const auto &inner : node->regions) {
      out += indent + "{\n";
      print(*inner, depth + 1, out);
      out += indent + "}\n";
    }
  }
  if (!region.results.empty())
    out += indent + "yield " + list(region.results, false) + "\n";
}

std::string print(const Program &program) {
  std::string out = "program " + program.name + "\n";
  for (size_t i = 0; i < program.hypers.size(); ++i)
    out += fmt::format("hyper {} = {} as {}\n", program.hypers[i].name,
                       program.hypers[i].value, nameOf(program.hyperVars[i]));
  for (const ConstSetting &constant : program.consts)
    out += fmt::format("const {} = {}\n", constant.name, constant.value);
  for (const auto &experiment : program.experiments) {
    out += fmt::format("experiment {} (%{}: seed)\n", experiment->name,
                       experiment->seed->id);
    print(experiment->body, 1, out);
  }
  return out;
}

} // namespace nestor::typed
