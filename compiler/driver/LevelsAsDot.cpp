// The graph of levels for Graphviz. An edge from a level to one around it is
// solid where gradients go, dashed where they are cut; dots join what is merely
// run inside, or held fixed.
#include "compiler/driver/ExplainLevels.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

namespace nestor {

using typed::Level;

namespace {

class DotWriter {
public:
  std::string write(const std::vector<typed::ExperimentLevels> &levels);

private:
  using Levels = std::vector<std::unique_ptr<Level>>;

  void writeNodes(const Levels &levels);
  void writeEdges(const Level &level, const std::vector<const Level *> &around);
  void writeBeside(const Levels &beside);
  void edge(const Level &from, const Level &to, const std::string &label,
            const char *style) {
    out += fmt::format("  n{} -> n{} [label=\"{}\", style={}]\n",
                       numbers[&from], numbers[&to], escaped(label), style);
  }
  static std::string escaped(const std::string &text) {
    std::string result;
    for (char c : text)
      result +=
          c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return result;
  }

  std::string out;
  std::map<const Level *, size_t> numbers;
};

} // namespace

void DotWriter::writeNodes(const Levels &levels) {
  for (const auto &level : levels) {
    size_t number = numbers.size();
    numbers[level.get()] = number;
    out += fmt::format("    n{} [label=\"{}\\n{}\"{}]\n", number,
                       escaped(headingOf(*level)), level->line,
                       level->kind == Level::Learning ? "" : ", style=rounded");
    writeNodes(level->inner);
  }
}

// `around`: the levels around it, from the outside in.
void DotWriter::writeEdges(const Level &level,
                           const std::vector<const Level *> &around) {
  if (!around.empty()) {
    const char *where = level.where == Level::Update  ? "in its update"
                        : level.where == Level::Every ? "in every"
                                                      : "";
    if (level.reads.empty())
      edge(level, *around.back(), where, "dotted");
  }
  for (const Level::Reads &reads : level.reads)
    for (const Level *outer : around) {
      if (outer->line != reads.line || outer->trained != reads.name)
        continue;
      if (!reads.by.empty())
        edge(level, *outer, fmt::format("{}", fmt::join(reads.by, ", ")),
             "solid");
      for (const Level::Reads::Cut &cut : reads.cuts)
        edge(level, *outer, cut.by + ": " + cut.why, "dashed");
      if (!level.end.empty())
        edge(level, *outer, level.end, "dashed");
    }
  std::vector<const Level *> inside = around;
  inside.push_back(&level);
  for (const auto &inner : level.inner)
    writeEdges(*inner, inside);
  writeBeside(level.inner);
}

void DotWriter::writeBeside(const Levels &beside) {
  for (const auto &level : beside) {
    auto join = [&](const std::vector<std::string> &names, const char *label,
                    const char *style) {
      for (const std::string &name : names)
        for (const auto &other : beside)
          if (other->trained == name)
            edge(*level, *other, label, style);
    };
    join(level->fixed, "held fixed", "dotted");
    join(level->follows, "goes on from", "solid");
  }
}

std::string
DotWriter::write(const std::vector<typed::ExperimentLevels> &levels) {
  out = "digraph levels {\n  rankdir=BT\n  node [shape=box]\n";
  for (size_t i = 0; i < levels.size(); ++i) {
    out += fmt::format("  subgraph cluster_{} {{\n    label=\"{}\"\n", i,
                       levels[i].name);
    writeNodes(levels[i].levels);
    out += "  }\n";
  }
  for (const typed::ExperimentLevels &experiment : levels) {
    for (const auto &level : experiment.levels)
      writeEdges(*level, {});
    writeBeside(experiment.levels);
  }
  return out + "}\n";
}

std::string levelsAsDot(const std::vector<typed::ExperimentLevels> &levels) {
  return DotWriter().write(levels);
}

} // namespace nestor
