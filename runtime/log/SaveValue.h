/// What `save "file" = value` writes.
#pragma once

#include "log/Event.h"

#include <string>

namespace nestor {

/// Writes the leaves to `folder`/`site.name`, whole or not at all, in the form
/// that its ending names: .safetensors, .npy, .ppm (coloured), .pgm (grey).
/// Throws `Failure` with status 1.
void saveValue(const std::string &folder, const Site &site, const Event &event);

} // namespace nestor
