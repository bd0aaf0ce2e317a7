/// From effects to lines for the user.
#include "log/Console.h"

#include "log/FormatNumber.h"
#include "log/FormatTensor.h"
#include "log/PrintTable.h"

#include <fmt/format.h>
#include <unistd.h>

namespace nestor {

Console::Console(const Program &program, const std::string &folder,
                 bool isQuiet, const ProgressState &state, int64_t from)
    : standardOutput(STDOUT_FILENO, "standard output"),
      kept(folder + "/output.txt", from) {
  if (!isQuiet && canShowProgress())
    progress.emplace(program, state);
  bool isInProgressLine = progress && isatty(STDOUT_FILENO) == 1;
  showsReportLines = !isQuiet && !isInProgressLine;
}

void Console::print(const std::string &text) {
  if (progress)
    progress->erase();
  standardOutput.write(text);
  kept.write(text);
}

/// "mse 0.12  ci95 0.01".
static std::string describeReport(const Site &site, const Event &event) {
  std::string text;
  for (const LeafValue &value : leafValues(site, event.data))
    text += fmt::format("{}{} {}", text.empty() ? "" : "  ", value.leaf->name(),
                        formatBrief(value));
  return text;
}

/// `text` in double quotes, with a backslash before quotes and backslashes.
static std::string quoted(const std::string &text) {
  std::string result = "\"";
  for (char letter : text) {
    if (letter == '"' || letter == '\\')
      result += '\\';
    result += letter == '\n' ? ' ' : letter;
  }
  return result + "\"";
}

/// CLAIM id=fast text="t < 2 and n > 5" value=1.5,7 threshold=2,5 pass=yes
static std::string claimLine(const Site &site, const Event &event) {
  std::string values, thresholds;
  for (const auto &[value, threshold] :
       comparedNumbers(leafValues(site, event.data))) {
    values += (values.empty() ? " value=" : ",") + value;
    thresholds += (thresholds.empty() ? " threshold=" : ",") + threshold;
  }
  return fmt::format("CLAIM id={} text={}{}{} pass={}\n", site.name,
                     quoted(site.text), values, thresholds,
                     event.data[0] != 0 ? "yes" : "no");
}

void Console::report(const Site &site, const Event &event) {
  std::string text = describeReport(site, event);
  if (progress && site.loop >= 0)
    metrics = text;
  // Outside loops there is no progress line to hold it.
  bool showsLine = showsReportLines || (progress && site.loop < 0);
  if (!showsLine)
    return;
  if (progress)
    progress->erase();
  std::string place;
  for (int64_t turn : outerSteps(site, event.data))
    place += fmt::format("{}{}", place.empty() ? "turn " : "/", turn + 1);
  if (event.step >= 0)
    place +=
        fmt::format("{}step {}", place.empty() ? "" : ", ", event.step + 1);
  if (!place.empty())
    text = place + "  " + text;
  standardOutput.write(text + "\n");
}

void Console::effect(const Site &site, const Event &event) {
  switch (site.kind) {
  case SiteKind::Report:
    return report(site, event);
  case SiteKind::Print:
    return print(printLeaves(leafValues(site, event.data)));
  case SiteKind::Claim:
    return print(claimLine(site, event));
  case SiteKind::Save:
  case SiteKind::Plot:
    return; // files of their own
  case SiteKind::Assert:
    return; // one that fails ends the run and says so itself
  }
}

void Console::lastStep(const Event &event) {
  if (!progress)
    return;
  // What was printed before must stand above the line that is kept.
  flush();
  progress->keep(event.index, event.seconds, metrics);
  metrics.clear();
}

void Console::tick(double seconds) {
  if (progress)
    progress->draw(seconds, metrics);
}

void Console::flush() {
  standardOutput.flush();
  kept.flush();
}

int64_t Console::sync() {
  kept.sync();
  return kept.position();
}

void Console::close() {
  if (progress)
    progress->erase();
  standardOutput.close();
  kept.close();
}

} // namespace nestor
