// The text of one source file, with positions as byte offsets, and the map
// from offsets to lines and columns.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nestor {

/// A half-open range of bytes [begin, end) in the file with number `file`.
/// The default range stands for "no place".
struct SourceRange {
  uint32_t file = 0;
  uint32_t begin = 0;
  uint32_t end = 0;

  bool isValid() const { return file != 0; }
  bool operator==(const SourceRange &o) const {
    return file == o.file && begin == o.begin && end == o.end;
  }
};

/// The smallest range that covers both (which lie in one file).
SourceRange join(SourceRange a, SourceRange b);

/// A line and a column, both from 1; the column counts bytes.
struct LineColumn {
  unsigned line = 1;
  unsigned column = 1;
};

/// One file's name and text.
class SourceText {
public:
  SourceText(std::string name, std::string text);

  const std::string &name() const { return name_; }
  const std::string &text() const { return text_; }
  LineColumn position(uint32_t offset) const;
  /// The line (from 1) without its end of line.
  std::string_view line(unsigned number) const;
  unsigned lineCount() const { return unsigned(lineStarts_.size()); }

private:
  std::string name_, text_;
  std::vector<uint32_t> lineStarts_;
};

/// All files of one compilation; file numbers count from 1.
class SourceManager {
public:
  uint32_t add(SourceText text);
  const SourceText &file(uint32_t number) const;
  std::string_view snippet(SourceRange range) const;

private:
  // A deque would do as well: references stay valid.
  std::vector<std::unique_ptr<SourceText>> files_;
};

} // namespace nestor
