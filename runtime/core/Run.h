/// One run of the program: what the calls of generated code do.
#pragma once

#include "checkpoint/CheckpointReader.h"
#include "core/InnerLosses.h"
#include "core/LoadData.h"
#include "core/Options.h"
#include "core/ResumePoints.h"
#include "core/Solutions.h"
#include "log/LogThread.h"

#include <cmath>
#include <optional>
#include <string>

namespace nestor {

class Run {
public:
  /// `checkpoint`: where a resumed run goes on.
  Run(const Program &program, const Options &options, const LoadedData &loaded,
      const std::string &folder, std::optional<Checkpoint> checkpoint);

  /// Runs the chosen experiments and closes the log. The result is the exit
  /// status; every message has been printed.
  ExitStatus runAll();

  /// The calls of Abi.h. They end the process where it cannot go on.
  void effect(int site, int64_t step, const void *const *leaves);
  int64_t enterLoop(int loop, void *const *leaves);
  bool beginStep(int loop, int64_t step);
  bool state(int loop, int64_t step, const void *const *leaves);
  bool finishLoop(int loop, const void *const *leaves);
  void loss(int loop, int64_t step, double value) {
    log.progress.loss.store(value, std::memory_order_relaxed);
    log.progress.lossLoop.store(loop, std::memory_order_relaxed);
    if (!std::isfinite(value))
      failLoss(loop, step, value);
  }
  void innerLoss(int line, int64_t step, double value) {
    innerLosses.add(line, step, value);
  }
  void solved(int line, double residual, int64_t steps) {
    if (!points.isReplaying())
      solutions.add(line, residual, steps);
  }
  void checkFinite(int check, const void *const *leaves);
  [[noreturn]] void failIndex(int line, int64_t index, int64_t extent);

private:
  void runExperiment(size_t number);
  /// At a resume point: writes a checkpoint, and leaves the loops if a signal
  /// has come. The computation has waited since `since` (seconds).
  bool lookUp(std::shared_ptr<const LoopState> current, double since);
  /// Whether a checkpoint is wanted; ends the run where the log has failed.
  bool isDue();
  void checkLog();
  [[noreturn]] void failLoss(int loop, int64_t step, double value);
  /// Closes the log, prints `message` and what the log may have to say, and
  /// ends the process.
  [[noreturn]] void end(ExitStatus status, const std::string &message);
  /// Closes the log; a failure of its own turns success into status 1.
  ExitStatus closeLog(ExitStatus status);
  void sayHowItEnded(ExitStatus status);

  const Program &program;
  const Options &options;
  const LoadedData &loaded;
  std::string folder;
  std::optional<Checkpoint> checkpoint;
  LogThread log;
  ResumePoints points;
  InnerLosses innerLosses;
  Solutions solutions;
  int experiment = 0;
  int claims = 0;
  int failedClaims = 0;
  int64_t firstStep = 0;  ///< of the loop that runs, in this process
  std::string leftAt;     ///< "step 12 of loop `net`", after a signal
  bool isLogWhole = true; ///< after `closeLog`: all files are written
  bool isLeaving = false; ///< interrupted: effects no longer count
};

} // namespace nestor
