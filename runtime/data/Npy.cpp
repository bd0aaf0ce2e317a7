/// The npy format of numpy, versions 1 to 3: "\x93NUMPY", the version, the
/// header's length, the header (a Python dictionary), then the elements,
/// little-endian, in C order.
#include "data/Formats.h"

#include <charconv>
#include <cstring>
#include <map>

namespace nestor::data {

namespace {

/// The header's dictionary: the text of each value under its key.
class Dictionary {
public:
  Dictionary(const std::string &file, const std::string &text)
      : file(file), text(text) {
    read();
  }

  const std::string &operator[](const char *key) const {
    auto entry = values.find(key);
    if (entry == values.end())
      throw DataError(file + " has no '" + key + "' in its header");
    return entry->second;
  }

private:
  void read();
  /// A string, a tuple, a list or a word, up to the comma or brace behind it.
  std::string takeValue();
  void skipSpaces() {
    at = std::min(text.find_first_not_of(" \n", at), size());
  }
  bool accept(char c) {
    skipSpaces();
    bool isThere = at < size() && text[at] == c;
    at += isThere;
    return isThere;
  }
  void expect(char c) {
    if (!accept(c))
      throw DataError(
          file + " has a damaged header: expected `" + c + "`, found " +
          (at < size() ? "`" + shown(text.substr(at)) + "`" : "its end"));
  }
  size_t size() const { return text.size(); }

  const std::string &file, &text;
  size_t at = 0;
  std::map<std::string, std::string> values;
};

} // namespace

std::string Dictionary::takeValue() {
  skipSpaces();
  size_t begin = at;
  int depth = 0;
  for (char quote = 0; at < size(); ++at) {
    char c = text[at];
    if (quote) {
      quote = c == quote ? 0 : quote;
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ':'))
      break;
    if (c == '\'' || c == '"')
      quote = c;
    depth += c == '(' || c == '[';
    depth -= c == ')' || c == ']';
  }
  size_t end = at;
  while (end > begin && text[end - 1] == ' ')
    --end;
  return text.substr(begin, end - begin);
}

void Dictionary::read() {
  expect('{');
  while (!accept('}')) {
    std::string key = takeValue();
    expect(':');
    // Without the quotes.
    if (key.size() > 2)
      values[key.substr(1, key.size() - 2)] = takeValue();
    if (!accept(',')) {
      expect('}');
      return;
    }
  }
}

static Element elementOf(const std::string &descr, const std::string &file) {
  static const struct {
    const char *descr;
    Element element;
  } known[] = {{"<f4", Element::F32}, {"<f8", Element::F64},
               {"<i4", Element::I32}, {"<i8", Element::I64},
               {"|u1", Element::U8},  {"|b1", Element::Bool}};
  for (const auto &entry : known)
    if (descr.size() == 5 && descr.compare(1, 3, entry.descr) == 0)
      return entry.element;
  throw DataError(file + " has elements of numpy type " + shown(descr) +
                  ", expected '<f4', '<f8', '<i4', '<i8', '|u1' or '|b1'");
}

/// `(3, 4)`, `(3,)` or `()`.
static std::vector<int64_t> shapeOf(const std::string &text,
                                    const std::string &file) {
  DataError damaged(file + " has the shape `" + shown(text) +
                    "` in its header, expected one such as (3, 4)");
  if (text.size() < 2 || text.front() != '(' || text.back() != ')')
    throw damaged;
  std::vector<int64_t> shape;
  const char *at = text.data() + 1, *last = text.data() + text.size() - 1;
  while (at != last) {
    int64_t extent = 0;
    auto result = std::from_chars(at, last, extent);
    at = result.ptr;
    if (result.ec != std::errc() || extent < 0 || (at != last && *at != ','))
      throw damaged;
    shape.push_back(extent);
    for (; at != last && (*at == ',' || *at == ' '); ++at)
      ;
  }
  return shape;
}

static Array readHeader(ByteStream &in) {
  constexpr int64_t magicSize = 8;
  uint8_t magic[magicSize], length[4] = {};
  in.readExactly(reinterpret_cast<char *>(magic), magicSize, "header");
  if (std::memcmp(magic, "\x93NUMPY", 6) != 0)
    throw DataError(in.name + " is no npy file: it does not begin with the "
                              "byte 147 and NUMPY");
  if (magic[6] < 1 || magic[6] > 3)
    throw DataError(in.name + " is npy version " + std::to_string(magic[6]) +
                    ", expected 1, 2 or 3");
  in.readExactly(reinterpret_cast<char *>(length), magic[6] == 1 ? 2 : 4,
                 "header");
  uint32_t size =
      length[0] | length[1] << 8 | length[2] << 16 | uint32_t(length[3]) << 24;
  constexpr uint32_t longest = 1 << 20; // bytes; a plain array has about 100
  if (size > longest)
    throw DataError(in.name + " claims a header of " + std::to_string(size) +
                    " bytes, expected at most " + std::to_string(longest));
  std::string text(size, ' ');
  in.readExactly(text.data(), size, "header");
  Dictionary header(in.name, text);
  Array array;
  array.element = elementOf(header["descr"], in.name);
  array.shape = shapeOf(header["shape"], in.name);
  const std::string &isFortran = header["fortran_order"];
  if (isFortran != "False")
    throw DataError(in.name + " has fortran_order " + shown(isFortran) +
                    ", expected False: save numpy.ascontiguousarray(x)");
  return array;
}

Loaded readNpyFrom(ByteStream &in, const std::string &path, Extent extent) {
  Array array = readHeader(in);
  array.path = path;
  int64_t begin = in.position();
  checkSize(in, array, elementSize(array.element));
  if (extent == Extent::HeaderOnly)
    return {array, Bytes(0), in.name};
  Loaded loaded{array, Bytes(array.bytes()), in.name};
  char *out = loaded.bytes.data.get();
  in.readExactly(out, array.bytes(), "elements");
  in.expectEnd();
  // Compiled programs rely on it.
  for (int64_t i = 0; array.element == Element::Bool && i < array.count(); ++i)
    if (out[i] != 0 && out[i] != 1)
      throw DataError(in.name + " has a bool of value " +
                      std::to_string(uint8_t(out[i])) + " at byte " +
                      std::to_string(begin + i) + ", expected 0 or 1");
  return loaded;
}

std::vector<Loaded> readNpy(const std::string &path, Extent extent) {
  std::unique_ptr<ByteStream> in = openFile(path);
  std::vector<Loaded> loaded;
  loaded.push_back(readNpyFrom(*in, "", extent));
  return loaded;
}

} // namespace nestor::data
