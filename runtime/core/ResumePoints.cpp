/// The states of loops by their numbers, which grow in the order of the text.
#include "core/ResumePoints.h"

#include "core/Failure.h"

#include <fmt/format.h>

namespace nestor {

void ResumePoints::restore(const Snapshot &from) { restored = from; }

std::shared_ptr<const LoopState> ResumePoints::enter(int loop) {
  for (const auto &state : restored->loops) {
    if (state->loop != loop)
      continue;
    bool isLast = loop == restored->loops.back()->loop;
    // At its end, the effects behind it are those that come next.
    std::shared_ptr<const LoopState> found = state;
    if (isLast && !state->isFinished)
      restored.reset();
    return found;
  }
  throw Failure(ExitStatus::InternalError,
                fmt::format("the checkpoint has no state of loop `{}`",
                            program.loops[loop].name));
}

void ResumePoints::leave(int loop) {
  if (restored && loop == restored->loops.back()->loop)
    restored.reset();
}

LoopState ResumePoints::copy(int loop, int64_t step, const void *const *leaves,
                             bool isFinished) const {
  const LoopLayout &layout = program.loops[loop].layout;
  LoopState state;
  state.loop = loop;
  state.step = step;
  state.isFinished = isFinished;
  state.leaves.resize(layout.leaves.size());
  for (size_t i = 0; i < layout.leaves.size(); ++i) {
    if (isFinished && !layout.kept[i])
      continue;
    const char *data = static_cast<const char *>(*leaves++);
    state.leaves[i].assign(data, data + layout.leaves[i].bytes());
  }
  return state;
}

void ResumePoints::remember(std::shared_ptr<const LoopState> state) {
  remembered.erase(remembered.upper_bound(state->loop), remembered.end());
  remembered[state->loop] = std::move(state);
}

std::vector<std::shared_ptr<const LoopState>>
ResumePoints::with(std::shared_ptr<const LoopState> current) const {
  std::vector<std::shared_ptr<const LoopState>> states;
  for (const auto &[loop, state] : remembered)
    if (loop < current->loop)
      states.push_back(state);
  states.push_back(std::move(current));
  return states;
}

} // namespace nestor
