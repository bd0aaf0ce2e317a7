/// Data sets at the start of a run: read, then compared with the shapes that the
/// program was compiled for.
#include "core/LoadData.h"

#include "core/Failure.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace nestor {

static Failure badData(const DataSet &set, const std::string &what) {
  return Failure(ExitStatus::BadInput,
                 fmt::format("data set `{}`: {}", set.name, what));
}

static std::string typeOf(const data::Array &array) {
  return fmt::format("{}[{}]", data::elementName(array.element),
                     fmt::join(array.shape, ", "));
}

static void compare(const DataSet &set,
                    const std::vector<data::Loaded> &loaded) {
  if (loaded.size() != set.arrays.size())
    throw badData(set, fmt::format("it holds {} arrays, the program was "
                                   "compiled for {}; recompile it",
                                   loaded.size(), set.arrays.size()));
  for (size_t i = 0; i < loaded.size(); ++i) {
    const data::Array &found = loaded[i].array, &wanted = set.arrays[i];
    if (found.path != wanted.path || typeOf(found) != typeOf(wanted))
      throw badData(
          set, fmt::format("{} is {}, the program was compiled for {} {}; "
                           "recompile it",
                           found.path.empty() ? "the array" : found.path,
                           typeOf(found), wanted.path, typeOf(wanted)));
  }
}

LoadedData loadData(const Program &program, const Options &options) {
  LoadedData result;
  for (const DataSet &set : program.data) {
    data::Request request = set.request;
    for (const auto &[name, path] : options.data)
      if (name == set.name)
        request.source = path;
    std::vector<std::string> folders = {".", set.folder};
    std::vector<data::Loaded> loaded;
    try {
      loaded = data::load(request, folders);
    } catch (const data::DataError &error) {
      throw badData(set, error.what());
    }
    compare(set, loaded);
    for (data::Loaded &array : loaded)
      result.arrays.push_back(std::move(array));
  }
  for (const data::Loaded &array : result.arrays)
    result.pointers.push_back(array.bytes.data.get());
  return result;
}

} // namespace nestor
