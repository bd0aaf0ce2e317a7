/// Runs experiments and answers the calls of generated code.
#include "core/Run.h"

#include "core/Arena.h"
#include "core/Finite.h"
#include "core/Interrupts.h"
#include "core/Messages.h"
#include "log/FormatNumber.h"

#include <cstdlib>
#include <cstring>
#include <fmt/format.h>

namespace nestor {

Run::Run(const Program &program, const Options &options,
         const LoadedData &loaded, const std::string &folder,
         std::optional<Checkpoint> checkpoint)
    : program(program), options(options), loaded(loaded), folder(folder),
      checkpoint(std::move(checkpoint)),
      log(program, options, loaded, folder,
          this->checkpoint ? &*this->checkpoint : nullptr),
      points(program) {}

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
  for (const auto &warnings :
       {innerLosses.warnings(program), solutions.warnings(program)})
    for (const std::string &warning : warnings)
      printMessage(warning);
  std::optional<Failure> failure = log.close();
  isLogWhole = !failure;
  if (!failure)
    return status;
  printError(*failure);
  if (!log.lastCheckpoint().empty())
    printMessage(fmt::format("the checkpoint of {} is whole: the same command "
                             "with --resume {} goes on from there",
                             log.lastCheckpoint(), folder));
  // What a signal asked for has not been done.
  bool isSignal = status == ExitStatus::Interrupted ||
                  status == ExitStatus::Terminated;
  return status == ExitStatus::Success || isSignal ? failure->status : status;
}

void Run::end(ExitStatus status, const std::string &message) {
  status = closeLog(status);
  if (!message.empty())
    printMessage(message);
  // Frames of generated code lie below: nothing is to be unwound, and the log,
  // the only thing with something to lose, is closed.
  std::_Exit(static_cast<int>(status));
}

void Run::runExperiment(size_t number) {
  const nestor_experiment &entry = program.experiments[number];
  Arena arena(entry.arena_bytes);
  experiment = static_cast<int>(number);
  points.clear();
  EventKind kind = EventKind::Experiment;
  if (checkpoint) {
    points.restore(checkpoint->snapshot);
    kind = EventKind::Resumed;
    checkpoint.reset();
  }
  log.push(makeEvent(kind, experiment));
  entry.entry(options.seed, options.hypers.data(), arena.data(),
              loaded.pointers.data());
}

ExitStatus Run::runAll() {
  int first = checkpoint ? checkpoint->snapshot.experiment : -1;
  if (checkpoint) {
    claims = checkpoint->snapshot.claims;
    failedClaims = checkpoint->snapshot.failedClaims;
    if (!options.quiet)
      printMessage("going on after " + checkpoint->place);
  }
  for (size_t i : options.experiments) {
    if (static_cast<int>(i) < first)
      continue;
    runExperiment(i);
    if (isLeaving)
      break;
  }
  ExitStatus status = ExitStatus::Success;
  if (failedClaims > 0)
    status = ExitStatus::ClaimFailed;
  if (isLeaving)
    status = interruptStatus();
  status = closeLog(status);
  if (isLogWhole)
    sayHowItEnded(status);
  return status;
}

void Run::sayHowItEnded(ExitStatus status) {
  if (isLeaving)
    printMessage(fmt::format("interrupted after {}; the same command with "
                             "--resume {} goes on from there",
                             leftAt, folder));
  else
    finishCheckpoints(folder);
  if (status == ExitStatus::ClaimFailed)
    printMessage(
        fmt::format("error: {} of {} claims failed", failedClaims, claims));
  if (!options.quiet)
    printMessage("results are in " + folder);
}

