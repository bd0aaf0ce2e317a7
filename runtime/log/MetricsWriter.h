/// The numbers that a program reports, as files.
#pragma once

#include "log/Event.h"
#include "log/OutputFile.h"

#include <map>
#include <string>

namespace nestor {

/// Writes `folder`/metrics.jsonl and `folder`/metrics.csv. Neither has a time
/// or anything else that differs between two runs with the same seed, so that
/// equal runs are equal files.
///
/// metrics.jsonl has one object a report,
///   {"experiment":"e","loop":"net","step":500,"values":{"mse":0.12}}
/// with loop and step null outside loops, tensors as nested arrays and what
/// JSON lacks as the strings "nan", "inf" and "-inf".
///
/// metrics.csv has one line a number, so that its columns are the same for
/// every report:
///   experiment,loop,outer,step,name,value
///   e,net,,500,mse,0.12
/// with loop and step empty outside loops and `name[0][1]` for an element.
///
/// Where other loops are around that one, `outer` has their turns, 2/10 or in
/// metrics.jsonl "outer":[2,10], the outermost first; of `over N seeds` the
/// number of the seed.
///
/// Steps count from 1. Numbers are in the shortest form that reads back to the
/// same bits.
class MetricsWriter {
public:
  /// The files go on behind these bytes; 0 makes them.
  MetricsWriter(const Program &program, const std::string &folder,
                int64_t linesFrom, int64_t tableFrom);

  void report(const std::string &experiment, const Site &site,
              const Event &event);
  void flush();
  /// The lengths of the files, which are on the disk then.
  std::map<std::string, int64_t> sync();
  void close();

private:
  const Program &program;
  OutputFile lines;
  OutputFile table;
};

} // namespace nestor
