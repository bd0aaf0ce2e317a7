// Where the files lie that the compiler needs at run time, found from its own
// place: PREFIX/bin/nestor, PREFIX/lib and PREFIX/share/nestor.
#pragma once

#include <string>

namespace nestor {

class Installation {
public:
  /// `argv0` helps where the system cannot tell the program's path.
  explicit Installation(const char *argv0);

  std::string runtimeLibrary() const {
    return prefix + "/lib/libnestor_runtime.a";
  }
  std::string standardLibrary() const {
    return prefix + "/share/nestor/stdlib";
  }
  std::string documents() const { return prefix + "/share/nestor/docs"; }
  std::string errorIndex() const { return documents() + "/errors.md"; }
  /// The style and the search of HTML pages.
  std::string referenceAssets() const {
    return prefix + "/share/nestor/reference";
  }

private:
  std::string prefix;
};

} // namespace nestor