void Run::effect(int siteIndex, int64_t step, const void *const *leaves) {
  if (log.hasFailed())
    end(ExitStatus::Success, "");
  if (isLeaving || points.isReplaying())
    return;
  const Site &site = program.sites[siteIndex];
  bool isTrue = true;
  if (site.kind == SiteKind::Claim || site.kind == SiteKind::Assert)
    isTrue = *static_cast<const char *>(leaves[0]) != 0;
  if (site.kind == SiteKind::Assert) {
    if (isTrue)
      return;
    std::string text = "assertion failed: `" + site.text + "`";
    std::vector<LeafValue> values;
    for (const Leaf &leaf : site.leaves)
      values.push_back({&leaf, static_cast<const char *>(leaves[values.size()])});
    std::string numbers;
    for (const auto &[value, threshold] : comparedNumbers(values))
      numbers += (numbers.empty() ? "" : ", ") + value + " against " + threshold;
    if (!numbers.empty())
      text += " (" + numbers + ")";
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
  bytes += site.outer * static_cast<int64_t>(sizeof(int64_t));
  event.data.resize(static_cast<size_t>(bytes));
  char *next = event.data.data();
  for (const Leaf &leaf : site.leaves) {
    if (leaf.type == ElementType::Text)
      continue;
    auto size = static_cast<size_t>(leaf.bytes());
    std::memcpy(next, *leaves++, size);
    next += size;
  }
  for (int i = 0; i < site.outer; ++i, next += sizeof(int64_t))
    std::memcpy(next, *leaves++, sizeof(int64_t));
  log.push(std::move(event));
}

void Run::checkLog() {
  if (log.hasFailed())
    end(ExitStatus::Success, "");
}

int64_t Run::enterLoop(int loop, void *const *leaves) {
  firstStep = 0;
  if (!points.isReplaying())
    return 0;
  std::shared_ptr<const LoopState> state = points.enter(loop);
  for (const std::vector<char> &leaf : state->leaves) {
    if (!leaf.empty())
      std::memcpy(*leaves, leaf.data(), leaf.size());
    ++leaves;
  }
  firstStep = state->step;
  return state->step;
}

bool Run::beginStep(int loop, int64_t step) {
  ProgressState &progress = log.progress;
  progress.step.store(step, std::memory_order_relaxed);
  progress.loop.store(loop, std::memory_order_relaxed);
  if (step == firstStep + 1)
    log.push(makeEvent(EventKind::FirstStep, loop, firstStep));
  return attention.load(std::memory_order_relaxed) != 0;
}

bool Run::isDue() {
  // On the way to its place a resumed run writes nothing; what is asked for
  // waits until it is there.
  if (points.isReplaying()) {
    checkLog();
    return isInterrupted();
  }
  // First, so that what comes from now on is seen the next time.
  attention.store(0, std::memory_order_relaxed);
  checkLog();
  return log.takeCheckpointRequest() || isInterrupted();
}

bool Run::lookUp(std::shared_ptr<const LoopState> current, double since) {
  leftAt = fmt::format("step {} of loop `{}`", current->step,
                       program.loops[current->loop].name);
  isLeaving = isInterrupted();
  // A place on the way to the checkpoint's needs none of its own.
  if (points.isReplaying())
    return isLeaving;
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->experiment = experiment;
  snapshot->claims = claims;
  snapshot->failedClaims = failedClaims;
  snapshot->loops = points.with(current);
  snapshot->copySeconds = secondsSinceStart() - since;
  Event event = makeEvent(EventKind::Checkpoint, current->loop, current->step);
  event.snapshot = snapshot;
  log.push(std::move(event));
  return isLeaving;
}

bool Run::state(int loop, int64_t step, const void *const *leaves) {
  bool isOuter = program.loops[loop].layout.isOuter;
  bool due = isDue();
  if (!isOuter && !due)
    return false;
  double since = secondsSinceStart();
  auto current = std::make_shared<const LoopState>(
      points.copy(loop, step, leaves, /*isFinished=*/false));
  if (isOuter)
    points.remember(current);
  return due && lookUp(current, since);
}

bool Run::finishLoop(int loop, const void *const *leaves) {
  const Loop &info = program.loops[loop];
  if (!points.isReplaying() && !info.layout.isOuter && firstStep < info.steps) {
    ProgressState &progress = log.progress;
    int64_t last = progress.loop.load(std::memory_order_relaxed) == loop
                       ? progress.step.load(std::memory_order_relaxed)
                       : firstStep;
    // A loop of one step has not said that the first has ended.
    if (last == firstStep)
      log.push(makeEvent(EventKind::FirstStep, loop, last));
    progress.step.store(last + 1, std::memory_order_relaxed);
    if (last + 1 == info.steps)
      log.push(makeEvent(EventKind::LastStep, loop, last));
  }
  points.leave(loop);
  bool due = attention.load(std::memory_order_relaxed) != 0 && isDue();
  if (!info.layout.isFollowed && !due)
    return false;
  double since = secondsSinceStart();
  auto current = std::make_shared<const LoopState>(
      points.copy(loop, info.steps, leaves, /*isFinished=*/true));
  points.remember(current);
  return due && lookUp(current, since);
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

void Run::checkFinite(int check, const void *const *leaves) {
  const Check &what = program.checks[check];
  std::optional<NotFinite> found = firstNotFinite(what, leaves[0]);
  if (found)
    end(ExitStatus::NotFinite,
        describeCheck(program, what, *found,
                      reinterpret_cast<const int64_t *const *>(leaves + 1)));
}

void Run::failIndex(int line, int64_t index, int64_t extent) {
  end(ExitStatus::BadInput,
      program.errorAt(line, fmt::format("index {} is out of range, the axis "
                                        "has {} elements",
                                        index, extent)));
}

} // namespace nestor
