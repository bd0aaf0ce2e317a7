// Finds lines and columns in source texts, and keeps the texts.
#include "compiler/support/SourceText.h"

#include <algorithm>
#include <cassert>

namespace nestor {

SourceRange join(SourceRange a, SourceRange b) {
  if (!a.isValid())
    return b;
  if (!b.isValid())
    return a;
  return {a.file, std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

SourceText::SourceText(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)) {
  // A line ends at "\n", at "\r\n", or at a "\r" alone.
  lineStarts_.push_back(0);
  for (size_t i = 0; i < text_.size(); ++i) {
    bool beforeLineFeed = i + 1 < text_.size() && text_[i + 1] == '\n';
    if (text_[i] == '\n' || (text_[i] == '\r' && !beforeLineFeed))
      lineStarts_.push_back(uint32_t(i + 1));
  }
}

LineColumn SourceText::position(uint32_t offset) const {
  offset = std::min(offset, uint32_t(text_.size()));
  auto next = std::upper_bound(lineStarts_.begin(), lineStarts_.end(), offset);
  unsigned line = unsigned(next - lineStarts_.begin());
  return {line, offset - lineStarts_[line - 1] + 1};
}

std::string_view SourceText::line(unsigned number) const {
  if (number == 0 || number > lineStarts_.size())
    return {};
  size_t begin = lineStarts_[number - 1];
  size_t end = number < lineStarts_.size() ? lineStarts_[number] : text_.size();
  while (end > begin && (text_[end - 1] == '\n' || text_[end - 1] == '\r'))
    --end;
  return std::string_view(text_).substr(begin, end - begin);
}

uint32_t SourceManager::add(SourceText text) {
  files_.push_back(std::make_unique<SourceText>(std::move(text)));
  return uint32_t(files_.size());
}

const SourceText &SourceManager::file(uint32_t number) const {
  assert(number > 0 && number <= files_.size() && "no such file");
  return *files_[number - 1];
}

std::string_view SourceManager::snippet(SourceRange range) const {
  if (!range.isValid())
    return {};
  std::string_view text = file(range.file).text();
  size_t begin = std::min<size_t>(range.begin, text.size());
  size_t end = std::clamp<size_t>(range.end, begin, text.size());
  return text.substr(begin, end - begin);
}

} // namespace nestor
