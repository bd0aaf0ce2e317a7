/// Composes and draws the progress line:
/// net 1234/20000  405 steps/s  46 s left  loss 0.123  mse 0.12
#include "log/Progress.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace nestor {

/// Moves to the line's start and clears what follows.
static constexpr const char *clearLine = "\r\x1b[K";

bool canShowProgress() {
  const char *terminal = std::getenv("TERM");
  bool isDumb = terminal == nullptr || std::strcmp(terminal, "dumb") == 0;
  return !isDumb && isatty(STDERR_FILENO) == 1;
}

/// Letters in a line of the terminal.
static size_t terminalWidth() {
  winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return 80;
  return size.ws_col;
}

/// Progress is a courtesy: a terminal that went away must not end the run.
static void show(const std::string &text) {
  ssize_t ignored = write(STDERR_FILENO, text.data(), text.size());
  static_cast<void>(ignored);
}

static std::string formatSeconds(double seconds) {
  auto whole = static_cast<int64_t>(seconds + 0.5);
  if (whole < 60)
    return fmt::format("{} s", whole);
  if (whole < 3600)
    return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string Progress::describe(int loop, int64_t step, double seconds,
                               const std::string &metrics) {
  if (loop != shownLoop) {
    shownLoop = loop;
    startSeconds = seconds;
    startStep = step;
  }
  const Loop &info = program.loops[loop];
  std::string text = fmt::format("{} {}", info.name, step);
  if (info.steps > 0)
    text += fmt::format("/{}", info.steps);
  double elapsed = seconds - startSeconds;
  if (elapsed > 0 && step > startStep) {
    double rate = static_cast<double>(step - startStep) / elapsed;
    text += fmt::format("  {:.3g} steps/s", rate);
    if (info.steps > step)
      text += fmt::format(
          "  {} left",
          formatSeconds(static_cast<double>(info.steps - step) / rate));
  }
  if (state.lossLoop.load(std::memory_order_relaxed) == loop)
    text += fmt::format("  loss {:.4g}",
                        state.loss.load(std::memory_order_relaxed));
  if (!metrics.empty())
    text += "  " + metrics;
  // A longer line would wrap and could not be drawn over.
  return text.substr(0, terminalWidth() - 1);
}

void Progress::erase() {
  if (isShown)
    show(clearLine);
  isShown = false;
}

void Progress::draw(double seconds, const std::string &metrics) {
  int loop = state.loop.load(std::memory_order_relaxed);
  if (loop < 0)
    return;
  int64_t step = state.step.load(std::memory_order_relaxed);
  show(clearLine + describe(loop, step, seconds, metrics));
  isShown = true;
}

void Progress::keep(int loop, double seconds, const std::string &metrics) {
  int64_t steps = program.loops[loop].steps;
  show(clearLine + describe(loop, steps, seconds, metrics) + "\n");
  isShown = false;
}

} // namespace nestor
