/// Runs experiments and answers the calls of generated code.
#include "core/Run.h"

#include "core/Arena.h"
#include "core/Interrupts.h"
#include "core/Messages.h"

#include <cstdlib>
#include <cstring>
#include <fmt/format.h>

namespace nestor {

Run::Run(const Program &program, const Options &options,
         const std::string &folder)
    : program(program), options(options), folder(folder),
      log(program, folder, options.quiet) {}

static Event makeEvent(EventKind kind, int index, int64_t step = -1) {
  Event event;
  event.kind = kind;
  event.index = index;
  event.step = step;
  event.seconds = secondsSinceStart();
  return event;
}

ExitStatus Run::closeLog(ExitStatus status) {
  log.push(makeEvent(EventKind::End, static_cast<int>(status)));
  std::optional<Failure> failure = log.close();
  if (!failure)
    return status;
  printError(*failure);
  return status == ExitStatus::Success ? failure->status : status;
}

void Run::end(ExitStatus status, const std::string &message) {
  status = closeLog(status);
  if (!message.empty())
    printMessage(message);
  // Frames of generated code lie below: nothing is to be unwound, and the log,
  // the only thing with something to lose, is closed.
  std::_Exit(static_cast<int>(status));
}

ExitStatus Run::runAll(const LoadedData &loaded) {
  for (size_t i : options.experiments) {
    const nestor_experiment &experiment = program.experiments[i];
    Arena arena(experiment.arena_bytes);
    log.push(makeEvent(EventKind::Experiment, static_cast<int>(i)));
    experiment.entry(options.seed, options.hypers.data(), arena.data(),
                     loaded.pointers.data());
    if (isLeaving)
      break;
  }
  ExitStatus status = ExitStatus::Success;
  if (failedClaims > 0)
    status = ExitStatus::ClaimFailed;
  if (isLeaving)
    status = interruptStatus();
  status = closeLog(status);
  if (isLeaving)
    printMessage(fmt::format("interrupted after step {} of loop `{}`",
                             log.progress.step.load(),
                             program.loops[log.progress.loop.load()].name));
  if (failedClaims > 0)
    printMessage(
        fmt::format("error: {} of {} claims failed", failedClaims, claims));
  if (!options.quiet)
    printMessage("results are in " + folder);
  return status;
}

void Run::effect(int siteIndex, int64_t step, const void *const *leaves) {
  if (log.hasFailed())
    end(ExitStatus::Success, "");
  if (isLeaving)
    return;
  const Site &site = program.sites[siteIndex];
  bool isTrue = true;
  if (site.kind == SiteKind::Claim || site.kind == SiteKind::Assert)
    isTrue = *static_cast<const char *>(leaves[0]) != 0;
  if (site.kind == SiteKind::Assert) {
    if (isTrue)
      return;
    std::string text = "assertion failed: `" + site.text + "`";
    if (!site.message.empty())
      text += ": " + site.message;
    end(ExitStatus::ClaimFailed, program.errorAt(site.line, text));
  }
  if (site.kind == SiteKind::Claim) {
    ++claims;
    failedClaims += !isTrue;
  }
  Event event = makeEvent(EventKind::Effect, siteIndex, step);
  int64_t bytes = 0;
  for (const Leaf &leaf : site.leaves)
    bytes += leaf.bytes();
  event.data.resize(static_cast<size_t>(bytes));
  char *next = event.data.data();
  for (const Leaf &leaf : site.leaves) {
    if (leaf.type == ElementType::Text)
      continue;
    auto size = static_cast<size_t>(leaf.bytes());
    std::memcpy(next, *leaves++, size);
    next += size;
  }
  log.push(std::move(event));
}

bool Run::checkInterrupt() {
  if (log.hasFailed())
    end(ExitStatus::Success, "");
  isLeaving = isInterrupted();
  return isLeaving;
}

bool Run::endStep(int loop, int64_t step) {
  ProgressState &progress = log.progress;
  progress.step.store(step + 1, std::memory_order_relaxed);
  progress.loop.store(loop, std::memory_order_relaxed);
  if (step == 0)
    log.push(makeEvent(EventKind::FirstStep, loop, step));
  if (step + 1 == program.loops[loop].steps)
    log.push(makeEvent(EventKind::LastStep, loop, step));
  if (isInterrupted() || log.hasFailed())
    return checkInterrupt();
  return false;
}

/// "nan", "infinite" or "minus infinite".
static const char *describeNotFinite(double value) {
  if (std::isnan(value))
    return "nan";
  return value > 0 ? "infinite" : "minus infinite";
}

void Run::failLoss(int loop, int64_t step, double value) {
  const Loop &info = program.loops[loop];
  end(ExitStatus::NotFinite,
      program.errorAt(info.line,
                      fmt::format("loss of loop `{}` is {} at step {}",
                                  info.name, describeNotFinite(value),
                                  step + 1)));
}

void Run::failIndex(int line, int64_t index, int64_t extent) {
  end(ExitStatus::BadInput,
      program.errorAt(line, fmt::format("index {} is out of range, the axis "
                                        "has {} elements",
                                        index, extent)));
}

} // namespace nestor
