/// Comma-separated numbers (RFC 4180): one f32 tensor [rows, columns]. A first
/// line with a word in it is a header. Lines end with LF or CRLF.
#include "data/Formats.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace nestor::data {

namespace {

/// No number is longer; of a longer field only the beginning is kept.
constexpr size_t longestField = 1000; // bytes

struct Line {
  std::vector<std::string> fields;
  int64_t number = 0; // in the file, from 1

  bool isBlank() const { return fields.size() == 1 && fields[0].empty(); }
};

/// Takes a file apart into lines and fields.
class LineReader {
public:
  explicit LineReader(ByteStream &in) : in(in), buffer(1 << 17) {
    if (peek(0) == 0xEF && peek(1) == 0xBB && peek(2) == 0xBF)
      begin += 3; // the byte order mark of UTF-8
  }

  /// False at the end.
  bool next(Line &line);

  [[noreturn]] void fail(int64_t line, const std::string &what) const {
    throw DataError(in.name + ":" + std::to_string(line) + ": " + what);
  }

private:
  /// The byte `ahead` behind the next one, or -1 at the end.
  int peek(size_t ahead) {
    if (begin + ahead >= end) {
      std::copy(buffer.begin() + begin, buffer.begin() + end, buffer.begin());
      end -= begin;
      begin = 0;
      end += in.read(buffer.data() + end, buffer.size() - end);
    }
    return begin + ahead < end ? uint8_t(buffer[begin + ahead]) : -1;
  }
  bool isLineEnd() {
    int c = peek(0);
    return c < 0 || c == '\n' || (c == '\r' && peek(1) == '\n');
  }
  void takeField(std::string &field);
  void takeQuoted(std::string &field);

  ByteStream &in;
  std::vector<char> buffer;
  size_t begin = 0, end = 0; // what is left in the buffer
  int64_t line = 0;
};

} // namespace

/// What stands between quotes; two quotes are one.
void LineReader::takeQuoted(std::string &field) {
  int64_t opened = line;
  for (;; ++begin) {
    int c = peek(0);
    if (c < 0)
      fail(opened, "a quoted field is never closed");
    if (c == '"' && peek(1) != '"')
      break;
    if (c == '"')
      ++begin;
    line += c == '\n';
    if (field.size() < longestField)
      field += static_cast<char>(c);
  }
  ++begin;
  if (!isLineEnd() && peek(0) != ',')
    fail(line, "found `" + shown(std::string(1, char(peek(0)))) +
                   "` behind a quoted field, expected a comma or the end of "
                   "the line");
}

void LineReader::takeField(std::string &field) {
  if (peek(0) == '"') {
    ++begin;
    return takeQuoted(field);
  }
  for (; !isLineEnd() && peek(0) != ','; ++begin) {
    if (peek(0) == 0)
      fail(line, "found a zero byte, expected text");
    if (field.size() < longestField)
      field += static_cast<char>(peek(0));
  }
}

bool LineReader::next(Line &result) {
  if (peek(0) < 0)
    return false;
  result.number = ++line;
  for (size_t i = 0;; ++i) {
    if (i == result.fields.size())
      result.fields.emplace_back();
    result.fields[i].clear();
    takeField(result.fields[i]);
    if (isLineEnd()) {
      result.fields.resize(i + 1);
      break;
    }
    ++begin; // the comma
  }
  begin += peek(0) == '\r';
  begin += peek(0) == '\n';
  return true;
}

/// Spaces around the number do not count.
static std::string_view trimmed(std::string_view field) {
  size_t begin = field.find_first_not_of(" \t");
  if (begin == std::string_view::npos)
    return {};
  return field.substr(begin, field.find_last_not_of(" \t") + 1 - begin);
}

enum class Parsed { Number, Word, OutOfRange };

