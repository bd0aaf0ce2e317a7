/// Writes messages straight to the descriptor: they are the last thing said.
#include "core/Messages.h"

#include <unistd.h>

namespace nestor {

void printMessage(const std::string &text) {
  std::string line = text + "\n";
  ssize_t ignored = write(STDERR_FILENO, line.data(), line.size());
  static_cast<void>(ignored);
}

void printError(const Failure &failure) {
  bool isInternal = failure.status == ExitStatus::InternalError;
  printMessage((isInternal ? "internal error: " : "error: ") +
               std::string(failure.what()));
}

} // namespace nestor
