/// The door of the room: which reader a request goes to.
#include "data/Data.h"

#include "data/Formats.h"

#include <cstdlib>

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

int64_t Array::count() const {
  int64_t total = 1;
  for (int64_t extent : shape)
    total *= extent;
  return total;
}

Bytes::Bytes(int64_t size)
    : data(static_cast<char *>(
               std::aligned_alloc(64, static_cast<size_t>((size + 127) / 64) *
                                          64)),
           std::free),
      size(size) {
  if (!data)
    throw DataError("there is no memory for an array of " +
                    std::to_string(size) + " bytes");
}

static std::vector<Loaded> read(const Request &request,
                                const std::vector<std::string> &folders,
                                Extent extent) {
  if (request.format == "idx")
    return readIdx(request.source, folders, extent);
  std::string path = findFile(request.source, folders);
  if (request.format == "csv")
    return readCsv(path);
  if (request.format == "npy")
    return readNpy(path);
  if (request.format == "npz")
    return readNpz(path);
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
