// `nestor explain`: a table of the loops that derivatives go through, and what
// the program takes.
#include "compiler/driver/FitMemory.h"
#include "runtime/include/nestor/FormatBytes.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

namespace nestor {

// In the words of a user.
static std::string storageText(const LoopPlan &loop) {
  if (loop.through == "first_order")
    return "nothing";
  if (loop.storage.empty())
    return "what every step needs";
  std::string text = "carries every ";
  for (size_t i = 0; i < loop.storage.size(); ++i)
    text += (i ? ", " : "") + std::to_string(loop.storage[i]);
  bool everyStep = loop.storage.back() == 1 && loop.storage.size() == 1;
  return everyStep ? "carries of every step" : text + " steps";
}

ExitStatus explainMemory(mlir::ModuleOp module,
                         const CompileOptions &options) {
  MemoryPlan plan;
  ExitStatus status = fitMemory(module, options, plan);
  if (status != ExitStatus::Success)
    return status;
  auto &out = llvm::outs();
  if (plan.loops.empty())
    out << "no derivative goes through a loop of several steps\n";
  else
    out << fmt::format("{:>8}  {:>8}  {:<14} {:>12}  {:>8}  {}\n", "line",
                       "steps", "through", "stored", "computed", "stores");
  for (const LoopPlan &loop : plan.loops)
    out << fmt::format(
        "{:>8}  {:>8}  {:<14} {:>12}  {:>8}  {}\n",
        fmt::format("{}:{}", loop.line, loop.column), loop.steps, loop.through,
        formatBytes(double(loop.storedBytes)),
        fmt::format("{} x", 1 + loop.storage.size()), storageText(loop));
  out << fmt::format("\npeak     {:>12}  of the whole process\n",
                     formatBytes(double(plan.peak())))
      << fmt::format("  tensors{:>12}", formatBytes(double(plan.arena)));
  if (plan.arena < plan.keepAll)
    out << fmt::format("  ({} if every loop stored what every step needs)",
                       formatBytes(double(plan.keepAll)));
  out << fmt::format("\n  data   {:>12}\n  program{:>12}\n",
                     formatBytes(double(plan.data)),
                     formatBytes(double(MemoryPlan::processBytes)));
  return ExitStatus::Success;
}

} // namespace nestor
