/// From events to lines of timing.jsonl.
#include "log/TimingWriter.h"

#include "log/FormatNumber.h"

#include <ctime>
#include <fmt/format.h>
#include <sys/stat.h>

namespace nestor {

/// Seconds between two lines about reports.
static constexpr double reportInterval = 0.1;

static std::string formatNow() {
  std::time_t now = std::time(nullptr);
  std::tm parts = {};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

/// Bytes of a file; 0 if there is none.
static int64_t sizeOf(const std::string &path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 ? info.st_size : 0;
}

TimingWriter::TimingWriter(const Program &program, const std::string &folder,
                           bool isResumed)
    : program(program),
      file(folder + "/timing.jsonl",
           isResumed ? sizeOf(folder + "/timing.jsonl") : 0) {
  file.write(
      fmt::format("{{\"event\":\"start\",\"time\":\"{}\"}}\n", formatNow()));
}

void TimingWriter::checkpoint(const Event &event, int64_t bytes,
                              double seconds) {
  file.write(fmt::format(
      R"({{"event":"checkpoint","loop":{},"step":{},"bytes":{},)"
      R"("wait_seconds":{:.6f},"write_seconds":{:.6f}}})"
      "\n",
      quoteJson(program.loops[event.index].name), event.step, bytes,
      event.snapshot->copySeconds, seconds));
}

void TimingWriter::writeStep(const char *name, const std::string &experiment,
                             int loop, const Event &event) {
  std::string line =
      fmt::format(R"({{"event":"{}","experiment":{},"loop":{})", name,
                  quoteJson(experiment), quoteJson(program.loops[loop].name));
  if (event.kind != EventKind::FirstStep)
    line += fmt::format(R"(,"step":{})", event.step + 1);
  line += fmt::format(R"(,"seconds":{:.6f})", event.seconds);
  double elapsed = event.seconds - firstStepSeconds;
  if (event.step > firstStep && elapsed > 0)
    line += fmt::format(R"(,"steps_per_second":{:.6g})",
                        static_cast<double>(event.step - firstStep) / elapsed);
  file.write(line + "}\n");
}

void TimingWriter::write(const std::string &experiment, const Event &event) {
  switch (event.kind) {
  case EventKind::Experiment:
  case EventKind::Resumed:
  case EventKind::Checkpoint:
    return;
  case EventKind::FirstStep:
    firstStepSeconds = event.seconds;
    firstStep = event.step;
    return writeStep("first_step", experiment, event.index, event);
  case EventKind::LastStep:
    return writeStep("last_step", experiment, event.index, event);
  case EventKind::End:
    file.write(fmt::format("{{\"event\":\"end\",\"status\":{},\"seconds\":"
                           "{:.6f}}}\n",
                           event.index, event.seconds));
    return;
  case EventKind::Effect:
    break;
  }
  const Site &site = program.sites[event.index];
  if (site.kind != SiteKind::Report || site.loop < 0 ||
      event.seconds - lastReportSeconds < reportInterval)
    return;
  lastReportSeconds = event.seconds;
  writeStep("report", experiment, site.loop, event);
}

} // namespace nestor
