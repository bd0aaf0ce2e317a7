/// SVG with axes, ticks and a legend.
#include "log/DrawFigure.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace nestor {

namespace {
// Pixels.
constexpr double width = 760, height = 440;
constexpr double left = 76, right = 560, top = 44, bottom = 388;
/// Between two pixels no more than the lowest and the highest can be seen.
constexpr size_t columns = 1000;

/// Okabe and Ito's colours, which people who see few colours can tell apart.
const char *const colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                               "#e69f00", "#56b4e9", "#000000", "#999999"};

/// A range of numbers, laid out along one side of the picture.
struct Axis {
  double low = 0, high = 1;   ///< as drawn: logarithms where `isLogarithmic`
  double begin = 0, end = 1;  ///< pixels
  bool isLogarithmic = false;

  double place(double value) const {
    double at = isLogarithmic ? std::log10(value) : value;
    return begin + (at - low) / (high - low) * (end - begin);
  }
};

struct Range {
  double low = INFINITY, high = -INFINITY;
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};
} // namespace

static bool isShown(const Line &line, size_t i) {
  return std::isfinite(line.x[i]) && std::isfinite(line.y[i]);
}

/// `mayBeLogarithmic`: of the vertical one.
static Axis makeAxis(Range range, double begin, double end,
                     bool mayBeLogarithmic) {
  Axis axis;
  axis.begin = begin;
  axis.end = end;
  if (range.low > range.high)
    return axis; // nothing to show
  axis.isLogarithmic =
      mayBeLogarithmic && range.low > 0 && range.high >= 1000 * range.low;
  axis.low = axis.isLogarithmic ? std::log10(range.low) : range.low;
  axis.high = axis.isLogarithmic ? std::log10(range.high) : range.high;
  // Curves keep off the frame.
  double margin = mayBeLogarithmic ? 0.03 * (axis.high - axis.low) : 0;
  axis.low -= margin;
  axis.high += margin;
  if (axis.low == axis.high) {
    double around = axis.low == 0 ? 1 : std::abs(axis.low) / 2;
    axis.low -= around;
    axis.high += around;
  }
  return axis;
}

/// Round numbers in the axis' range, five or so.
static std::vector<double> ticksOf(const Axis &axis) {
  std::vector<double> ticks;
  double span = axis.high - axis.low;
  if (axis.isLogarithmic) {
    double step = std::max(1.0, std::ceil(span / 6));
    for (double power = std::ceil(axis.low); power <= axis.high; power += step)
      ticks.push_back(std::pow(10, power));
    return ticks;
  }
  double unit = std::pow(10, std::floor(std::log10(span / 5)));
  double step = unit;
  for (double factor : {2.0, 5.0, 10.0})
    if (span / step > 7)
      step = factor * unit;
  for (double i = std::ceil(axis.low / step); i * step <= axis.high; ++i)
    ticks.push_back(i * step + 0.0); // no -0
  return ticks;
}

static std::string escape(const std::string &text) {
  std::string result;
  for (char c : text) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else
      result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return result;
}

/// At most `most` letters; UTF-8 is cut between two of them.
static std::string shortened(const std::string &text, size_t most) {
  size_t letters = 0;
  for (size_t i = 0; i < text.size(); ++i)
    if ((text[i] & 0xC0) != 0x80 && ++letters > most)
      return text.substr(0, i) + "...";
  return text;
}

static std::string text(double x, double y, const char *anchor, double size,
                        const std::string &words) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" "
                     "font-size=\"{}\">{}</text>\n",
                     x, y, anchor, size, escape(words));
}

static std::string drawAxes(const Axis &x, const Axis &y, const Figure &figure) {
  std::string out;
  for (double tick : ticksOf(x)) {
    double at = x.place(tick);
    out += fmt::format("<path class=\"grid\" d=\"M{:.1f} {}V{}\"/>\n", at, top,
                       bottom);
    out += text(at, bottom + 18, "middle", 12, fmt::format("{:.6g}", tick));
  }
  for (double tick : ticksOf(y)) {
    double at = y.place(tick);
    out += fmt::format("<path class=\"grid\" d=\"M{} {:.1f}H{}\"/>\n", left, at,
                       right);
    out += text(left - 6, at + 4, "end", 12, fmt::format("{:.6g}", tick));
  }
  out += fmt::format("<path class=\"axis\" d=\"M{} {}V{}H{}\"/>\n", left, top,
                     bottom, right);
  out += text((left + right) / 2, height - 14, "middle", 13, figure.xLabel);
  out += text(left, top - 18, "start", 15, shortened(figure.title, 70));
  if (y.isLogarithmic)
    out += text(left - 6, top - 4, "end", 11, "log");
  return out;
}

