/// The thread that turns events into files and lines, so that the computation
/// waits for no disk and formats no number.
#pragma once

#include "checkpoint/CheckpointReader.h"
#include "checkpoint/CheckpointWriter.h"
#include "core/Failure.h"
#include "log/Console.h"
#include "log/Event.h"
#include "log/MetricsWriter.h"
#include "log/PlotWriter.h"
#include "log/TimingWriter.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace nestor {

/// Seconds since the process' `main` began.
double secondsSinceStart();

/// Events are handled in order. The files are complete after `close`.
class LogThread {
public:
  /// Makes the files in `folder`, or cuts those that are there at the places
  /// that `resumed` names; throws `Failure` where it cannot.
  LogThread(const Program &program, const Options &options,
            const LoadedData &loaded, const std::string &folder,
            const Checkpoint *resumed);
  ~LogThread();
  LogThread(const LogThread &) = delete;
  LogThread &operator=(const LogThread &) = delete;

  /// Hands over an event; waits where the log is 64 MiB behind.
  void push(Event event);

  /// Whether a write has failed; `close` then says which. Cheap.
  bool hasFailed() const { return failed.load(std::memory_order_relaxed); }

  /// Whether it is time for a checkpoint; asked for once.
  bool takeCheckpointRequest() {
    return isCheckpointDue.exchange(false, std::memory_order_relaxed);
  }

  /// "step 12 of loop `net`": the checkpoint in the folder, empty if none. To
  /// be called after `close`.
  const std::string &lastCheckpoint() const { return checkpointPlace; }

  /// Handles what is left, closes the files and ends the thread. Gives the
  /// first failure, if there was one. Later calls do nothing.
  std::optional<Failure> close();

  ProgressState progress;

private:
  void run();
  void handleUntilClosed();
  void handle(const Event &event);
  std::vector<Event> takeBatch(bool &isLast);
  void flush();
  void writeCheckpoint(const Event &event);
  void askForCheckpoint();

  void effect(const Event &event);

  const Program &program;
  std::string folder;
  Console console;
  MetricsWriter metrics;
  PlotWriter plots;
  TimingWriter timing;
  CheckpointWriter checkpoints;
  std::string checkpointPlace;
  std::string experiment;      ///< the one that runs
  double checkpointEvery;      ///< seconds; 0: never
  double nextCheckpoint = 0;   ///< seconds since the process started
  bool hasAsked = false;       ///< and no checkpoint has come yet
  std::atomic<bool> isCheckpointDue{false};

  std::mutex mutex;
  std::condition_variable wake;  ///< for the thread: events or the end
  std::condition_variable space; ///< for `push`: the queue got shorter
  std::vector<Event> queue;
  size_t queuedBytes = 0;
  bool isClosing = false;
  std::atomic<bool> failed{false};
  std::optional<Failure> failure; ///< read after the thread has ended
  std::thread thread;             ///< last: it uses all of the above
};

} // namespace nestor
