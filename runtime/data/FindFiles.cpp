/// From the source that a request names to the files that hold it.
#include "data/Formats.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace fs = std::filesystem;

namespace nestor::data {

/// Where Debian's packages of data sets put them.
static constexpr const char *debianDataSets = "/usr/share/datasets";

// Asked with error codes: a place that cannot be looked at is not there.
static bool isFile(const std::string &path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

static bool isFolder(const std::string &path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

/// Where `source` may lie, in order and each place once.
static std::vector<std::string>
placesOf(const std::string &source, const std::vector<std::string> &folders) {
  if (source.empty())
    throw MissingData("the name of the file or set is empty");
  if (source[0] == '/')
    return {source};
  std::vector<std::string> all = folders;
  const char *named = std::getenv("NESTOR_DATA");
  if (named && *named)
    all.push_back(named);
  all.push_back(debianDataSets);
  std::vector<std::string> places;
  for (const std::string &folder : all) {
    bool isHere = folder.empty() || folder == ".";
    std::string place = isHere ? source : folder + "/" + source;
    if (std::find(places.begin(), places.end(), place) == places.end())
      places.push_back(place);
  }
  return places;
}

[[noreturn]] static void failMissing(const char *what,
                                     const std::string &source,
                                     const std::vector<std::string> &places) {
  std::string message = std::string("there is no ") + what + " " + source;
  if (source[0] != '/') {
    message += " (looked for ";
    for (size_t i = 0; i < places.size(); ++i)
      message += (i ? ", " : "") + places[i];
    message += ")";
  }
  // The name of a set, not of a file.
  if (source.find_first_of("/.") == std::string::npos)
    message += "; Debian's package dataset-fashion-mnist brings fashion-mnist";
  if (source[0] != '/')
    message += "; NESTOR_DATA=FOLDER names another folder";
  throw MissingData(message);
}

std::string findFile(const std::string &source,
                     const std::vector<std::string> &folders) {
  std::vector<std::string> places = placesOf(source, folders);
  for (const std::string &place : places)
    if (isFile(place))
      return place;
  for (const std::string &place : places)
    if (isFolder(place))
      throw DataError(place + " is a folder, expected a file");
  failMissing("file", source, places);
}

/// The files of MNIST and of the sets made in its image, those that lie in
/// `folder`, each plain or with gzip.
static IdxFiles filesIn(const std::string &folder, std::string &missing) {
  static const struct {
    const char *path, *file;
  } parts[] = {{"train.images", "train-images-idx3-ubyte"},
               {"train.labels", "train-labels-idx1-ubyte"},
               {"test.images", "t10k-images-idx3-ubyte"},
               {"test.labels", "t10k-labels-idx1-ubyte"}};
  IdxFiles files;
  for (const auto &part : parts) {
    std::string file = folder + "/" + part.file;
    if (isFile(file))
      files.parts.push_back({part.path, file});
    else if (isFile(file + ".gz"))
      files.parts.push_back({part.path, file + ".gz"});
    else
      missing += (missing.empty() ? "" : ", ") + std::string(part.file);
  }
  return files;
}

IdxFiles findIdx(const std::string &source,
                 const std::vector<std::string> &folders) {
  std::vector<std::string> places = placesOf(source, folders);
  for (const std::string &place : places) {
    if (isFile(place))
      return {{{"", place}}};
    std::string missing;
    IdxFiles files = filesIn(place, missing);
    // A folder of that name with none of the files is something else.
    if (files.parts.empty())
      continue;
    if (!missing.empty())
      throw DataError(place + " is no complete set: it has no " + missing +
                      " (plain or with .gz)");
    return files;
  }
  failMissing("data set", source, places);
}

Request relocated(const Request &request, const std::string &path) {
  std::error_code error;
  std::string absolute = fs::absolute(path, error).string();
  if (error)
    throw DataError(path + " cannot be found: " + error.message());
  std::string missing;
  bool isSet =
      request.format == "idx" && !filesIn(absolute, missing).parts.empty();
  if (isFolder(absolute) && !isSet)
    absolute += "/" + fs::path(request.source).filename().string();
  return {request.format, absolute};
}

} // namespace nestor::data
