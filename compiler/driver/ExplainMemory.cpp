// The plan of memory as a table: of the loops that derivatives go through, and
// of what the program takes.
#include "compiler/driver/FitMemory.h"
#include "compiler/pipeline/CountFlops.h"
#include "runtime/include/nestor/FormatBytes.h"

#include <fmt/format.h>

namespace nestor {

// In the words of a user.
static std::string storageText(const LoopPlan &loop) {
  if (loop.through == "first_order" || loop.through == "implicit")
    return "nothing";
  const auto &[lengths, slots] = loop.storage;
  if (loop.storage.keepsAll())
    return "what every step needs";
  if (slots > 0)
    return fmt::format("carries in {} slots", slots);
  std::string text = "carries every ";
  for (size_t i = 0; i < lengths.size(); ++i)
    text += (i ? ", " : "") + std::to_string(lengths[i]);
  bool everyStep = lengths.back() == 1 && lengths.size() == 1;
  return everyStep ? "carries of every step" : text + " steps";
}

// Why a loop stores what it stores.
static std::string reasonFor(const LoopPlan &loop, int64_t budget) {
  if (loop.through == "first_order" || loop.through == "implicit")
    return "no step is gone through";
  if (budget == 0)
    return "no budget is set";
  std::string allowed = formatBytes(double(budget));
  if (loop.storage.keepsAll())
    return "fits " + allowed + " without recomputation";
  return fmt::format("fits {}; computing less again needs {}", allowed,
                     formatBytes(double(loop.lessNeeds)));
}

static std::string tableOf(const MemoryPlan &plan, int64_t budget) {
  if (plan.loops.empty())
    return "no derivative goes through a loop of several steps\n";
  size_t width = 8;
  for (const LoopPlan &loop : plan.loops)
    width = std::max(width, loop.line.size());
  auto row = [&](const auto &line, const auto &steps, const auto &through,
                 const auto &flops, const auto &stored, const auto &computed,
                 const auto &stores, const auto &why) {
    return fmt::format(
        "{:>{}}  {:>8}  {:<14} {:>9}  {:>11}  {:>8}  {:<21}  {}\n", line, width,
        steps, through, flops, stored, computed, stores, why);
  };
  std::string text = row("line", "steps", "through", "FLOPs", "stored",
                         "computed", "stores", "why");
  for (const LoopPlan &loop : plan.loops)
    text += row(loop.line, loop.steps, loop.through, formatCount(loop.flops),
                formatBytes(double(loop.storedBytes)),
                fmt::format("{:.3g} x", loop.storage.computed(loop.steps)),
                storageText(loop),
                reasonFor(loop, budget));
  return text;
}

std::string planAsText(const MemoryPlan &plan, const std::string &states) {
  std::string text = tableOf(plan, plan.budget);
  if (!states.empty())
    text += "\n" + states;
  text += fmt::format("\npeak     {:>12}  of the whole process\n",
                      formatBytes(double(plan.peak()))) +
          fmt::format("  tensors{:>12}", formatBytes(double(plan.arena)));
  if (plan.arena < plan.keepAll)
    text += fmt::format("  ({} if every loop stored what every step needs)",
                        formatBytes(double(plan.keepAll)));
  return text + fmt::format("\n  data   {:>12}\n  program{:>12}\n",
                            formatBytes(double(plan.data)),
                            formatBytes(double(MemoryPlan::processBytes)));
}

} // namespace nestor
