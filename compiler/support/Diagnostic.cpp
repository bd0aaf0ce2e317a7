// Collects diagnostics, one for each mistake, from the kinds of
// DiagnosticKinds.def.
#include "compiler/support/Diagnostic.h"

namespace nestor {

namespace {

struct KindEntry {
  const char *id;
  Severity severity;
  const char *text;
};

} // namespace

static const KindEntry &entry(DiagnosticKind kind) {
  static constexpr KindEntry entries[] = {
#define DIAGNOSTIC(NAME, ID, SEVERITY, TEXT) {ID, Severity::SEVERITY, TEXT},
#include "compiler/support/DiagnosticKinds.def"
#undef DIAGNOSTIC
  };
  return entries[size_t(kind)];
}

const char *diagnosticId(DiagnosticKind kind) { return entry(kind).id; }

Severity diagnosticSeverity(DiagnosticKind kind) {
  return entry(kind).severity;
}

const char *diagnosticText(DiagnosticKind kind) { return entry(kind).text; }

Diagnostic &DiagnosticEngine::add(DiagnosticKind kind, SourceRange range,
                                  std::string message) {
  Severity severity = diagnosticSeverity(kind);
  Diagnostic diagnostic{kind, severity, range, std::move(message), {}, {}, {}};
  // Two reports without a place may say different things; both stay.
  bool isNew = !range.isValid() ||
               seen_.insert({range.file, range.begin, int(kind)}).second;
  bool overLimit = severity == Severity::Error && full();
  if (!isNew || overLimit) {
    dropped_ = std::move(diagnostic);
    return dropped_;
  }
  if (severity == Severity::Error)
    ++errors_;
  all_.push_back(std::move(diagnostic));
  return all_.back();
}

} // namespace nestor