/// The numbers of the points to draw: all, or of each column of the picture the
/// first, the lowest, the highest and the last.
static std::vector<size_t> chosen(const Line &line, const Axis &x) {
  std::vector<size_t> all;
  if (line.x.size() <= 4 * columns) {
    for (size_t i = 0; i < line.x.size(); ++i)
      all.push_back(i);
    return all;
  }
  auto column = [&](size_t i) {
    return std::floor((x.place(line.x[i]) - left) / (right - left) * columns);
  };
  for (size_t begin = 0; begin < line.x.size();) {
    size_t end = begin + 1, low = begin, high = begin;
    // A gap is a column of its own.
    if (isShown(line, begin))
      for (; end < line.x.size() && isShown(line, end) &&
             column(end) == column(begin);
           ++end) {
        low = line.y[end] < line.y[low] ? end : low;
        high = line.y[end] > line.y[high] ? end : high;
      }
    size_t points[] = {begin, std::min(low, high), std::max(low, high),
                       end - 1};
    for (size_t point : points)
      if (all.empty() || point > all.back())
        all.push_back(point);
    begin = end;
  }
  return all;
}

static std::string drawLine(const Line &line, const Axis &x, const Axis &y,
                            const char *colour) {
  std::string path, dots;
  bool isOpen = false;
  std::vector<size_t> points = chosen(line, x);
  for (size_t k = 0; k < points.size(); ++k) {
    size_t i = points[k];
    if (!isShown(line, i)) {
      isOpen = false;
      continue;
    }
    double px = x.place(line.x[i]), py = y.place(line.y[i]);
    bool isAlone = !isOpen && (k + 1 == points.size() ||
                               !isShown(line, points[k + 1]));
    if (isAlone)
      dots += fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"/>\n", px, py,
          colour);
    path += fmt::format("{}{:.1f} {:.1f}", isOpen ? "L" : "M", px, py);
    isOpen = true;
  }
  return fmt::format("<path class=\"line\" stroke=\"{}\" d=\"{}\"/>\n", colour,
                     path) +
         dots;
}

std::string drawFigure(const Figure &figure) {
  Range xs, ys;
  for (const Curve &curve : figure.curves)
    for (const Line &line : curve.lines)
      for (size_t i = 0; i < line.x.size(); ++i)
        if (isShown(line, i)) {
          xs.add(line.x[i]);
          ys.add(line.y[i]);
        }
  Axis x = makeAxis(xs, left, right, /*mayBeLogarithmic=*/false);
  Axis y = makeAxis(ys, bottom, top, /*mayBeLogarithmic=*/true);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\" font-family=\"sans-serif\">\n"
      "<style>.grid{{stroke:#ddd}}.axis{{stroke:#000;fill:none}}"
      ".line{{fill:none;stroke-width:1.6;stroke-linejoin:round}}</style>\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
      width, height);
  out += drawAxes(x, y, figure);
  double at = top + 10;
  for (size_t i = 0; i < figure.curves.size(); ++i) {
    const char *colour = colours[i % std::size(colours)];
    for (const Line &line : figure.curves[i].lines)
      out += drawLine(line, x, y, colour);
    out += fmt::format("<path stroke=\"{}\" stroke-width=\"3\" "
                       "d=\"M{} {:.1f}h18\"/>\n",
                       colour, right + 14, at - 4);
    out += text(right + 38, at, "start", 12,
                shortened(figure.curves[i].name, 24));
    at += std::min(18.0, (bottom - top) / double(figure.curves.size()));
  }
  return out + "</svg>\n";
}

} // namespace nestor
