/// The queue between the computation and the log, and the log's loop.
#include "log/LogThread.h"

#include <chrono>

namespace nestor {

using Clock = std::chrono::steady_clock;

/// Bytes of events that may wait.
static constexpr size_t queueBytes = size_t{64} << 20;
/// How long events are gathered, and how often the progress line is drawn.
static constexpr std::chrono::milliseconds gatherTime{20};
static constexpr std::chrono::milliseconds drawTime{100};

static const Clock::time_point processStart = Clock::now();

double secondsSinceStart() {
  return std::chrono::duration<double>(Clock::now() - processStart).count();
}

LogThread::LogThread(const Program &program, const std::string &folder,
                     bool isQuiet)
    : program(program), console(program, folder, isQuiet, progress),
      metrics(program, folder), timing(program, folder),
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
  space.notify_all();
}

std::vector<Event> LogThread::takeBatch(bool &isLast) {
  std::unique_lock<std::mutex> lock(mutex);
  auto isReady = [this] { return !queue.empty() || isClosing; };
  if (console.hasProgress())
    wake.wait_for(lock, drawTime, isReady);
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
  double lastDraw = 0;
  for (bool isLast = false; !isLast;) {
    for (const Event &event : takeBatch(isLast))
      handle(event);
    console.flush();
    metrics.flush();
    timing.flush();
    double now = secondsSinceStart();
    if (now - lastDraw >= std::chrono::duration<double>(drawTime).count()) {
      console.tick(now);
      lastDraw = now;
    }
  }
  console.close();
  metrics.close();
  timing.close();
}

void LogThread::handle(const Event &event) {
  if (event.kind == EventKind::Experiment) {
    experiment = program.experiments[event.index].name;
    if (program.experiments.size() > 1)
      console.print("experiment " + experiment + "\n");
  }
  if (event.kind == EventKind::LastStep)
    console.lastStep(event);
  if (event.kind == EventKind::Effect) {
    const Site &site = program.sites[event.index];
    console.effect(site, event);
    if (site.kind == SiteKind::Report)
      metrics.report(experiment, site, event);
  }
  timing.write(experiment, event);
}

} // namespace nestor
