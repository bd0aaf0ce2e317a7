/// From plot statements to numbers and pictures.
#include "log/PlotWriter.h"

#include "checkpoint/AtomicFile.h"
#include "core/Failure.h"
#include "log/FormatNumber.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>

namespace nestor {

/// A field of a csv line, in quotes where it needs them.
static std::string quoteCsv(const std::string &text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos)
    return text;
  std::string quoted = "\"";
  for (char c : text)
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

/// Takes one line of fields from `text`, which `at` walks along.
static std::vector<std::string> takeFields(const std::string &text,
                                           size_t &at) {
  std::vector<std::string> fields(1);
  for (bool isQuoted = false; at < text.size(); ++at) {
    char c = text[at];
    if (isQuoted) {
      if (c == '"' && at + 1 < text.size() && text[at + 1] == '"')
        fields.back() += text[++at];
      else if (c == '"')
        isQuoted = false;
      else
        fields.back() += c;
      continue;
    }
    if (c == '\n') {
      ++at;
      break;
    }
    if (c == '"')
      isQuoted = true;
    else if (c == ',')
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

/// The statement's own title, else the names of its curves.
static std::string titleOf(const Site &site) {
  std::string title = site.text;
  size_t first = site.name == "x" ? 1 : 0;
  for (size_t i = first; site.text.empty() && i < site.leaves.size(); ++i)
    title += (i > first ? ", " : "") + site.leaves[i].name();
  return title;
}

PlotWriter::PlotWriter(const Program &program, const std::string &folder,
                       int64_t from)
    : folder(folder) {
  for (const Site &site : program.sites)
    if (site.kind == SiteKind::Plot) {
      std::string &label = labels[titleOf(site)];
      label = label.empty() ? site.name : label;
    }
  if (labels.empty())
    return;
  std::string path = folder + "/plots.csv";
  table = std::make_unique<OutputFile>(path, from);
  if (from == 0)
    table->write("experiment,figure,curve,line,x,y\n");
  else
    readBack(path, from);
}

void PlotWriter::readBack(const std::string &path, int64_t size) {
  std::string text(static_cast<size_t>(size), '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(text.data(), size))
    throw Failure(ExitStatus::BadInput,
                  fmt::format("cannot read `{}`: {}", path,
                              std::strerror(errno)));
  size_t at = 0;
  takeFields(text, at); // the names of the columns
  while (at < text.size()) {
    std::vector<std::string> fields = takeFields(text, at);
    size_t line = 0;
    bool fits = fields.size() == 6;
    if (fits) {
      line = std::strtoul(fields[3].c_str(), nullptr, 10);
      // Lines of a curve follow each other.
      Entry &entry = entryOf(fields[0], fields[1]);
      fits = line <= curveOf(entry, fields[2]).lines.size();
    }
    if (!fits)
      throw Failure(ExitStatus::BadInput,
                    fmt::format("`{}` is damaged before byte {}: it does not "
                                "hold what its run has written",
                                path, at));
    addPoint({fields[0], fields[1]}, fields[2], line,
             std::strtod(fields[4].c_str(), nullptr),
             std::strtod(fields[5].c_str(), nullptr));
  }
}

/// A file's name of lower-case letters, digits and dashes.
static std::string fileName(const std::string &title) {
  constexpr size_t longest = 60;
  std::string name;
  for (unsigned char c : title) {
    bool isPlain = c < 0x80 && std::isalnum(c);
    if (isPlain)
      name += static_cast<char>(std::tolower(c));
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  name.resize(std::min(name.size(), longest));
  while (!name.empty() && name.back() == '-')
    name.pop_back();
  return name;
}

PlotWriter::Entry &PlotWriter::entryOf(const std::string &experiment,
                                       const std::string &title) {
  auto [place, isNew] = entries.try_emplace({experiment, title});
  Entry &entry = place->second;
  if (!isNew)
    return entry;
  entry.figure.title = title;
  entry.figure.xLabel = labels[title];
  // Titles that differ in their marks alone get names that differ, too.
  std::string plain = fileName(experiment + " " + title), name = plain;
  auto isTaken = [&] {
    return std::any_of(entries.begin(), entries.end(), [&](const auto &other) {
      return other.second.file == name + ".svg";
    });
  };
  for (int n = 2; isTaken(); ++n)
    name = fmt::format("{}-{}", plain, n);
  entry.file = name + ".svg";
  return entry;
}

Curve &PlotWriter::curveOf(Entry &entry, const std::string &name) {
  for (Curve &curve : entry.figure.curves)
    if (curve.name == name)
      return curve;
  entry.figure.curves.push_back({name, {}});
  return entry.figure.curves.back();
}

void PlotWriter::addPoint(const Key &key, const std::string &name, size_t line,
                          double x, double y) {
  Entry &entry = entryOf(key.first, key.second);
  Curve &curve = curveOf(entry, name);
  if (curve.lines.size() <= line)
    curve.lines.resize(line + 1);
  curve.lines[line].x.push_back(x);
  curve.lines[line].y.push_back(y);
  entry.hasChanged = true;
}

void PlotWriter::record(const Key &key, const std::string &curve, size_t line,
                        double x, const std::string &y) {
  table->write(fmt::format("{},{},{},{},{},{}\n", quoteCsv(key.first),
                           quoteCsv(key.second), quoteCsv(curve), line, x, y));
  // From the text, so that a resumed run draws the same picture.
  addPoint(key, curve, line, x, std::strtod(y.c_str(), nullptr));
}

void PlotWriter::plot(const std::string &experiment, const Site &site,
                      const Event &event) {
  std::vector<LeafValue> values = leafValues(site, event.data);
  const LeafValue *places = site.name == "x" ? &values.front() : nullptr;
  bool isInLoop = site.name == "step";
  Key key = {experiment, titleOf(site)};
  Entry &entry = entryOf(key.first, key.second);
  for (size_t i = places ? 1 : 0; i < values.size(); ++i) {
    const LeafValue &value = values[i];
    // The last axis of points, unless each turn is one; the one before counts
    // curves.
    const std::vector<int64_t> &shape = value.leaf->shape;
    bool isSeveral = shape.size() == (isInLoop ? 1 : 2);
    int64_t curves = isSeveral ? shape[0] : 1;
    int64_t points = isInLoop ? 1 : shape.back();
    for (int64_t c = 0; c < curves; ++c) {
      std::string name = value.leaf->name();
      if (isSeveral)
        name += fmt::format("[{}]", c);
      std::vector<Line> &lines = curveOf(entry, name).lines;
      double step = static_cast<double>(event.step + 1);
      bool goesOn = isInLoop && !lines.empty() && lines.back().x.back() < step;
      size_t line = goesOn ? lines.size() - 1 : lines.size();
      for (int64_t p = 0; p < points; ++p) {
        double x = step;
        if (places)
          x = std::strtod(formatElement(*places, p, Digits::Exact).c_str(),
                          nullptr);
        else if (!isInLoop)
          x = static_cast<double>(p);
        record(key, name, line, x,
               formatElement(value, c * points + p, Digits::Exact));
      }
    }
  }
}

void PlotWriter::flush() {
  if (table)
    table->flush();
}

void PlotWriter::draw() {
  std::string place = folder + "/plots";
  for (auto &[key, entry] : entries) {
    if (!entry.hasChanged)
      continue;
    if (mkdir(place.c_str(), /*mode=*/0777) != 0 && errno != EEXIST)
      throw Failure(ExitStatus::BadInput,
                    fmt::format("cannot make the folder `{}`: {}", place,
                                std::strerror(errno)));
    writeAtomically(place + "/" + entry.file, {drawFigure(entry.figure)});
    entry.hasChanged = false;
  }
}

int64_t PlotWriter::sync() {
  if (!table)
    return 0;
  table->sync();
  return table->position();
}

void PlotWriter::close() {
  draw();
  if (table)
    table->close();
}

} // namespace nestor
