// Renders a diagnostic as text with the source line under it, or as JSON.
#include "compiler/support/Diagnostic.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace nestor {

// ---- Source lines with a caret

namespace {

/// Bytes of a source line that are shown; of a longer line, a window around
/// the caret.
constexpr size_t shownBytes = 160;
/// Bytes shown left of the caret where a line is cut.
constexpr size_t shownBefore = 60;
constexpr size_t tabWidth = 4;

struct Colors {
  const char *error = "", *warning = "", *note = "", *strong = "", *off = "";
};

} // namespace

static Colors colorsFor(bool color) {
  if (!color)
    return {};
  return {"\x1b[1;31m", "\x1b[1;35m", "\x1b[1;36m", "\x1b[1m", "\x1b[0m"};
}

static bool continuesCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

/// Columns that a terminal gives to one character; those of Asian scripts and
/// emoji take two. `line[at]` begins it; the text may be invalid UTF-8.
static size_t characterWidth(std::string_view line, size_t at) {
  auto first = static_cast<unsigned char>(line[at]);
  if (first < 0xe1)
    return 1;
  if (first >= 0xf0)
    return 2;
  unsigned code = (first & 0x0fu) << 12;
  if (at + 1 < line.size())
    code |= (static_cast<unsigned char>(line[at + 1]) & 0x3fu) << 6;
  bool hangulJamo = code >= 0x1100 && code < 0x1160;
  bool cjk = code >= 0x2e80 && code < 0xd7c0;
  bool fullWidth = code >= 0xff00 && code < 0xff60;
  return hangulJamo || cjk || fullWidth ? 2 : 1;
}

/// Appends line[begin, end) as a terminal can show it and returns its width.
static size_t appendShown(std::string &out, std::string_view line, size_t begin,
                          size_t end) {
  size_t width = 0;
  for (size_t i = begin; i < end; ++i) {
    char byte = line[i];
    if (byte == '\t') {
      out.append(tabWidth, ' ');
      width += tabWidth;
      continue;
    }
    bool control = static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f;
    out.push_back(control ? '?' : byte);
    if (!continuesCharacter(byte))
      width += control ? 1 : characterWidth(line, i);
  }
  return width;
}

static size_t atCharacterStart(std::string_view line, size_t at) {
  while (at > 0 && at < line.size() && continuesCharacter(line[at]))
    --at;
  return at;
}

/// The line of `range.begin`, and under it a caret and tildes as far as the
/// range goes on this line.
static void appendSnippet(std::string &out, const SourceManager &sources,
                          SourceRange range, const char *color,
                          const char *off) {
  const SourceText &source = sources.file(range.file);
  LineColumn start = source.position(range.begin);
  std::string_view line = source.line(start.line);
  size_t caret = std::min<size_t>(start.column - 1, line.size());
  size_t length = range.end > range.begin ? range.end - range.begin : 1;
  size_t stop = std::clamp(caret + length, caret, line.size());

  size_t from = 0, to = line.size();
  if (line.size() > shownBytes) {
    from =
        atCharacterStart(line, caret > shownBefore ? caret - shownBefore : 0);
    to = atCharacterStart(line, std::min(line.size(), from + shownBytes));
  }
  stop = std::min(stop, to);

  std::string text = "  ", marks = "  ";
  if (from > 0)
    text += "...", marks += "   ";
  marks.append(appendShown(text, line, from, caret), ' ');
  size_t width = appendShown(text, line, caret, stop);
  appendShown(text, line, stop, to);
  if (to < line.size())
    text += "...";
  std::string under = "^";
  if (width > 1)
    under.append(width - 1, '~');
  out += text + "\n" + marks + color + under + off + "\n";
}

// ---- Text

static std::string place(const SourceManager &sources, SourceRange range) {
  const SourceText &source = sources.file(range.file);
  LineColumn start = source.position(range.begin);
  return fmt::format("{}:{}:{}: ", source.name(), start.line, start.column);
}

std::string renderText(const Diagnostic &diagnostic,
                       const SourceManager &sources, bool color) {
  Colors colors = colorsFor(color);
  bool isError = diagnostic.severity == Severity::Error;
  const char *tint = isError ? colors.error : colors.warning;
  std::string out = colors.strong;
  if (diagnostic.range.isValid())
    out += place(sources, diagnostic.range);
  out +=
      fmt::format("{}{}: {}{}{}{} [{}]\n", tint, isError ? "error" : "warning",
                  colors.off, colors.strong, diagnostic.message, colors.off,
                  diagnosticId(diagnostic.kind));
  if (diagnostic.range.isValid())
    appendSnippet(out, sources, diagnostic.range, tint, colors.off);
  for (const Label &label : diagnostic.labels) {
    if (!label.range.isValid()) {
      out += label.text + "\n";
      continue;
    }
    out += place(sources, label.range) + label.text + "\n";
    appendSnippet(out, sources, label.range, colors.note, colors.off);
  }
  for (const std::string &note : diagnostic.notes)
    out += fmt::format("{}note: {}{}\n", colors.note, colors.off, note);
  for (const Fix &fix : diagnostic.fixes)
    out += fmt::format("{}fix: {}{}\n", colors.note, colors.off, fix.text);
  return out;
}

// ---- JSON

static nlohmann::json jsonRange(const SourceManager &sources,
                                SourceRange range) {
  if (!range.isValid())
    return nullptr;
  const SourceText &source = sources.file(range.file);
  auto point = [&](uint32_t offset) {
    LineColumn at = source.position(offset);
    return nlohmann::json{{"line", at.line}, {"column", at.column}};
  };
  return {{"begin", point(range.begin)}, {"end", point(range.end)}};
}

static nlohmann::json jsonFile(const SourceManager &sources,
                               SourceRange range) {
  if (!range.isValid())
    return nullptr;
  return sources.file(range.file).name();
}

std::string renderJson(const Diagnostic &diagnostic,
                       const SourceManager &sources) {
  nlohmann::ordered_json out;
  out["id"] = diagnosticId(diagnostic.kind);
  out["severity"] =
      diagnostic.severity == Severity::Error ? "error" : "warning";
  out["file"] = jsonFile(sources, diagnostic.range);
  out["range"] = jsonRange(sources, diagnostic.range);
  out["message"] = diagnostic.message;
  out["labels"] = nlohmann::json::array();
  for (const Label &label : diagnostic.labels)
    out["labels"].push_back({{"file", jsonFile(sources, label.range)},
                             {"range", jsonRange(sources, label.range)},
                             {"text", label.text}});
  out["notes"] = diagnostic.notes;
  out["fixes"] = nlohmann::json::array();
  for (const Fix &fix : diagnostic.fixes)
    out["fixes"].push_back({{"file", jsonFile(sources, fix.range)},
                            {"range", jsonRange(sources, fix.range)},
                            {"replacement", fix.replacement},
                            {"text", fix.text}});
  // A message may quote bytes that are not UTF-8; they become U+FFFD.
  return out.dump(-1, ' ', /*ensure_ascii=*/false,
                  nlohmann::json::error_handler_t::replace);
}

} // namespace nestor
