/// data-read [--in FOLDER]... FORMAT SOURCE...: prints type and elements of
/// each array, or the error. Status 1 if there was an error, 2 if `describe`
/// and `load` disagree.
#include "runtime/data/Data.h"

#include <cstdio>
#include <cstring>

using namespace nestor::data;

template <typename T> static T elementAt(const Loaded &loaded, int64_t i) {
  T value;
  std::memcpy(&value, loaded.bytes.data.get() + i * int64_t(sizeof(T)),
              sizeof(T));
  return value;
}

static double numberAt(const Loaded &loaded, int64_t i) {
  switch (loaded.array.element) {
  case Element::U8:
  case Element::Bool:
    return elementAt<uint8_t>(loaded, i);
  case Element::I32:
    return elementAt<int32_t>(loaded, i);
  case Element::I64:
    return static_cast<double>(elementAt<int64_t>(loaded, i));
  case Element::F32:
    return elementAt<float>(loaded, i);
  case Element::F64:
    return elementAt<double>(loaded, i);
  }
  return 0;
}

static void print(const Loaded &loaded) {
  std::printf(" %s %s:", loaded.array.path.c_str(),
              loaded.array.type().c_str());
  int64_t shown = 12, count = loaded.array.count();
  for (int64_t i = 0; i < count && i < shown; ++i)
    std::printf(" %.9g", numberAt(loaded, i));
  std::printf(count > shown ? " ...\n" : "\n");
}

static int read(const Request &request,
                const std::vector<std::string> &folders) {
  std::printf("%s\n", request.source.c_str());
  try {
    std::vector<Array> described = describe(request, folders);
    std::vector<Loaded> loaded = load(request, folders);
    bool agree = described.size() == loaded.size();
    for (size_t i = 0; agree && i < loaded.size(); ++i) {
      print(loaded[i]);
      auto address = reinterpret_cast<uintptr_t>(loaded[i].bytes.data.get());
      agree = described[i].path == loaded[i].array.path &&
              described[i].type() == loaded[i].array.type() &&
              loaded[i].bytes.size == loaded[i].array.bytes() &&
              address % 64 == 0;
    }
    return agree ? 0 : 2;
  } catch (const DataError &error) {
    std::printf("error: %s\n", error.what());
    return 1;
  }
}

int main(int argc, char **argv) {
  std::vector<std::string> words(argv + 1, argv + argc), folders = {"."};
  while (words.size() > 2 && words[0] == "--in") {
    folders.push_back(words[1]);
    words.erase(words.begin(), words.begin() + 2);
  }
  int status = 0;
  for (size_t i = 1; i < words.size(); ++i)
    status |= read({words[0], words[i]}, folders);
  return status;
}
