/// Data sets: arrays read from idx, csv, npy, npz and safetensors files. The compiler
/// describes them, to know their shapes; a compiled program loads them.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace nestor::data {

enum class Element { U8, I32, I64, F32, F64, Bool };

/// The type as the language writes it: `u8`.
const char *elementName(Element element);
/// Bytes of one element.
int64_t elementSize(Element element);

/// One array of a set. `path` is `train.images`, empty for a plain tensor.
struct Array {
  std::string path;
  Element element = Element::F32;
  std::vector<int64_t> shape;

  /// The type as the language writes it: `u8[60000, 28, 28]`, `f64` for a
  /// scalar.
  std::string type() const;
  /// Neither overflows for an array that `describe` or `load` gave.
  int64_t count() const;
  int64_t bytes() const { return count() * elementSize(element); }
};

/// Memory of one array, row-major, 64-byte aligned. A bool is a byte, 0 or 1.
struct Bytes {
  explicit Bytes(int64_t size);
  std::unique_ptr<char, void (*)(void *)> data;
  int64_t size;
};

struct Loaded {
  Array array;
  Bytes bytes;
  std::string file; ///< where the array lies, for messages
};

/// What a `data` declaration asks for: `idx("fashion-mnist")`.
struct Request {
  std::string format; ///< idx, csv, npy, npz, safetensors
  std::string source; ///< a file, a folder, or the name of a set
};

/// The same set in another place: `path` is a file, or a folder that is the set
/// or holds it. Relative paths count from the working directory.
Request relocated(const Request &request, const std::string &path);

/// A file that is damaged or not of its format. The message names the file, the
/// place in it, what was found and what was expected.
struct DataError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// No such file or set. The message names the places that were searched.
struct MissingData : DataError {
  using DataError::DataError;
};

/// The arrays of a set, in a fixed order, each with at least one element.
/// `folders` are searched in order, then the folder that NESTOR_DATA names,
/// then the one of Debian's data set packages; an absolute source is taken as
/// it is. Reads no more than headers, except that csv files are read through.
/// Throws DataError.
std::vector<Array> describe(const Request &request,
                            const std::vector<std::string> &folders);
/// The same with the contents. The memory of an array is allocated once, and
/// only where the file is long enough to fill it.
std::vector<Loaded> load(const Request &request,
                         const std::vector<std::string> &folders);

} // namespace nestor::data
