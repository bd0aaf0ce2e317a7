/// The idx format (LeCun, Cortes and Burges, the MNIST database): the bytes
/// 0 0 TYPE RANK, the extents as big-endian u32, then the elements, big-endian,
/// row-major. i8 and i16, which the language lacks, become i32.
#include "data/Formats.h"

#include <algorithm>
#include <cstring>

namespace nestor::data {

namespace {
struct Kind {
  uint8_t code;
  Element element;
  int64_t storedSize; // bytes of an element in the file
};
} // namespace

static const Kind kinds[] = {{0x08, Element::U8, 1},  {0x09, Element::I32, 1},
                             {0x0B, Element::I32, 2}, {0x0C, Element::I32, 4},
                             {0x0D, Element::F32, 4}, {0x0E, Element::F64, 8}};

static Kind kindOf(uint8_t code, const std::string &file) {
  for (const Kind &kind : kinds)
    if (kind.code == code)
      return kind;
  throw DataError(file + " has elements of idx type " + std::to_string(code) +
                  " at byte 2, expected 8 (u8), 9 (i8), 11 (i16), 12 (i32), "
                  "13 (f32) or 14 (f64)");
}

static uint32_t bigEndian(const uint8_t *bytes) {
  return uint32_t(bytes[0]) << 24 | uint32_t(bytes[1]) << 16 |
         uint32_t(bytes[2]) << 8 | uint32_t(bytes[3]);
}

static Array readHeader(ByteStream &in, Kind &kind) {
  uint8_t magic[4];
  in.readExactly(reinterpret_cast<char *>(magic), 4, "header");
  if (magic[0] != 0 || magic[1] != 0)
    throw DataError(in.name + " is no idx file: it begins with the bytes " +
                    std::to_string(magic[0]) + " " + std::to_string(magic[1]) +
                    ", expected 0 0");
  Array array;
  kind = kindOf(magic[2], in.name);
  array.element = kind.element;
  constexpr unsigned mostAxes = 8;
  if (magic[3] < 1 || magic[3] > mostAxes)
    throw DataError(in.name + " has " + std::to_string(magic[3]) +
                    " axes at byte 3, expected 1 to 8");
  for (unsigned i = 0; i < magic[3]; ++i) {
    uint8_t extent[4];
    in.readExactly(reinterpret_cast<char *>(extent), 4, "header");
    array.shape.push_back(bigEndian(extent));
  }
  return array;
}

/// Turns elements around; this machine is little-endian.
static void swapBytes(char *data, int64_t bytes, int64_t size) {
  for (int64_t i = 0; size > 1 && i < bytes; i += size)
    std::reverse(data + i, data + i + size);
}

/// Elements of 1 or 2 bytes with a sign as i32.
static void readWidened(ByteStream &in, int64_t count, int64_t storedSize,
                        char *out) {
  constexpr int64_t blockSize = 1 << 16; // elements
  std::vector<char> block(static_cast<size_t>(blockSize * storedSize));
  for (int64_t done = 0; done < count;) {
    int64_t now = std::min(count - done, blockSize);
    in.readExactly(block.data(), now * storedSize, "elements");
    swapBytes(block.data(), now * storedSize, storedSize);
    for (int64_t i = 0; i < now; ++i) {
      int16_t number = static_cast<int8_t>(block[size_t(i)]);
      if (storedSize == 2)
        std::memcpy(&number, block.data() + 2 * i, 2);
      int32_t wide = number;
      std::memcpy(out + 4 * (done + i), &wide, 4);
    }
    done += now;
  }
}

static Loaded readFile(const IdxFiles::Part &part, Extent extent) {
  std::unique_ptr<ByteStream> in = openFile(part.file);
  Kind kind = kinds[0];
  Array array = readHeader(*in, kind);
  array.path = part.path;
  checkSize(*in, array, kind.storedSize);
  if (extent == Extent::HeaderOnly)
    return {array, Bytes(0), part.file};
  Loaded loaded{array, Bytes(array.bytes()), part.file};
  char *out = loaded.bytes.data.get();
  if (kind.storedSize != elementSize(kind.element)) {
    readWidened(*in, array.count(), kind.storedSize, out);
  } else {
    in->readExactly(out, array.bytes(), "elements");
    swapBytes(out, array.bytes(), kind.storedSize);
  }
  in->expectEnd();
  return loaded;
}

std::vector<Loaded> readIdx(const IdxFiles &files, Extent extent) {
  std::vector<Loaded> loaded;
  for (const IdxFiles::Part &part : files.parts)
    loaded.push_back(readFile(part, extent));
  return loaded;
}

} // namespace nestor::data
