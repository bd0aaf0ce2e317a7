// Exit statuses of the compiler (docs/decisions.md, D11). Those of a program
// that `nestor run` starts are the program's own.
#pragma once

namespace nestor {

enum class ExitStatus : int {
  Success = 0,
  BadInput = 1,
  Internal = 70,
};

} // namespace nestor
