// How a `minimize` was written: what explains a program speaks of it so.
#include "compiler/sema/MinimizeParts.h"

#include <filesystem>

namespace nestor::typed {

// Without its numbers, and what it was given in front: `optim.adam |>
// optim.clip`.
static std::string optimizerName(const Type *type, const SourceManager &sources,
                                 uint32_t script) {
  const auto &declaration =
      static_cast<const ast::Aggregate &>(*type->declaration);
  std::string inner;
  for (const ast::Parameter &parameter : declaration.parameters) {
    int field = type->find(parameter.name.text);
    const Type *given = field < 0 ? type : type->fields[size_t(field)].type;
    if (given != type && given->is(TypeKind::Instance) &&
        given->declaration->kind == ast::DeclKind::Optimizer)
      inner += optimizerName(given, sources, script) + " |> ";
  }
  std::string module;
  if (declaration.range.file != script)
    module = std::filesystem::path(sources.file(declaration.range.file).name())
                 .stem()
                 .string() +
             ".";
  return inner + module + declaration.name.text;
}

std::shared_ptr<const Written>
Evaluator::MinimizeParts::asWritten(Evaluator &evaluator) const {
  auto written = std::make_shared<Written>();
  const SourceManager &sources = evaluator.sources_;
  written->place = sources.snippet(node.place->range);
  if (node.from)
    written->from = sources.snippet(node.from->range);
  written->optimizer =
      optimizerName(optimizer.type, sources, evaluator.program_.file);
  written->implicit = through.solver != nullptr;
  for (const StateSlot &slot : slots)
    written->states.push_back({slot.optimizer, slot.name, slot.initial.type});
  return written;
}

} // namespace nestor::typed
