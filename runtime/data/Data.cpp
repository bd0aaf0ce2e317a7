/// The door of the room: which reader a request goes to.
#include "data/Data.h"

#include "data/Formats.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace nestor::data {

const char *elementName(Element element) {
  switch (element) {
  case Element::U8:
    return "u8";
  case Element::I32:
    return "i32";
  case Element::I64:
    return "i64";
  case Element::F32:
    return "f32";
  case Element::F64:
    return "f64";
  case Element::Bool:
    return "bool";
  }
  return "";
}

int64_t elementSize(Element element) {
  switch (element) {
  case Element::U8:
  case Element::Bool:
    return 1;
  case Element::I32:
  case Element::F32:
    return 4;
  case Element::I64:
  case Element::F64:
    return 8;
  }
  return 0;
}

std::string Array::type() const {
  std::string text = elementName(element);
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "[") + std::to_string(shape[i]);
  return shape.empty() ? text : text + "]";
}

int64_t Array::count() const {
  int64_t total = 1;
  for (int64_t extent : shape)
    total *= extent;
  return total;
}

static char *allocate(int64_t size) {
  constexpr size_t alignment = 64; // bytes, as Abi.h promises
  size_t blocks = (static_cast<size_t>(size) + alignment - 1) / alignment;
  void *memory =
      std::aligned_alloc(alignment, std::max<size_t>(blocks, 1) * alignment);
  if (!memory)
    throw DataError("there is no memory for an array of " +
                    std::to_string(size) + " bytes");
  return static_cast<char *>(memory);
}

Bytes::Bytes(int64_t size) : data(allocate(size), std::free), size(size) {}

std::string shown(const std::string &text) {
  constexpr size_t longest = 40;
  std::string result = text.substr(0, longest);
  for (char &c : result)
    if (c < ' ' || c > '~')
      c = '?';
  return text.size() > longest ? result + "..." : result;
}

/// The next part of a path from `at` on, which then stands behind it.
static std::string takePart(const std::string &path, size_t &at) {
  size_t end = std::min(path.find('.', at), path.size());
  std::string part = path.substr(at, end - at);
  at = end + 1;
  return part;
}

static bool isBefore(const std::string &a, const std::string &b) {
  auto isNumber = [](const std::string &part) {
    return part.find_first_not_of("0123456789") == std::string::npos;
  };
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    std::string left = takePart(a, i), right = takePart(b, j);
    if (left == right)
      continue;
    if (isNumber(left) && isNumber(right) && left.size() != right.size())
      return left.size() < right.size();
    return left < right;
  }
  return a.size() < b.size();
}

bool isPath(const std::string &name) {
  bool fits = !name.empty(), isStart = true, isNumber = false;
  for (char c : name) {
    bool isLetter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    bool isDigit = c >= '0' && c <= '9';
    if (isStart)
      isNumber = isDigit;
    fits &= isStart ? isLetter || isDigit
                    : isDigit || c == '.' || (isLetter && !isNumber);
    isStart = c == '.';
  }
  return fits && !isStart;
}

void sortByPath(const std::string &file, std::vector<Loaded> &loaded) {
  std::sort(loaded.begin(), loaded.end(), [](const Loaded &a, const Loaded &b) {
    return isBefore(a.array.path, b.array.path);
  });
  for (size_t i = 1; i < loaded.size(); ++i) {
    const std::string &before = loaded[i - 1].array.path,
                      &name = loaded[i].array.path;
    if (name == before || name.compare(0, before.size() + 1, before + ".") == 0)
      throw DataError(file + " has an array `" + shown(before) +
                      "` and another `" + shown(name) + "`");
  }
}

static std::vector<Loaded> read(const Request &request,
                                const std::vector<std::string> &folders,
                                Extent extent) {
  try {
    if (request.format == "idx")
      return readIdx(findIdx(request.source, folders), extent);
    std::string path = findFile(request.source, folders);
    if (request.format == "csv")
      return readCsv(path, extent);
    if (request.format == "npy")
      return readNpy(path, extent);
    if (request.format == "npz")
      return readNpz(path, extent);
    if (request.format == "safetensors")
      return readSafetensors(path, extent);
  } catch (const std::bad_alloc &) {
    throw DataError("there is no memory to read " + request.source);
  }
  throw DataError("there is no format `" + request.format + "`");
}

std::vector<Array> describe(const Request &request,
                            const std::vector<std::string> &folders) {
  std::vector<Array> arrays;
  for (Loaded &loaded : read(request, folders, Extent::HeaderOnly))
    arrays.push_back(loaded.array);
  return arrays;
}

std::vector<Loaded> load(const Request &request,
                         const std::vector<std::string> &folders) {
  return read(request, folders, Extent::Everything);
}

} // namespace nestor::data
