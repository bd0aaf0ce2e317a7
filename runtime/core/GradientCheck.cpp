/// Compares gradients and prints the table.
#include "core/GradientCheck.h"

#include "core/Arena.h"
#include "core/Messages.h"
#include "log/OutputFile.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <tuple>
#include <unistd.h>

namespace nestor {

/// Both modes add the same products in another order; a thousand roundings
/// leave that much.
static constexpr double otherTolerance = 1e-9;
/// Steps of 8e-6 by central differences and one extrapolation: what is left is
/// rounding of the loss, some 1e-16 / 8e-6 of it.
static constexpr double differenceTolerance = 1e-5;
static constexpr double roundings = 64 * 2.2e-16;

GradientCheck::GradientCheck(const Program &program, const Options &options,
                             const LoadedData &loaded)
    : program(program), options(options), loaded(loaded),
      reached(program.gradients.size()), rows(program.gradients.size()) {
  for (size_t experiment : options.experiments)
    for (size_t i = 0; i < program.gradients.size(); ++i)
      if (program.gradients[i].experiment ==
          program.experiments[experiment].name)
        chosen.push_back(i);
}

bool GradientCheck::isFirstTime(int place) {
  if (reached[place])
    return false;
  reached[place] = true;
  return true;
}

/// |a - b| against the larger, none below `floor`.
static double relative(double a, double b, double floor) {
  double size = std::max({std::abs(a), std::abs(b), floor});
  return a == b ? 0 : std::abs(a - b) / size;
}

void GradientCheck::compare(const Gradient &gradient, const double *numbers,
                            double loss, Row &row) const {
  // Derivatives far below the largest are noise beside it.
  double largest = 0;
  size_t count = gradient.coordinates.size();
  for (size_t i = 0; i < count; ++i)
    largest = std::max(largest, std::abs(numbers[7 * i]));
  for (size_t i = 0; i < count; ++i) {
    const double *n = numbers + 7 * i;
    double h = n[6], whole = (n[2] - n[3]) / (2 * h), half = (n[4] - n[5]) / h;
    double slope = (4 * half - whole) / 3;
    // One-sided slopes differ by h f'' where f is smooth, by as much for h / 2
    // as for h where it has a kink here; a kink between shows in both.
    double bend = std::abs(n[2] - 2 * loss + n[3]) / h;
    double halfBend = 2 * std::abs(n[4] - 2 * loss + n[5]) / h;
    double noise = roundings * std::max(std::abs(loss), std::abs(n[2])) / h;
    double floor = std::max(1e-3 * largest, noise / differenceTolerance);
    if (!std::isnan(n[1])) {
      double error = relative(n[0], n[1], 1e-3 * largest + 1e-300);
      row.otherError = std::max(row.otherError, error);
      row.failures += !(error <= otherTolerance);
    }
    bool kink = (bend > 1e-3 * (std::abs(slope) + largest) + noise &&
                 halfBend > 0.75 * bend) ||
                relative(whole, half, floor) > 1e-4;
    double error = relative(n[0], slope, floor);
    if (kink && error > differenceTolerance) {
      ++row.kinks;
      continue;
    }
    if (error > row.differenceError || std::isnan(error)) {
      row.differenceError = error;
      row.worst = gradient.coordinates[i];
      row.worstGradient = n[0];
      row.worstReference = slope;
    }
    row.failures +=
        gradient.departs.empty() && !(error <= differenceTolerance);
  }
}

void GradientCheck::effect(int site, const void *const *leaves) {
  size_t place = static_cast<size_t>(site) - program.sites.size();
  if (static_cast<size_t>(site) < program.sites.size())
    return; // what the script reports is not asked for
  compare(program.gradients[place], static_cast<const double *>(leaves[0]),
          *static_cast<const double *>(leaves[1]), rows[place]);
  if (std::all_of(chosen.begin(), chosen.end(),
                  [&](size_t i) { return reached[i]; }))
    finish();
}

void GradientCheck::failIndex(int line, int64_t index, int64_t extent) {
  print();
  printMessage(program.errorAt(
      line, fmt::format("index {} is out of range, the axis has {} elements",
                        index, extent)));
  std::_Exit(static_cast<int>(ExitStatus::BadInput));
}

void GradientCheck::runAll() {
  for (size_t i : options.experiments) {
    Arena arena(program.experiments[i].arena_bytes);
    program.experiments[i].entry(options.seed, options.hypers.data(),
                                 arena.data(), loaded.pointers.data());
  }
  finish();
}

void GradientCheck::finish() {
  print();
  int failures = 0;
  for (const Row &row : rows)
    failures += row.failures > 0;
  // Frames of generated code may lie below.
  std::_Exit(static_cast<int>(failures > 0 ? ExitStatus::ClaimFailed
                                           : ExitStatus::Success));
}

/// `[3, 5]` of the second tensor of three.
std::string GradientCheck::nameOf(const Gradient &gradient,
                                  int64_t coordinate) const {
  for (size_t t = 0; t < gradient.shapes.size(); ++t) {
    const std::vector<int64_t> &shape = gradient.shapes[t];
    int64_t count = 1;
    for (int64_t extent : shape)
      count *= extent;
    if (coordinate >= count) {
      coordinate -= count;
      continue;
    }
    std::vector<int64_t> index(shape.size());
    for (size_t i = shape.size(); i-- > 0;) {
      index[i] = coordinate % shape[i];
      coordinate /= shape[i];
    }
    std::string tensor = gradient.shapes.size() > 1
                             ? fmt::format("tensor {} ", t + 1)
                             : std::string();
    return fmt::format("{}[{}]", tensor, fmt::join(index, ", "));
  }
  return "";
}

static std::string errorText(double error) {
  return error < 0 ? "-" : fmt::format("{:.1e}", error);
}

void GradientCheck::print() {
  std::string text = fmt::format("{:>16}  {:>7}  {:>8}  {:>10}  {:>11}  {}\n",
                                 "line", "numbers", "mode", "other mode",
                                 "differences", "verdict");
  // One line of a script may be in many places of the program.
  std::vector<size_t> order = chosen;
  auto key = [&](size_t i) {
    const Gradient &g = program.gradients[i];
    return std::make_tuple(g.experiment, g.file != program.file, g.file, g.line,
                           g.column);
  };
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return key(a) < key(b); });
  std::string experiment;
  for (size_t n = 0; n < order.size();) {
    const Gradient &gradient = program.gradients[order[n]];
    if (experiment != gradient.experiment)
      text += "experiment " + gradient.experiment + "\n";
    experiment = gradient.experiment;
    size_t end = n;
    bool isReached = false;
    Row row;
    std::string departs;
    for (; end < order.size() && key(order[end]) == key(order[n]); ++end) {
      const Row &next = rows[order[end]];
      isReached |= reached[order[end]];
      departs = std::max(departs, program.gradients[order[end]].departs);
      row.otherError = std::max(row.otherError, next.otherError);
      row.kinks += next.kinks;
      row.failures += next.failures;
      if (next.differenceError > row.differenceError) {
        row.differenceError = next.differenceError;
        row.worst = next.worst;
        row.worstGradient = next.worstGradient;
        row.worstReference = next.worstReference;
      }
    }
    n = end;
    std::string place = fmt::format("{}:{}", gradient.line, gradient.column);
    if (gradient.file != program.file)
      place = gradient.file.substr(gradient.file.rfind('/') + 1) + ":" + place;
    std::string verdict = row.failures ? "DISAGREES" : "agrees";
    if (!isReached)
      verdict = "not reached";
    else if (!row.failures && row.differenceError > differenceTolerance)
      verdict = "differs, as asked: " + departs;
    std::string source = gradient.file == program.file
                             ? program.lineText(gradient.line)
                             : std::string();
    text += fmt::format("{:>16}  {:>7}  {:>8}  {:>10}  {:>11}  {:<10}  {:.60}\n",
                        place, gradient.coordinates.size(),
                        gradient.isForward ? "forward" : "reverse",
                        errorText(row.otherError),
                        errorText(row.differenceError), verdict, source);
    if (row.failures && row.worst >= 0)
      text += fmt::format("    worst at {}: gradient {:.12g}, differences "
                          "{:.12g}\n",
                          nameOf(gradient, row.worst), row.worstGradient,
                          row.worstReference);
    if (row.kinks)
      text += fmt::format("    {} {} at kinks (relu, abs, max, where), which "
                          "differences cannot see across; --smooth smooths "
                          "them\n",
                          row.kinks,
                          row.kinks == 1 ? "number stands" : "numbers stand");
  }
  OutputFile output(STDOUT_FILENO, "standard output");
  output.write(text);
  output.close();
}

} // namespace nestor
