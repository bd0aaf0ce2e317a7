/// What the user sees while the program runs.
#pragma once

#include "log/Event.h"
#include "log/OutputFile.h"
#include "log/Progress.h"

#include <optional>
#include <string>

namespace nestor {

/// Standard output and `folder`/output.txt get what `print` and `claim` say.
/// Reports are lines on standard output too (`step 500  mse 0.12`), or, where
/// both outputs are terminals, parts of the progress line.
class Console {
public:
  /// output.txt goes on behind byte `from`.
  Console(const Program &program, const std::string &folder, bool isQuiet,
          const ProgressState &state, int64_t from);

  /// Prints to both. `text` ends with a new line.
  void print(const std::string &text);
  void effect(const Site &site, const Event &event);
  void lastStep(const Event &event);
  /// Draws the progress line, if there is one.
  void tick(double seconds);
  bool hasProgress() const { return progress.has_value(); }
  void flush();
  /// Bytes of output.txt, which are on the disk then.
  int64_t sync();
  void close();

private:
  void report(const Site &site, const Event &event);

  OutputFile standardOutput;
  OutputFile kept;
  std::optional<Progress> progress;
  bool showsReportLines;
  std::string metrics; ///< of the last report, for the progress line
};

} // namespace nestor
