/// safetensors files, as headers for those who write them and as data sets.
#include "data/Safetensors.h"

#include "data/Formats.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>

using nlohmann::json;

namespace nestor::data {

/// What the format allows; a longer header is a damaged length.
static constexpr int64_t longestHeader = 100'000'000; // bytes

namespace {
struct StoredType {
  const char *name;
  int64_t size; // bytes
  /// What it becomes in a data set.
  Element element;
};
} // namespace

static const StoredType storedTypes[] = {
    {"F32", 4, Element::F32},  {"F64", 8, Element::F64},
    {"I32", 4, Element::I32},  {"I64", 8, Element::I64},
    {"U8", 1, Element::U8},    {"BOOL", 1, Element::Bool},
    {"BF16", 2, Element::F32}, {"F16", 2, Element::F32},
    {"I8", 1, Element::I32},   {"I16", 2, Element::I32},
    {"U16", 2, Element::I32}};

static const StoredType *storedType(const std::string &name) {
  for (const StoredType &type : storedTypes)
    if (name == type.name)
      return &type;
  return nullptr;
}

int64_t safetensorsSize(const std::string &type) {
  const StoredType *stored = storedType(type);
  return stored ? stored->size : 0;
}

std::string safetensorsHeader(std::vector<SafetensorsEntry> &entries) {
  json header = json::object();
  int64_t next = 0;
  for (SafetensorsEntry &entry : entries) {
    entry.begin = next;
    next += safetensorsSize(entry.type);
    int64_t count = 1;
    for (int64_t extent : entry.shape)
      count *= extent;
    next = entry.begin + count * safetensorsSize(entry.type);
    entry.end = next;
    header[entry.name] = {{"dtype", entry.type},
                          {"shape", entry.shape},
                          {"data_offsets", {entry.begin, entry.end}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' '); // tensors begin aligned
  std::string bytes;
  for (int i = 0; i < 8; ++i)
    bytes += static_cast<char>(static_cast<uint64_t>(text.size()) >> (8 * i));
  return bytes + text;
}

static DataError badHeader(const ByteStream &in, const std::string &what) {
  return DataError(in.name + " has a damaged header: " + what);
}

static SafetensorsEntry parseEntry(const ByteStream &in,
                                   const std::string &name, const json &value) {
  SafetensorsEntry entry;
  entry.name = name;
  std::string tensor = "tensor `" + shown(name) + "`";
  auto isSize = [](const json &number) {
    return number.is_number_unsigned() && number.get<uint64_t>() <= INT64_MAX;
  };
  auto sizes = [&](const char *key) {
    std::vector<int64_t> numbers;
    auto found = value.find(key);
    if (found == value.end() || !found->is_array())
      throw badHeader(in, tensor + " has no list `" + key + "`");
    for (const json &number : *found) {
      if (!isSize(number))
        throw badHeader(in, tensor + " has `" + shown(number.dump()) +
                                "` in its `" + key +
                                "`, expected a whole number");
      numbers.push_back(number.get<int64_t>());
    }
    return numbers;
  };
  if (!value.is_object() || !value.contains("dtype") ||
      !value["dtype"].is_string())
    throw badHeader(in, tensor + " has no `dtype`");
  entry.type = value["dtype"];
  entry.shape = sizes("shape");
  std::vector<int64_t> offsets = sizes("data_offsets");
  int64_t bytes = safetensorsSize(entry.type);
  if (bytes == 0)
    throw DataError(in.name + " has " + tensor + " of type " +
                    shown(entry.type) +
                    ", expected one of F64, F32, F16, BF16, I64, I32, I16, "
                    "I8, U16, U8, BOOL");
  for (int64_t extent : entry.shape)
    if (__builtin_mul_overflow(bytes, extent, &bytes))
      throw badHeader(in, tensor + " is larger than any memory");
  if (offsets.size() != 2 || offsets[1] < offsets[0] ||
      offsets[1] - offsets[0] != bytes)
    throw badHeader(in, tensor + " needs " + std::to_string(bytes) +
                            " bytes, its `data_offsets` are " +
                            shown(json(offsets).dump()));
  entry.begin = offsets[0];
  entry.end = offsets[1];
  return entry;
}

std::vector<SafetensorsEntry> readSafetensorsHeader(ByteStream &in) {
  unsigned char length[8];
  in.readExactly(reinterpret_cast<char *>(length), 8, "first 8 bytes");
  uint64_t size = 0;
  for (int i = 0; i < 8; ++i)
    size |= uint64_t(length[i]) << (8 * i);
  int64_t rest = in.most - in.position();
  if (size > static_cast<uint64_t>(std::min(longestHeader, rest)))
    throw DataError(in.name + " is no safetensors file: its header would have " +
                    std::to_string(size) + " bytes, and the file has " +
                    std::to_string(rest) + " more");
  std::string text(size, '\0');
  in.readExactly(text.data(), static_cast<int64_t>(size), "header");
  json header = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!header.is_object())
    throw badHeader(in, "it is no JSON object");
  std::vector<SafetensorsEntry> entries;
  for (const auto &[name, value] : header.items())
    if (name != "__metadata__")
      entries.push_back(parseEntry(in, name, value));
  std::sort(entries.begin(), entries.end(),
            [](const SafetensorsEntry &a, const SafetensorsEntry &b) {
              return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
            });
  int64_t next = 0;
  for (const SafetensorsEntry &entry : entries) {
    if (entry.begin != next)
      throw badHeader(in, "tensor `" + shown(entry.name) + "` begins at byte " +
                              std::to_string(entry.begin) +
                              " of the tensors, expected " +
                              std::to_string(next));
    next = entry.end;
  }
  int64_t left = in.most - in.position();
  if (next > left || (in.isExact && next != left))
    throw DataError(in.name + " holds " + std::to_string(left) +
                    " bytes of tensors, its header promises " +
                    std::to_string(next));
  return entries;
}

// ---- As a data set

static void checkName(const ByteStream &in, const std::string &name) {
  if (!isPath(name))
    throw DataError(in.name + " has a tensor named `" + shown(name) +
                    "`, expected names and numbers with dots between them, as "
                    "in `body.0.weight`");
}

template <typename T> static T at(const std::string &bytes, int64_t i) {
  T value;
  std::memcpy(&value, bytes.data() + i * int64_t(sizeof(T)), sizeof(T));
  return value;
}

/// IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction.
static float fromHalf(uint16_t bits) {
  uint32_t sign = uint32_t(bits & 0x8000) << 16, exponent = bits >> 10 & 31,
           fraction = bits & 0x3FF;
  uint32_t result;
  if (exponent == 0) {
    // fraction 2^-24: exact in binary32.
    float small = static_cast<float>(fraction) * 5.9604644775390625e-8f;
    std::memcpy(&result, &small, sizeof result);
  } else if (exponent == 31) {
    result = 0x7F800000 | fraction << 13;
  } else {
    result = (exponent + 112) << 23 | fraction << 13;
  }
  result |= sign;
  float value;
  std::memcpy(&value, &result, sizeof value);
  return value;
}

static float fromBf16(uint16_t bits) {
  uint32_t wide = uint32_t(bits) << 16;
  float value;
  std::memcpy(&value, &wide, sizeof value);
  return value;
}

/// Elements that the language stores wider than the file.
static void widen(const std::string &type, const std::string &stored,
                  int64_t count, char *out) {
  for (int64_t i = 0; i < count; ++i) {
    if (type == "F16" || type == "BF16") {
      auto bits = at<uint16_t>(stored, i);
      float value = type == "F16" ? fromHalf(bits) : fromBf16(bits);
      std::memcpy(out + i * 4, &value, 4);
      continue;
    }
    int32_t value = type == "I8"    ? at<int8_t>(stored, i)
                    : type == "I16" ? at<int16_t>(stored, i)
                                    : at<uint16_t>(stored, i);
    std::memcpy(out + i * 4, &value, 4);
  }
}

static void readElements(ByteStream &in, const SafetensorsEntry &entry,
                         Loaded &loaded) {
  int64_t stored = entry.end - entry.begin, bytes = loaded.array.bytes();
  char *out = loaded.bytes.data.get();
  if (stored == bytes) {
    in.readExactly(out, bytes, "tensors");
  } else {
    std::string packed(static_cast<size_t>(stored), '\0');
    in.readExactly(packed.data(), stored, "tensors");
    widen(entry.type, packed, loaded.array.count(), out);
  }
  if (loaded.array.element != Element::Bool)
    return;
  for (int64_t i = 0; i < bytes; ++i)
    if (out[i] != 0 && out[i] != 1)
      throw DataError(in.name + " has the byte " +
                      std::to_string(static_cast<unsigned char>(out[i])) +
                      " in the bool tensor `" + shown(entry.name) + "`");
}

std::vector<Loaded> readSafetensors(const std::string &path, Extent extent) {
  auto in = openFile(path);
  std::vector<SafetensorsEntry> entries = readSafetensorsHeader(*in);
  if (entries.empty())
    throw DataError(path + " holds no tensors");
  std::vector<Loaded> loaded;
  for (const SafetensorsEntry &entry : entries) {
    checkName(*in, entry.name);
    Array array{entry.name, storedType(entry.type)->element, entry.shape};
    if (entry.begin == entry.end)
      throw DataError(path + " has tensor `" + shown(entry.name) + "`, " +
                      array.type() +
                      ", expected at least one element on each axis");
    int64_t bytes = extent == Extent::Everything ? array.bytes() : 0;
    loaded.push_back({array, Bytes(bytes), path});
    if (extent == Extent::Everything)
      readElements(*in, entry, loaded.back());
  }
  if (extent == Extent::Everything)
    in->expectEnd();
  sortByPath(path, loaded);
  return loaded;
}

} // namespace nestor::data
