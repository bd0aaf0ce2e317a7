/// The npy format of numpy, versions 1 to 3, little-endian, C order; and npz, a
/// zip file of them, stored or deflated.
#include "data/Formats.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace nestor::data {

/// The text behind `'key':` in the header's dictionary.
static std::string valueOf(const std::string &header, const std::string &key,
                           const std::string &name) {
  size_t at = header.find("'" + key + "'");
  if (at == std::string::npos)
    throw DataError(name + " has no '" + key + "' in its header");
  at = header.find(':', at);
  size_t begin = header.find_first_not_of(" ", at + 1);
  if (at == std::string::npos || begin == std::string::npos)
    throw DataError(name + " has a damaged header");
  if (header[begin] == '(')
    return header.substr(begin, header.find(')', begin) - begin + 1);
  return header.substr(begin, header.find_first_of(",}", begin) - begin);
}

static Element elementOf(const std::string &descr, const std::string &name) {
  static const struct {
    const char *descr;
    Element element;
  } known[] = {{"'<f4'", Element::F32}, {"'<f8'", Element::F64},
               {"'<i4'", Element::I32}, {"'<i8'", Element::I64},
               {"'|u1'", Element::U8},  {"'|b1'", Element::Bool}};
  for (const auto &entry : known)
    if (descr.compare(0, std::strlen(entry.descr), entry.descr) == 0)
      return entry.element;
  throw DataError(name + " has elements of type " + descr.substr(0, 20) +
                  ", expected '<f4', '<f8', '<i4', '<i8', '|u1' or '|b1'");
}

Loaded parseNpy(const std::string &name, const std::string &bytes,
                const std::string &path) {
  if (bytes.size() < 12 || std::memcmp(bytes.data(), "\x93NUMPY", 6) != 0)
    throw DataError(name + " is no npy file: it does not begin with NUMPY");
  unsigned version = uint8_t(bytes[6]);
  size_t width = version == 1 ? 2 : 4;
  if (version < 1 || version > 3)
    throw DataError(name + " is npy version " + std::to_string(version) +
                    ", expected 1, 2 or 3");
  size_t length = 0;
  for (size_t i = 0; i < width; ++i)
    length |= size_t(uint8_t(bytes[8 + i])) << (8 * i);
  size_t begin = 8 + width;
  if (length > bytes.size() - begin)
    throw DataError(name + " is cut off in its header");
  std::string header = bytes.substr(begin, length);
  Array array;
  array.path = path;
  array.element = elementOf(valueOf(header, "descr", name), name);
  if (valueOf(header, "fortran_order", name).compare(0, 5, "False") != 0)
    throw DataError(name + " is in Fortran order, expected C order: save "
                           "numpy.ascontiguousarray(...)");
  double total = double(elementSize(array.element));
  std::string shape = valueOf(header, "shape", name);
  for (size_t at = 1; at < shape.size();) {
    size_t digit = shape.find_first_of("0123456789", at);
    if (digit == std::string::npos)
      break;
    char *end = nullptr;
    array.shape.push_back(std::strtoll(shape.c_str() + digit, &end, 10));
    total *= double(array.shape.back());
    at = size_t(end - shape.c_str());
  }
  size_t data = begin + length;
  if (total > double(mostBytes) ||
      array.bytes() != int64_t(bytes.size() - data))
    throw DataError(name + " holds " + std::to_string(bytes.size() - data) +
                    " bytes of elements, its header promises " +
                    std::to_string(int64_t(total)));
  Loaded loaded{array, Bytes(array.bytes())};
  std::memcpy(loaded.bytes.data.get(), bytes.data() + data,
              size_t(array.bytes()));
  return loaded;
}

std::vector<Loaded> readNpy(const std::string &path) {
  std::vector<Loaded> loaded;
  loaded.push_back(parseNpy(path, readBytes(path), ""));
  return loaded;
}

// ---- Zip

namespace {
/// Little-endian numbers of a zip file, with every access checked.
struct Reader {
  const std::string &path, &bytes;

  void need(size_t at, size_t count) const {
    if (at > bytes.size() || count > bytes.size() - at)
      throw DataError(path + " is cut off: it ends at byte " +
                      std::to_string(bytes.size()));
  }
  uint32_t number(size_t at, size_t width) const {
    need(at, width);
    uint32_t value = 0;
    for (size_t i = 0; i < width; ++i)
      value |= uint32_t(uint8_t(bytes[at + i])) << (8 * i);
    return value;
  }
};
} // namespace

std::vector<Loaded> readNpz(const std::string &path) {
  std::string bytes = readBytes(path);
  Reader in{path, bytes};
  // The end record stands in the last 64 KiB; its comment may be empty.
  size_t end = bytes.rfind("PK\x05\x06");
  if (end == std::string::npos)
    throw DataError(path + " is no npz file: it has no zip directory");
  size_t entries = in.number(end + 10, 2), at = in.number(end + 16, 4);
  std::vector<Loaded> loaded;
  for (size_t i = 0; i < entries; ++i) {
    if (in.number(at, 4) != 0x02014b50)
      throw DataError(path + " has a damaged zip directory at byte " +
                      std::to_string(at));
    uint32_t method = in.number(at + 10, 2), packed = in.number(at + 20, 4),
             size = in.number(at + 24, 4), nameLength = in.number(at + 28, 2),
             local = in.number(at + 42, 4);
    in.need(at + 46, nameLength);
    std::string name = bytes.substr(at + 46, nameLength);
    at += 46 + nameLength + in.number(at + 30, 2) + in.number(at + 32, 2);
    if (packed == 0xffffffff || size == 0xffffffff || local == 0xffffffff)
      throw DataError(path + " is a zip64 file, expected arrays below 4 GiB");
    if (in.number(local, 4) != 0x04034b50)
      throw DataError(path + " has a damaged entry at byte " +
                      std::to_string(local));
    size_t data = local + 30 + in.number(local + 26, 2) +
                  in.number(local + 28, 2);
    in.need(data, packed);
    std::string content;
    if (method == 0)
      content = bytes.substr(data, packed);
    else if (method == 8)
      content = inflateRaw(path, bytes.data() + data, packed, size);
    else
      throw DataError(path + " packs an entry by zip method " +
                      std::to_string(method) + ", expected 0 or 8");
    std::string stem = name.size() > 4 && name.substr(name.size() - 4) == ".npy"
                           ? name.substr(0, name.size() - 4)
                           : name;
    loaded.push_back(parseNpy(path + ":" + name, content, stem));
  }
  if (loaded.empty())
    throw DataError(path + " holds no arrays");
  std::sort(loaded.begin(), loaded.end(),
                   [](const Loaded &a, const Loaded &b) {
                     return a.array.path < b.array.path;
                   });
  return loaded;
}

} // namespace nestor::data
