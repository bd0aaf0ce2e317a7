// What the compiler says to its user: kinds, labels, notes and repairs.
#pragma once

#include "compiler/support/SourceText.h"

#include <deque>
#include <fmt/format.h>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace nestor {

enum class Severity { Error, Warning };

/// One value for each line of DiagnosticKinds.def.
enum class DiagnosticKind {
#define DIAGNOSTIC(NAME, ID, SEVERITY, TEXT) NAME,
#include "compiler/support/DiagnosticKinds.def"
#undef DIAGNOSTIC
};

/// The word that users see, `shape-mismatch`.
const char *diagnosticId(DiagnosticKind kind);
Severity diagnosticSeverity(DiagnosticKind kind);
/// The message with {0}, {1}, ... for its arguments.
const char *diagnosticText(DiagnosticKind kind);

/// A second place, with what is to be seen there.
struct Label {
  SourceRange range;
  std::string text;
};

/// A likely repair: replace `range` by `replacement`; `text` says it in words.
/// Without a place the words are all there is.
struct Fix {
  SourceRange range;
  std::string replacement;
  std::string text;
};

struct Diagnostic {
  DiagnosticKind kind;
  Severity severity;
  SourceRange range;
  std::string message;
  std::vector<Label> labels;
  std::vector<std::string> notes;
  std::vector<Fix> fixes;
};

/// Collects diagnostics. One mistake gives one error: a second report at the
/// same place with the same kind is dropped, and after 20 errors `full()` asks
/// the caller to stop.
class DiagnosticEngine {
public:
  static constexpr unsigned errorLimit = 20;

  /// Adds a diagnostic and returns it, to hang labels, notes and fixes on.
  template <typename... Args>
  Diagnostic &report(DiagnosticKind kind, SourceRange range, Args &&...args) {
    return add(kind, range,
               fmt::format(fmt::runtime(diagnosticText(kind)),
                           std::forward<Args>(args)...));
  }
  Diagnostic &add(DiagnosticKind kind, SourceRange range, std::string message);

  unsigned errorCount() const { return errors_; }
  bool full() const { return errors_ >= errorLimit; }
  /// In the order in which they were reported.
  const std::deque<Diagnostic> &all() const { return all_; }

private:
  std::deque<Diagnostic> all_;
  Diagnostic dropped_{};
  std::set<std::tuple<uint32_t, uint32_t, int>> seen_;
  unsigned errors_ = 0;
};

/// Text for a terminal or a log: `file:line:col: error: text`, the line, a
/// caret, labels, notes, `fix:` lines.
std::string renderText(const Diagnostic &diagnostic,
                       const SourceManager &sources, bool color);
/// One JSON object, {id, severity, file, range, message, labels, notes, fixes}.
std::string renderJson(const Diagnostic &diagnostic,
                       const SourceManager &sources);

} // namespace nestor
