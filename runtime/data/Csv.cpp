/// Comma-separated numbers: one f32 tensor [rows, columns]. A first line with a
/// field that is no number is a header. Quotes, CRLF and gzip are understood.
#include "data/Formats.h"

#include <cmath>
#include <cstdlib>
#include <cstring>

namespace nestor::data {

namespace {
struct Line {
  std::vector<std::string> fields;
  size_t number = 0; // in the file, from 1
};
} // namespace

/// Takes one line apart; `at` moves behind it.
static Line takeLine(const std::string &path, const std::string &text,
                     size_t &at, size_t &number) {
  Line line;
  line.number = ++number;
  std::string field;
  bool quoted = false;
  for (;; ++at) {
    if (at == text.size()) {
      if (quoted)
        throw DataError(path + ":" + std::to_string(line.number) +
                        ": a quoted field is never closed");
      break;
    }
    char c = text[at];
    if (quoted) {
      if (c == '"' && at + 1 < text.size() && text[at + 1] == '"')
        ++at;
      else if (c == '"') {
        quoted = false;
        continue;
      }
      number += c == '\n';
      field += text[at];
      continue;
    }
    if (c == '"' && field.empty()) {
      quoted = true;
    } else if (c == ',') {
      line.fields.push_back(field);
      field.clear();
    } else if (c == '\n') {
      ++at;
      break;
    } else if (c != '\r') {
      field += c;
    }
  }
  line.fields.push_back(field);
  return line;
}

static bool parseNumber(const std::string &field, float &number) {
  size_t begin = field.find_first_not_of(" \t");
  if (begin == std::string::npos)
    return false;
  size_t end = field.find_last_not_of(" \t") + 1;
  std::string word = field.substr(begin, end - begin);
  char *stop = nullptr;
  number = std::strtof(word.c_str(), &stop);
  return *stop == '\0';
}

std::vector<Loaded> readCsv(const std::string &path) {
  std::string text = readBytes(path);
  if (std::memchr(text.data(), '\0', text.size()))
    throw DataError(path + " is no text file: it has a zero byte");
  std::vector<float> numbers;
  size_t at = 0, number = 0, columns = 0;
  int64_t rows = 0;
  bool first = true;
  while (at < text.size()) {
    Line line = takeLine(path, text, at, number);
    if (line.fields.size() == 1 && line.fields[0].empty())
      continue; // an empty line
    std::string place = path + ":" + std::to_string(line.number) + ": ";
    if (columns && line.fields.size() != columns)
      throw DataError(place + "found " + std::to_string(line.fields.size()) +
                      " fields, expected " + std::to_string(columns) +
                      " as in the lines before");
    columns = line.fields.size();
    bool isHeader = false;
    for (size_t i = 0; i < columns; ++i) {
      float value = 0;
      if (parseNumber(line.fields[i], value)) {
        if (!isHeader)
          numbers.push_back(value);
        continue;
      }
      if (!first)
        throw DataError(place + "column " + std::to_string(i + 1) +
                        " holds `" + line.fields[i].substr(0, 40) +
                        "`, expected a number");
      isHeader = true;
    }
    if (isHeader)
      numbers.clear();
    else
      ++rows;
    first = false;
  }
  if (rows == 0)
    throw DataError(path + " has no rows of numbers");
  Array array{"", Element::F32, {rows, int64_t(columns)}};
  Bytes bytes(array.bytes());
  std::memcpy(bytes.data.get(), numbers.data(), size_t(array.bytes()));
  std::vector<Loaded> loaded;
  loaded.push_back({array, std::move(bytes)});
  return loaded;
}

} // namespace nestor::data
