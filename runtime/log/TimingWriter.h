/// When things happened, kept apart from the metrics, which have no times.
#pragma once

#include "log/Event.h"
#include "log/OutputFile.h"

#include <string>

namespace nestor {

/// Writes `folder`/timing.jsonl, one object a line:
///   {"event":"start","time":"2024-05-01T12:00:00Z"}      UTC
///   {"event":"first_step","experiment":"e","loop":"net","seconds":0.01}
///   {"event":"report","experiment":"e","loop":"net","step":500,
///    "seconds":1.2,"steps_per_second":405}     at most ten of these a second
///   {"event":"last_step","experiment":"e","loop":"net","step":20000,
///    "seconds":50,"steps_per_second":400}
///   {"event":"checkpoint","loop":"net","step":500,"bytes":40960,
///    "wait_seconds":0.0001,"write_seconds":0.02}    of the computation; of the
///    log's thread
///   {"event":"end","status":0,"seconds":50.2}
/// Seconds count from the start of the process; rates are those of the loop
/// since its first step. A resumed run goes on in the same file, from another
/// line "start".
class TimingWriter {
public:
  TimingWriter(const Program &program, const std::string &folder,
               bool isResumed);

  void checkpoint(const Event &event, int64_t bytes, double seconds);
  void write(const std::string &experiment, const Event &event);
  void flush() { file.flush(); }
  void close() { file.close(); }

private:
  void writeStep(const char *name, const std::string &experiment, int loop,
                 const Event &event);

  const Program &program;
  OutputFile file;
  double firstStepSeconds = 0;
  int64_t firstStep = 0;
  double lastReportSeconds = -1;
};

} // namespace nestor
