// Reads a number and its unit.
#include "compiler/support/ParseBytes.h"

#include <cctype>
#include <cmath>
#include <exception>

namespace nestor {

std::optional<int64_t> parseBytes(const std::string &text) {
  size_t used = 0;
  double number = 0;
  try {
    number = std::stod(text, &used);
  } catch (const std::exception &) {
    return std::nullopt;
  }
  static const std::string units = "KMGT";
  double scale = 1;
  if (used < text.size()) {
    size_t unit = units.find(char(std::toupper(text[used])));
    std::string rest = text.substr(used + 1);
    if (unit == std::string::npos || !(rest.empty() || rest == "iB"))
      return std::nullopt;
    scale = std::pow(1024.0, double(unit) + 1);
  }
  double bytes = number * scale;
  if (!(bytes >= 1 && bytes < 9e18))
    return std::nullopt;
  return int64_t(bytes);
}

} // namespace nestor
