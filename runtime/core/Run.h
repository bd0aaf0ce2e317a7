/// One run of the program: what the calls of generated code do.
#pragma once

#include "core/LoadData.h"
#include "core/Options.h"
#include "log/LogThread.h"

#include <cmath>
#include <string>

namespace nestor {

class Run {
public:
  Run(const Program &program, const Options &options,
      const std::string &folder);

  /// Runs the chosen experiments and closes the log. The result is the exit
  /// status; every message has been printed.
  ExitStatus runAll(const LoadedData &loaded);

  /// The calls of Abi.h. They end the process where it cannot go on.
  void effect(int site, int64_t step, const void *const *leaves);
  bool endStep(int loop, int64_t step);
  void loss(int loop, int64_t step, double value) {
    log.progress.loss.store(value, std::memory_order_relaxed);
    log.progress.lossLoop.store(loop, std::memory_order_relaxed);
    if (!std::isfinite(value))
      failLoss(loop, step, value);
  }
  [[noreturn]] void failIndex(int line, int64_t index, int64_t extent);

private:
  /// The rare part of `endStep`. Whether the program has to leave its loops.
  bool checkInterrupt();
  [[noreturn]] void failLoss(int loop, int64_t step, double value);
  /// Closes the log, prints `message` and what the log may have to say, and
  /// ends the process.
  [[noreturn]] void end(ExitStatus status, const std::string &message);
  /// Closes the log; a failure of its own turns success into status 1.
  ExitStatus closeLog(ExitStatus status);

  const Program &program;
  const Options &options;
  std::string folder;
  LogThread log;
  int claims = 0;
  int failedClaims = 0;
  bool isLeaving = false; ///< interrupted: effects no longer count
};

} // namespace nestor
