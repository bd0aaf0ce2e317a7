// Small services of the room: the nearest known name, builtins by name, the
// number of a site.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nestor::typed {

struct Type;

/// The known name that `name` is most likely a slip of, or "".
std::string nearest(const std::string &name,
                    const std::vector<std::string> &known);

/// What to say of a parameter that there is not: the one that was meant, or
/// those that there are.
std::string parameterHint(const std::string &name,
                          const std::vector<std::string> &known);

/// What to say where a value was wanted, and this is still to be drawn, or made
/// and drawn; "" if it is neither.
std::string drawHint(const Type *type);

bool isBuiltin(const std::string &name);
/// `pi`, `inf`, `nan`, `e` is none: it makes too good a variable.
std::optional<double> builtinConstant(const std::string &name);
std::vector<std::string> builtinNames();

/// FNV-1a-32 of the name's bytes, and of `#k` for the k-th site (from 1) of
/// that name in one declaration.
uint32_t siteNumber(const std::string &name, int ordinal);

} // namespace nestor::typed
