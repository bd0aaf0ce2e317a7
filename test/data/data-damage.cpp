/// data-damage COUNT FORMAT FILE...: reads each file cut off at every length,
/// then COUNT times with bits flipped, bytes overwritten or pieces moved. It
/// must be read or refused with a DataError. Prints how many were refused.
#include "runtime/data/Data.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

using namespace nestor::data;

/// Numbers that lie about sizes.
static const uint8_t liars[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};

static std::string damage(std::string bytes, std::mt19937 &random) {
  auto below = [&](size_t n) { return static_cast<size_t>(random()) % n; };
  for (size_t i = 0, times = 1 + below(4); i < times && !bytes.empty(); ++i) {
    size_t at = below(bytes.size());
    switch (below(5)) {
    case 0:
    case 1:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
      break;
    case 2:
      for (size_t j = at; j < at + 4 && j < bytes.size(); ++j)
        bytes[j] = static_cast<char>(liars[below(5)]);
      break;
    case 3:
      bytes.erase(at, 1 + below(8));
      break;
    case 4:
      bytes.insert(at, bytes.substr(below(bytes.size()), 1 + below(8)));
      break;
    }
  }
  return bytes;
}

/// Whether the bytes were refused.
static bool isRefused(const std::string &format, const std::string &file,
                      const std::string &bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
  bool isRefused = false;
  try {
    describe({format, file}, {"."});
  } catch (const DataError &) {
    isRefused = true;
  }
  try {
    unsigned sum = 0; // so that every byte is read
    for (const Loaded &loaded : load({format, file}, {"."}))
      for (int64_t i = 0; i < loaded.array.bytes(); ++i)
        sum += static_cast<uint8_t>(loaded.bytes.data.get()[i]);
    if (isRefused) {
      std::printf("%s: described with an error, loaded with sum %u\n",
                  file.c_str(), sum);
      std::exit(1);
    }
    return false;
  } catch (const DataError &) {
    return true;
  }
}

int main(int argc, char **argv) {
  int count = std::atoi(argv[1]), refused = 0, read = 0;
  std::mt19937 random(1);
  for (int i = 3; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    for (size_t size = 0; size < bytes.size(); ++size)
      ++(isRefused(argv[2], "damaged", bytes.substr(0, size)) ? refused : read);
    for (int j = 0; j < count; ++j)
      ++(isRefused(argv[2], "damaged", damage(bytes, random)) ? refused : read);
  }
  std::printf("%s: %d refused, %d read\n", argv[2], refused, read);
  return 0;
}
