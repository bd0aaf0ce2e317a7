/// Hashes of the program's manifest and of its data.
#include "checkpoint/Identity.h"

#include "checkpoint/Sha256.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

namespace nestor {

std::string signatureOf(const Program &program) {
  nlohmann::json manifest = nlohmann::json::parse(program.manifest);
  nlohmann::json layout = nlohmann::json::object();
  for (const char *key : {"consts", "hypers", "loops", "sites", "states"})
    if (manifest.contains(key))
      layout[key] = manifest[key];
  return sha256(layout.dump());
}

std::map<std::string, std::string> checksumsOf(const Program &program,
                                               const LoadedData &loaded) {
  std::map<std::string, std::string> checksums;
  size_t next = 0;
  for (const DataSet &set : program.data) {
    uLong sum = crc32(0, nullptr, 0);
    for (size_t i = 0; i < set.arrays.size(); ++i) {
      const data::Loaded &array = loaded.arrays[next++];
      sum = crc32_z(sum,
                    reinterpret_cast<const Bytef *>(array.bytes.data.get()),
                    static_cast<size_t>(array.array.bytes()));
    }
    checksums[set.name] = fmt::format("{:08x}", sum);
  }
  return checksums;
}

} // namespace nestor
