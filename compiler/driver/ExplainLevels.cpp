// The graph of levels as a tree.
#include "compiler/driver/ExplainLevels.h"
#include "runtime/include/nestor/FormatBytes.h"

#include <fmt/format.h>

#include <algorithm>

namespace nestor {

using typed::Level;

std::string headingOf(const Level &level) {
  switch (level.kind) {
  case Level::For:
    return fmt::format("for {} turns", level.steps);
  case Level::Seeds:
    return fmt::format("over {} seeds", level.steps);
  case Level::Gradient:
    return "grad " + level.trained;
  case Level::Learning:
    break;
  }
  std::string text = level.trained;
  if (!level.from.empty())
    text += " from " + level.from;
  text += fmt::format(" by {}, {} step{}", level.optimizer, level.steps,
                      level.steps == 1 ? "" : "s");
  if (level.lanes != 1)
    text += fmt::format(", in {} lanes", level.lanes);
  if (level.differentiated)
    text += ", " + level.through;
  else if (level.isInLoss)
    text += ", no derivative";
  return text;
}

namespace {

/// A line of the tree: what stands on the left, and a place of the script.
struct Line {
  std::string text, place;
  bool operator==(const Line &o) const {
    return text == o.text && place == o.place;
  }
};
using Lines = std::vector<Line>;

} // namespace

static std::string listed(const std::vector<std::string> &words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return text;
}

static Lines detailsOf(const Level &level) {
  Lines lines;
  for (const Level::Reads &reads : level.reads) {
    bool isOnly = std::count_if(level.reads.begin(), level.reads.end(),
                                [&](const Level::Reads &other) {
                                  return other.name == reads.name;
                                }) == 1;
    std::string name = isOnly ? reads.name : reads.name + " of " + reads.line;
    std::vector<std::string> by;
    for (const std::string &part : reads.by)
      by.push_back("its " + part);
    if (!by.empty())
      lines.push_back(
          {fmt::format("gradients reach {} through {}", name, listed(by)), ""});
    for (const Level::Reads::Cut &cut : reads.cuts)
      lines.push_back({fmt::format("none reaches {} through its {}: {}", name,
                                   cut.by, cut.why),
                       ""});
  }
  if (!level.end.empty())
    lines.push_back({"its result is a constant: " + level.end, ""});
  if (!level.follows.empty())
    lines.push_back({"goes on from: " + listed(level.follows), ""});
  if (!level.fixed.empty())
    lines.push_back({"holds fixed: " + listed(level.fixed), ""});
  return lines;
}

static Lines treeOf(const std::vector<std::unique_ptr<Level>> &levels);

static Lines treeOf(const Level &level) {
  const char *where = level.where == Level::Update  ? "in its update: "
                      : level.where == Level::Every ? "in `every`: "
                                                    : "";
  Lines lines{{where + headingOf(level), level.line}};
  const char *bar = level.inner.empty() ? "   " : "│  ";
  for (const Line &detail : detailsOf(level))
    lines.push_back({bar + detail.text, ""});
  Lines inner = treeOf(level.inner);
  lines.insert(lines.end(), inner.begin(), inner.end());
  return lines;
}

// Levels side by side; those that look alike are one.
static Lines treeOf(const std::vector<std::unique_ptr<Level>> &levels) {
  std::vector<std::pair<Lines, int>> trees;
  for (const auto &level : levels) {
    Lines tree = treeOf(*level);
    auto known = std::find_if(trees.begin(), trees.end(),
                              [&](const auto &t) { return t.first == tree; });
    if (known == trees.end())
      trees.push_back({std::move(tree), 1});
    else
      ++known->second;
  }
  Lines lines;
  for (size_t i = 0; i < trees.size(); ++i) {
    auto &[tree, count] = trees[i];
    bool isLast = i + 1 == trees.size();
    if (count > 1)
      tree[0].text += fmt::format(" ({} times)", count);
    for (size_t k = 0; k < tree.size(); ++k)
      lines.push_back({(k == 0   ? isLast ? "└─ " : "├─ "
                        : isLast ? "   "
                                 : "│  ") +
                           tree[k].text,
                       tree[k].place});
  }
  return lines;
}

static void addStates(const std::vector<std::unique_ptr<Level>> &levels,
                      std::vector<std::string> &lines) {
  for (const auto &level : levels) {
    for (const Level::States &states : level->states) {
      std::vector<std::string> names;
      for (const std::string &name : states.names)
        names.push_back(name[0] == '@' ? name.substr(1) : name);
      std::string line = fmt::format(
          "{} of {}: beside {}, {}, carried by the loop at {}", listed(names),
          states.optimizer.empty() ? level->optimizer : states.optimizer,
          level->trained, formatBytes(double(states.bytes)), states.carriedBy);
      if (std::find(lines.begin(), lines.end(), line) == lines.end())
        lines.push_back(line);
    }
    addStates(level->inner, lines);
  }
}

std::string statesAsText(const std::vector<typed::ExperimentLevels> &levels) {
  std::vector<std::string> lines;
  for (const typed::ExperimentLevels &experiment : levels)
    addStates(experiment.levels, lines);
  std::string text;
  for (const std::string &line : lines)
    text += line + "\n";
  return text;
}

// In columns: a character may have several bytes.
static size_t widthOf(const std::string &text) {
  return size_t(std::count_if(text.begin(), text.end(),
                              [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string levelsAsText(const std::vector<typed::ExperimentLevels> &levels) {
  std::string text;
  for (const typed::ExperimentLevels &experiment : levels) {
    Lines lines = treeOf(experiment.levels);
    size_t width = 0, places = 0;
    for (const Line &line : lines) {
      if (!line.place.empty())
        width = std::max(width, widthOf(line.text));
      places = std::max(places, line.place.size());
    }
    text += experiment.name + "\n";
    for (const Line &line : lines) {
      text += line.text;
      if (!line.place.empty())
        text += std::string(width - widthOf(line.text) + 2, ' ') +
                fmt::format("{:>{}}", line.place, places);
      text += "\n";
    }
    if (lines.empty())
      text += "   nothing learns\n";
    text += "\n";
  }
  return text;
}

} // namespace nestor
