/// The figures of a run.
#pragma once

#include "log/DrawFigure.h"
#include "log/Event.h"
#include "log/OutputFile.h"

#include <map>
#include <memory>
#include <string>

namespace nestor {

/// Writes `folder`/plots/EXPERIMENT-TITLE.svg for each figure, and the numbers
/// of all to `folder`/plots.csv:
///   experiment,figure,curve,line,x,y
///   train,learning curve,loss,0,500,0.12
/// Statements of one title and experiment draw into one figure; without a title
/// it is named by its curves. A curve that begins anew (in the next of several
/// seeds) gets another line of its colour.
class PlotWriter {
public:
  /// plots.csv goes on behind byte `from`: what is before it is drawn, too.
  PlotWriter(const Program &program, const std::string &folder, int64_t from);

  void plot(const std::string &experiment, const Site &site,
            const Event &event);
  void flush();
  /// Draws the figures that have changed.
  void draw();
  /// Bytes of plots.csv, which are on the disk then.
  int64_t sync();
  void close();

private:
  struct Entry {
    Figure figure;
    std::string file;
    bool hasChanged = true;
  };
  using Key = std::pair<std::string, std::string>; ///< experiment, title

  Entry &entryOf(const std::string &experiment, const std::string &title);
  Curve &curveOf(Entry &entry, const std::string &name);
  void addPoint(const Key &key, const std::string &curve, size_t line, double x,
                double y);
  void record(const Key &key, const std::string &curve, size_t line, double x,
              const std::string &y);
  void readBack(const std::string &path, int64_t size);

  std::string folder;
  std::map<std::string, std::string> labels; ///< of the axis, by title
  std::map<Key, Entry> entries;
  std::unique_ptr<OutputFile> table; ///< null where nothing is plotted
};

} // namespace nestor
