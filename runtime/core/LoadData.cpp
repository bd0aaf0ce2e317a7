/// Data sets at the start of a run: found, read, then compared with the shapes
/// that the program was compiled for.
#include "core/LoadData.h"

#include "core/Failure.h"

#include <fmt/format.h>

namespace nestor {

static Failure badData(const DataSet &set, const std::string &what) {
  return Failure(ExitStatus::BadInput,
                 fmt::format("data set `{}`: {}", set.name, what));
}

/// "`test.images`, `train.images`"; a plain tensor has no name.
static std::string pathsOf(const std::vector<data::Array> &arrays) {
  std::string text;
  for (const data::Array &array : arrays)
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", array.path);
  return text == "``" ? "one array without a name" : text;
}

static void compare(const DataSet &set,
                    const std::vector<data::Loaded> &loaded) {
  std::vector<data::Array> found;
  for (const data::Loaded &entry : loaded)
    found.push_back(entry.array);
  if (pathsOf(found) != pathsOf(set.arrays))
    throw badData(set, fmt::format("{} holds {}, the program was compiled for "
                                   "{}; recompile the program",
                                   loaded[0].file, pathsOf(found),
                                   pathsOf(set.arrays)));
  for (size_t i = 0; i < found.size(); ++i)
    if (found[i].type() != set.arrays[i].type())
      throw badData(set, fmt::format("{} holds {}, the program was compiled "
                                     "for {}; recompile the program",
                                     loaded[i].file, found[i].type(),
                                     set.arrays[i].type()));
}

static std::vector<data::Loaded> loadSet(const DataSet &set,
                                         const Options &options) {
  data::Request request = set.request;
  std::vector<std::string> folders = {set.folder};
  folders.insert(folders.end(), options.dataFolders.begin(),
                 options.dataFolders.end());
  folders.emplace_back("."); // a program may lie beside its data
  try {
    for (const auto &[name, path] : options.data)
      if (name == set.name)
        request = data::relocated(set.request, path);
    return data::load(request, folders);
  } catch (const data::MissingData &error) {
    throw badData(set,
                  fmt::format("{}, and --data {}=PATH gives the file or folder",
                              error.what(), set.name));
  } catch (const data::DataError &error) {
    throw badData(set, error.what());
  }
}

LoadedData loadData(const Program &program, const Options &options) {
  LoadedData result;
  for (const DataSet &set : program.data) {
    std::vector<data::Loaded> loaded = loadSet(set, options);
    compare(set, loaded);
    for (data::Loaded &array : loaded)
      result.arrays.push_back(std::move(array));
  }
  for (const data::Loaded &array : result.arrays)
    result.pointers.push_back(array.bytes.data.get());
  return result;
}

} // namespace nestor
