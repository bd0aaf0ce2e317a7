/// The queue between the computation and the log, and the log's loop.
#include "log/LogThread.h"

#include "core/Interrupts.h"
#include "log/SaveValue.h"

#include <algorithm>
#include <chrono>

namespace nestor {

using Clock = std::chrono::steady_clock;

/// Bytes of events that may wait.
static constexpr size_t queueBytes = size_t{64} << 20;
/// How long events are gathered, and how often the progress line is drawn.
static constexpr std::chrono::milliseconds gatherTime{20};
static constexpr std::chrono::milliseconds drawTime{100};
/// How often figures are drawn anew, at most.
static constexpr std::chrono::seconds figureTime{5};
/// Longer waits are several; the clock's type holds no number of seconds.
static constexpr std::chrono::duration<double> longWait{3600};

static const Clock::time_point processStart = Clock::now();

double secondsSinceStart() {
  return std::chrono::duration<double>(Clock::now() - processStart).count();
}

/// Where a file goes on; 0 is its beginning.
static int64_t positionOf(const Checkpoint *resumed, const char *file) {
  if (!resumed)
    return 0;
  auto found = resumed->positions.find(file);
  return found == resumed->positions.end() ? 0 : found->second;
}

LogThread::LogThread(const Program &program, const Options &options,
                     const LoadedData &loaded, const std::string &folder,
                     const Checkpoint *resumed)
    : program(program), folder(folder),
      console(program, folder, options.quiet, progress,
              positionOf(resumed, "output.txt")),
      metrics(program, folder, positionOf(resumed, "metrics.jsonl"),
              positionOf(resumed, "metrics.csv")),
      plots(program, folder, positionOf(resumed, "plots.csv")),
      timing(program, folder, resumed != nullptr),
      checkpoints(program, options, loaded, folder),
      checkpointPlace(resumed ? resumed->place : ""),
      checkpointEvery(options.checkpointEvery),
      nextCheckpoint(secondsSinceStart() + options.checkpointEvery),
      thread([this] { run(); }) {}

LogThread::~LogThread() { close(); }

void LogThread::push(Event event) {
  std::unique_lock<std::mutex> lock(mutex);
  space.wait(lock, [this] { return queuedBytes < queueBytes || hasFailed(); });
  if (hasFailed())
    return;
  queuedBytes += sizeof(Event) + event.data.size();
  queue.push_back(std::move(event));
  bool wasEmpty = queue.size() == 1;
  lock.unlock();
  if (wasEmpty)
    wake.notify_one();
}

std::optional<Failure> LogThread::close() {
  {
    std::lock_guard<std::mutex> lock(mutex);
    isClosing = true;
  }
  wake.notify_one();
  if (thread.joinable())
    thread.join();
  return failure;
}

/// No exception leaves the thread: the computation asks with `hasFailed`.
void LogThread::run() {
  try {
    handleUntilClosed();
    return;
  } catch (const Failure &error) {
    failure = error;
  } catch (const std::exception &error) {
    failure = Failure(ExitStatus::InternalError, error.what());
  }
  {
    std::lock_guard<std::mutex> lock(mutex);
    failed = true;
  }
  attention.store(1, std::memory_order_relaxed);
  space.notify_all();
}

void LogThread::askForCheckpoint() {
  hasAsked = true;
  isCheckpointDue.store(true, std::memory_order_relaxed);
  attention.store(1, std::memory_order_relaxed);
}

std::vector<Event> LogThread::takeBatch(bool &isLast) {
  std::unique_lock<std::mutex> lock(mutex);
  auto isReady = [this] { return !queue.empty() || isClosing; };
  bool isWaiting = checkpointEvery > 0 && !hasAsked;
  double left = nextCheckpoint - secondsSinceStart();
  if (isWaiting && left <= 0)
    askForCheckpoint();
  if (console.hasProgress())
    wake.wait_for(lock, drawTime, isReady);
  else if (isWaiting && left > 0)
    wake.wait_for(lock, std::min(std::chrono::duration<double>(left), longWait),
                  isReady);
  else
    wake.wait(lock, isReady);
  // Events that come closely are handled together: fewer wake-ups and writes.
  wake.wait_for(lock, gatherTime,
                [this] { return isClosing || queuedBytes > queueBytes / 2; });
  std::vector<Event> batch;
  batch.swap(queue);
  queuedBytes = 0;
  isLast = isClosing;
  lock.unlock();
  space.notify_all();
  return batch;
}

void LogThread::handleUntilClosed() {
  double lastDraw = 0, lastFigures = 0;
  for (bool isLast = false; !isLast;) {
    for (const Event &event : takeBatch(isLast))
      handle(event);
    flush();
    double now = secondsSinceStart();
    if (now - lastDraw >= std::chrono::duration<double>(drawTime).count()) {
      console.tick(now);
      lastDraw = now;
    }
    if (now - lastFigures >= std::chrono::duration<double>(figureTime).count()) {
      plots.draw();
      lastFigures = now;
    }
  }
  console.close();
  metrics.close();
  plots.close();
  timing.close();
}

void LogThread::flush() {
  console.flush();
  metrics.flush();
  plots.flush();
  timing.flush();
}

/// All that happened before stands in the files when the manifest names their
/// lengths.
void LogThread::writeCheckpoint(const Event &event) {
  double start = secondsSinceStart();
  console.flush();
  std::map<std::string, int64_t> positions = metrics.sync();
  positions["output.txt"] = console.sync();
  positions["plots.csv"] = plots.sync();
  checkpoints.write(*event.snapshot, positions);
  checkpointPlace = checkpoints.last();
  double now = secondsSinceStart();
  timing.checkpoint(event, checkpoints.lastBytes(), now - start);
  nextCheckpoint = now + checkpointEvery;
  hasAsked = false;
}

void LogThread::effect(const Event &event) {
  const Site &site = program.sites[event.index];
  console.effect(site, event);
  if (site.kind == SiteKind::Report)
    metrics.report(experiment, site, event);
  if (site.kind == SiteKind::Plot)
    plots.plot(experiment, site, event);
  if (site.kind == SiteKind::Save)
    saveValue(folder, site, event);
}

void LogThread::handle(const Event &event) {
  if (event.kind == EventKind::Resumed)
    experiment = program.experiments[event.index].name;
  if (event.kind == EventKind::Checkpoint)
    writeCheckpoint(event);
  if (event.kind == EventKind::Experiment) {
    experiment = program.experiments[event.index].name;
    if (program.experiments.size() > 1)
      console.print("experiment " + experiment + "\n");
  }
  if (event.kind == EventKind::LastStep)
    console.lastStep(event);
  if (event.kind == EventKind::Effect)
    effect(event);
  timing.write(experiment, event);
}

} // namespace nestor
