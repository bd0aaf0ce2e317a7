/// Prints row-major data with brackets for each axis.
#include "log/FormatTensor.h"

#include "log/FormatNumber.h"

#include <algorithm>
#include <fmt/format.h>

namespace nestor {

/// Elements above which a tensor is abridged, and how many stay at each end.
static constexpr int64_t wholeElements = 1000;
static constexpr int64_t edgeElements = 3;
/// Letters in a line, and elements of a brief form.
static constexpr size_t lineWidth = 80;
static constexpr int64_t briefElements = 8;

namespace {

/// Walks the axes from the outside in and appends to `text`.
class TensorPrinter {
public:
  TensorPrinter(const LeafValue &value, size_t indent)
      : value(value), shape(value.leaf->shape), indent(indent),
        isAbridged(value.leaf->count > wholeElements) {}

  std::string print() {
    measure(/*axis=*/0, /*offset=*/0);
    printAxis(/*axis=*/0, /*offset=*/0);
    return text;
  }

private:
  /// Calls `element(i)` for each shown index, `gap()` where some are left out.
  template <typename Element, typename Gap>
  void forEachShown(int64_t extent, Element element, Gap gap) {
    bool leavesOut = isAbridged && extent > 2 * edgeElements;
    for (int64_t i = 0; i < extent; ++i) {
      if (leavesOut && i == edgeElements) {
        gap();
        i = extent - edgeElements;
      }
      element(i);
    }
  }

  /// Elements between neighbours on `axis`.
  int64_t stride(size_t axis) const {
    int64_t product = 1;
    for (size_t i = axis + 1; i < shape.size(); ++i)
      product *= shape[i];
    return product;
  }

  bool isLast(size_t axis) const { return axis + 1 == shape.size(); }

  /// Finds the widest shown element.
  void measure(size_t axis, int64_t offset) {
    forEachShown(
        shape[axis],
        [&](int64_t i) {
          int64_t at = offset + i * stride(axis);
          if (!isLast(axis))
            return measure(axis + 1, at);
          width =
              std::max(width, formatElement(value, at, Digits::Short).size());
        },
        [] {});
  }

  void newLine(size_t column) {
    text += '\n';
    text.append(indent + column, ' ');
    lineLength = indent + column;
  }

  void printAxis(size_t axis, int64_t offset) {
    text += '[';
    lineLength += 1;
    bool isFirst = true;
    auto separate = [&](size_t needed) {
      bool breaks = !isLast(axis) || lineLength + needed + 2 > lineWidth;
      if (!isFirst && breaks)
        newLine(axis + 1);
      else if (!isFirst)
        append(" ");
      isFirst = false;
    };
    forEachShown(
        shape[axis],
        [&](int64_t i) {
          separate(width);
          int64_t at = offset + i * stride(axis);
          if (!isLast(axis))
            return printAxis(axis + 1, at);
          append(fmt::format("{:>{}}", formatElement(value, at, Digits::Short),
                             width));
        },
        [&] {
          separate(/*needed=*/3);
          append("...");
        });
    append("]");
  }

  void append(const std::string &part) {
    text += part;
    lineLength += part.size();
  }

  const LeafValue &value;
  const std::vector<int64_t> &shape;
  size_t indent;
  bool isAbridged;
  size_t width = 0;
  size_t lineLength = indent;
  std::string text;
};

} // namespace

std::string formatTensor(const LeafValue &value, size_t indent) {
  if (value.leaf->shape.empty())
    return formatElement(value, 0, Digits::Short);
  return TensorPrinter(value, indent).print();
}

std::string formatBrief(const LeafValue &value) {
  if (value.leaf->shape.empty())
    return formatElement(value, 0, Digits::Short);
  std::string text = "[";
  for (int64_t i = 0; i < std::min(value.leaf->count, briefElements); ++i)
    text += (i > 0 ? " " : "") + formatElement(value, i, Digits::Short);
  return text + (value.leaf->count > briefElements ? " ...]" : "]");
}

} // namespace nestor
