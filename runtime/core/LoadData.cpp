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

/// `x: f32[3]`; for a plain tensor only its type.
static std::string typeOf(const data::Array &array) {
  return array.path.empty() ? array.type() : array.path + ": " + array.type();
}

static void compare(const DataSet &set, const std::string &source,
                    const std::vector<data::Loaded> &loaded) {
  auto fail = [&](const std::string &file, const std::string &found,
                  const std::string &wanted) {
    throw badData(set, fmt::format("{} holds {}, the program was compiled for "
                                   "{}; recompile the program",
                                   file, found, wanted));
  };
  std::vector<data::Array> found;
  for (const data::Loaded &entry : loaded)
    found.push_back(entry.array);
  if (pathsOf(found) != pathsOf(set.arrays))
    fail(source, pathsOf(found), pathsOf(set.arrays));
  for (size_t i = 0; i < found.size(); ++i)
    if (typeOf(found[i]) != typeOf(set.arrays[i]))
      fail(loaded[i].file, typeOf(found[i]), typeOf(set.arrays[i]));
}

static std::vector<data::Loaded> loadSet(const DataSet &set,
                                         const Options &options) {
  data::Request request = set.request;
  std::vector<std::string> folders = {set.folder};
  folders.insert(folders.end(), options.dataFolders.begin(),
                 options.dataFolders.end());
  folders.emplace_back("."); // a program may lie beside its data
  bool isPlaced = false;
  try {
    for (const auto &[name, path] : options.data) {
      if (name != set.name)
        continue;
      request = data::relocated(set.request, path);
      isPlaced = true;
    }
    std::vector<data::Loaded> loaded = data::load(request, folders);
    compare(set, request.source, loaded);
    return loaded;
  } catch (const data::MissingData &error) {
    std::string what = error.what();
    if (!isPlaced)
      what += fmt::format(", --data {}=PATH its place", set.name);
    throw badData(set, what);
  } catch (const data::DataError &error) {
    throw badData(set, error.what());
  }
}

LoadedData loadData(const Program &program, const Options &options) {
  LoadedData result;
  for (const DataSet &set : program.data)
    for (data::Loaded &array : loadSet(set, options))
      result.arrays.push_back(std::move(array));
  for (const data::Loaded &array : result.arrays)
    result.pointers.push_back(array.bytes.data.get());
  return result;
}

} // namespace nestor
