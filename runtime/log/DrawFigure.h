/// Curves as a picture.
#pragma once

#include <string>
#include <vector>

namespace nestor {

/// Points in their order; one that is not finite is a gap.
struct Line {
  std::vector<double> x, y;
};

/// One name and colour, with a line for each time that it began anew (in each
/// of several seeds, say).
struct Curve {
  std::string name;
  std::vector<Line> lines;
};

struct Figure {
  std::string title;
  std::string xLabel;
  std::vector<Curve> curves;
};

/// The figure as an SVG text that needs nothing else. The vertical axis is
/// logarithmic where all numbers are positive and span three decades or more.
std::string drawFigure(const Figure &figure);

} // namespace nestor
