/// The safetensors format: 8 bytes with the length of the header, the header,
/// a JSON object {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets":
/// [begin, end]}}, then the tensors, little-endian, row-major, without holes.
#pragma once

#include "data/ByteStream.h"

#include <string>
#include <vector>

namespace nestor::data {

struct SafetensorsEntry {
  std::string name, type; ///< "F32", "I64", "BOOL", ...
  std::vector<int64_t> shape;
  int64_t begin = 0, end = 0; ///< bytes, behind the header
};

/// Bytes of one element of `type`; 0 if the format has no such type.
int64_t safetensorsSize(const std::string &type);

/// The first bytes of a file with these tensors; `begin` and `end` are set, one
/// tensor behind the other.
std::string safetensorsHeader(std::vector<SafetensorsEntry> &entries);

/// Reads the header of `in`, which then stands at the first tensor. Entries are
/// in the order of their bytes. Throws DataError.
std::vector<SafetensorsEntry> readSafetensorsHeader(ByteStream &in);

} // namespace nestor::data
