// An object and the runtime to a program, by a compiler driver found on the
// machine.
#include "compiler/codegen/Codegen.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace nestor {

namespace {

struct LinkDriver {
  std::string path;
  std::vector<StringRef> flags;
};

} // namespace

/// A C++ compiler driver knows where the C library and its start-up code lie.
static Expected<LinkDriver> findLinkDriver() {
#ifdef NESTOR_LINK_DRIVER
  // A runtime with sanitizers asks for the compiler that it was made by.
  return LinkDriver{NESTOR_LINK_DRIVER, {NESTOR_LINK_FLAGS}};
#endif
  bool lld = bool(sys::findProgramByName("ld.lld-22")) ||
             bool(sys::findProgramByName("ld.lld"));
  for (StringRef name : {"clang++-22", "clang++"})
    if (auto path = sys::findProgramByName(name))
      return LinkDriver{*path, lld ? std::vector<StringRef>{"-fuse-ld=lld"}
                                    : std::vector<StringRef>()};
  for (StringRef name : {"c++", "g++"})
    if (auto path = sys::findProgramByName(name))
      return LinkDriver{*path, {}};
  return createStringError("no linker was found, expected one of clang++-22, "
                           "clang++, c++ and g++ in PATH");
}

Error linkProgram(StringRef object, StringRef runtimeLibrary,
                  StringRef program) {
  if (!sys::fs::exists(runtimeLibrary))
    return createStringError("the runtime library " + runtimeLibrary +
                             " is missing");
  Expected<LinkDriver> driver = findLinkDriver();
  if (!driver)
    return driver.takeError();
  SmallVector<StringRef> arguments{driver->path, object, runtimeLibrary};
  append_range(arguments, driver->flags);
  for (StringRef argument :
       {"-static-libstdc++", "-static-libgcc", "-pthread", "-l:libz.a", "-lm",
        "-Wl,--gc-sections", "-Wl,--as-needed", "-s", "-o"})
    arguments.push_back(argument);
  arguments.push_back(program);

  std::string log = (program + ".log").str();
  std::optional<StringRef> redirects[] = {std::nullopt, StringRef(log),
                                          StringRef(log)};
  std::string message;
  int status = sys::ExecuteAndWait(driver->path, arguments, std::nullopt,
                                   redirects, 0, 0, &message);
  std::string output;
  // The driver's own words, where it could say any.
  if (auto text = MemoryBuffer::getFile(log))
    output = (*text)->getBuffer().str();
  sys::fs::remove(log);
  if (status == 0)
    return Error::success();
  return createStringError("linking with " + driver->path + " failed" +
                           (message.empty() ? "" : ": " + message) +
                           (output.empty() ? "" : "\n" + output));
}

} // namespace nestor
