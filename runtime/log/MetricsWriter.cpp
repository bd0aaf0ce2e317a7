/// From the leaves of a report to a line of JSON and lines of CSV.
#include "log/MetricsWriter.h"

#include "log/FormatNumber.h"

#include <fmt/format.h>

namespace nestor {

MetricsWriter::MetricsWriter(const Program &program, const std::string &folder,
                             int64_t linesFrom, int64_t tableFrom)
    : program(program), lines(folder + "/metrics.jsonl", linesFrom),
      table(folder + "/metrics.csv", tableFrom) {
  if (tableFrom == 0)
    table.write("experiment,loop,outer,step,name,value\n");
}

/// An element as JSON: a number or a bool as it is, the rest as a string.
static std::string jsonElement(const LeafValue &value, int64_t i) {
  std::string text = formatElement(value, i, Digits::Exact);
  bool hasNoNumber = text == "nan" || text == "inf" || text == "-inf";
  return hasNoNumber ? '"' + text + '"' : text;
}

/// Nested arrays of the axes from `axis` on; `next` counts the elements.
static void appendJson(const LeafValue &value, size_t axis, int64_t &next,
                       std::string &text) {
  if (axis == value.leaf->shape.size()) {
    text += jsonElement(value, next++);
    return;
  }
  text += '[';
  for (int64_t i = 0; i < value.leaf->shape[axis]; ++i) {
    if (i > 0)
      text += ',';
    appendJson(value, axis + 1, next, text);
  }
  text += ']';
}

/// "[1][2]" for row-major element i of a tensor, "" for a scalar.
static std::string formatIndex(const Leaf &leaf, int64_t i) {
  std::string text;
  for (size_t axis = leaf.shape.size(); axis-- > 0;) {
    text = fmt::format("[{}]{}", i % leaf.shape[axis], text);
    i /= leaf.shape[axis];
  }
  return text;
}

void MetricsWriter::report(const std::string &experiment, const Site &site,
                           const Event &event) {
  bool isInLoop = site.loop >= 0;
  std::string loop = isInLoop ? program.loops[site.loop].name : "";
  std::string step = event.step >= 0 ? fmt::format("{}", event.step + 1) : "";

  std::string outer, outerJson;
  for (int64_t turn : outerSteps(site, event.data)) {
    outer += fmt::format("{}{}", outer.empty() ? "" : "/", turn + 1);
    outerJson += fmt::format("{}{}", outerJson.empty() ? "" : ",", turn + 1);
  }
  std::string line =
      fmt::format(R"({{"experiment":{},"loop":{},{}"step":{},"values":{{)",
                  quoteJson(experiment), isInLoop ? quoteJson(loop) : "null",
                  outer.empty() ? "" : "\"outer\":[" + outerJson + "],",
                  step.empty() ? "null" : step);
  std::string rows;
  bool isFirst = true;
  for (const LeafValue &value : leafValues(site, event.data)) {
    std::string name = value.leaf->name();
    line += (isFirst ? "" : ",") + quoteJson(name) + ":";
    isFirst = false;
    int64_t next = 0;
    appendJson(value, /*axis=*/0, next, line);
    for (int64_t i = 0; i < value.leaf->count; ++i)
      rows += fmt::format("{},{},{},{},{}{},{}\n", experiment, loop, outer,
                          step, name, formatIndex(*value.leaf, i),
                          formatElement(value, i, Digits::Exact));
  }
  lines.write(line + "}}\n");
  table.write(rows);
}

void MetricsWriter::flush() {
  lines.flush();
  table.flush();
}

std::map<std::string, int64_t> MetricsWriter::sync() {
  lines.sync();
  table.sync();
  return {{"metrics.jsonl", lines.position()}, {"metrics.csv", table.position()}};
}

void MetricsWriter::close() {
  lines.close();
  table.close();
}

} // namespace nestor
