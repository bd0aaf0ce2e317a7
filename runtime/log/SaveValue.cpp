/// From leaves to files of other programs.
#include "log/SaveValue.h"

#include "checkpoint/AtomicFile.h"
#include "checkpoint/CheckpointReader.h"
#include "core/Failure.h"
#include "data/Safetensors.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>

namespace nestor {

using Pieces = std::vector<std::string_view>;

static std::string_view bytesOf(const LeafValue &value) {
  return {value.data, static_cast<size_t>(value.leaf->bytes())};
}

static void saveSafetensors(const std::string &path,
                            std::vector<LeafValue> values) {
  // Large elements first, so that each tensor is aligned.
  std::sort(values.begin(), values.end(),
            [](const LeafValue &a, const LeafValue &b) {
              int64_t left = elementSize(a.leaf->type),
                      right = elementSize(b.leaf->type);
              return left != right ? left > right : a.leaf->item < b.leaf->item;
            });
  std::vector<data::SafetensorsEntry> entries;
  Pieces pieces = {{}};
  for (const LeafValue &value : values) {
    entries.push_back({value.leaf->item, storedName(value.leaf->type),
                       value.leaf->shape, 0, 0});
    pieces.push_back(bytesOf(value));
  }
  std::string header = data::safetensorsHeader(entries);
  pieces[0] = header;
  writeAtomically(path, pieces);
}

/// Version 1.0 of numpy's format; the header ends at a multiple of 64 bytes.
static void saveNpy(const std::string &path, const LeafValue &value) {
  const char *type = "";
  switch (value.leaf->type) {
  case ElementType::F32:
    type = "<f4";
    break;
  case ElementType::F64:
    type = "<f8";
    break;
  case ElementType::I32:
    type = "<i4";
    break;
  case ElementType::I64:
    type = "<i8";
    break;
  case ElementType::U8:
    type = "|u1";
    break;
  case ElementType::Bool:
    type = "|b1";
    break;
  case ElementType::BF16: // refused by the compiler
  case ElementType::Text:
    break;
  }
  std::string shape;
  for (int64_t extent : value.leaf->shape)
    shape += fmt::format("{}, ", extent);
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}",
                  type, shape);
  constexpr size_t before = 10; // magic, version, length
  size_t size = (before + header.size() + 1 + 63) / 64 * 64 - before;
  header.resize(size - 1, ' ');
  std::string start("\x93NUMPY\x01\x00", 8);
  start += static_cast<char>(size & 0xFF);
  start += static_cast<char>(size >> 8);
  start += header + "\n";
  writeAtomically(path, {start, bytesOf(value)});
}

/// Byte `i` of a picture: a u8 as it is, else 0 to 1 as 0 to 255.
static char shade(const LeafValue &value, int64_t i) {
  double level = 0;
  switch (value.leaf->type) {
  case ElementType::U8:
    return value.data[i];
  case ElementType::F64:
    std::memcpy(&level, value.data + i * 8, 8);
    break;
  default: {
    float narrow;
    std::memcpy(&narrow, value.data + i * 4, 4);
    level = narrow;
  }
  }
  if (!(level > 0)) // nan is black
    level = 0;
  return static_cast<char>(std::lround(std::min(level, 1.0) * 255));
}

static void savePicture(const std::string &path, const LeafValue &value,
                        bool isColoured) {
  const std::vector<int64_t> &shape = value.leaf->shape;
  int64_t channels = shape.size() == 3 ? shape[2] : 1;
  std::string start = fmt::format("{}\n{} {}\n255\n", isColoured ? "P6" : "P5",
                                  shape[1], shape[0]);
  std::string pixels;
  for (int64_t i = 0; i < shape[0] * shape[1]; ++i) {
    if (isColoured) {
      for (int64_t c = 0; c < 3; ++c)
        pixels += shade(value, i * channels + (channels == 3 ? c : 0));
      continue;
    }
    int sum = 0;
    for (int64_t c = 0; c < channels; ++c)
      sum += static_cast<unsigned char>(shade(value, i * channels + c));
    pixels += static_cast<char>((sum + channels / 2) / channels);
  }
  writeAtomically(path, {start, pixels});
}

void saveValue(const std::string &folder, const Site &site,
               const Event &event) {
  std::filesystem::path path = folder + "/" + site.name;
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error)
    throw Failure(ExitStatus::BadInput,
                  fmt::format("cannot make the folder `{}`: {}",
                              path.parent_path().string(), error.message()));
  std::vector<LeafValue> values = leafValues(site, event.data);
  std::string ending = path.extension().string();
  if (ending == ".safetensors")
    saveSafetensors(path.string(), values);
  else if (ending == ".npy")
    saveNpy(path.string(), values[0]);
  else
    savePicture(path.string(), values[0], /*isColoured=*/ending == ".ppm");
}

} // namespace nestor