static Parsed parseNumber(std::string_view word, float &number) {
  if (word.size() > 1 && word[0] == '+' && word[1] != '-')
    word.remove_prefix(1);
  const char *last = word.data() + word.size();
  auto result = std::from_chars(word.data(), last, number);
  if (result.ptr != last || word.size() >= longestField)
    return Parsed::Word;
  if (result.ec == std::errc())
    return Parsed::Number;
  if (result.ec != std::errc::result_out_of_range)
    return Parsed::Word;
  // Out of range is what is too large, and what rounds to zero.
  double value = std::strtod(std::string(word).c_str(), nullptr);
  number = static_cast<float>(value);
  return std::fabs(value) > 1 ? Parsed::OutOfRange : Parsed::Number;
}

namespace {

/// The numbers of all lines, kept in blocks that are given back one by one, so
/// that they and the tensor take the memory of one.
class Rows {
public:
  void add(float number) {
    if (count % blockSize == 0)
      blocks.emplace_back(new float[blockSize]);
    blocks.back()[count++ % blockSize] = number;
  }
  void moveTo(char *out) {
    for (size_t i = 0; i < blocks.size(); ++i) {
      size_t numbers = std::min(blockSize, count - i * blockSize);
      std::memcpy(out, blocks[i].get(), numbers * sizeof(float));
      out += numbers * sizeof(float);
      blocks[i].reset();
    }
  }

private:
  static constexpr size_t blockSize = 1 << 18; // numbers
  std::vector<std::unique_ptr<float[]>> blocks;
  size_t count = 0;
};

} // namespace

/// Whether the first line names the columns: one that also has numbers, or
/// nothing but empty fields, is a row with a mistake in it.
static bool isHeader(const Line &line) {
  size_t words = 0, others = 0;
  for (const std::string &field : line.fields) {
    float number;
    std::string_view word = trimmed(field);
    if (!word.empty())
      ++(parseNumber(word, number) == Parsed::Word ? words : others);
  }
  return words > 0 && others == 0;
}

static float numberIn(const LineReader &reader, const Line &line,
                      size_t column) {
  const std::string &field = line.fields[column];
  float number = 0;
  Parsed parsed = parseNumber(trimmed(field), number);
  if (parsed == Parsed::Number)
    return number;
  std::string place = "column " + std::to_string(column + 1);
  if (trimmed(field).empty())
    reader.fail(line.number, place + " is empty, expected a number");
  if (parsed == Parsed::OutOfRange)
    reader.fail(line.number, place + " holds `" + shown(field) +
                                 "`, beyond the largest f32");
  reader.fail(line.number,
              place + " holds `" + shown(field) + "`, expected a number");
}

std::vector<Loaded> readCsv(const std::string &path, Extent extent) {
  std::unique_ptr<ByteStream> in = openFile(path);
  LineReader reader(*in);
  Rows rows;
  Array array{"", Element::F32, {0, 0}};
  int64_t blank = 0, first = 0; // numbers of lines
  for (Line line; reader.next(line);) {
    if (line.isBlank()) {
      blank = blank ? blank : line.number;
      continue;
    }
    if (blank)
      reader.fail(blank, "found an empty line, expected one only at the end");
    auto fields = static_cast<int64_t>(line.fields.size());
    if (first && fields != array.shape[1])
      reader.fail(line.number, "found " + std::to_string(fields) +
                                   (fields == 1 ? " field" : " fields") +
                                   ", expected " +
                                   std::to_string(array.shape[1]) +
                                   " as in line " + std::to_string(first));
    array.shape[1] = fields;
    bool isFirst = first == 0;
    first = isFirst ? line.number : first;
    if (isFirst && isHeader(line))
      continue;
    for (size_t i = 0; i < line.fields.size(); ++i) {
      float number = numberIn(reader, line, i);
      if (extent == Extent::Everything)
        rows.add(number);
    }
    ++array.shape[0];
  }
  if (array.shape[0] == 0)
    throw DataError(path + (first ? " has a header and no rows of numbers"
                                  : " has no rows of numbers"));
  bool isWanted = extent == Extent::Everything;
  std::vector<Loaded> loaded;
  loaded.push_back({array, Bytes(isWanted ? array.bytes() : 0), path});
  rows.moveTo(loaded[0].bytes.data.get());
  return loaded;
}

} // namespace nestor::data
