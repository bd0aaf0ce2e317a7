/// The idx format (LeCun): a magic number 0 0 TYPE RANK, extents as big-endian
/// u32, then the elements, big-endian, row-major. A named set is a folder with
/// the four files of MNIST.
#include "data/Formats.h"

#include <cstring>

namespace nestor::data {

static uint32_t bigEndian(const std::string &bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i)
    value = value << 8 | uint8_t(bytes[at + i]);
  return value;
}

static Loaded readFile(const std::string &file, const std::string &path,
                       Extent extent) {
  constexpr size_t mostAxes = 8;
  std::string bytes = readBytes(
      file, extent == Extent::HeaderOnly ? int64_t(4 + 4 * mostAxes) : -1);
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0)
    throw DataError(file + " is no idx file: expected a magic number that "
                           "begins with two zero bytes");
  Array array;
  array.path = path;
  size_t width = 0;
  switch (uint8_t(bytes[2])) {
  case 0x08:
    array.element = Element::U8;
    width = 1;
    break;
  case 0x0C:
    array.element = Element::I32;
    width = 4;
    break;
  case 0x0D:
    array.element = Element::F32;
    width = 4;
    break;
  case 0x0E:
    array.element = Element::F64;
    width = 8;
    break;
  default:
    throw DataError(file + " has elements of idx type " +
                    std::to_string(uint8_t(bytes[2])) +
                    ", expected 8 (u8), 12 (i32), 13 (f32) or 14 (f64)");
  }
  size_t rank = uint8_t(bytes[3]);
  if (rank < 1 || rank > mostAxes || bytes.size() < 4 + 4 * rank)
    throw DataError(file + " has a header for " + std::to_string(rank) +
                    " axes and " + std::to_string(bytes.size()) +
                    " bytes, expected 1 to 8 axes and their extents");
  double total = double(width);
  for (size_t i = 0; i < rank; ++i) {
    array.shape.push_back(bigEndian(bytes, 4 + 4 * i));
    total *= double(array.shape.back());
  }
  if (total > double(mostBytes))
    throw DataError(file + " claims " + std::to_string(total) + " bytes");
  if (extent == Extent::HeaderOnly)
    return {array, Bytes(0)};
  size_t header = 4 + 4 * rank;
  if (int64_t(bytes.size() - header) != array.bytes())
    throw DataError(file + " holds " + std::to_string(bytes.size() - header) +
                    " bytes of elements, its header promises " +
                    std::to_string(array.bytes()));
  Loaded loaded{array, Bytes(array.bytes())};
  char *out = loaded.bytes.data.get();
  std::memcpy(out, bytes.data() + header, size_t(array.bytes()));
  for (int64_t i = 0; width > 1 && i < array.count(); ++i)
    for (size_t j = 0; j < width / 2; ++j)
      std::swap(out[size_t(i) * width + j],
                out[size_t(i) * width + width - 1 - j]);
  return loaded;
}

std::vector<Loaded> readIdx(const std::string &source,
                            const std::vector<std::string> &folders,
                            Extent extent) {
  // The names of MNIST's files, and of the sets made in its image.
  static const struct {
    const char *path, *stem;
  } parts[] = {{"train.images", "train-images"},
               {"train.labels", "train-labels"},
               {"test.images", "t10k-images"},
               {"test.labels", "t10k-labels"}};
  std::vector<std::string> places = searchPath(folders);
  if (!source.empty() && source[0] == '/')
    places = {""};
  std::string tried;
  for (const std::string &folder : places) {
    std::string base = folder.empty() ? source : folder + "/" + source;
    std::vector<Loaded> loaded;
    if (isFile(base)) {
      loaded.push_back(readFile(base, "", extent));
      return loaded;
    }
    tried += (tried.empty() ? "" : ", ") + base;
    std::vector<std::string> files;
    for (const auto &part : parts) {
      const char *kind =
          std::strstr(part.stem, "images") ? "-idx3-ubyte" : "-idx1-ubyte";
      std::string file = base + "/" + part.stem + kind;
      if (isFile(file))
        files.push_back(file);
      else if (isFile(file + ".gz"))
        files.push_back(file + ".gz");
    }
    if (files.empty())
      continue;
    if (files.size() != 4)
      throw DataError(base + " holds " + std::to_string(files.size()) +
                      " of the four files of the set: train-images-idx3-ubyte,"
                      " train-labels-idx1-ubyte, t10k-images-idx3-ubyte,"
                      " t10k-labels-idx1-ubyte, each plain or with .gz");
    for (size_t i = 0; i < 4; ++i)
      loaded.push_back(readFile(files[i], parts[i].path, extent));
    return loaded;
  }
  std::string hint = source == "fashion-mnist"
                         ? "; Debian has it in dataset-fashion-mnist"
                         : "";
  throw DataError("there is no data set " + source + " (looked for " + tried +
                  ")" + hint + "; NESTOR_DATA=FOLDER adds a folder");
}

} // namespace nestor::data
