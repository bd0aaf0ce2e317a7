/// Arranges the leaves of a `print` statement in tables.
#include "log/PrintTable.h"

#include "log/FormatNumber.h"
#include "log/FormatTensor.h"

#include <algorithm>
#include <fmt/format.h>

namespace nestor {

/// Elements that a cell holds at most.
static constexpr int64_t cellElements = 8;

namespace {

/// Cells that share all of their name but the last part.
struct Row {
  std::string item;
  std::string label; ///< item and path without the last part
  std::vector<std::string> columns;
  std::vector<std::string> cells;
};

} // namespace

static bool fitsCell(const Leaf &leaf) {
  return !leaf.path.empty() && leaf.shape.size() <= 1 &&
         leaf.count <= cellElements;
}

static std::string printPlain(const LeafValue &value) {
  if (value.leaf->type == ElementType::Text)
    return value.leaf->item + "\n";
  std::string name = value.leaf->name();
  if (value.leaf->shape.empty())
    return fmt::format("{} = {}\n", name,
                       formatElement(value, 0, Digits::Exact));
  return fmt::format("{} = {}\n", name, formatTensor(value, name.size() + 3));
}

/// The run of cells that starts at `values[start]`, moved past them.
static Row takeRow(const std::vector<LeafValue> &values, size_t &start) {
  auto labelOf = [](const Leaf &leaf) {
    std::string name = leaf.name();
    return name.substr(0, name.rfind('.'));
  };
  Row row;
  row.item = values[start].leaf->item;
  row.label = labelOf(*values[start].leaf);
  for (; start < values.size(); ++start) {
    const Leaf &leaf = *values[start].leaf;
    if (!fitsCell(leaf) || leaf.item != row.item || labelOf(leaf) != row.label)
      break;
    row.columns.push_back(leaf.name().substr(row.label.size() + 1));
    row.cells.push_back(formatBrief(values[start]));
  }
  return row;
}

/// Where all rows are parts of one record, its name moves to the corner.
static std::string takeCorner(std::vector<Row> &rows) {
  for (const Row &row : rows)
    if (row.item != rows[0].item || row.label == row.item)
      return "";
  std::string corner = rows[0].item;
  for (Row &row : rows)
    row.label = row.label.substr(corner.size() + 1);
  return corner;
}

/// The first column to the left, the others to the right.
static std::string printTable(std::vector<Row> rows) {
  std::string corner = takeCorner(rows);
  const std::vector<std::string> &columns = rows[0].columns;
  size_t labelWidth = corner.size();
  for (const Row &row : rows)
    labelWidth = std::max(labelWidth, row.label.size());
  std::vector<size_t> widths;
  for (size_t j = 0; j < columns.size(); ++j) {
    widths.push_back(columns[j].size());
    for (const Row &row : rows)
      widths[j] = std::max(widths[j], row.cells[j].size());
  }
  auto printLine = [&](const std::string &label,
                       const std::vector<std::string> &cells) {
    std::string line = fmt::format("{:<{}}", label, labelWidth);
    for (size_t j = 0; j < cells.size(); ++j)
      line += fmt::format("  {:>{}}", cells[j], widths[j]);
    return line + "\n";
  };
  std::string text = printLine(corner, columns);
  for (const Row &row : rows)
    text += printLine(row.label, row.cells);
  return text;
}

std::string printLeaves(const std::vector<LeafValue> &values) {
  std::string text;
  for (size_t i = 0; i < values.size();) {
    if (!fitsCell(*values[i].leaf)) {
      text += printPlain(values[i++]);
      continue;
    }
    std::vector<Row> rows = {takeRow(values, i)};
    while (i < values.size() && fitsCell(*values[i].leaf)) {
      size_t next = i;
      Row row = takeRow(values, next);
      if (row.columns != rows[0].columns)
        break;
      rows.push_back(std::move(row));
      i = next;
    }
    text += printTable(std::move(rows));
  }
  return text;
}

} // namespace nestor
